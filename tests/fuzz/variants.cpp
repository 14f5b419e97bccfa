// SPDX-License-Identifier: BSD-3-Clause
// What `quell variants --json` printed, as a chapter of a report.
#include "cli/report/chapters.hpp"
#include "scenarios/diagnostics.hpp"
#include "tests/fuzz/target.hpp"

using namespace quell;

void quell::fuzz_variants(std::string_view input) {
  try {
    report::Page page{.title = "input", .made_by = "fuzz", .chapters = {}};
    page.chapters.push_back(variants_chapter(std::string{input}, "input"));
    (void)report::html_of(page);
  } catch (const ScenarioError&) {
  }
}
