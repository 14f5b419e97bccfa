// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/overrides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <span>
#include <string>
#include <vector>

#include "models/registry.hpp"
#include "scenarios/scenario_tables.hpp"
#include "scenarios/suggest.hpp"

namespace quell {
namespace {

std::span<const Param> params_of(std::string_view list, const Row& row) {
  if (list != "policy") return find_section(list)->params;
  const PolicySpec* spec = find_policy((*row.table)["kind"].value<std::string>().value_or(""));
  return spec == nullptr ? std::span<const Param>{} : spec->params;
}

/// What a key that leads nowhere may have meant: a key without its table, or a name without its
/// list.
std::vector<std::string> meanings(toml::table& root, const std::vector<std::string>& parts) {
  std::vector<std::string> found;
  if (parts.empty() || parts.size() > 2) return found;
  const std::string& key = parts.back();
  const auto has_key = [&](std::span<const Param> params) {
    return std::any_of(params.begin(), params.end(), [&](auto& param) { return param.key == key; });
  };
  for (const SectionSpec* spec : all_sections()) {
    const bool is_table = spec->absence != Absence::is_none;
    if (is_table && parts.size() == 1 && has_key(spec->params)) {
      found.push_back(fmt::format("{}.{}", spec->name, key));
    }
  }
  for (const std::string_view list : list_names()) {
    for (const Row& row : rows_of(root, list)) {
      const bool is_meant = parts.size() == 1 || parts[0] == row.name || parts[0] == list;
      if (is_meant && has_key(params_of(list, row))) {
        found.push_back(fmt::format("{}.{}.{}", list, row.name, key));
      }
    }
  }
  return found;
}

std::string leads_nowhere(const std::vector<std::string>& meant) {
  std::string text = fmt::format(
      "this key leads nowhere (keys are table.key, or LIST.NAME.key where LIST is one "
      "of: {}).",
      listed(list_names()));
  if (meant.empty()) return text;
  const std::vector<std::string_view> names(meant.begin(), meant.end());
  return text + (names.size() == 1 ? fmt::format(" Did you mean '{}'?", names.front())
                                   : fmt::format(" Did you mean one of these: {}?", listed(names)));
}

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

/// What to say of a value that is none in TOML.
std::string_view advice_for(std::string_view value) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  constexpr std::string_view blanks = " \t";
  value.remove_prefix(std::min(value.find_first_not_of(blanks), value.size()));
  if (value.empty()) return "write the value behind the '='; is it missing?";
  const std::size_t sign = value.front() == '-' || value.front() == '+' ? 1 : 0;
  if (value.size() > sign && is_digit(value[sign])) {
    if (value.find('%') != std::string_view::npos) return "write a share as a number, such as 0.7";
    if (value.find(',') != std::string_view::npos) return "write a decimal point, such as 0.7";
    if (value.find('-', sign) != std::string_view::npos) {
      return "write a full date that exists, such as 2015-07-01";
    }
  }
  return "put a text in quotes";
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
  report.error({.file = file},
               fmt::format("this value cannot be read (a number, a date that exists, a word, a "
                           "text in quotes or a list in brackets is needed) {}",
                           advice_for(value)));
  return std::nullopt;
}

/// Whether a change may add the table: not one that would switch something on besides.
bool may_add(const toml::table& root, const std::string& name, const Place& place, Report& report) {
  const SectionSpec* spec = find_section(name);
  if (spec == nullptr || spec->absence != Absence::switches_off) return true;
  report.error(place, fmt::format("[{0}] is not in {1}, which switches it off (one value would "
                                  "switch on all of it) add a line [{0}] to the file",
                                  name, place_of(root.source()).file));
  return false;
}

}  // namespace

std::optional<Override> parse_override(const std::string& option, const std::string& text,
                                       Report& report) {
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos) {
    return Override{text.substr(0, equals), text.substr(equals + 1), option};
  }
  report.error({.file = on_one_line(option + ' ' + text)},
               "no '=' (a change is key=value, such as following.gain=5) write it as one word, "
               "without blanks");
  return std::nullopt;
}

void apply_override(toml::table& root, const Override& change, Report& report) {
  const std::string file =
      on_one_line(fmt::format("{} {}={}", change.option, change.key, change.value));
  const Place place{.file = file};
  const std::vector<std::string> parts = split(change.key);
  toml::node* const there = parts.empty() ? nullptr : root.get(parts.front());
  const bool is_row =
      parts.size() == 3 && is_list(parts[0]) && (there == nullptr || there->is_array());
  const bool is_key =
      parts.size() == 2 && !is_list(parts[0]) && (there == nullptr || there->is_table());
  const std::vector<std::string> meant = meanings(root, parts);
  const bool lacks_list = is_key && there == nullptr && !meant.empty();  // twitter.per_day
  if ((!is_row && !is_key) || lacks_list) return report.error(place, leads_nowhere(meant));
  toml::table* table = nullptr;
  if (is_row) {
    table = find_row(root, parts[0], parts[1], place, report);
    if (table == nullptr) return;
  } else if (there != nullptr) {
    table = there->as_table();
  } else if (!may_add(root, parts[0], place, report)) {
    return;
  }
  auto parsed = parse_change(parts, change.value, file, report);
  if (!parsed) return;
  toml::table* const given = parsed->get_as<toml::table>(parts.front());
  if (parsed->size() != 1 || given == nullptr || given->size() != 1) {
    return report.error(
        place, fmt::format("more than one value (each {0} changes one) repeat {0}", change.option));
  }
  if (table == nullptr) {
    root.insert_or_assign(parsed->begin()->first, std::move(*given));
    return;
  }
  // The key too: it says where a misspelt one comes from.
  table->insert_or_assign(given->begin()->first, std::move(*given->get(parts.back())));
}

}  // namespace quell
