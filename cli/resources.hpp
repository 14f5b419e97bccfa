// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "models/footprint.hpp"

namespace quell {

/// What a set of runs asks of the machine.
struct Demand {
  Footprint each;          ///< of the largest run
  std::size_t runs = 1;    ///< recorded in memory together
  unsigned at_once = 1;    ///< states in memory
  std::size_t states = 0;  ///< kept on the disk
  double scale = 1.0;      ///< of the scenario, for advice
};

/// What there is. Infinite where it cannot be told.
struct Supply {
  double memory;  ///< that the program may still take, and leave some to others [B]
  double disk;    ///< free where results go [B]
};

/// Of this process, for results in the folder of `output`. Linux tells; no other system is asked.
Supply supply_for(const std::filesystem::path& output);

/// What a control group (version 2) leaves of its limit [B]; infinity without one. Cached files,
/// which count as used, make room when it is needed.
double left_in_group(const std::filesystem::path& folder);

/// The least of what is left in the groups below `root` that a process is in, one within the other;
/// `membership` is a file such as /proc/self/cgroup.
double left_in_groups(const std::filesystem::path& root, const std::filesystem::path& membership);

/// Why it cannot be done, as "problem (reason) suggestion", or nothing. Only what is certain is a
/// reason: what the runs need at their start, and states, which are not compressed.
std::optional<std::string> shortage(const Demand& demand, const Supply& supply);

/// Throws std::runtime_error with that reason.
void require_supply(const Demand& demand, const Supply& supply);

/// From now on refuses this process what goes beyond the supply of memory and the stacks of so many
/// threads, so that a run that grows without end fails by itself, before the system ends the whole
/// process, or another one. What is asked for counts, used or not.
void bound_memory(const Supply& supply, unsigned threads);

/// "1.4 GB".
std::string bytes_text(double bytes);

}  // namespace quell
