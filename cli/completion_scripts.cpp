// SPDX-License-Identifier: BSD-3-Clause
#include "cli/completion_scripts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quell {
namespace {

using Words = std::vector<std::string>;

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

/// One word of bash or zsh.
std::string quoted(const std::string& text) { return "'" + replaced(text, "'", "'\\''") + "'"; }

/// The same of fish, where a backslash counts too.
std::string fish_quoted(const std::string& text) {
  return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string joined(const Words& words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

/// First line, as far as the first sentence goes.
std::string short_doc(const std::string& doc) {
  return doc.substr(0, std::min(doc.find('\n'), doc.find(". ")));
}

/// Every command but the first, by path.
Words paths_below(const CommandInfo& root) {
  Words paths;
  for (const CommandInfo* command : all_commands(root)) {
    if (command != &root) paths.push_back(command->path);
  }
  return paths;
}

/// "quell run --output": every name of every option that takes a value.
Words valued_options(const CommandInfo& root) {
  Words all;
  for (const CommandInfo* command : all_commands(root)) {
    for (const ArgumentInfo& option : command->options) {
      if (option.is_flag()) continue;
      for (const std::string& name : option.names) all.push_back(command->path + ' ' + name);
    }
  }
  return all;
}

/// Patterns of a `case` of bash or fish.
std::string patterns(const Words& words, std::string_view between) {
  Words all;
  all.reserve(words.size());
  for (const std::string& word : words) all.push_back(quoted(word));
  return joined(all, between);
}

Words names_of(const std::vector<CommandInfo>& commands) {
  Words names;
  for (const CommandInfo& command : commands) names.push_back(command.name());
  return names;
}

// --- bash -------------------------------------------------------------------------------------

/// The call that offers what completes an argument; nothing where that is not known.
std::string bash_action(const ArgumentInfo& argument) {
  switch (argument.completes) {
    case Completes::files:
      return "_quell_files -f";
    case Completes::folders:
      return "_quell_files -d";
    case Completes::words:
      return fmt::format("{} {}", argument.is_list ? "_quell_list" : "_quell_words",
                         quoted(joined(argument.words, " ")));
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
    text += fmt::format("      {}) _quell_words {} ;;\n", quoted(command->path),
                        quoted(joined(names, " ")));
  }
  return text;
}

/// What stands where no option does, by command, place and the word before.
std::string bash_positionals(const CommandInfo& root) {
  std::string text;
  for (const CommandInfo* command : all_commands(root)) {
    if (!command->commands.empty()) {
      text += fmt::format("    {}\\ 0\\ *) _quell_words {} ;;\n", quoted(command->path),
                          quoted(joined(names_of(command->commands), " ")));
    }
    for (std::size_t place = 0; place < command->positionals.size(); ++place) {
      const ArgumentInfo& argument = command->positionals[place];
      const std::string at = argument.is_repeatable ? "*" : std::to_string(place);
      for (const auto& [before, words] : argument.words_after) {
        text += fmt::format("    {}) _quell_words {} ;;\n",
                            quoted(fmt::format("{} {} {}", command->path, at, before)),
                            quoted(joined(words, " ")));
      }
      const std::string action = bash_action(argument);
      if (!argument.words_after.empty() || action.empty()) continue;
      text += fmt::format("    {}\\ {}\\ *) {} ;;\n", quoted(command->path), at, action);
    }
  }
  return text;
}

// --- zsh --------------------------------------------------------------------------------------

std::string zsh_action(const ArgumentInfo& argument) {
  switch (argument.completes) {
    case Completes::files:
      return "_files";
    case Completes::folders:
      return "_files -/";
    case Completes::words:
      if (!argument.words_after.empty()) return "->after";
      return argument.is_list ? "_values -s , word " + joined(argument.words, " ")
                              : "(" + joined(argument.words, " ") + ")";
    case Completes::nothing:
      break;
  }
  return " ";
}

std::string zsh_doc(const std::string& doc) {
  return replaced(replaced(short_doc(doc), "[", "\\["), "]", "\\]");
}

/// A specification of _arguments.
std::string zsh_option(const ArgumentInfo& option) {
  const std::string once = option.is_repeatable ? "*" : "";
  const std::string value =
      option.is_flag() ? "" : fmt::format(":{}:{}", option.placeholder, zsh_action(option));
  const std::string rest = quoted(fmt::format("[{}]{}", zsh_doc(option.doc), value));
  if (option.names.size() == 1) return quoted(once + option.names.front()) + rest;
  const std::string others = once.empty() ? quoted("(" + joined(option.names, " ") + ")") : "'*'";
  return others + "{" + joined(option.names, ",") + "}" + rest;
}

std::string function_name(const std::string& path) { return "_" + replaced(path, " ", "_"); }

std::string zsh_function(const CommandInfo& command) {
  std::string specs;
  for (const ArgumentInfo& option : command.options) {
    specs += " \\\n    " + zsh_option(option);
  }
  std::size_t place = 0;
  const ArgumentInfo* depends = nullptr;
  for (const ArgumentInfo& argument : command.positionals) {
    const std::string at = argument.is_repeatable ? "*" : std::to_string(++place);
    const std::string colon = argument.is_required || argument.is_repeatable ? ":" : "::";
    specs += " \\\n    " + quoted(fmt::format("{}{}{}:{}", at, colon, argument.placeholder,
                                              zsh_action(argument)));
    if (!argument.words_after.empty()) depends = &argument;
  }
  if (!command.commands.empty()) specs += " \\\n    '1:command:->command' '*::argument:->argument'";
  std::string text = fmt::format(
      "{}() {{\n  local curcontext=\"$curcontext\" state line ret=1\n  typeset -A opt_args\n"
      "  _arguments -C -s -S :{} && ret=0\n",
      function_name(command.path), specs);
  if (depends != nullptr) {
    text += "  [[ $state == after ]] && case $line[1] in\n";
    for (const auto& [before, words] : depends->words_after) {
      text += fmt::format("    {}) compadd -- {} && ret=0 ;;\n", before, joined(words, " "));
    }
    text += "  esac\n";
  }
  if (!command.commands.empty()) {
    text += "  case $state in\n    command)\n      local -a commands=(";
    for (const CommandInfo& below : command.commands) {
      text += "\n        " + quoted(below.name() + ":" + short_doc(below.doc));
    }
    text +=
        "\n      )\n      _describe -t commands command commands && ret=0 ;;\n"
        "    argument)\n      case $words[1] in\n";
    for (const CommandInfo& below : command.commands) {
      text += fmt::format("        {}) {} && ret=0 ;;\n", below.name(), function_name(below.path));
    }
    text += "      esac ;;\n  esac\n";
  }
  return text + "  return ret\n}\n\n";
}

// --- fish -------------------------------------------------------------------------------------

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
      text += fish_line(where + " " + before, fish_words(words));
    }
    if (!argument.words_after.empty() || argument.completes == Completes::nothing) continue;
    text += fish_line(where, fish_action(argument));
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

std::string zsh_completion(const CommandInfo& root) {
  std::string text =
      "#compdef quell\n# Completion of quell in zsh, made by `quell completion zsh`.\n\n";
  const std::vector<const CommandInfo*> commands = all_commands(root);
  for (auto command = commands.rbegin(); command != commands.rend(); ++command) {
    text += zsh_function(**command);
  }
  // As a file of $fpath it is the body of _quell at its first call.
  return text +
         "if [[ $funcstack[1] == _quell ]]; then\n  _quell \"$@\"\nelse\n"
         "  compdef _quell quell\nfi\n";
}

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
