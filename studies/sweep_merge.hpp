// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "output/writer.hpp"
#include "scenarios/sweep.hpp"
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

/// Writes the runs that the logs in `folder` hold into one netCDF-readable file: dimensions point,
/// replicate, and those of what is kept; varied parameters are coordinates of the points. The file
/// depends on the sweep and the set of runs alone. Takes memory for a block of points at a time,
/// and 16 bytes of disk per run beside the file meanwhile. Throws OutputError, also where two logs
/// hold different values of one run, and where runs are missing unless that is allowed.
MergeOutcome merge_runs(const Sweep& sweep, const SweepTable& table,
                        const std::filesystem::path& folder, Missing missing, OutputFile& file);

/// Bytes that the file takes before it is packed.
std::uint64_t merged_bytes(const Sweep& sweep, const SweepTable& table);

}  // namespace quell
