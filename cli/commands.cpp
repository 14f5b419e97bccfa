// SPDX-License-Identifier: BSD-3-Clause
#include "cli/commands.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>
#include <system_error>

#include "output/errors.hpp"
#include "scenarios/diagnostics.hpp"
#include "scenarios/suggest.hpp"
#include "sim/version.hpp"

namespace quell {
namespace {

bool is_lack_of_threads(const std::exception& error) {
  const auto* system = dynamic_cast<const std::system_error*>(&error);
  const bool is_refused =
      system != nullptr && system->code() == std::errc::resource_unavailable_try_again;
  // oneTBB says it in words only.
  return is_refused || std::string_view{error.what()}.starts_with("pthread_create has failed");
}

/// Unlike fmt::print this does not throw when standard error cannot be written to.
void complain(const std::string& what) {
  std::fputs(("quell: error: " + what + "\n").c_str(), stderr);
}

void complain_of_memory() {
  complain("out of memory (the network does not fit) a smaller --scale or fewer --jobs need less");
}

bool is_lack_of_memory(const std::exception& error) {
  const auto* const system = dynamic_cast<const std::system_error*>(&error);
  return system != nullptr && system->code() == std::errc::not_enough_memory;
}

Exit run_guarded(const Command& command) {
  try {
    return command();
  } catch (const ScenarioError& error) {
    std::fputs((std::string{error.what()} + "\n").c_str(), stderr);
    return Exit::usage;
  } catch (const OutputError& error) {
    complain(error.what());
  } catch (const std::bad_alloc&) {
    complain_of_memory();
  } catch (const std::exception& error) {
    if (is_lack_of_memory(error)) {
      complain_of_memory();
    } else if (is_lack_of_threads(error)) {
      complain(
          "cannot start a thread (out of memory, or of processes that you may have) fewer "
          "--jobs need less");
    } else {
      complain(error.what());
    }
  }
  return Exit::failed;
}

/// With a standard stream closed, a result file would get its number, and messages would be written
/// into it. Writing results to the stand-in fails, as it should; messages just go nowhere.
void hold_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    if (::open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY) != stream) return;
  }
}

/// `code`, unless what was printed did not get out.
int finish(Exit code) {
  const bool is_out = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (is_out) return static_cast<int>(code);
  complain(fmt::format("cannot write to standard output ({}) what it shows is cut off",
                       std::generic_category().message(errno)));
  return static_cast<int>(Exit::failed);
}

/// An option of the program itself that a wrong first word stands for: help, -v, version.
std::string_view meant_option(std::string_view word) {
  const std::size_t dashes = std::min(word.find_first_not_of('-'), word.size());
  word.remove_prefix(dashes);
  if (word.empty()) return {};
  for (const std::string_view option : {"--help", "--version"}) {
    const auto same = [](char a, char b) { return std::tolower(a) == b; };
    const std::string_view name = option.substr(2);
    const bool is_prefix =
        word.size() <= name.size() && std::equal(word.begin(), word.end(), name.begin(), same);
    if (is_prefix) return option;
  }
  return {};
}

bool has_commands(const CLI::App& app) { return !app.get_subcommands(nullptr).empty(); }

/// What is wrong with the first word of a program, or of a command that has commands itself: it
/// must be one of these or an option. Nothing where it is.
std::string command_problem(const CLI::App& app, const std::string& word) {
  if (app.get_option_no_throw(word) != nullptr) return "";
  std::vector<std::string_view> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), word) != names.end()) return "";
  const std::string_view option = meant_option(word);
  return fmt::format(
      "no command is named '{}' (there are: {}).{}", word, listed(names),
      option.empty() ? did_you_mean(word, names) : fmt::format(" Did you mean '{}'?", option));
}

