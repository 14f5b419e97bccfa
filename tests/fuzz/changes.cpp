// SPDX-License-Identifier: BSD-3-Clause
// Changes of the command line, --set and --change, one a line.
#include "scenarios/scenario.hpp"
#include "tests/fuzz/target.hpp"

using namespace quell;

void quell::fuzz_changes(std::string_view input) {
  Report report;
  std::vector<Override> changes;
  for (std::size_t at = 0; at < input.size() && changes.size() < 8;) {
    const std::size_t end = std::min(input.find('\n', at), input.size());
    const auto change = parse_override("--set", std::string{input.substr(at, end - at)}, report);
    if (change) changes.push_back(*change);
    at = end + 1;
  }
  try {
    (void)read_scenario_text(std::string{fuzz::scenario_text}, "input", changes);
  } catch (const ScenarioError&) {
  }
}
