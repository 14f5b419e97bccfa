// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/interrupts.hpp"
#include "cli/progress_file.hpp"
#include "output/writer.hpp"
#include "studies/checkpoints.hpp"
#include "studies/ensemble.hpp"
#include "studies/live_run.hpp"

namespace quell {

/// The options of commands that simulate and write a result file.
struct SimulationOptions {
  std::string output;
  unsigned jobs = 0;  ///< 0: all cores
  bool force = false;
  bool quiet = false;
  // Not options of every command:
  bool live = false;                ///< trajectories so far in a file
  double checkpoint_seconds = 0.0;  ///< between two states of a replicate; 0: none are kept

  void add_to(CLI::App& command, const std::string& default_output);
};

/// Simulations that end in one result file, from the opening of the file to the exit code. While it
/// lives, the first SIGINT or SIGTERM asks for an early end that keeps what is finished.
class Simulation {
 public:
  /// `title` names the result file where the options do not. Throws OutputError.
  Simulation(const SimulationOptions& options, const std::string& title);

  /// From now on states are kept in a folder, and gone on from. Needs `checkpoint_seconds`.
  void keep_checkpoints(const std::filesystem::path& folder, const std::string& identity,
                        const Config& scenario);

  /// Runs every scenario; `names` (may be empty) tell them apart in messages. No replicate may be
  /// left, and that is said.
  std::vector<EnsembleResult> run(std::span<const Config> scenarios,
                                  const std::vector<std::string>& names);
  /// Throws OutputError.
  void write(const Dataset& data);
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
  std::optional<Checkpoints> checkpoints_;
  bool is_warned_ = false;  ///< of checkpoints; of the thread that reports, as long as there is one
  unsigned jobs_;
  std::size_t planned_ = 0;
  std::size_t finished_ = 0;
  bool is_interrupted_ = false;
  std::uint64_t events_ = 0;
  double seconds_ = 0.0;
};

}  // namespace quell
