// SPDX-License-Identifier: BSD-3-Clause
#include "cli/summary_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "cli/sparkline.hpp"

namespace quell {

namespace {

constexpr int least_width = 80;
constexpr int least_course = 8, most_course = 60;  // columns of a sparkline
constexpr int gap = 2;                             // between two columns of a table
constexpr std::size_t name_at = 0, course_at = 2;

const std::vector<TableColumn>& columns() {
  static const std::vector<TableColumn> all{{"observable"},         {"unit"},
                                            {"mean over time"},     {"first", Align::right},
                                            {"last", Align::right}, {"min", Align::right},
                                            {"max", Align::right},  {"90 % at end", Align::right}};
  return all;
}

/// Least and greatest of the defined values; infinite, and shown as undefined, where none is.
std::pair<double, double> range_of(const std::vector<double>& values) {
  std::pair range{std::numeric_limits<double>::infinity(),
                  -std::numeric_limits<double>::infinity()};
  for (const double value : values) {
    range.first = std::fmin(range.first, value);
    range.second = std::fmax(range.second, value);
  }
  return range;
}

/// Everything but the course, which takes what the others leave.
std::vector<std::string> cells_of(const SummaryRow& row) {
  const ChartSeries& series = row.series;
  const auto [low, high] = range_of(series.mean);
  const std::string end =
      std::isfinite(series.low.back())
          ? short_number(series.low.back()) + " .. " + short_number(series.high.back())
          : "-";
  return {row.name,
          row.unit,
          "",
          short_number(series.mean.front()),
          short_number(series.mean.back()),
          short_number(low),
          short_number(high),
          end};
}

/// Columns that the table takes without names and courses.
int fixed_width(const std::vector<std::vector<std::string>>& cells) {
  int total = gap * (static_cast<int>(columns().size()) - 1);
  for (std::size_t column = 0; column < columns().size(); ++column) {
    if (column == name_at || column == course_at) continue;
    int width = display_width(columns()[column].header);
    for (const auto& row : cells) width = std::max(width, display_width(row[column]));
    total += width;
  }
  return total;
}

}  // namespace

std::string short_number(double value) {
  if (!std::isfinite(value)) return "-";
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (size < 1e-3) return fmt::format("{:.0e}", value);
  if (size < 0.1) return fmt::format("{:.{}g}", value, size < 0.01 ? 1 : 2);
  double unit = 1;
  for (const std::string_view suffix : {"", "k", "M", "G", "T"}) {
    if (size < 999.5 * unit) return fmt::format("{:.3g}{}", value / unit, suffix);
    unit *= 1000;
  }
  return fmt::format("{:.0e}", value);
}

std::string summary_text(std::span<const SummaryRow> rows, int width, const TableStyle& style) {
  std::vector<std::vector<std::string>> cells;
  int longest_name = display_width(columns()[name_at].header);
  for (const SummaryRow& row : rows) {
    cells.push_back(cells_of(row));
    longest_name = std::max(longest_name, display_width(row.name));
  }
  const int room = std::max(width, least_width) - fixed_width(cells);
  // The header of the course is cut with it, so that it asks for no width of its own.
  const int course = std::clamp(room - longest_name, least_course, most_course);
  std::vector<TableColumn> shown = columns();
  shown[course_at].header = clip_text(shown[course_at].header, course, style.glyphs);
  TextTable table(std::move(shown), style);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<TableCell> line(cells[i].begin(), cells[i].end());
    line[name_at].text = clip_text(rows[i].name, room - course, style.glyphs);
    line[course_at].text = draw_sparkline(rows[i].series.mean, course, style.glyphs);
    table.add_row(std::move(line));
  }
  return table.str();
}

}  // namespace quell
