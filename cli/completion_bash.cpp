// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include "cli/completion_scripts.hpp"
#include "cli/completion_words.hpp"

namespace quell {
namespace {

/// The call that offers what completes an argument; nothing where that is not known.
std::string bash_action(const ArgumentInfo& argument) {
  switch (argument.completes) {
    case Completes::files:
      return "_quell_files -f";
    case Completes::folders:
      return "_quell_files -d";
    case Completes::words:
      return fmt::format("{} {}", argument.is_list ? "_quell_list" : "_quell_words",
                         quoted_word(joined(argument.words, " ")));
    case Completes::nothing:
      break;
  }
  return "";
}

std::string bash_values(const CommandInfo& root) {
  std::string text;
  for (const CommandInfo* command : all_commands(root)) {
    for (const ArgumentInfo& option : command->options) {
      const std::string action = bash_action(option);
      if (option.is_flag() || action.empty()) continue;
      Words spelled;
      for (const std::string& name : option.names) spelled.push_back(command->path + ' ' + name);
      text += fmt::format("      {}) {} ;;\n", patterns(spelled, " | "), action);
    }
  }
  return text;
}

std::string bash_options(const CommandInfo& root) {
  std::string text;
  for (const CommandInfo* command : all_commands(root)) {
    Words names;
    for (const ArgumentInfo& option : command->options) {
      names.insert(names.end(), option.names.begin(), option.names.end());
    }
    text += fmt::format("      {}) _quell_words {} ;;\n", quoted_word(command->path),
                        quoted_word(joined(names, " ")));
  }
  return text;
}

/// What stands where no option does, by command, place and the word before.
std::string bash_positionals(const CommandInfo& root) {
  std::string text;
  for (const CommandInfo* command : all_commands(root)) {
    if (!command->commands.empty()) {
      text += fmt::format("    {}\\ 0\\ *) _quell_words {} ;;\n", quoted_word(command->path),
                          quoted_word(joined(names_of(command->commands), " ")));
    }
    for (std::size_t place = 0; place < command->positionals.size(); ++place) {
      const ArgumentInfo& argument = command->positionals[place];
      const std::string at = argument.is_repeatable ? "*" : std::to_string(place);
      for (const auto& [before, words] : argument.words_after) {
        text += fmt::format("    {}) _quell_words {} ;;\n",
                            quoted_word(fmt::format("{} {} {}", command->path, at, before)),
                            quoted_word(joined(words, " ")));
      }
      const std::string action = bash_action(argument);
      if (!argument.words_after.empty() || action.empty()) continue;
      text += fmt::format("    {}\\ {}\\ *) {} ;;\n", quoted_word(command->path), at, action);
    }
  }
  return text;
}

constexpr std::string_view bash_start =
    R"sh(# Completion of quell in bash, made by `quell completion bash`.

_quell_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_quell_list() { # the last of several words between commas
  mapfile -t COMPREPLY < <(compgen -P "${cur%"${cur##*,}"}" -W "$1" -- "${cur##*,}")
}
_quell_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

_quell() {
  local cur=${COMP_WORDS[COMP_CWORD]} path=quell option='' last='' word
  local -i at given=0
  COMPREPLY=()
  [[ $cur == '=' ]] && cur=
  for ((at = 1; at < COMP_CWORD; ++at)); do
    word=${COMP_WORDS[at]}
    case "$path $word" in
)sh";

constexpr std::string_view bash_middle = R"sh()
        option=$word # its value is skipped; bash cuts --option=value into three words
        [[ ${COMP_WORDS[at + 1]} == '=' ]] && ((++at))
        ((++at)) ;;
      *' '-*) ;;
      *) last=$word given+=1 ;;
    esac
  done
  if ((at > COMP_CWORD)); then # at the value of an option
    case "$path $option" in
)sh";

}  // namespace

std::string bash_completion(const CommandInfo& root) {
  const std::string between = " | \\\n        ";
  return fmt::format(
      "{}      {})\n        path+=\" $word\" given=0 last= ;;\n      {}{}{}    esac\n    return\n  "
      "fi\n"
      "  if [[ $cur == -* ]]; then\n    case $path in\n{}    esac\n    return\n  fi\n"
      "  case \"$path $given $last\" in\n{}  esac\n}}\n\ncomplete -F _quell quell\n",
      bash_start, patterns(paths_below(root), between), patterns(valued_options(root), between),
      bash_middle, bash_values(root), bash_options(root), bash_positionals(root));
}

}  // namespace quell
