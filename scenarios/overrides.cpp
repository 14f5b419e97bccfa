// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/overrides.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "scenarios/suggest.hpp"

namespace quell {
namespace {

std::vector<std::string> split(const std::string& key) {
  std::vector<std::string> parts(1);
  for (const char c : key) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// A bare word is a text: `--set posting.mode=explicit` needs no quotes.
std::optional<toml::table> parse_value(const Override& change, const std::string& file,
                                       Report& report) {
  Report quiet;
  if (auto parsed = parse_toml("value = " + change.value, file, quiet)) return parsed;
  std::string quoted = change.value;
  const bool is_word = quoted.find_first_of("\"\\\n[]{}") == std::string::npos;
  if (is_word) return parse_toml("value = \"" + quoted + "\"", file, report);
  return parse_toml("value = " + change.value, file, report);
}

}  // namespace

void apply_override(toml::table& root, const Override& change, Report& report) {
  const std::string file = fmt::format("--set {}={}", change.key, change.value);
  const Place place{.file = file};
  auto parsed = parse_value(change, file, report);
  if (!parsed) return;
  if (parsed->size() != 1) return report.error(place, "more than one value");
  const std::vector<std::string> parts = split(change.key);
  toml::table* table = nullptr;
  toml::node* node = parts.front().empty() ? nullptr : root.get(parts.front());
  if (parts.size() == 2) {
    if (node == nullptr) {
      root.insert(parts.front(), toml::table{});
      node = root.get(parts.front());
    }
    table = node->as_table();
  } else if (parts.size() == 3 && node != nullptr && node->is_array()) {
    std::vector<std::string> names;
    for (toml::node& row : *node->as_array()) {
      if (!row.is_table()) continue;
      const toml::table& entry = *row.as_table();
      names.push_back(entry["name"].value<std::string>().value_or(
          entry["kind"].value<std::string>().value_or("")));
      if (names.back() == parts[1]) table = row.as_table();
    }
    if (table == nullptr) {
      const std::vector<std::string_view> known(names.begin(), names.end());
      return report.error(place, fmt::format("no {} is named '{}' (there are: {}).{}", parts[0],
                                             parts[1], listed(known), did_you_mean(parts[1], known)));
    }
  }
  if (table == nullptr) {
    return report.error(place, "this key leads nowhere (keys are table.key, or policy.NAME.key)");
  }
  table->insert_or_assign(parts.back(), std::move(*parsed->get("value")));
}

}  // namespace quell
