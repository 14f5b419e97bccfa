// SPDX-License-Identifier: BSD-3-Clause
#include "studies/sweep_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include "studies/threads.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

double thread_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// The scale of a point, which says how long its runs take, or 1 where it is not varied.
class Sizes {
 public:
  explicit Sizes(const Sweep& sweep) : sweep_(sweep) {
    const auto& all = sweep.factors;
    const auto found = std::find_if(all.begin(), all.end(), [](const Factor& factor) {
      return factor.key == "run.scale" && factor.is_number();
    });
    factor_ = static_cast<std::size_t>(found - all.begin());
  }
  [[nodiscard]] bool differ() const { return factor_ < sweep_.factors.size(); }
  [[nodiscard]] double at(std::uint64_t point) const { return sweep_.level(point, factor_).number; }

 private:
  const Sweep& sweep_;
  std::size_t factor_;
};

struct Attempt {
  RunRecord record;
  std::uint64_t events = 0;
  bool is_left_out = false;  ///< the monitor asked for an end
};

Attempt try_run(const Sweep& sweep, const SweepTable& table, std::uint64_t run, std::uint32_t index,
                EnsembleMonitor& monitor, PopulationStore& store) {
  Attempt attempt;
  RunRecord& record = attempt.record;
  record.run = run;
  const double before = thread_seconds();
  try {
    const Config config = sweep.config(sweep.point_of(run));
    ReplicateOutcome outcome = run_replicate(config, sweep.stream_replicate(run), index, monitor,
                                             {}, sweep.has_common_numbers ? &store : nullptr);
    attempt.events = outcome.events;
    attempt.is_left_out = !outcome.recording && outcome.failure.empty();
    record.failure = std::move(outcome.failure);
    if (outcome.recording) record.values = table.values_of(config, std::move(*outcome.recording));
  } catch (const std::exception& error) {
    record.failure = error.what();
  }
  record.cpu_seconds = thread_seconds() - before;
  return attempt;
}

void count(const Sweep& sweep, const Attempt& attempt, SweepOutcome& outcome) {
  outcome.events += attempt.events;
  outcome.cpu_seconds += attempt.record.cpu_seconds;
  if (attempt.is_left_out) {
    outcome.is_interrupted = true;
  } else if (attempt.record.failure.empty()) {
    ++outcome.done;
  } else {
    ++outcome.failed;
    if (outcome.a_failure.empty()) {
      outcome.a_failure = name_of_run(sweep, attempt.record.run) + ": " + attempt.record.failure;
    }
  }
}

}  // namespace

void require_log_of(const std::string& identity, const RunLogFile& log) {
  if (log.header().sweep == identity) return;
  throw OutputError(fmt::format(
      "cannot use {} (it holds runs of another sweep, or of this one with other options or before "
      "a change to its file, its scenario or quell) give the same --set, --scale and --seed to "
      "each command, or pass --folder for another folder",
      log.path().string()));
}

SweepState state_of(const Sweep& sweep, const fs::path& folder) {
  SweepState state;
  state.is_done.resize(sweep.runs());
  state.is_failed.resize(sweep.runs());
  const std::string identity = sweep.identity();
  for (const fs::path& path : run_logs_in(folder)) {
    std::optional<RunLogFile> opened = RunLogFile::open(path);
    if (!opened) continue;
    RunLogFile& log = *opened;
    const RunLogHeader& header = log.header();
    require_log_of(identity, log);
    if (log.is_in_use()) {
      state.workers.push_back({header.host, header.process, header.jobs});
    }
    state.damaged += log.for_each([&](const RunEntry& entry) {
      if (entry.run >= sweep.runs()) return;  // a replicate that was asked for before
      ++state.records;
      state.cpu_seconds += entry.cpu_seconds;
      (entry.is_failure ? state.is_failed : state.is_done)[entry.run] = true;
      if (entry.is_failure && state.a_failure.empty()) {
        state.a_failure = name_of_run(sweep, entry.run) + ": " + log.read(entry.offset).failure;
      }
    });
  }
  for (std::uint64_t run = 0; run < sweep.runs(); ++run) {
    if (state.is_done[run]) state.is_failed[run] = false;
    state.done += state.is_done[run] ? 1 : 0;
    state.failed += state.is_failed[run] ? 1 : 0;
  }
  return state;
}

std::vector<std::uint64_t> runs_to_do(const Sweep& sweep, const SweepState& state, Part part,
                                      bool retry) {
  std::vector<std::uint64_t> runs;
  for (std::uint64_t run = part.part - 1; run < sweep.runs(); run += part.parts) {
    if (!state.is_done[run] && (retry || !state.is_failed[run])) runs.push_back(run);
  }
  const Sizes sizes(sweep);
  if (!sizes.differ()) return runs;
  // Replicates of all points first once, then again, as without sizes.
  std::stable_sort(runs.begin(), runs.end(), [&](std::uint64_t a, std::uint64_t b) {
    return sizes.at(sweep.point_of(a)) > sizes.at(sweep.point_of(b));
  });
  return runs;
}

RunLogHeader header_of(const Sweep& sweep, const SweepTable& table, unsigned jobs) {
  RunLogHeader header;
  header.sweep = sweep.identity();
  header.values_per_run = table.values_per_run();
  header.jobs = jobs;
  return header;
}

std::string name_of_run(const Sweep& sweep, std::uint64_t run) {
  return fmt::format("point {}, replicate {}", sweep.point_of(run), sweep.replicate_of(run));
}

SweepOutcome do_runs(const Sweep& sweep, const SweepTable& table,
                     std::span<const std::uint64_t> runs, unsigned jobs, RunLog& log,
                     EnsembleMonitor& monitor) {
  std::vector<PopulationStore> stores(jobs);
  return do_runs(sweep, table, runs, stores, log, monitor);
}

SweepOutcome do_runs(const Sweep& sweep, const SweepTable& table,
                     std::span<const std::uint64_t> runs, std::span<PopulationStore> stores,
                     RunLog& log, EnsembleMonitor& monitor) {
  const auto jobs = static_cast<unsigned>(stores.size());
  SweepOutcome outcome;
  std::mutex mutex;
  std::atomic<std::size_t> next{0};
  const auto work = [&](PopulationStore& store) {
    for (std::size_t k = next++; k < runs.size(); k = next++) {
      Attempt attempt =
          try_run(sweep, table, runs[k], static_cast<std::uint32_t>(k), monitor, store);
      if (!attempt.is_left_out) {
        try {
          log.append(attempt.record);
        } catch (...) {
          next = runs.size();  // the other threads begin no more runs
          throw;
        }
      }
      const std::scoped_lock lock(mutex);
      count(sweep, attempt, outcome);
    }
  };
  for_each_on_threads(jobs, jobs, [&](std::size_t k) { work(stores[k]); });
  log.sync();  // who is told that the runs are kept need not doubt it
  return outcome;
}

}  // namespace quell
