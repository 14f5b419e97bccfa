// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/apply_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "models/registry.hpp"
#include "scenarios/scenario_tables.hpp"
#include "scenarios/suggest.hpp"

namespace quell {
namespace {

std::vector<std::string_view> removable_names() {
  std::vector<std::string_view> names = list_names();
  for (const SectionSpec* spec : all_sections()) {
    if (spec->absence == Absence::switches_off) names.push_back(spec->name);
  }
  return names;
}

std::vector<std::string_view> table_names() {
  std::vector<std::string_view> names{"remove", "policy"};
  for (const SectionSpec* spec : all_sections()) names.push_back(spec->name);
  return names;
}

/// Both arms have the same days, scale and random numbers, and the same axes in the result file.
bool may_change(std::string_view name, const Place& place, Report& report) {
  if (name == "run") {
    report.error(place,
                 "a change cannot alter [run] (the runs could not be compared day by day) alter it "
                 "in the scenario, or for all with --set");
    return false;
  }
  return true;
}

/// Keys move with their places in the file, which a copy would lose.
void move_values(toml::table& from, toml::table& to) {
  for (auto&& [key, node] : from) to.insert_or_assign(key, std::move(node));
}

/// [change.NAME.policy.twitter] and the like: the row of that name, or a policy of a kind of its
/// own.
void change_row(toml::table& root, const std::string& list, const toml::key& name,
                toml::table& values, Report& report) {
  const std::vector<Row> rows = rows_of(root, list);
  const bool is_there =
      std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name.str(); });
  if (!is_there && list == "policy" && values.contains("kind")) {
    values.insert("name", std::string{name.str()});
    if (!root.contains(list)) root.insert(list, toml::array{});
    root[list].as_array()->push_back(std::move(values));
    return;
  }
  toml::table* row = find_row(root, list, name.str(), place_of(name.source()), report);
  if (row != nullptr) move_values(values, *row);
}

void change_list(toml::table& root, const toml::key& list, toml::node& node, Report& report) {
  const std::string name{list.str()};
  toml::node* const there = root.get(name);
  if (there != nullptr && !there->is_array()) return;  // the scenario is wrong, and that is said
  if (node.is_array_of_tables()) {
    if (there == nullptr) {
      root.insert(list, std::move(*node.as_array()));
      return;
    }
    for (toml::node& row : *node.as_array()) there->as_array()->push_back(std::move(row));
    return;
  }
  if (!node.is_table()) {
    report.error(place_of(node.source()),
                 fmt::format("'{0}' is no table (there may be several) write [change.NAME.{0}.ROW] "
                             "to change one, [[change.NAME.{0}]] to add one",
                             name));
    return;
  }
  for (auto&& [key, row] : *node.as_table()) {
    if (row.is_table()) {
      change_row(root, name, key, *row.as_table(), report);
    } else {
      report.error(place_of(key.source()),
                   fmt::format("'{0}' is a value (the name of a {1} comes first) write "
                               "{1}.NAME.{0} = ...",
                               key.str(), name));
    }
  }
}

void change_section(toml::table& root, const toml::key& name, toml::node& node, Report& report) {
  if (!node.is_table()) {
    report.error(
        place_of(node.source()),
        fmt::format("'{0}' is a value (a table is needed) write {0}.KEY = ...", name.str()));
    return;
  }
  toml::node* const there = root.get(name.str());
  if (there == nullptr) {
    root.insert(name, std::move(*node.as_table()));
  } else if (there->is_table()) {
    move_values(*node.as_table(), *there->as_table());
  }
}

void remove_listed(toml::table& root, const toml::node& list, Report& report) {
  const toml::array* names = list.as_array();
  if (names == nullptr) {
    report.error(place_of(list.source()),
                 "'remove' is no list (of texts) write remove = [\"policy.twitter\", "
                 "\"retaliation\"]");
    return;
  }
  for (const toml::node& node : *names) {
    if (const auto name = node.value<std::string>(); name && node.is_string()) {
      remove_table(root, *name, place_of(node.source()), report);
    } else {
      report.error(place_of(node.source()), "an entry of 'remove' is no text (put it in quotes)");
    }
  }
}

}  // namespace

void remove_table(toml::table& root, const std::string& name, const Place& place, Report& report) {
  const std::size_t dot = name.find('.');
  const std::string first = name.substr(0, dot);
  if (!may_change(first, place, report)) return;
  if (is_list(first) && dot != std::string::npos) {
    const toml::table* row = find_row(root, first, name.substr(dot + 1), place, report);
    if (row == nullptr) return;
    toml::array& rows = *root.get(first)->as_array();
    for (auto at = rows.begin(); at != rows.end(); ++at) {
      if (at->as_table() == row) {
        rows.erase(at);
        return;
      }
    }
  }
  const std::vector<std::string_view> names = removable_names();
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    const bool has_defaults = find_section(name) != nullptr;
    report.error(place, fmt::format("'{}' cannot be removed ({}).{}", name,
                                    has_defaults ? "without it its defaults would hold"
                                                 : "these can: " + listed(names) +
                                                       ", and one of several as policy.NAME",
                                    has_defaults ? " Change its values instead."
                                                 : did_you_mean(name, names)));
  } else if (!root.contains(name)) {
    report.error(place, fmt::format("[{}] is not in {} (nothing would change) leave it out", name,
                                    place_of(root.source()).file));
  } else {
    root.erase(name);
  }
}

void apply_change(toml::table& root, toml::table& change, Report& report) {
  if (const toml::node* list = change.get("remove")) remove_listed(root, *list, report);
  const std::vector<std::string_view> names = table_names();
  for (auto&& [key, node] : change) {
    if (key == "remove") continue;
    if (std::find(names.begin(), names.end(), key.str()) == names.end()) {
      report.error(place_of(key.source()),
                   fmt::format("unknown table or key '{}' in a change (it has: {}).{}", key.str(),
                               listed(names), did_you_mean(key.str(), names)));
    } else if (may_change(key.str(), place_of(key.source()), report)) {
      if (is_list(key.str())) {
        change_list(root, key, node, report);
      } else {
        change_section(root, key, node, report);
      }
    }
  }
}

}  // namespace quell
