// SPDX-License-Identifier: BSD-3-Clause
#include "output/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace quell {

namespace {

using Problems = std::vector<std::string>;
using Rows = std::span<const SchemaRow>;

bool holds(const Attribute& value, Content content) {
  switch (content) {
    case Content::text:
      return std::holds_alternative<std::string>(value);
    case Content::real:
      return std::holds_alternative<double>(value);
    default:
      return std::holds_alternative<std::int64_t>(value);
  }
}

void check_attribute(const std::string& name, const Attribute& value, Rows table,
                     Problems& problems) {
  const SchemaRow* row = find_schema_row(Role::attribute, name, table);
  if (row == nullptr) {
    problems.push_back(fmt::format("attribute '{}' is not in the schema", name));
  } else if (!holds(value, row->content)) {
    problems.push_back(fmt::format("attribute '{}' is not {}", name, describe(row->content)));
  } else if (!row->fixed.empty() && std::get<std::string>(value) != row->fixed) {
    problems.push_back(fmt::format("attribute '{}' is '{}', not '{}'", name,
                                   std::get<std::string>(value), row->fixed));
  }
}

void check_instants(const Dimension& time, Problems& problems) {
  constexpr double most_days = 1e6;  // dates have years of four digits
  if (!time.unit.starts_with("days since "))
    problems.push_back(
        fmt::format("dimension 'time' has the unit '{}', not 'days since <start>'", time.unit));
  if (!std::ranges::is_sorted(time.positions, std::ranges::less_equal{}))
    problems.emplace_back("dimension 'time' does not increase");
  if (std::ranges::any_of(time.positions, [](double day) { return std::abs(day) > most_days; }))
    problems.emplace_back("dimension 'time' goes on for too long");
}

void check_coordinates(const Dimension& dimension, const SchemaRow& row, Problems& problems) {
  const auto complain = [&](std::string_view what) {
    problems.push_back(fmt::format("dimension '{}' {}", dimension.name, what));
  };
  const bool has_labels = !dimension.labels.empty();
  const bool has_positions = !dimension.positions.empty();
  if (has_labels && has_positions) complain("has both labels and positions");
  if (row.content == Content::text && !has_labels) complain("has no labels");
  if (row.content == Content::real && !has_positions) complain("has no positions");
  if (has_labels && dimension.labels.size() != dimension.size)
    complain("has a label too many or few");
  if (has_positions && dimension.positions.size() != dimension.size)
    complain("has a position too many or few");
  if (has_positions && dimension.unit.empty()) complain("has no unit");
  if (!std::ranges::all_of(dimension.positions, [](double x) { return std::isfinite(x); }))
    complain("has a position that is not finite");
  if (row.name() == "time") check_instants(dimension, problems);
}

void check_dimension(const Dimension& dimension, Rows table, Problems& problems) {
  if (dimension.doc.empty())
    problems.push_back(fmt::format("dimension '{}' has no doc", dimension.name));
  if (dimension.size == 0)
    problems.push_back(fmt::format("dimension '{}' is empty", dimension.name));
  if (const SchemaRow* row = find_schema_row(Role::dimension, dimension.name, table))
    check_coordinates(dimension, *row, problems);
  else
    problems.push_back(fmt::format("dimension '{}' is not in the schema", dimension.name));
}

/// Whole and exact as a double, hence exact as a 64-bit integer too.
bool is_count(double value) {
  constexpr double largest = 9007199254740992.0;  // 2^53
  return value >= -largest && value <= largest && value == std::trunc(value);
}

void check_variable(const Dataset& data, const Variable& variable, Problems& problems) {
  const auto complain = [&](std::string_view what) {
    problems.push_back(fmt::format("variable '{}' {}", variable.name, what));
  };
  if (variable.name.empty() || variable.name.find('/') != std::string::npos)
    complain("has a name that HDF5 cannot hold");
  if (variable.unit.empty()) complain("has no unit");
  if (variable.doc.empty()) complain("has no doc");
  std::set<std::string_view> seen;
  std::size_t size = 1;
  bool known = true;
  for (const std::string& name : variable.dimensions) {
    const Dimension* dimension = data.find_dimension(name);
    known = known && dimension != nullptr;
    if (dimension == nullptr) complain(fmt::format("has the undeclared dimension '{}'", name));
    if (dimension != nullptr) size *= dimension->size;
    if (!seen.insert(name).second) complain(fmt::format("has the dimension '{}' twice", name));
  }
  const bool is_text = variable.storage == Storage::text;
  const std::size_t given = is_text ? variable.texts.size() : variable.values.size();
  if (known && !variable.is_blockwise && given != size)
    complain(fmt::format("has {} values, its dimensions {}", given, size));
  if (variable.storage == Storage::count && !std::ranges::all_of(variable.values, is_count))
    complain("is a count and holds a value that is not whole");
}

/// Attributes live apart; dimensions, variables and documents share the root group's names.
void check_names(const Dataset& data, Rows table, Problems& problems) {
  std::set<std::string_view> attributes;
  for (const auto& [name, value] : data.attributes)
    if (!attributes.insert(name).second)
      problems.push_back(fmt::format("attribute '{}' is there twice", name));
  std::set<std::string_view> links;
  for (const SchemaRow& row : table)
    if (row.role == Role::document) links.insert(row.name());
  const auto check = [&](std::string_view name) {
    if (!links.insert(name).second) problems.push_back(fmt::format("'{}' is there twice", name));
  };
  for (const Dimension& dimension : data.dimensions) check(dimension.name);
  for (const Variable& variable : data.variables) check(variable.name);
}

}  // namespace

