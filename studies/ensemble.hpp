// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/model.hpp"

namespace quell {

class Checkpoints;
class SavedPast;

/// Watches an ensemble from outside; called from several threads at once.
class EnsembleMonitor {
 public:
  virtual ~EnsembleMonitor() = default;
  /// After each observation interval: what run `index` has gone on by. Of one scenario that is the
  /// replicate; of several, replicate * scenarios + scenario.
  virtual void advanced(std::uint32_t index, Duration step, std::uint64_t events) noexcept = 0;
  /// At the same time: what the run has recorded so far. Each run has one thread, that of the call.
  virtual void recorded(std::uint32_t /*index*/, const Recording& /*so_far*/) noexcept {}
  /// True asks for an early end: replicates under way are dropped, finished ones kept.
  [[nodiscard]] virtual bool should_stop() const noexcept = 0;
};

/// What became of one replicate: a recording, or a reason why there is none, or, where the monitor
/// asked for an end or the run stopped before its own, neither.
struct ReplicateOutcome {
  std::optional<Recording> recording;
  std::string failure;
  std::uint64_t events = 0;
};

/// Where runs begin and end, and what they leave behind: by default, those of the scenario and
/// nothing.
struct Stretch {
  /// Each goes on from the state that is kept there, if one is, and keeps its own: now and then,
  /// when it ends, and when it stops.
  Checkpoints* checkpoints = nullptr;
  const SavedPast* past = nullptr;  ///< all begin there
  std::optional<Time> stop_at;      ///< all stop there, unless they end before
};

/// Runs one replicate of a scenario on the calling thread, which `execute` may have helped while
/// the initial state is built, or `store` (see make_model); `index` is what the monitor knows it
/// by.
ReplicateOutcome run_replicate(const Config& config, std::uint32_t replicate, std::uint32_t index,
                               EnsembleMonitor& monitor, const Executor& execute = {},
                               PopulationStore* store = nullptr, const Stretch& stretch = {});

struct EnsembleResult {
  std::vector<std::uint32_t> replicates;  ///< those that finished, ascending
  std::vector<Recording> recordings;      ///< of each of them
  std::vector<std::string> failures;      ///< "replicate 3: reason"
  std::uint64_t events = 0;
  double wall_seconds = 0.0;
  bool is_interrupted = false;
};

/// Runs replicates 0 ... n-1 of a scenario on `jobs` threads. What a replicate gives depends on the
/// scenario and its number alone, not on `jobs`. A replicate that throws is recorded as a failure
/// and the others go on.
EnsembleResult run_ensemble(const Config& config, unsigned jobs, EnsembleMonitor& monitor);

/// The same of several scenarios with equally many replicates, in one pool and replicate by
/// replicate. Only replicates that finished in every scenario are kept, so that each has its
/// counterparts; `wall_seconds` is that of all.
std::vector<EnsembleResult> run_ensembles(std::span<const Config> scenarios, unsigned jobs,
                                          EnsembleMonitor& monitor, const Stretch& stretch = {});

}  // namespace quell