/// Says what is wrong with the words that choose a command, if anything is.
bool has_wrong_command(const CLI::App& app, int argc, char** argv) {
  const CLI::App* level = &app;
  for (int at = 1; has_commands(*level); ++at) {
    if (at >= argc) {
      std::fputs(level->help().c_str(), stderr);
      return true;
    }
    if (const std::string problem = command_problem(*level, argv[at]); !problem.empty()) {
      complain(problem);
      return true;
    }
    if (level->get_option_no_throw(argv[at]) != nullptr) return false;
    level = level->get_subcommand(argv[at]);
  }
  return false;
}

/// What is wrong with words that are left over, and what would be right.
std::string extras_problem(const CLI::App& app) {
  const CLI::App* command = &app;
  std::string name = app.get_name();
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    name += " " + command->get_name();
  }
  std::vector<std::string> options;
  for (const CLI::Option* option : command->get_options()) {
    for (const std::string& word : option->get_lnames()) options.push_back("--" + word);
  }
  const std::vector<std::string> words = app.remaining(true);
  const auto wrong = std::find_if(words.begin(), words.end(), [](const std::string& word) {
    return word.size() > 1 && word.front() == '-';
  });
  if (wrong == words.end()) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "'" : ", '") + word + "'";
    return fmt::format("`{}` does not expect {}. `{} --help` lists what it does", name, all, name);
  }
  const std::string given = wrong->substr(0, wrong->find('='));
  return fmt::format("`{}` has no option '{}'.{} `{} --help` lists those it has", name, given,
                     did_you_mean(given, {options.begin(), options.end()}), name);
}

/// What to add where words are left over: most come from a --set that the shell took apart.
std::string advice_on_extras(int argc, char** argv) {
  const bool has_set = std::any_of(argv, argv + argc, [](const char* word) {
    return std::string_view{word}.starts_with("--set");
  });
  return has_set
             ? "A change is one word: --set return.probability=0.7 with no blank around the '=', "
               "and quotes around one with blanks or a list, "
               "--set \"policy.twitter.per_day=[[2014-07-01, 2]]\".\n"
             : "";
}

int parse_and_run(int argc, char** argv) {
  CLI::App app{
      "quell simulates online recruitment and the measures against it, account by account.\n"
      "Results are conditional comparisons, not forecasts.",
      "quell"};
  Command chosen;
  add_commands(app, chosen);
  if (has_wrong_command(app, argc, argv)) return static_cast<int>(Exit::usage);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError&) {
    complain(extras_problem(app));
    std::fputs(advice_on_extras(argc, argv).c_str(), stderr);
    return finish(Exit::usage);
  } catch (const CLI::ParseError& error) {
    return finish(app.exit(error) == 0 ? Exit::done : Exit::usage);
  }
  return finish(run_guarded(chosen));
}

}  // namespace

void add_commands(CLI::App& app, Command& chosen) {
  app.set_version_flag("--version", fmt::format("quell {} ({})", version(), git_hash()));
  app.require_subcommand(1);
  app.get_formatter()->column_width(32);
  add_init(app, chosen);
  add_run(app, chosen);
  add_resume(app, chosen);
  add_fork(app, chosen);
  add_whatif(app, chosen);
  add_variants(app, chosen);
  add_sweep(app, chosen);
  add_check(app, chosen);
  add_explain(app, chosen);
  add_describe(app, chosen);
  add_compare(app, chosen);
  add_show(app, chosen);
  add_report(app, chosen);
  add_export(app, chosen);
  add_completion(app, chosen);
  add_man(app, chosen);
  // Last, for commands would inherit it.
  app.footer(
      "Examples:\n"
      "  quell init my.toml                 # a scenario to begin with\n"
      "  quell run my.toml -o my.h5         # simulate it, compare with what was published\n"
      "  quell show my.h5                   # charts\n"
      "  quell run --help                   # the options of a command");
}

int run_command_line(int argc, char** argv) {
  hold_standard_streams();
  std::signal(SIGXFSZ, SIG_IGN);  // a file above `ulimit -f` is an error to report, not a crash
  return parse_and_run(argc, argv);
}

}  // namespace quell
