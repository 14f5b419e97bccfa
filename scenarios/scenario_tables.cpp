// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/scenario_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/registry.hpp"
#include "scenarios/suggest.hpp"

namespace quell {

std::vector<std::string_view> list_names() {
  std::vector<std::string_view> names{"policy"};
  for (const SectionSpec* spec : all_sections()) {
    if (spec->absence == Absence::is_none) names.push_back(spec->name);
  }
  return names;
}

bool is_list(std::string_view name) {
  const std::vector<std::string_view> names = list_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<Row> rows_of(toml::table& root, std::string_view list) {
  std::vector<Row> rows;
  toml::array* const array = root.get_as<toml::array>(list);
  if (array == nullptr) return rows;
  for (toml::node& node : *array) {
    if (!node.is_table()) continue;
    toml::table& row = *node.as_table();
    rows.push_back(
        {row["name"].value<std::string>().value_or(row["kind"].value<std::string>().value_or("")),
         &row});
  }
  return rows;
}

toml::table* find_row(toml::table& root, std::string_view list, std::string_view name,
                      const Place& place, Report& report) {
  const std::vector<Row> rows = rows_of(root, list);
  std::vector<std::string_view> names;
  for (const Row& row : rows) {
    if (row.name == name) return row.table;
    names.push_back(row.name);
  }
  const std::string there_are =
      names.empty() ? fmt::format("{} has no [[{}]]", place_of(root.source()).file, list)
                    : "there are: " + listed(names);
  report.error(place, fmt::format("no {} is named '{}' ({}).{}", list, name, there_are,
                                  did_you_mean(name, names)));
  return nullptr;
}

}  // namespace quell
