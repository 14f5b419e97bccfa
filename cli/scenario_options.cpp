// SPDX-License-Identifier: BSD-3-Clause
#include "cli/scenario_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

namespace quell {

void ScenarioOptions::add_to(CLI::App& command) {
  command.add_option("scenario", path, "scenario file (TOML)")->required()->type_name("FILE");
  command.add_option("--replicates", replicates, "independent runs")->type_name("N");
  command.add_option("--seed", seed, "root of all random streams")->type_name("N");
  command.add_option("--scale", scale, "factor on all populations; 1 is the real size")
      ->type_name("X");
  command
      .add_option("--set", changes,
                  "change one value: following.gain=5, policy.twitter.precision=0.9; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

Scenario ScenarioOptions::read(bool quiet) const {
  std::vector<Override> overrides;
  for (const std::string& change : changes) {
    const std::size_t equals = change.find('=');
    if (equals == std::string::npos) {
      throw ScenarioError(
          {{.place = {.file = "--set " + change},
            .level = Diagnostic::Level::error,
            .text = "no '=' (a change is key=value, such as following.gain=5) write it as one "
                    "word, without blanks"}});
    }
    overrides.push_back({change.substr(0, equals), change.substr(equals + 1)});
  }
  if (!replicates.empty()) overrides.push_back({"run.replicates", replicates});
  if (!seed.empty()) overrides.push_back({"run.seed", seed});
  if (!scale.empty()) overrides.push_back({"run.scale", scale});
  Scenario scenario = read_scenario(path, overrides);
  if (!quiet) {
    for (const Diagnostic& warning : scenario.warnings) fmt::print(stderr, "{}\n", warning.str());
  }
  return scenario;
}

}  // namespace quell
