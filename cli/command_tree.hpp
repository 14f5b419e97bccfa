// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quell {

/// What may stand in place of an argument's value.
enum class Completes { nothing, files, folders, words };

/// An option or a positional argument of a command, as its definition has it.
struct ArgumentInfo {
  std::vector<std::string> names;  ///< "-o", "--output"; empty: positional
  std::string placeholder;         ///< "FILE"; empty: a flag
  std::string doc;
  bool is_required = false;
  bool is_repeatable = false;
  bool is_list = false;  ///< words joined by commas
  Completes completes = Completes::nothing;
  std::vector<std::string> words;
  /// Words that fit after the given word of the positional argument before.
  std::vector<std::pair<std::string, std::vector<std::string>>> words_after;

  [[nodiscard]] bool is_flag() const { return placeholder.empty(); }
};

/// A command with the commands below it.
struct CommandInfo {
  std::string path;  ///< "quell sweep run"
  std::string doc;
  std::string examples;  ///< lines of shell
  std::vector<ArgumentInfo> options;
  std::vector<ArgumentInfo> positionals;
  std::vector<CommandInfo> commands;

  /// "run" of "quell sweep run".
  [[nodiscard]] std::string name() const { return path.substr(path.rfind(' ') + 1); }
};

/// What the definitions of a command and of all below it say. What completes an argument is found
/// by its placeholder: FILE, DIR, TOPIC, OBSERVABLE, MODELS, or choices that are checked.
CommandInfo command_tree(const CLI::App& app);

/// The command itself, then all below it.
std::vector<const CommandInfo*> all_commands(const CommandInfo& root);

}  // namespace quell
