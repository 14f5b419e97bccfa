// SPDX-License-Identifier: BSD-3-Clause
// Results to begin with, and all that is made of results.
#pragma once

#include <filesystem>

#include "output/dataset.hpp"

namespace quell::fuzz {

/// Small results of a run, of a what-if and of a sweep.
const Dataset& run_sample();
const Dataset& whatif_sample();
const Dataset& sweep_sample();

/// What `compare`, `whatif`, `report` and `export` compute from a file's content, and print
/// nowhere.
void look_at(const Dataset& data);

/// Writes inputs that are no texts below `folder`, in a folder for each target.
void write_seeds(const std::filesystem::path& folder);

}  // namespace quell::fuzz
