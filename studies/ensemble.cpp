// SPDX-License-Identifier: BSD-3-Clause
#include "studies/ensemble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>

#include "studies/checkpoints.hpp"
#include "studies/saved_past.hpp"
#include "studies/threads.hpp"

namespace quell {
namespace {

/// What one of several scenarios has given: every `step`th outcome, of the replicates that count.
EnsembleResult collect(std::span<ReplicateOutcome> outcomes, std::size_t first, std::size_t step,
                       const std::vector<bool>& counts) {
  EnsembleResult result;
  for (std::size_t r = 0; r < counts.size(); ++r) {
    ReplicateOutcome& outcome = outcomes[r * step + first];
    if (counts[r]) {
      result.events += outcome.events;
      result.replicates.push_back(static_cast<std::uint32_t>(r));
      result.recordings.push_back(std::move(*outcome.recording));
    } else if (!outcome.failure.empty()) {
      result.failures.push_back(fmt::format("replicate {}: {}", r, outcome.failure));
    } else if (!outcome.recording) {
      result.is_interrupted = true;
    }
  }
  return result;
}

}  // namespace

ReplicateOutcome run_replicate(const Config& config, std::uint32_t replicate, std::uint32_t index,
                               EnsembleMonitor& monitor, const Executor& execute,
                               PopulationStore* store, const Stretch& stretch) {
  ReplicateOutcome outcome;
  Checkpoints* const checkpoints = stretch.checkpoints;
  try {
    if (monitor.should_stop()) return outcome;
    const std::unique_ptr<Model> model = stretch.past != nullptr
                                             ? stretch.past->begin(replicate, config, execute)
                                             : make_model(config, replicate, execute, store);
    if (checkpoints != nullptr) checkpoints->restore(index, *model);
    if (model->now() > Time{}) {
      monitor.advanced(index, model->now() - Time{}, 0);
      monitor.recorded(index, model->recording());
    }
    const bool is_kept = model->is_done();
    while (!model->is_done()) {
      const bool is_stopping =
          monitor.should_stop() || (stretch.stop_at && model->now() >= *stretch.stop_at);
      if (checkpoints != nullptr && (is_stopping || checkpoints->is_due(index))) {
        checkpoints->keep(index, *model);
      }
      if (is_stopping) return outcome;
      const Time before = model->now();
      const std::uint64_t events_before = model->events();
      model->advance();
      monitor.advanced(index, model->now() - before, model->events() - events_before);
      monitor.recorded(index, model->recording());
    }
    if (checkpoints != nullptr && !is_kept) checkpoints->keep(index, *model);
    outcome.events = model->events();
    outcome.recording = model->recording();
  } catch (const std::bad_alloc&) {
    outcome.failure = "out of memory (fewer --jobs or a smaller --scale need less)";
  } catch (const std::exception& error) {
    outcome.failure = error.what();
  }
  return outcome;
}

EnsembleResult run_ensemble(const Config& config, unsigned jobs, EnsembleMonitor& monitor) {
  return std::move(run_ensembles({&config, 1}, jobs, monitor).front());
}

std::vector<EnsembleResult> run_ensembles(std::span<const Config> scenarios, unsigned jobs,
                                          EnsembleMonitor& monitor, const Stretch& stretch) {
  const auto begin = std::chrono::steady_clock::now();
  const auto arms = static_cast<std::uint32_t>(scenarios.size());
  const auto replicates =
      static_cast<std::uint32_t>(scenarios.front().at("run").real("replicates"));
  std::vector<ReplicateOutcome> outcomes(std::size_t{replicates} * arms);
  for_each_on_threads(jobs, outcomes.size(), [&](std::size_t run) {
    const auto k = static_cast<std::uint32_t>(run);
    outcomes[k] =
        run_replicate(scenarios[k % arms], k / arms, k, monitor, for_each_piece, nullptr, stretch);
  });
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::vector<bool> counts(replicates);
  for (std::size_t r = 0; r < replicates; ++r) {
    const auto* of_replicate = &outcomes[r * arms];
    counts[r] = std::all_of(of_replicate, of_replicate + arms, [](const ReplicateOutcome& outcome) {
      return outcome.recording.has_value();
    });
  }
  std::vector<EnsembleResult> results;
  for (std::uint32_t arm = 0; arm < arms; ++arm) {
    results.push_back(collect(outcomes, arm, arms, counts));
    results.back().wall_seconds = seconds;
  }
  return results;
}

}  // namespace quell
