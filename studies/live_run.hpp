// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "models/model.hpp"
#include "output/live_file.hpp"

namespace quell {

/// Takes the rows of replicates from the threads that record them, without a lock, and writes them
/// into a file that others read while the run goes on.
class LiveRun {
 public:
  /// Throws OutputError.
  LiveRun(const std::filesystem::path& path, const Config& config, const std::string& title);

  /// Keeps the rows that are new. Any number of threads, but of a replicate one at a time.
  void take(std::uint32_t replicate, const Recording& so_far) noexcept;
  /// Writes what has been taken since. One thread. Throws OutputError, once; then does nothing.
  void write();

 private:
  /// One of the file: a row of the table of observables, of which each instant has so many cells.
  struct Variable {
    std::size_t row;
    std::size_t cells;
  };
  /// Of a replicate. A cache line each: replicates that run side by side do not slow each other.
  struct alignas(64) Rows {
    std::vector<double> values;         // [variable][time]
    std::atomic<std::size_t> taken{0};  // values of earlier rows no longer change
    std::size_t written = 0;
  };

  std::size_t n_times_ = 0;
  std::vector<Variable> variables_;
  std::vector<Rows> replicates_;
  LiveFile file_;
  bool has_failed_ = false;
};

}  // namespace quell
