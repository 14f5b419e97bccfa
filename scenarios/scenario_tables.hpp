// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/toml.hpp"

namespace quell {

// The tables of a parsed scenario, before it is checked.

/// [[policy]], [[segment]] and so on: tables of which there may be several, each with a name.
std::vector<std::string_view> list_names();
bool is_list(std::string_view name);

struct Row {
  std::string name;
  toml::table* table;
};

/// The rows of [[list]]; each goes by its name, or else by its kind.
std::vector<Row> rows_of(toml::table& root, std::string_view list);

/// The row of [[list]] that has the name, or null with the reason reported.
toml::table* find_row(toml::table& root, std::string_view list, std::string_view name,
                      const Place& place, Report& report);

}  // namespace quell
