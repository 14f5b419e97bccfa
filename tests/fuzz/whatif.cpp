// SPDX-License-Identifier: BSD-3-Clause
// A what-if; the scenario that it changes may follow in the same input.
#include "scenarios/whatif.hpp"

#include "cli/explanation.hpp"
#include "tests/fuzz/target.hpp"

using namespace quell;

void quell::fuzz_whatif(std::string_view input) {
  static const fuzz::MemoryFile file(fuzz::input_number);
  static const fuzz::MemoryFile scenario(fuzz::scenario_number);
  static const fuzz::MemoryFile graph(fuzz::graph_number);
  const fuzz::Texts texts = fuzz::split(input);
  file.write(texts.first);
  scenario.write(texts.second.empty() ? fuzz::scenario_text : texts.second);
  graph.write(fuzz::graph_text);
  try {
    (void)explanation(read_whatif(file.path()), 80);
  } catch (const ScenarioError&) {
  }
}
