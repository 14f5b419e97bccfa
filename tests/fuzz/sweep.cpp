// SPDX-License-Identifier: BSD-3-Clause
// A sweep file; the scenario that it varies may follow in the same input.
#include "scenarios/sweep.hpp"

#include "tests/fuzz/target.hpp"

using namespace quell;

void quell::fuzz_sweep(std::string_view input) {
  static const fuzz::MemoryFile file(fuzz::input_number);
  static const fuzz::MemoryFile scenario(fuzz::scenario_number);
  const fuzz::Texts texts = fuzz::split(input);
  file.write(texts.first);
  scenario.write(texts.second.empty() ? fuzz::scenario_text : texts.second);
  try {
    const Sweep sweep = read_sweep(file.path());
    (void)sweep.identity();
    for (std::size_t factor = 0; factor < sweep.factors.size(); ++factor)
      (void)sweep.level(sweep.points - 1, factor);
  } catch (const ScenarioError&) {
  }
}
