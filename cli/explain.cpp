// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/explanation.hpp"
#include "cli/scenario_options.hpp"
#include "cli/terminal_size.hpp"

namespace quell {
namespace {

Exit explain(const ScenarioOptions& options) {
  const int width = std::min(terminal_width(100), 120);
  if (is_whatif(options.path)) {
    const WhatIf whatif = read_whatif(options.path, {.overrides = options.overrides()});
    for (const Diagnostic& warning : whatif.warnings) fmt::print(stderr, "{}\n", warning.str());
    fmt::print("{}", explanation(whatif, width));
    return Exit::done;
  }
  const Scenario scenario = options.read(/*quiet=*/false);
  const std::string title = std::filesystem::path{options.path}.stem().string();
  fmt::print("{}", explanation(title, scenario.config, width));
  return Exit::done;
}

}  // namespace

void add_explain(CLI::App& app, Command& chosen) {
  CLI::App* command =
      app.add_subcommand("explain", "Say in words what a scenario will simulate, run nothing");
  auto options = std::make_shared<ScenarioOptions>();
  options->add_to(*command, "scenario or what-if file (TOML)");
  command->footer(
      "Examples:\n"
      "  quell explain scenarios/baseline.toml\n"
      "  quell explain my.toml --set return.probability=0.7 | less");
  command->callback([&chosen, options] { chosen = [options] { return explain(*options); }; });
}

}  // namespace quell
