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
#include "studies/ensemble.hpp"
#include "studies/live_run.hpp"

namespace quell {

/// The options of commands that simulate and write a result file.
struct SimulationOptions {
  std::string output;
  unsigned jobs = 0;  ///< 0: all cores
  bool force = false;
  bool quiet = false;
  bool live = false;  ///< trajectories so far in a file; not an option of every command

  void add_to(CLI::App& command, const std::string& default_output);
};

/// Simulations that end in one result file, from the opening of the file to the exit code. While it
/// lives, the first SIGINT or SIGTERM asks for an early end that keeps what is finished.
class Simulation {
 public:
  /// `title` names the result file where the options do not. Throws OutputError.
  Simulation(const SimulationOptions& options, const std::string& title);

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
  /// Says what is missing, if anything.
  Exit end() const;

 private:
  void open_live(const Config& scenario);
  void tell(const ProgressState& state);
  SimulationOptions options_;
  std::string title_;
  Interrupts interrupts_;  // before the file, or an early Ctrl-C would leave a partial one
  OutputFile file_;
  // After the file, whose lock guards them.
  std::optional<LiveRun> live_;
  std::string live_failure_;
  std::optional<ProgressFile> progress_file_;
  unsigned jobs_;
  std::size_t planned_ = 0;
  std::size_t finished_ = 0;
  bool is_interrupted_ = false;
  std::uint64_t events_ = 0;
  double seconds_ = 0.0;
};

}  // namespace quell
