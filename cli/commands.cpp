// SPDX-License-Identifier: BSD-3-Clause
#include "cli/commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>

#include "output/errors.hpp"
#include "scenarios/diagnostics.hpp"
#include "sim/version.hpp"

namespace quell {
namespace {

Exit run_guarded(const Command& command) {
  const auto complain = [](const char* what) { fmt::print(stderr, "quell: error: {}\n", what); };
  try {
    return command();
  } catch (const ScenarioError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return Exit::usage;
  } catch (const OutputError& error) {
    complain(error.what());
  } catch (const std::bad_alloc&) {
    complain("out of memory (the network does not fit) a smaller --scale or fewer --jobs need less");
  } catch (const std::exception& error) {
    complain(error.what());
  }
  return Exit::failed;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app{
      "quell simulates online recruitment and the measures against it, account by account.\n"
      "Results are conditional comparisons, not forecasts."};
  app.set_version_flag("--version", fmt::format("quell {} ({})", version(), git_hash()));
  app.require_subcommand(1);
  app.get_formatter()->column_width(32);
  Command chosen;
  add_run(app, chosen);
  add_check(app, chosen);
  add_describe(app, chosen);
  add_compare(app, chosen);
  add_show(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? static_cast<int>(Exit::done) : static_cast<int>(Exit::usage);
  }
  const Exit code = run_guarded(chosen);
  if (std::fflush(stdout) != 0) return static_cast<int>(Exit::failed);
  return static_cast<int>(code);
}

}  // namespace quell
