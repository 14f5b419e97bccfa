// SPDX-License-Identifier: BSD-3-Clause
#include "cli/command_tree.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>

#include "cli/commands.hpp"
#include "models/observables.hpp"
#include "models/variant.hpp"

namespace quell {
namespace {

using Words = std::vector<std::string>;

Words split(std::string_view text, char separator) {
  Words words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// The library shows a checked option as "FORMAT:{csv,tidy,json}".
Words checked_choices(const std::string& type) {
  const std::size_t begin = type.find(":{");
  if (begin == std::string::npos) return {};
  const std::size_t end = type.find('}', begin);
  return split(std::string_view{type}.substr(begin + 2, end - begin - 2), ',');
}

Words words_for(const std::string& placeholder) {
  Words words;
  if (placeholder == "TOPIC") return describe_topics();
  if (placeholder == "OBSERVABLE") {
    for (const Observable& row : observables) words.emplace_back(row.name);
  }
  if (placeholder == "MODELS") {
    for (const VariantSpec* variant : all_variants()) words.emplace_back(variant->name);
  }
  return words;
}

ArgumentInfo argument_info(const CLI::Option& option) {
  ArgumentInfo info;
  for (const std::string& name : option.get_snames()) info.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) info.names.push_back("--" + name);
  const std::string type = option.get_type_name();
  const bool has_value = option.get_expected_max() > 0;
  if (has_value) info.placeholder = type.substr(0, type.find(':'));
  info.doc = option.get_description();
  info.is_required = option.get_required();
  info.is_repeatable = option.get_expected_max() > 1;
  info.is_list = option.get_delimiter() != '\0';
  info.words = checked_choices(type);
  if (info.words.empty()) info.words = words_for(info.placeholder);
  if (!info.words.empty()) {
    info.completes = Completes::words;
  } else if (info.placeholder == "FILE") {
    info.completes = Completes::files;
  } else if (info.placeholder == "DIR") {
    info.completes = Completes::folders;
  }
  return info;
}

CommandInfo described(const CLI::App& app, const std::string& path) {
  CommandInfo info;
  info.path = path;
  info.doc = app.get_description();
  constexpr std::string_view heading = "Examples:\n";
  if (const std::string footer = app.get_footer(); footer.starts_with(heading)) {
    info.examples = footer.substr(heading.size());
  }
  for (const CLI::Option* option : app.get_options()) {
    ArgumentInfo argument = argument_info(*option);
    if (!option->get_positional()) {
      info.options.push_back(std::move(argument));
      continue;
    }
    if (!info.positionals.empty() && info.positionals.back().placeholder == "TOPIC") {
      argument.completes = Completes::words;
      for (const std::string& topic : describe_topics()) {
        argument.words_after.emplace_back(topic, describe_names(topic));
      }
    }
    if (!argument.names.empty()) info.options.push_back(argument);  // it may be given either way
    argument.names.clear();
    info.positionals.push_back(std::move(argument));
  }
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    info.commands.push_back(described(*command, path + ' ' + command->get_name()));
  }
  return info;
}

}  // namespace

CommandInfo command_tree(const CLI::App& app) { return described(app, app.get_name()); }

std::vector<const CommandInfo*> all_commands(const CommandInfo& root) {
  std::vector<const CommandInfo*> all{&root};
  for (const CommandInfo& command : root.commands) {
    const std::vector<const CommandInfo*> below = all_commands(command);
    all.insert(all.end(), below.begin(), below.end());
  }
  return all;
}

}  // namespace quell
