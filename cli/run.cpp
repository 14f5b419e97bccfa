// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/run_record.hpp"
#include "cli/scenario_options.hpp"
#include "cli/scorecard_view.hpp"
#include "cli/simulation.hpp"
#include "output/errors.hpp"
#include "output/reader.hpp"
#include "sim/version.hpp"
#include "studies/results.hpp"

namespace quell {
namespace {

struct RunOptions {
  ScenarioOptions scenario;
  SimulationOptions simulation;
  std::string targets;
};

std::vector<Target> targets_of(const std::string& file, const Config& config) {
  std::vector<Target> targets = file.empty() ? builtin_targets() : read_targets(file);
  check_targets(targets, config);
  return targets;
}

/// From the first event to the comparison. What the file says of warnings is from `warnings`.
Exit simulate(Simulation& simulation, const Config& config, const std::string& title,
              const std::vector<Target>& targets, const std::vector<std::string>& warnings) {
  const EnsembleResult result = simulation.run({&config, 1}, {}).front();
  if (simulation.can_go_on()) return simulation.end();
  if (result.replicates.empty()) return Exit::failed;
  const Dataset data = results_of(config, result, title, warnings);
  simulation.write(data);

  fmt::print("{}\n{}\n\n", simulation.path(), simulation.summary());
  std::fflush(stdout);  // the file is there, whatever becomes of the scores
  fmt::print("{}", scorecard_text(score(data, targets), style_for_stdout()));
  return simulation.end();
}

/// Throws OutputError where an earlier run to the same file was stopped and could go on; with
/// --force it cannot any more.
void end_earlier_run(const RunOptions& options, const Simulation& simulation) {
  const std::filesystem::path folder = checkpoint_folder(simulation.path());
  if (!holds_record(folder)) return;
  if (!options.simulation.force) {
    throw OutputError(fmt::format(
        "{} is there (a run that was stopped): `quell resume {}` goes on, --force begins anew",
        folder.string(), folder.string()));
  }
  discard_states(folder);
  discard_record(folder);
}

void begin_record(const RunOptions& options, const std::string& title, const Scenario& scenario,
                  Simulation& simulation) {
  const std::filesystem::path folder = checkpoint_folder(simulation.path());
  const auto absolute = [](const std::string& path) {
    return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
  };
  write_record(folder,
               {.title = title,
                .scenario_path = absolute(options.scenario.path),
                .output = simulation.path(),
                .targets = absolute(options.targets),
                .force = options.simulation.force,
                .live = options.simulation.live,
                .checkpoint_seconds = options.simulation.checkpoint_seconds,
                .warnings = texts_of(scenario.warnings),
                .version = this_version()},
               scenario.config);
  simulation.keep_checkpoints(folder, identity_of(scenario.config), scenario.config);
}

Exit run(const RunOptions& options) {
  const Scenario scenario = options.scenario.read(options.simulation.quiet);
  const std::string title = std::filesystem::path{options.scenario.path}.stem().string();
  const std::vector<Target> targets = targets_of(options.targets, scenario.config);
  Simulation simulation{options.simulation, title};
  end_earlier_run(options, simulation);
  if (options.simulation.checkpoint_seconds > 0.0) {
    begin_record(options, title, scenario, simulation);
  }
  return simulate(simulation, scenario.config, title, targets, texts_of(scenario.warnings));
}

/// The folder itself, or the result that it belongs to.
std::filesystem::path folder_of(const std::string& path) {
  const bool is_folder = holds_record(path) || path.ends_with(".checkpoint") || path.ends_with("/");
  return is_folder ? std::filesystem::path{path} : checkpoint_folder(path);
}

/// Whether the run was killed when its result was written and its states were still there.
bool has_written_result(const KeptRun& kept) {
  std::error_code error;
  if (!std::filesystem::exists(kept.record.output, error)) return false;
  try {
    const Dataset data = read_dataset(kept.record.output);
    const Attribute* commit = data.find_attribute("git_hash");
    return data.scenario == resolved_toml(kept.config) && commit != nullptr &&
           *commit == Attribute{std::string{git_hash()}};
  } catch (const OutputError&) {
    return false;  // it is something else
  }
}

Exit resume(const RunOptions& options) {
  const std::filesystem::path folder =
      std::filesystem::absolute(folder_of(options.scenario.path)).lexically_normal();
  const KeptRun kept = read_record(folder);
  const RunRecord& record = kept.record;
  SimulationOptions chosen = options.simulation;
  chosen.output = record.output;
  chosen.force = record.force || has_written_result(kept);  // by the same bytes
  chosen.live = record.live;
  chosen.checkpoint_seconds = record.checkpoint_seconds;
  const std::vector<Target> targets = targets_of(record.targets, kept.config);
  Simulation simulation{chosen, record.title};
  simulation.keep_checkpoints(folder, kept.identity, kept.config);
  return simulate(simulation, kept.config, record.title, targets, record.warnings);
}

}  // namespace

void add_run(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("run", "Simulate a scenario and compare it with targets");
  auto options = std::make_shared<RunOptions>();
  options->scenario.add_to(*command);
  options->simulation.add_to(*command, "<scenario>.h5");
  command->add_flag("--live", options->simulation.live,
                    "trajectories so far in <output>.live, for `quell show --watch` and h5py");
  command->add_option("--targets", options->targets, "targets file (default: decline-2016)")
      ->type_name("FILE");
  command
      ->add_option("--checkpoint-every", options->simulation.checkpoint_seconds,
                   "keep the state that often, 10min or 2h, and on SIGTERM, SIGINT or SIGUSR1, in "
                   "<output>.checkpoint, from which `quell resume` goes on")
      ->transform(CLI::AsNumberWithUnit(
          std::map<std::string, double>{{"s", 1.0}, {"min", 60.0}, {"h", 3600.0}}))
      ->check(CLI::PositiveNumber)
      ->type_name("TIME");
  command->footer(
      "Examples:\n"
      "  quell run scenarios/baseline.toml -o results/baseline.h5\n"
      "  quell run my.toml --scale 0.01 --replicates 2 --set return.probability=0.7\n"
      "  quell run my.toml --scale 1 --checkpoint-every 10min -o my.h5");
  command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

void add_resume(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand(
      "resume", "Go on with a run that was stopped or killed, to the same result");
  auto options = std::make_shared<RunOptions>();
  command
      ->add_option(
          "run", options->scenario.path,
          "the folder <result>.checkpoint of `quell run --checkpoint-every`, or the result")
      ->required()
      ->type_name("FILE");
  command->add_option("--jobs", options->simulation.jobs, "threads (default: all cores)")
      ->check(CLI::Range(1U, 4096U))
      ->type_name("N");
  command->add_flag("-q,--quiet", options->simulation.quiet, "no progress and no warnings");
  command->footer(
      "Examples:\n"
      "  quell resume my.h5.checkpoint");
  command->callback([&chosen, options] { chosen = [options] { return resume(*options); }; });
}

}  // namespace quell
