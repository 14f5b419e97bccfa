// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>

#include "cli/completion_scripts.hpp"
#include "cli/completion_words.hpp"
#include "cli/text.hpp"

namespace quell {
namespace {

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
  const std::string rest = quoted_word(fmt::format("[{}]{}", zsh_doc(option.doc), value));
  if (option.names.size() == 1) return quoted_word(once + option.names.front()) + rest;
  const std::string others =
      once.empty() ? quoted_word("(" + joined(option.names, " ") + ")") : "'*'";
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
    specs += " \\\n    " + quoted_word(fmt::format("{}{}{}:{}", at, colon, argument.placeholder,
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
      text += "\n        " + quoted_word(below.name() + ":" + short_doc(below.doc));
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

}  // namespace

std::string zsh_completion(const CommandInfo& root) {
  std::string text =
      "#compdef quell\n# Completion of quell in zsh, made by `quell completion zsh`.\n\n";
  std::vector<const CommandInfo*> commands = all_commands(root);
  std::reverse(commands.begin(), commands.end());
  for (const CommandInfo* command : commands) text += zsh_function(*command);
  // As a file of $fpath it is the body of _quell at its first call.
  return text +
         "if [[ $funcstack[1] == _quell ]]; then\n  _quell \"$@\"\nelse\n"
         "  compdef _quell quell\nfi\n";
}

}  // namespace quell
