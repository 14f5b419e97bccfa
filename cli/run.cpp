// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/scenario_options.hpp"
#include "cli/scorecard_view.hpp"
#include "cli/simulation.hpp"
#include "studies/results.hpp"

namespace quell {
namespace {

struct RunOptions {
  ScenarioOptions scenario;
  SimulationOptions simulation;
  std::string targets;
};

Exit run(const RunOptions& options) {
  const Scenario scenario = options.scenario.read(options.simulation.quiet);
  const std::string title = std::filesystem::path{options.scenario.path}.stem().string();
  const std::vector<Target> targets =
      options.targets.empty() ? builtin_targets() : read_targets(options.targets);
  check_targets(targets, scenario.config);
  Simulation simulation{options.simulation, title};
  const EnsembleResult result = simulation.run({&scenario.config, 1}, {}).front();
  if (result.replicates.empty()) return Exit::failed;
  const Dataset data = results_of(scenario.config, result, title, texts_of(scenario.warnings));
  simulation.write(data);

  fmt::print("{}\n{}\n\n", simulation.path(), simulation.summary());
  std::fflush(stdout);  // the file is there, whatever becomes of the scores
  fmt::print("{}", scorecard_text(score(data, targets), style_for_stdout()));
  return simulation.end();
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
  command->footer(
      "Examples:\n"
      "  quell run scenarios/baseline.toml -o results/baseline.h5\n"
      "  quell run my.toml --scale 0.01 --replicates 2 --set return.probability=0.7");
  command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace quell
