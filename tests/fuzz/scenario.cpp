// SPDX-License-Identifier: BSD-3-Clause
// A scenario: read, explained, written out with its defaults, and read again to the same.
#include "scenarios/scenario.hpp"

#include "cli/explanation.hpp"
#include "tests/fuzz/target.hpp"

using namespace quell;

void quell::fuzz_scenario(std::string_view input) {
  static const fuzz::MemoryFile graph(fuzz::graph_number);
  graph.write(fuzz::graph_text);
  std::string resolved;
  try {
    const Scenario scenario = read_scenario_text(std::string{input}, "input");
    resolved = resolved_toml(scenario.config);
    (void)explanation("input", scenario.config, 80);
  } catch (const ScenarioError&) {
    return;
  }
  try {
    if (resolved_toml(read_scenario_text(resolved, "resolved").config) != resolved)
      fuzz::found("a resolved scenario resolves to something else:\n" + resolved);
  } catch (const ScenarioError& error) {
    fuzz::found("a resolved scenario is refused:\n" + std::string{error.what()} + "\n" + resolved);
  }
}
