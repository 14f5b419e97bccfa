// SPDX-License-Identifier: BSD-3-Clause
// What goes on from the states of a run that was stopped: the run itself, or a future of its own.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cli/run_record.hpp"
#include "cli/scenario_options.hpp"
#include "cli/single_run.hpp"
#include "output/reader.hpp"
#include "sim/version.hpp"

namespace quell {
namespace {

constexpr const char* folder_doc =
    "the folder <result>.checkpoint of `quell run` with --checkpoint-every or --stop-at, or the "
    "result";

/// Whether the run was killed when its result was written and its states were still there.
bool has_written_result(const KeptRun& kept) {
  std::error_code error;
  if (!std::filesystem::exists(kept.record.output, error)) return false;
  try {
    const Dataset data = read_dataset(kept.record.output);
    return data.scenario == resolved_toml(kept.scenario.config) && is_of_this_commit(data);
  } catch (const OutputError&) {
    return false;  // it is something else
  }
}

Exit resume(const std::string& path, const SimulationOptions& options) {
  const std::filesystem::path folder = record_folder(path);
  const KeptRun kept = read_record(folder);
  const ResumeRecord& record = kept.record;
  const Config& config = kept.scenario.config;
  SimulationOptions chosen = options;
  chosen.output = record.output;
  chosen.force = record.force || has_written_result(kept);  // by the same bytes
  chosen.live = record.live;
  chosen.checkpoint_seconds = record.checkpoint_seconds;
  const std::vector<Target> targets = targets_of(record.targets, config);
  Simulation simulation{chosen, record.title};
  simulation.keep_checkpoints(folder, kept.identity, {&config, 1}, resume_command(folder));
  simulation.require_room({&config, 1});
  return simulate(simulation, config, record.title, targets, record.warnings);
}

struct ForkOptions {
  ScenarioOptions scenario;  ///< the past, and changes to its scenario
  std::string targets;
  SimulationOptions simulation;
};

Exit fork(const ForkOptions& options) {
  const std::filesystem::path folder = record_folder(options.scenario.path);
  const KeptRun kept = read_record(folder);
  const Scenario future = read_future(kept.scenario, options.scenario.overrides());
  std::string comments;
  for (const std::string& change : options.scenario.changes) {
    comments += "# " + on_one_line("--set " + change) + "\n";
  }
  std::vector<std::string> warnings = kept.record.warnings;
  for (const Diagnostic& warning : future.warnings) {
    if (!options.simulation.quiet) fmt::print(stderr, "{}\n", warning.str());
    warnings.push_back(warning.str());
  }
  const std::string title = kept.record.title + "-fork";
  const std::string& file = options.targets.empty() ? kept.record.targets : options.targets;
  const std::vector<Target> targets = targets_of(file, future.config);
  Simulation simulation{options.simulation, title};
  simulation.require_room({&future.config, 1});
  simulation.begin_from({folder, kept.identity, kept.scenario.config}, comments);
  return simulate(simulation, future.config, title, targets, warnings);
}

}  // namespace

void add_resume(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand(
      "resume", "Go on with a run that was stopped or killed, to the same result");
  struct Options {
    std::string path;
    SimulationOptions simulation;
  };
  auto options = std::make_shared<Options>();
  command->add_option("run", options->path, folder_doc)->required()->type_name("FILE");
  command->add_option("--jobs", options->simulation.jobs, "threads (default: all cores)")
      ->check(CLI::Range(1U, 4096U))
      ->type_name("N");
  command->add_flag("-q,--quiet", options->simulation.quiet, "no progress and no warnings");
  options->simulation.add_stop_at(*command);
  command->footer(
      "Examples:\n"
      "  quell resume my.h5.checkpoint");
  command->callback([&chosen, options] {
    chosen = [options] { return resume(options->path, options->simulation); };
  });
}

void add_fork(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand(
      "fork", "Simulate another future of a run that stands in mid-course, with changed policies");
  auto options = std::make_shared<ForkOptions>();
  command->add_option("run", options->scenario.path, folder_doc)->required()->type_name("FILE");
  command
      ->add_option("--set", options->scenario.changes,
                   "what a policy does from now on: policy.twitter.per_day=300; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  options->simulation.add_to(*command, "<scenario>-fork.h5");
  command->add_option("--targets", options->targets, "targets file (default: that of the run)")
      ->type_name("FILE");
  command->footer(
      "Examples:\n"
      "  quell run my.toml --stop-at 2015-08-01\n"
      "  quell fork my.h5.checkpoint --set policy.twitter.per_day=300 -o harder.h5\n"
      "  quell whatif --from my.h5.checkpoint --change policy.twitter.per_day=300");
  command->callback([&chosen, options] { chosen = [options] { return fork(*options); }; });
}

}  // namespace quell
