// SPDX-License-Identifier: BSD-3-Clause
// What the merged file of a sweep looks like, whether it holds the values or only says where they
// are.
#pragma once

#include <cstdint>
#include <string>

#include "output/block_file.hpp"
#include "output/dataset.hpp"
#include "studies/sweep_merge.hpp"

namespace quell {

constexpr std::uint64_t most_points_at_once = 65536;

Attributes sweep_attributes(const Sweep& sweep, const PointRange& points,
                            const MergeOutcome& outcome, const std::string& failures);

/// Dimensions and variables, coordinates first, without values.
Dataset sweep_layout(const Sweep& sweep, const SweepTable& table, const PointRange& points);

/// Writes the coordinates of `points`, which count from `first` on.
void fill_factors(const Sweep& sweep, std::uint64_t first, BlockFile::Extent points,
                  BlockFile& file);

}  // namespace quell
