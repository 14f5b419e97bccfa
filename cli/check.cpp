// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.hpp"
#include "cli/scenario_options.hpp"
#include "cli/table.hpp"
#include "scenarios/whatif.hpp"

namespace quell {
namespace {

Exit check_whatif(const ScenarioOptions& options, bool resolved) {
  const WhatIf whatif = read_whatif(options.path, {.overrides = options.overrides()});
  for (const Diagnostic& warning : whatif.warnings) fmt::print(stderr, "{}\n", warning.str());
  if (!resolved) {
    fmt::print("{}: good, {}, {}\n", options.path,
               counted(whatif.arms.size() - 1, "change", "changes"),
               counted(whatif.warnings.size(), "warning", "warnings"));
  }
  for (const Arm& arm : whatif.arms) {
    if (resolved) fmt::print("# --- {}\n\n{}", arm.name, resolved_toml(arm.config));
  }
  return Exit::done;
}

/// What was read from an edge list, or "" for a scenario without.
std::string graph_text(const Scenario& scenario) {
  const InitialGraph* graph = scenario.config.graph.get();
  if (graph == nullptr || !scenario.edge_list) return "";
  const ParamValues& section = scenario.config.at("graph");
  const EdgeLines& lines = scenario.edge_list->lines;
  return fmt::format(
      "{}: {} pro accounts, {} audience, {} edges; lines: {}, of them comments: {}, blank: {}; "
      "CRC-32 {}\n",
      section.text("file"), graph->pro_accounts, graph->audience, graph->edges(), lines.lines,
      lines.comments, lines.blank, section.text("crc32"));
}

}  // namespace

void add_check(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("check", "Check a scenario or a what-if, run nothing");
  auto options = std::make_shared<ScenarioOptions>();
  auto resolved = std::make_shared<bool>(false);
  options->add_to(*command, "scenario or what-if file (TOML)");
  command->add_flag("--resolved", *resolved, "print the scenario with every default filled in");
  command->footer(
      "Examples:\n"
      "  quell check my.toml\n"
      "  quell check my.toml --set following.gain=5 --resolved     # with all defaults");
  command->callback([&chosen, options, resolved] {
    chosen = [options, resolved] {
      if (is_whatif(options->path)) return check_whatif(*options, *resolved);
      const Scenario scenario = options->read(/*quiet=*/false);
      if (*resolved) {
        fmt::print("{}", resolved_toml(scenario.config));
      } else {
        fmt::print("{}: good, {}, {}\n", options->path,
                   counted(scenario.config.policies.size(), "policy", "policies"),
                   counted(scenario.warnings.size(), "warning", "warnings"));
        fmt::print("{}", graph_text(scenario));
      }
      return Exit::done;
    };
  });
}

}  // namespace quell
