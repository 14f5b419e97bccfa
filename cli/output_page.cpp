// SPDX-License-Identifier: BSD-3-Clause
#include "cli/output_page.hpp"

#include <fmt/format.h>

#include <span>
#include <utility>
#include <vector>

#include "cli/text.hpp"
#include "models/variant.hpp"
#include "output/schema.hpp"
#include "scenarios/suggest.hpp"

namespace quell {
namespace {

using Cells = std::vector<std::string>;

/// A table in Markdown, with the row's first cell as code.
std::string markdown(const Cells& columns, const std::vector<Cells>& rows) {
  const auto line = [](const Cells& cells) {
    std::string text;
    for (const std::string& cell : cells) {
      text += (text.empty() ? "| " : " | ") + replaced(cell, "|", "\\|");
    }
    return text + " |\n";
  };
  std::string text = line(columns) + line(Cells(columns.size(), "---"));
  for (Cells row : rows) {
    row.front() = fmt::format("`{}`", row.front());
    text += line(row);
  }
  return text;
}

/// A placeholder such as <observable> would be taken for HTML.
std::string without_html(std::string_view text) {
  return replaced(replaced(std::string{text}, "<", "&lt;"), ">", "&gt;");
}

std::string presence_text(const SchemaRow& row) {
  if (!row.fixed.empty()) return fmt::format("always \"{}\"", row.fixed);
  return row.presence == Presence::required ? "always" : "where it applies";
}

/// The entries of one role.
std::string entries(std::span<const SchemaRow> table, Role role) {
  std::vector<Cells> rows;
  for (const SchemaRow& row : table) {
    if (row.role != role) continue;
    const bool is_attribute = role == Role::attribute;
    rows.push_back({std::string{is_attribute ? row.name() : row.path},
                    std::string{describe(row.content)}, without_html(row.unit), presence_text(row),
                    without_html(row.doc)});
    if (role == Role::variable) rows.back().insert(rows.back().begin() + 2, std::string{row.shape});
  }
  if (role != Role::variable)
    return markdown({"name", "type", "unit", "there", "what it is"}, rows);
  return markdown({"name", "type", "shape", "unit", "there", "what it is"}, rows);
}

std::string_view timing_text(const Observable& observable) {
  if (observable.shape == Shape::generation || observable.shape == Shape::cohort_age) {
    return "whole run";
  }
  if (observable.timing == Timing::total) return "total";
  return observable.timing == Timing::since_start ? "since start" : "level";
}

std::string observable_table() {
  std::vector<Cells> rows;
  for (const Observable& row : observables) {
    const std::string only =
        row.section.empty() ? "" : fmt::format("; only with [{}]", row.section);
    rows.push_back({std::string{row.name}, std::string{shape_text(row.shape)},
                    std::string{storage_text(row)}, std::string{row.unit},
                    std::string{timing_text(row)}, std::string{row.doc} + only});
  }
  return markdown({"name", "shape", "type", "unit", "value", "what it is"}, rows);
}

}  // namespace

std::string_view shape_text(Shape shape) {
  switch (shape) {
    case Shape::time:
      return "time";
    case Shape::time_segment:
      return "time x segment";
    case Shape::time_segment_stage:
      return "time x segment x stage";
    case Shape::time_policy:
      return "time x policy";
    case Shape::generation:
      return "generation";
    case Shape::cohort_age:
      break;
  }
  return "cohort x age";
}

std::string_view storage_text(const Observable& observable) {
  return observable.is_count ? "int64 or float64" : "float64";
}

std::string means_note() {
  std::vector<std::string_view> names;
  for (const VariantSpec* variant : all_variants()) {
    if (!variant->counts_are_whole) names.push_back(variant->name);
  }
  return fmt::format(
      "\"int64 or float64\" are counts: float64 where the model's variant has means in their place "
      "({}), in all scenarios of a what-if if it is so in one, and int64 elsewhere.",
      listed(names));
}

std::string output_page() {
  std::string page{output_page_template()};
  const std::pair<std::string_view, std::string> parts[]{
      {"@schema_version@", std::string{schema_version}},
      {"@attributes@", entries(schema, Role::attribute)},
      {"@dimensions@", entries(schema, Role::dimension)},
      {"@documents@", entries(schema, Role::document)},
      {"@observables@", observable_table()},
      {"@means@", means_note()},
      {"@sweep_attributes@", entries(sweep_schema, Role::attribute)},
      {"@sweep_dimensions@", entries(sweep_schema, Role::dimension)},
      {"@sweep_variables@", entries(sweep_schema, Role::variable)},
      {"@sweep_documents@", entries(sweep_schema, Role::document)}};
  for (const auto& [name, text] : parts) page = replaced(std::move(page), name, text);
  return page;
}

}  // namespace quell
