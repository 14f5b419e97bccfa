// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "output/writer.hpp"
#include "scenarios/sweep.hpp"
#include "studies/sweep_runs.hpp"
#include "studies/sweep_table.hpp"

namespace quell {

struct MergeOutcome {
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::uint64_t missing = 0;
  std::string a_failure;  ///< "point 3, replicate 1: reason", of one that failed
};

/// What a merge does where runs are missing.
enum class Missing { refuse, allow };

/// Points that follow one another.
struct PointRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// Those of the `part`th of `parts` equal parts, but for one point.
PointRange points_of(const Sweep& sweep, Part part);

/// Writes the runs of some points that the logs in `folder` hold into one netCDF-readable file:
/// dimensions point, replicate, and those of what is kept; varied parameters are coordinates of the
/// points. The file depends on the sweep and the set of runs alone. Takes memory for a block of
/// points at a time, and 16 bytes of disk per run beside the file meanwhile. Throws OutputError,
/// also where two logs hold different values of one run, and where runs are missing unless that is
/// allowed.
MergeOutcome merge_runs(const Sweep& sweep, const SweepTable& table,
                        const std::filesystem::path& folder, Missing missing,
                        const PointRange& points, OutputFile& file);

/// Where a part of the points is merged to.
std::filesystem::path part_path(const std::filesystem::path& folder, Part part);

/// Writes a file that looks like that of all points and holds none of their values: it says where
/// they stand in the files of the parts in `folder`, by paths relative to its own. Throws
/// OutputError where parts are missing or of another sweep, and where runs are missing in them
/// unless that is allowed.
MergeOutcome link_parts(const Sweep& sweep, const SweepTable& table,
                        const std::filesystem::path& folder, Missing missing, OutputFile& file);

/// Bytes that the file of so many points takes before it is packed.
std::uint64_t merged_bytes(const Sweep& sweep, const SweepTable& table, std::uint64_t points);

}  // namespace quell
