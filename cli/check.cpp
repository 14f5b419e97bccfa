// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.hpp"
#include "cli/scenario_options.hpp"

namespace quell {

void add_check(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("check", "Check a scenario, run nothing");
  auto options = std::make_shared<ScenarioOptions>();
  auto resolved = std::make_shared<bool>(false);
  options->add_to(*command);
  command->add_flag("--resolved", *resolved, "print the scenario with every default filled in");
  command->callback([&chosen, options, resolved] {
    chosen = [options, resolved] {
      const Scenario scenario = options->read(/*quiet=*/false);
      if (*resolved) {
        fmt::print("{}", resolved_toml(scenario.config));
      } else {
        fmt::print("{}: good, {} policies, {} warnings\n", options->path,
                   scenario.config.policies.size(), scenario.warnings.size());
      }
      return Exit::done;
    };
  });
}

}  // namespace quell
