// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

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
  stopped = 4,  ///< by a signal; what was done is kept, and can be gone on with
};

struct ExitMeaning {
  Exit code;
  std::string_view meaning;
};

inline constexpr std::array exit_meanings{
    ExitMeaning{Exit::done, "Done."},
    ExitMeaning{Exit::failed, "Failed: a run, a file or the disk."},
    ExitMeaning{Exit::usage, "Wrong input: a mistake in the command or in a file of yours."},
    ExitMeaning{Exit::missed,
                "A calibration target is missed, or none is covered (quell compare only)."},
    ExitMeaning{Exit::stopped,
                "Stopped by a signal with part done: the same command goes on with a sweep or a "
                "what-if that keeps checkpoints, quell resume with a run that does."}};

/// Parses the command line, runs one command, prints its errors.
int run_command_line(int argc, char** argv);

/// A parsed subcommand, ready to run.
using Command = std::function<Exit()>;

// Each adds its subcommand to `app` and sets `chosen` when the command line names it.
void add_check(CLI::App& app, Command& chosen);
void add_compare(CLI::App& app, Command& chosen);
void add_completion(CLI::App& app, Command& chosen);
void add_describe(CLI::App& app, Command& chosen);
void add_explain(CLI::App& app, Command& chosen);
void add_export(CLI::App& app, Command& chosen);
void add_fork(CLI::App& app, Command& chosen);
void add_init(CLI::App& app, Command& chosen);
void add_man(CLI::App& app, Command& chosen);
void add_report(CLI::App& app, Command& chosen);
void add_resume(CLI::App& app, Command& chosen);
void add_run(CLI::App& app, Command& chosen);
void add_show(CLI::App& app, Command& chosen);
void add_sweep(CLI::App& app, Command& chosen);
void add_variants(CLI::App& app, Command& chosen);
void add_whatif(CLI::App& app, Command& chosen);

/// All of them, and what `app` does by itself. Both must outlive a run of `chosen`.
void add_commands(CLI::App& app, Command& chosen);

/// What `quell describe` takes, and the names that it takes after one of these.
std::vector<std::string> describe_topics();
std::vector<std::string> describe_names(const std::string& topic);

}  // namespace quell
