// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include "cli/completion_scripts.hpp"
#include "cli/completion_words.hpp"
#include "cli/text.hpp"

namespace quell {
namespace {

/// One word of fish, in which a backslash counts even between quotes.
std::string fish_quoted(const std::string& text) {
  return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_words(const Words& words) { return " -a " + fish_quoted(joined(words, " ")); }

/// What completes a value, after the option or the condition.
std::string fish_action(const ArgumentInfo& argument) {
  switch (argument.completes) {
    case Completes::files:
      return " -F";
    case Completes::folders:
      return " -f -a '(__fish_complete_directories)'";
    case Completes::words:
      return argument.is_list
                 ? " -f -a " + fish_quoted("(__fish_append , " + joined(argument.words, " ") + ")")
                 : " -f" + fish_words(argument.words);
    case Completes::nothing:
      break;
  }
  return " -f";
}

std::string fish_line(const std::string& condition, const std::string& rest) {
  return fmt::format("complete -c quell -n {}{}\n", fish_quoted("__quell_at " + condition), rest);
}

std::string fish_command(const CommandInfo& command) {
  const std::string at = '"' + command.path + '"';
  std::string text;
  for (const CommandInfo& below : command.commands) {
    text += fish_line(at + " 0 0",
                      fmt::format(" -a {} -d {}", below.name(), fish_quoted(short_doc(below.doc))));
  }
  for (const ArgumentInfo& option : command.options) {
    std::string spelled;
    for (const std::string& name : option.names) {
      spelled += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    text += fish_line(
        at, fmt::format("{}{} -d {}", spelled, option.is_flag() ? "" : " -r" + fish_action(option),
                        fish_quoted(short_doc(option.doc))));
  }
  for (std::size_t place = 0; place < command.positionals.size(); ++place) {
    const ArgumentInfo& argument = command.positionals[place];
    const std::string where =
        fmt::format("{} {} {}", at, place, argument.is_repeatable ? "999" : std::to_string(place));
    for (const auto& [before, words] : argument.words_after) {
      text += fish_line(fmt::format("{} {}", where, before), fish_words(words));
    }
    if (!argument.words_after.empty() || argument.completes == Completes::nothing) continue;
    text += fish_line(where, fish_action(argument));
  }
  return text;
}

constexpr std::string_view fish_start =
    R"fish(# Completion of quell in fish, made by `quell completion fish`.

# usage: __quell_at COMMAND [FROM TO [LAST]]; whether the command line is at COMMAND, with so many
# arguments given, the last of them LAST
function __quell_at
    set -l path quell
    set -l given
    set -l is_value 0
    for word in (commandline -opc)[2..-1]
        if test $is_value = 1
            set is_value 0
            continue
        end
        switch "$path $word"
)fish";

constexpr std::string_view fish_middle = R"fish(
                set is_value 1
            case '* -*'
            case '*'
                set -a given $word
        end
    end
    test "$path" = "$argv[1]"; or return 1
    set -q argv[2]; or return 0
    test (count $given) -ge $argv[2] -a (count $given) -le $argv[3]; or return 1
    set -q argv[4]; or return 0
    test "$given[-1]" = "$argv[4]"
end

complete -c quell -f
)fish";

}  // namespace

std::string fish_completion(const CommandInfo& root) {
  std::string text = fmt::format(
      "{}            case {}\n                set path \"$path $word\"\n"
      "                set given\n            case {}{}",
      fish_start, patterns(paths_below(root), " "), patterns(valued_options(root), " "),
      fish_middle);
  for (const CommandInfo* command : all_commands(root)) text += fish_command(*command);
  return text;
}

}  // namespace quell
