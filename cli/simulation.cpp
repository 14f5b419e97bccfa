// SPDX-License-Identifier: BSD-3-Clause
#include "cli/simulation.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <thread>

#include "cli/progress_monitor.hpp"
#include "cli/resources.hpp"
#include "cli/run_record.hpp"
#include "cli/table.hpp"
#include "scenarios/dates.hpp"
#include "studies/results.hpp"

namespace quell {

std::string SimulationOptions::output_for(const std::string& title) const {
  return output.empty() ? title + ".h5" : output;
}

void SimulationOptions::add_to(CLI::App& command, const std::string& default_output) {
  command
      .add_option("-o,--output", output, fmt::format("result file (default: {})", default_output))
      ->type_name("FILE");
  command.add_option("--jobs", jobs, "threads (default: all cores)")
      ->check(CLI::Range(1U, 4096U))
      ->type_name("N");
  command.add_flag("--force", force, "replace an existing result file");
  command.add_flag("-q,--quiet", quiet, "no progress and no warnings");
}

void SimulationOptions::add_checkpoints(CLI::App& command, const std::string& way_on) {
  command
      .add_option("--checkpoint-every", checkpoint_seconds,
                  "keep the state that often, 10min or 2h, and on SIGTERM, SIGINT or SIGUSR1, in "
                  "<output>.checkpoint, from which " +
                      way_on + " goes on")
      ->transform(CLI::AsNumberWithUnit(
          std::map<std::string, double>{{"s", 1.0}, {"min", 60.0}, {"h", 3600.0}}))
      ->check(CLI::PositiveNumber)
      ->type_name("TIME");
}

void SimulationOptions::add_stop_at(CLI::App& command) {
  command
      .add_option("--stop-at", stop_at,
                  "stop all replicates at this date and keep their states in <output>.checkpoint, "
                  "from which `quell resume`, `quell fork` and `quell whatif --from` go on")
      ->check([](const std::string& text) {
        return day_in(text) ? std::string{} : "'" + text + "' is no date; write one as 2015-08-01";
      })
      ->type_name("DATE");
}

std::optional<Time> SimulationOptions::stop_in(const Config& scenario) const {
  const std::optional<double> day = day_in(stop_at);
  if (!day) return std::nullopt;
  const Time stop = scenario.time_of(*day);
  if (stop > Time{} && stop < Time{} + scenario.duration()) return stop;
  Report report;
  report.error({.file = "--stop-at " + stop_at},
               fmt::format("the run is not under way then (it goes from {} to {}) give a date in "
                           "between",
                           date_text(scenario.start_day()),
                           date_text(scenario.start_day() + scenario.duration().days)));
  throw ScenarioError(report.all());
}

Simulation::Simulation(const SimulationOptions& options, const std::string& title)
    : options_(options),
      title_(title),
      file_(options.output_for(title), options.force ? Existing::replace : Existing::refuse),
      jobs_(options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency())) {}

std::vector<EnsembleResult> Simulation::run(std::span<const Config> scenarios,
                                            const std::vector<std::string>& names) {
  planned_ = static_cast<std::size_t>(scenarios.front().at("run").real("replicates"));
  ProgressOptions progress{.name = title_,
                           .n_replicates = static_cast<std::uint32_t>(planned_ * scenarios.size()),
                           .days = scenarios.front().duration().days};
  if (scenarios.size() > 1) progress.run_word = "run";
  if (options_.quiet) progress.mode = ProgressMode::quiet;
  if (stop_at_) progress.days = stop_at_->days;
  bound_memory(supply_for(path()), jobs_);  // what runs need later cannot be told beforehand
  open_live(scenarios.front());
  progress_file_.emplace(path(),
                         RunReport{.progress = {.name = title_,
                                                .n_replicates = progress.n_replicates,
                                                .run_word = progress.run_word},
                                   .live = live_ ? live_path(path()).string() : std::string{}});
  progress.observer = [this](const ProgressState& state) { tell(state); };
  std::vector<EnsembleResult> results;
  {
    ProgressMonitor monitor{std::move(progress), live_ ? &*live_ : nullptr};
    results = run_ensembles(scenarios, jobs_, monitor,
                            {.checkpoints = checkpoints_ ? &*checkpoints_ : nullptr,
                             .past = past_ ? &*past_ : nullptr,
                             .stop_at = stop_at_});
  }
  progress_file_->enter(RunPhase::writing);
  if (!live_failure_.empty() && !options_.quiet) {
    fmt::print(stderr, "quell: warning: {}\n", live_failure_);
  }
  for (std::size_t k = 0; k < results.size(); ++k) {
    const EnsembleResult& result = results[k];
    events_ += result.events;
    is_interrupted_ = is_interrupted_ || result.is_interrupted;
    has_failures_ = has_failures_ || !result.failures.empty();
    for (const std::string& failure : result.failures) {
      fmt::print(stderr, "quell: error: {}{}\n", names.empty() ? "" : names[k] + ", ", failure);
    }
  }
  finished_ = results.front().replicates.size();
  seconds_ = results.front().wall_seconds;
  say_what_is_left();
  return results;
}