const SchemaRow* find_schema_row(Role role, std::string_view name,
                                 std::span<const SchemaRow> table) {
  const auto found = std::ranges::find_if(
      table, [&](const SchemaRow& row) { return row.role == role && row.name() == name; });
  return found == table.end() ? nullptr : &*found;
}

std::string_view describe(Content content) {
  switch (content) {
    case Content::text:
      return "string";
    case Content::real:
      return "float64";
    case Content::integer:
      return "int64";
    case Content::number:
      return "float64 or int64";
    case Content::coordinates:
      return "string, float64 or none";
  }
  return "";
}

std::vector<std::pair<std::string, Attribute>> fixed_attributes(std::span<const SchemaRow> table) {
  std::vector<std::pair<std::string, Attribute>> found;
  for (const SchemaRow& row : table)
    if (!row.fixed.empty()) found.emplace_back(row.name(), std::string(row.fixed));
  return found;
}

std::vector<std::string> missing_entries(const Dataset& data, std::span<const SchemaRow> table) {
  Problems problems;
  for (const SchemaRow& row : table) {
    if (row.presence != Presence::required) continue;
    const std::string_view name = row.name();
    if (row.role == Role::attribute && data.find_attribute(name) == nullptr)
      problems.push_back(fmt::format("attribute '{}' is missing", name));
    if (row.role == Role::dimension && data.find_dimension(name) == nullptr)
      problems.push_back(fmt::format("dimension '{}' is missing", name));
    if (row.role == Role::document && (data.*document_named(name)).empty())
      problems.push_back(fmt::format("'{}' is empty", name));
  }
  return problems;
}

std::vector<std::string> damage_in(const Dataset& data, std::span<const SchemaRow> table) {
  Problems problems = missing_entries(data, table);
  for (const auto& [name, value] : data.attributes) {
    const SchemaRow* row = find_schema_row(Role::attribute, name, table);
    if (row != nullptr && !holds(value, row->content))
      problems.push_back(fmt::format("attribute '{}' is not {}", name, describe(row->content)));
  }
  for (const Dimension& dimension : data.dimensions) {
    if (dimension.size == 0)
      problems.push_back(fmt::format("dimension '{}' is empty", dimension.name));
    if (const SchemaRow* row = find_schema_row(Role::dimension, dimension.name, table))
      check_coordinates(dimension, *row, problems);
  }
  for (const Variable& variable : data.variables) check_variable(data, variable, problems);
  return problems;
}

std::vector<std::string> schema_problems(const Dataset& data, std::span<const SchemaRow> table) {
  Problems problems = missing_entries(data, table);
  check_names(data, table, problems);
  for (const auto& [name, value] : data.attributes) check_attribute(name, value, table, problems);
  for (const Dimension& dimension : data.dimensions) check_dimension(dimension, table, problems);
  for (const Variable& variable : data.variables) check_variable(data, variable, problems);
  return problems;
}

}  // namespace quell
