// SPDX-License-Identifier: BSD-3-Clause
#include "cli/scenario_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

namespace quell {

CLI::Option* ScenarioOptions::add_to(CLI::App& command, const std::string& file_doc) {
  CLI::Option* const file =
      command.add_option("scenario", path, file_doc)->required()->type_name("FILE");
  command.add_option("--replicates", replicates, "independent runs")->type_name("N");
  command.add_option("--seed", seed, "root of all random streams")->type_name("N");
  command.add_option("--scale", scale, "factor on all populations; 1 is the real size")
      ->type_name("X");
  command
      .add_option("--set", changes,
                  "change one value: following.gain=5, policy.twitter.precision=0.9; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  return file;
}

std::vector<Override> ScenarioOptions::overrides() const {
  std::vector<Override> all;
  Report report;
  for (const std::string& change : changes) {
    if (auto parsed = parse_override("--set", change, report)) all.push_back(std::move(*parsed));
  }
  report.throw_if_errors();
  if (!replicates.empty()) all.push_back({"run.replicates", replicates});
  if (!seed.empty()) all.push_back({"run.seed", seed});
  if (!scale.empty()) all.push_back({"run.scale", scale});
  return all;
}

Scenario ScenarioOptions::read(bool quiet) const {
  Scenario scenario = read_scenario(path, overrides());
  if (!quiet) {
    for (const Diagnostic& warning : scenario.warnings) fmt::print(stderr, "{}\n", warning.str());
  }
  return scenario;
}

}  // namespace quell
