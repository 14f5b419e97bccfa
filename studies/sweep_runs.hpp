// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "models/population_store.hpp"
#include "output/run_log.hpp"
#include "scenarios/sweep.hpp"
#include "studies/ensemble.hpp"
#include "studies/sweep_table.hpp"

namespace quell {

/// One of the workers that share a sweep: of `parts`, the `part`th, counted from 1.
struct Part {
  std::uint64_t part = 1;
  std::uint64_t parts = 1;
};

/// A log that a worker keeps at the moment.
struct Worker {
  std::string host;
  std::int64_t process = 0;
  unsigned jobs = 1;
};

/// How far a sweep has come, from its logs alone.
struct SweepState {
  std::vector<bool> is_done;    ///< by run: it gave values
  std::vector<bool> is_failed;  ///< it was tried, and never gave any
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::uint64_t records = 0;  ///< in all logs, runs that were done twice included
  std::uint64_t damaged = 0;  ///< records cut off or changed
  double cpu_seconds = 0.0;   ///< of all records
  std::vector<Worker> workers;
  std::string a_failure;  ///< "point 3, replicate 1: reason", of one that failed

  [[nodiscard]] std::uint64_t left() const { return is_done.size() - done - failed; }
};

/// Throws OutputError for a log of a sweep with another identity.
void require_log_of(const std::string& identity, const RunLogFile& log);

/// Reads the logs in `folder`, which need not exist. Throws OutputError where one is of another
/// sweep or cannot be read.
SweepState state_of(const Sweep& sweep, const std::filesystem::path& folder);

/// Runs of a part that are not done, in the order in which to do them: the dearest first where the
/// scale is varied. Those that failed are left out unless `retry` is set.
std::vector<std::uint64_t> runs_to_do(const Sweep& sweep, const SweepState& state, Part part,
                                      bool retry);

struct SweepOutcome {
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::uint64_t events = 0;
  double cpu_seconds = 0.0;
  std::string a_failure;        ///< "point 3, replicate 1: reason"
  bool is_interrupted = false;  ///< not all runs were tried
};

/// What a log of this sweep begins with.
RunLogHeader header_of(const Sweep& sweep, const SweepTable& table, unsigned jobs);

/// Does `runs` on one thread for each of `stores` and appends each to the log as it is finished.
/// What a run gives depends on the sweep and its number alone. Throws OutputError where the log
/// cannot be written.
SweepOutcome do_runs(const Sweep& sweep, const SweepTable& table,
                     std::span<const std::uint64_t> runs, std::span<PopulationStore> stores,
                     RunLog& log, EnsembleMonitor& monitor);
/// The same on `jobs` threads that begin with nothing in store.
SweepOutcome do_runs(const Sweep& sweep, const SweepTable& table,
                     std::span<const std::uint64_t> runs, unsigned jobs, RunLog& log,
                     EnsembleMonitor& monitor);

/// "point 3, replicate 1".
std::string name_of_run(const Sweep& sweep, std::uint64_t run);

}  // namespace quell
