// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/interrupts.hpp"
#include "cli/progress_file.hpp"
#include "output/writer.hpp"
#include "studies/checkpoints.hpp"
#include "studies/ensemble.hpp"
#include "studies/live_run.hpp"
#include "studies/saved_past.hpp"

namespace quell {

/// The options of commands that simulate and write a result file.
struct SimulationOptions {
  std::string output;
  unsigned jobs = 0;  ///< 0: all cores
  bool force = false;
  bool quiet = false;
  // Not options of every command:
  bool live = false;                ///< trajectories so far in a file
  double checkpoint_seconds = 0.0;  ///< between two states of a replicate; 0: see below
  std::string stop_at;              ///< a date: all replicates stop there

  void add_to(CLI::App& command, const std::string& default_output);
  /// The result file, as it was typed or by `title`.
  [[nodiscard]] std::string output_for(const std::string& title) const;
  /// `way_on` is what goes on from them.
  void add_checkpoints(CLI::App& command, const std::string& way_on);
  void add_stop_at(CLI::App& command);
  [[nodiscard]] bool keeps_checkpoints() const {
    return checkpoint_seconds > 0.0 || !stop_at.empty();
  }
  /// Between two states of a replicate, where they are kept [s].
  [[nodiscard]] double checkpoint_interval() const {
    return checkpoint_seconds > 0.0 ? checkpoint_seconds : 600.0;
  }
  /// Throws ScenarioError for a date that is not within the run.
  [[nodiscard]] std::optional<Time> stop_in(const Config& scenario) const;
};

/// Simulations that end in one result file, from the opening of the file to the exit code. While it
/// lives, the first SIGINT or SIGTERM asks for an early end that keeps what is finished.
class Simulation {
 public:
  /// `title` names the result file where the options do not. Throws OutputError.
  Simulation(const SimulationOptions& options, const std::string& title);

  /// From now on states are kept in a folder, and gone on from: by `way_on`, messages say. Throws
  /// as `stop_in` does.
  void keep_checkpoints(const std::filesystem::path& folder, const std::string& identity,
                        std::span<const Config> scenarios, const std::string& way_on);

  /// All replicates begin there, and the result says so; `changes` are comments in it, a line each.
  void begin_from(SavedPast past, std::string changes = {}) {
    past_.emplace(std::move(past));
    past_changes_ = std::move(changes);
  }

  /// Throws std::runtime_error where the machine has no room for the runs, see `shortage`.
  void require_room(std::span<const Config> scenarios) const;

  /// Runs every scenario; `names` (may be empty) tell them apart in messages. No replicate may be
  /// left, and that is said.
  std::vector<EnsembleResult> run(std::span<const Config> scenarios,
                                  const std::vector<std::string>& names);
  /// Gives what the file holds then. Throws OutputError.
  Dataset write(Dataset data);
  /// "8 of 8 replicates, ... in 3 s on 2 threads".
  [[nodiscard]] std::string summary() const;
  [[nodiscard]] std::string path() const;
  [[nodiscard]] std::size_t planned() const { return planned_; }
  /// After `run`: whether something is missing that can be done yet, from the states that are kept.
  /// That is said.
  [[nodiscard]] bool can_go_on() const { return checkpoints_.has_value() && finished_ < planned_; }
  /// Says what is missing, if anything; else the checkpoints have served.
  Exit end();

 private:
  void open_live(const Config& scenario);
  [[nodiscard]] bool has_stopped_as_asked() const;
  void warn_of_checkpoints();
  void say_what_is_left();
  void tell(const ProgressState& state);
  SimulationOptions options_;
  std::string title_;
  Interrupts interrupts_;  // before the file, or an early Ctrl-C would leave a partial one
  OutputFile file_;
  // After the file, whose lock guards them.
  std::optional<LiveRun> live_;
  std::string live_failure_;
  std::optional<ProgressFile> progress_file_;
  std::filesystem::path checkpoint_folder_;
  std::string way_on_;
  std::optional<Checkpoints> checkpoints_;
  std::optional<Time> stop_at_;
  double start_day_ = 0.0;  ///< of a scenario that stops somewhere
  Duration cadence_;
  std::optional<SavedPast> past_;
  std::string past_changes_;
  bool is_warned_ = false;  ///< of checkpoints; of the thread that reports, as long as there is one
  unsigned jobs_;
  std::size_t planned_ = 0;
  std::size_t finished_ = 0;
  bool is_interrupted_ = false;
  bool has_failures_ = false;
  std::uint64_t events_ = 0;
  double seconds_ = 0.0;
};

}  // namespace quell
