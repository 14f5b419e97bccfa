// SPDX-License-Identifier: BSD-3-Clause
#include "cli/completion_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/text.hpp"

namespace quell {

std::string quoted_word(const std::string& text) {
  return "'" + replaced(text, "'", "'\\''") + "'";
}

std::string joined(const Words& words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

std::string short_doc(const std::string& doc) {
  return doc.substr(0, std::min(doc.find('\n'), doc.find(". ")));
}

Words paths_below(const CommandInfo& root) {
  Words paths;
  for (const CommandInfo* command : all_commands(root)) {
    if (command != &root) paths.push_back(command->path);
  }
  return paths;
}

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

std::string patterns(const Words& words, std::string_view between) {
  Words all;
  all.reserve(words.size());
  for (const std::string& word : words) all.push_back(quoted_word(word));
  return joined(all, between);
}

Words names_of(const std::vector<CommandInfo>& commands) {
  Words names;
  for (const CommandInfo& command : commands) names.push_back(command.name());
  return names;
}

}  // namespace quell
