// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/overrides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "scenarios/suggest.hpp"

namespace quell {
namespace {

constexpr std::string_view key_grammar = "keys are table.key, or policy.NAME.key";

/// Parts of a dotted key, or none if one of them is no plain name.
std::vector<std::string> split(const std::string& key) {
  std::vector<std::string> parts(1);
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  for (const char c : key) {
    if (c == '.') {
      parts.emplace_back();
    } else if (is_plain(c)) {
      parts.back() += c;
    } else {
      return {};
    }
  }
  const bool has_gap = std::any_of(parts.begin(), parts.end(), [](auto& p) { return p.empty(); });
  return has_gap ? std::vector<std::string>{} : parts;
}

/// A message is one line, whatever was typed.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

/// The change as a scenario of its own: `following = { gain = 5 }`. A comment in the value would
/// hide the brace, so nothing of it is dropped in silence. A bare word is a text:
/// `--set posting.mode=explicit` needs no quotes.
std::optional<toml::table> parse_change(const std::vector<std::string>& parts,
                                        const std::string& value, const std::string& file,
                                        Report& report) {
  const auto parse = [&](const std::string& text, Report& to) {
    return parse_toml(fmt::format("{} = {{ {} = {} }}", parts.front(), parts.back(), text), file,
                      to);
  };
  Report quiet;
  if (auto parsed = parse(value, quiet)) return parsed;
  const bool is_word = !value.empty() && std::isalpha(static_cast<unsigned char>(value[0])) != 0 &&
                       value.find_first_of("\"\\#[]{}") == std::string::npos;
  if (is_word) {
    if (auto parsed = parse('"' + value + '"', quiet)) return parsed;
  }
  report.error(
      {.file = file},
      "this value cannot be read (a number, a date that exists, a word, a text in quotes or "
      "a list in brackets is needed) put a text in quotes");
  return std::nullopt;
}

/// The row of [[list]] that has the name, or null with the reason reported.
toml::table* find_row(toml::array& rows, const std::vector<std::string>& parts, const Place& place,
                      Report& report) {
  std::vector<std::string> names;
  for (toml::node& row : rows) {
    if (!row.is_table()) continue;
    const toml::table& entry = *row.as_table();
    names.push_back(entry["name"].value<std::string>().value_or(
        entry["kind"].value<std::string>().value_or("")));
    if (names.back() == parts[1]) return row.as_table();
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  report.error(place, fmt::format("no {} is named '{}' (there are: {}).{}", parts[0], parts[1],
                                  listed(known), did_you_mean(parts[1], known)));
  return nullptr;
}

}  // namespace

void apply_override(toml::table& root, const Override& change, Report& report) {
  const std::string file = on_one_line(fmt::format("--set {}={}", change.key, change.value));
  const Place place{.file = file};
  const std::vector<std::string> parts = split(change.key);
  toml::node* const there = parts.empty() ? nullptr : root.get(parts.front());
  const bool is_row = parts.size() == 3 && there != nullptr && there->is_array();
  const bool is_key = parts.size() == 2 && (there == nullptr || there->is_table());
  if (!is_row && !is_key) {
    return report.error(place, fmt::format("this key leads nowhere ({})", key_grammar));
  }
  auto parsed = parse_change(parts, change.value, file, report);
  if (!parsed) return;
  toml::table* const given = parsed->get_as<toml::table>(parts.front());
  if (parsed->size() != 1 || given == nullptr || given->size() != 1) {
    return report.error(place, "more than one value (each --set changes one) repeat --set");
  }
  if (there == nullptr) {
    root.insert_or_assign(parsed->begin()->first, std::move(*given));
    return;
  }
  toml::table* const table =
      is_row ? find_row(*there->as_array(), parts, place, report) : there->as_table();
  if (table == nullptr) return;
  // The key too: it says where a misspelt one comes from.
  table->insert_or_assign(given->begin()->first, std::move(*given->get(parts.back())));
}

}  // namespace quell
