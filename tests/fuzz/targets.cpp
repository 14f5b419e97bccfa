// SPDX-License-Identifier: BSD-3-Clause
// A file of published figures.
#include "scenarios/targets.hpp"

#include "tests/fuzz/target.hpp"

using namespace quell;

void quell::fuzz_targets(std::string_view input) {
  static const fuzz::MemoryFile file(fuzz::input_number);
  file.write(input);
  try {
    (void)read_targets(file.path());
  } catch (const ScenarioError&) {
  }
}
