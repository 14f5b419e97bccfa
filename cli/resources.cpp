// SPDX-License-Identifier: BSD-3-Clause
#include "cli/resources.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <stdexcept>

namespace quell {
namespace {

namespace fs = std::filesystem;

constexpr double unknown = std::numeric_limits<double>::infinity();

/// The number behind a name in a file of such pairs.
double number_named(const fs::path& path, const std::string& name, double otherwise) {
  std::ifstream file(path);
  std::string word;
  double number = 0.0;
  while (file >> word) {
    if (word == name && file >> number) return number;
  }
  return otherwise;
}

/// "MemAvailable:   21234567 kB" and the like [B].
double line_of_meminfo(const std::string& name) {
  return 1024.0 * number_named("/proc/meminfo", name, unknown);
}

/// What the process has taken [B]: of addresses in all, and of memory that it may write to.
struct Taken {
  double addresses = 0.0;
  double data = 0.0;
};

std::optional<Taken> taken() {
  std::ifstream file("/proc/self/statm");
  double size = 0.0;
  double ignored = 0.0;
  double data = 0.0;
  if (!(file >> size >> ignored >> ignored >> ignored >> ignored >> data)) return std::nullopt;
  const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  return Taken{.addresses = size * page, .data = data * page};
}

/// Below `ulimit -v` and `ulimit -d`.
double left_of_limits() {
  const std::optional<Taken> now = taken();
  const auto left = [](int resource, double used) {
    rlimit limit{};
    if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return unknown;
    return std::max(0.0, static_cast<double>(limit.rlim_cur) - used);
  };
  if (!now) return unknown;
  return std::min(left(RLIMIT_AS, now->addresses), left(RLIMIT_DATA, now->data));
}

/// While results are put together they are there twice.
double memory_of_recordings(const Demand& demand) {
  return 2.0 * static_cast<double>(demand.runs) * demand.each.recording;
}

std::string memory_advice(const Demand& demand, double left) {
  if (left <= 0.0) return "pass fewer --replicates, or let the scenario record less often";
  const double jobs = std::floor(left / demand.each.state);
  if (jobs >= 1.0) return fmt::format("pass --jobs {:.0f}", jobs);
  const double digits = std::pow(10.0, std::floor(std::log10(left / demand.each.state)));
  const double share = std::floor(left / demand.each.state / digits) * digits;
  return fmt::format("pass --jobs 1 and --scale {:.2g} or less", demand.scale * share);
}

}  // namespace

double left_in_group(const fs::path& folder) {
  std::ifstream most_file(folder / "memory.max");
  std::ifstream used_file(folder / "memory.current");
  double most = 0.0;
  double used = 0.0;
  if (!(most_file >> most) || !(used_file >> used)) return unknown;  // "max" is no number
  const double cached = number_named(folder / "memory.stat", "active_file", 0.0) +
                        number_named(folder / "memory.stat", "inactive_file", 0.0);
  return std::max(0.0, most - std::max(0.0, used - cached));
}

double left_in_groups(const fs::path& root, const fs::path& membership) {
  std::ifstream file(membership);
  fs::path group = "/";
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("0::")) group = line.substr(3);
  }
  double left = unknown;
  for (;; group = group.parent_path()) {
    left = std::min(left, left_in_group(root / group.relative_path()));
    if (!group.has_relative_path()) return left;
  }
}

Supply supply_for(const fs::path& output) {
  constexpr double share = 0.95;  // others grow meanwhile
  const double in_machine = line_of_meminfo("MemAvailable:") + line_of_meminfo("SwapFree:");
  std::error_code error;
  const fs::path folder = fs::absolute(output).parent_path();
  const fs::space_info space = fs::space(folder, error);
  return {
      .memory = share * std::min({in_machine, left_in_groups("/sys/fs/cgroup", "/proc/self/cgroup"),
                                  left_of_limits()}),
      .disk = error ? unknown : static_cast<double>(space.available)};
}

std::optional<std::string> shortage(const Demand& demand, const Supply& supply) {
  const double recordings = memory_of_recordings(demand);
  const double memory = demand.at_once * demand.each.state + recordings;
  if (memory > supply.memory) {
    return fmt::format(
        "the runs need some {} of memory ({} at once with {} each at the start, {} for what {} "
        "record; {} can be had) {}",
        bytes_text(memory), demand.at_once, bytes_text(demand.each.state), bytes_text(recordings),
        demand.runs, bytes_text(supply.memory), memory_advice(demand, supply.memory - recordings));
  }
  const double states = static_cast<double>(demand.states) * demand.each.state;
  if (states > supply.disk) {
    return fmt::format(
        "the states of the runs need some {} on the disk ({} of {} each; {} are free) pass -o for "
        "another disk, fewer --replicates or a smaller --scale",
        bytes_text(states), demand.states, bytes_text(demand.each.state), bytes_text(supply.disk));
  }
  return std::nullopt;
}

void require_supply(const Demand& demand, const Supply& supply) {
  if (const auto reason = shortage(demand, supply)) throw std::runtime_error(*reason);
}

void bound_memory(const Supply& supply, unsigned threads) {
  constexpr double of_thread = 16.0 * 1024.0 * 1024.0;  // its stack, of which it uses a part
  const std::optional<Taken> now = taken();
  rlimit limit{};
  if (!now || getrlimit(RLIMIT_DATA, &limit) != 0) return;
  const double most = now->data + supply.memory + of_thread * threads;
  if (most >= static_cast<double>(limit.rlim_cur)) return;  // infinity is the largest number
  limit.rlim_cur = static_cast<rlim_t>(most);
  setrlimit(RLIMIT_DATA, &limit);
}

std::string bytes_text(double bytes) {
  constexpr double giga = 1e9;
  constexpr double mega = 1e6;
  return bytes >= giga ? fmt::format("{:.3g} GB", bytes / giga)
                       : fmt::format("{:.3g} MB", bytes / mega);
}

}  // namespace quell
