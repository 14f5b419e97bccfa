// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quell {

/// What the program returns to the shell.
enum class Exit {
  done = 0,
  failed = 1,
  usage = 2,
  missed = 3,   ///< a calibration target
  stopped = 4,  ///< by a signal; the same command goes on from there
};

/// Parses the command line, runs one command, prints its errors.
int run_command_line(int argc, char** argv);

/// A parsed subcommand, ready to run.
using Command = std::function<Exit()>;

// Each adds its subcommand to `app` and sets `chosen` when the command line names it.
void add_check(CLI::App& app, Command& chosen);
void add_compare(CLI::App& app, Command& chosen);
void add_describe(CLI::App& app, Command& chosen);
void add_export(CLI::App& app, Command& chosen);
void add_init(CLI::App& app, Command& chosen);
void add_report(CLI::App& app, Command& chosen);
void add_run(CLI::App& app, Command& chosen);
void add_show(CLI::App& app, Command& chosen);
void add_sweep(CLI::App& app, Command& chosen);
void add_variants(CLI::App& app, Command& chosen);
void add_whatif(CLI::App& app, Command& chosen);

}  // namespace quell
