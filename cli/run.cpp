// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/run_record.hpp"
#include "cli/scenario_options.hpp"
#include "cli/single_run.hpp"
#include "output/errors.hpp"

namespace quell {
namespace {

struct RunOptions {
  ScenarioOptions scenario;
  SimulationOptions simulation;
  std::string targets;
};

/// Throws OutputError where an earlier run to the same file was stopped and could go on; with
/// --force it cannot any more.
void end_earlier_run(const RunOptions& options, const Simulation& simulation) {
  const std::filesystem::path folder = checkpoint_folder(simulation.path());
  const bool is_whatif = !kept_whatif(folder).empty();
  if (!holds_record(folder) && !is_whatif) return;
  if (!options.simulation.force) {
    throw OutputError(fmt::format(
        "{} is there (a {} that was stopped): {} goes on, --force begins anew", folder.string(),
        is_whatif ? "what-if" : "run", is_whatif ? "its command" : resume_command(folder)));
  }
  discard_states(folder);
  discard_record(folder);
}

/// From now on the run can be gone on with.
void begin_record(const RunOptions& options, const std::string& title, const Scenario& scenario,
                  Simulation& simulation) {
  const std::filesystem::path folder = checkpoint_folder(simulation.path());
  const auto absolute = [](const std::string& path) {
    return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
  };
  simulation.keep_checkpoints(folder, identity_of(scenario.config), {&scenario.config, 1},
                              resume_command(folder));
  write_record(folder,
               {.title = title,
                .scenario_path = absolute(options.scenario.path),
                .output = simulation.path(),
                .targets = absolute(options.targets),
                .force = options.simulation.force,
                .live = options.simulation.live,
                .checkpoint_seconds = options.simulation.checkpoint_interval(),
                .warnings = texts_of(scenario.warnings),
                .version = this_version()},
               scenario.config);
}

Exit run(const RunOptions& options) {
  const Scenario scenario = options.scenario.read(options.simulation.quiet);
  const std::string title = std::filesystem::path{options.scenario.path}.stem().string();
  const std::vector<Target> targets = targets_of(options.targets, scenario.config);
  Simulation simulation{options.simulation, title};
  simulation.require_room({&scenario.config, 1});
  end_earlier_run(options, simulation);
  if (options.simulation.keeps_checkpoints()) {
    begin_record(options, title, scenario, simulation);
  }
  return simulate(simulation, scenario.config, title, targets, texts_of(scenario.warnings));
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
  options->simulation.add_checkpoints(*command, "`quell resume`");
  options->simulation.add_stop_at(*command);
  command->footer(
      "Examples:\n"
      "  quell run scenarios/baseline.toml -o results/baseline.h5\n"
      "  quell run my.toml --scale 0.01 --replicates 2 --set return.probability=0.7\n"
      "  quell run my.toml --scale 1 --checkpoint-every 10min -o my.h5\n"
      "  quell run my.toml --stop-at 2015-08-01       # from there on: quell fork");
  command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace quell