/// Memory that is promised and not there ends a program without a word.
void Simulation::require_room(std::span<const Config> scenarios) const {
  const ParamValues& run = scenarios.front().at("run");
  const auto replicates = static_cast<std::size_t>(run.real("replicates"));
  Demand demand{.each = {}, .runs = replicates * scenarios.size(), .scale = run.real("scale")};
  if (options_.keeps_checkpoints()) {
    demand.states = demand.runs - (checkpoints_ ? checkpoints_->kept() : 0);
  }
  demand.at_once = static_cast<unsigned>(std::min<std::size_t>(jobs_, demand.runs));
  for (const Config& scenario : scenarios) {
    demand.each = larger_of(demand.each, footprint_of(scenario));
  }
  require_supply(demand, supply_for(path()));
}

/// At once and only once: in a long run there is time to do something about it.
void Simulation::warn_of_checkpoints() {
  const std::string failure = checkpoints_ && !is_warned_ ? checkpoints_->failure() : "";
  if (failure.empty()) return;
  is_warned_ = true;
  const bool has_bar = !options_.quiet && can_redraw(STDERR_FILENO);
  std::fputs(
      fmt::format("{}quell: warning: no checkpoint: {}\n", has_bar ? "\r\x1b[K" : "", failure)
          .c_str(),
      stderr);
}

void Simulation::say_what_is_left() {
  warn_of_checkpoints();
  if (has_stopped_as_asked()) {
    fmt::print(stderr,
               "quell: all {} replicates stand at {}: {} goes on, `quell fork` with changes\n",
               planned_, date_text(start_day_ + checkpoints_->latest().days), way_on_);
  } else if (can_go_on()) {
    fmt::print(stderr, "quell: {}; {} of {} replicates are done, {} kept: {} goes on\n",
               is_interrupted_ ? "stopped" : "error: some replicates failed", finished_, planned_,
               counted(checkpoints_->kept(), "state is", "states are"), way_on_);
  } else if (finished_ == 0) {
    fmt::print(stderr, "quell: error: no replicate finished ({}) nothing was written\n",
               is_interrupted_ ? "interrupted" : "all failed");
  }
}

/// At the first observation at the date that was asked for, or later.
bool Simulation::has_stopped_as_asked() const {
  return stop_at_ && !quell::is_interrupted() && !has_failures_ &&
         checkpoints_->earliest() >= *stop_at_ && checkpoints_->latest() < *stop_at_ + cadence_;
}

void Simulation::keep_checkpoints(const std::filesystem::path& folder, const std::string& identity,
                                  std::span<const Config> scenarios, const std::string& way_on) {
  const Config& scenario = scenarios.front();
  const auto replicates = static_cast<std::uint32_t>(scenario.at("run").real("replicates"));
  stop_at_ = options_.stop_in(scenario);
  start_day_ = scenario.start_day();
  cadence_ = {.days = scenario.at("run").real("cadence")};
  checkpoint_folder_ = folder;
  way_on_ = way_on;
  checkpoints_.emplace(folder, identity, replicates * static_cast<std::uint32_t>(scenarios.size()),
                       std::chrono::duration<double>(options_.checkpoint_interval()));
}

/// Without the file for readers a run is as good.
void Simulation::open_live(const Config& scenario) {
  const std::filesystem::path file = live_path(path());
  if (!options_.live) {
    std::error_code error;
    if (is_live_file(file)) std::filesystem::remove(file, error);  // of a run that was killed
    return;
  }
  try {
    live_.emplace(file, scenario, title_);
  } catch (const OutputError& error) {
    live_failure_ = error.what();
  }
}

/// Called by the thread that reports, while others simulate.
void Simulation::tell(const ProgressState& state) {
  warn_of_checkpoints();
  const bool is_written =
      progress_file_->update(state, is_interrupted() ? RunPhase::stopping : RunPhase::running);
  if (!live_ || !is_written) return;
  try {
    live_->write();
  } catch (const OutputError& error) {
    live_failure_ = error.what();
  }
}

Dataset Simulation::write(Dataset data) {
  if (past_) note_past(data, *past_, past_changes_);
  file_.write(data);
  progress_file_.reset();  // not before: who watches must find one of the two
  live_.reset();
  return data;
}

std::string Simulation::summary() const {
  return fmt::format("{} of {} replicates, {:.1f} million events in {:.0f} s on {}", finished_,
                     planned_, static_cast<double>(events_) / 1e6, seconds_,
                     counted(jobs_, "thread", "threads"));
}

std::string Simulation::path() const {
  return std::filesystem::absolute(options_.output_for(title_)).lexically_normal().string();
}

Exit Simulation::end() {
  if (finished_ == planned_) {
    if (checkpoints_) {
      checkpoints_->discard();
      discard_record(checkpoint_folder_);
    }
    return Exit::done;
  }
  if (has_stopped_as_asked()) return Exit::done;
  if (can_go_on()) return is_interrupted_ ? Exit::stopped : Exit::failed;  // which `run` said
  fmt::print(stderr, "quell: error: {}; the {} replicates that finished are kept\n",
             is_interrupted_ ? "interrupted" : "some replicates failed", finished_);
  return Exit::failed;
}

}  // namespace quell
