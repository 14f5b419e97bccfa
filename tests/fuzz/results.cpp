// SPDX-License-Identifier: BSD-3-Clause
// A result file: opened, and what commands make of it computed. HDF5 itself crashes on some damaged
// files; the reader lets a copy of the process try first, and that may crash.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>

#include "cli/commands.hpp"
#include "output/errors.hpp"
#include "output/live_file.hpp"
#include "output/reader.hpp"
#include "scenarios/diagnostics.hpp"
#include "tests/fuzz/samples.hpp"
#include "tests/fuzz/target.hpp"

using namespace quell;

namespace {

/// `quell show`, into nowhere.
void show(const std::string& path, const std::string& more) {
  static const bool is_silent = std::freopen("/dev/null", "w", stdout) != nullptr;
  if (!is_silent) fuzz::found("standard output cannot be put aside");
  CLI::App app;
  Command chosen;
  add_show(app, chosen);
  app.parse("show " + path + more);
  (void)chosen();
}

}  // namespace

void quell::fuzz_results(std::string_view input) {
  static const fuzz::MemoryFile file(fuzz::input_number);
  constexpr std::array forms{"", " --table", " --summary", " --change baseline --summary"};
  file.write(input);
  try {
    fuzz::look_at(is_live_file(file.path()) ? read_live_dataset(file.path())
                                            : read_any_dataset(file.path()));
    show(file.path(), forms[input.size() % forms.size()]);
  } catch (const OutputError&) {
  } catch (const ScenarioError&) {
  }
}
