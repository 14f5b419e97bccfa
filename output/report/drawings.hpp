// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

// Pictures of a report that are drawn here, as SVG whose colours the page's style sheet gives.
namespace quell::report {

/// A value with its interval on a line of its own; NaN for what is not known.
struct Interval {
  std::string label;
  double value = 0.0;
  double low = 0.0, high = 0.0;
  std::string text;      ///< behind it
  bool is_miss = false;  ///< drawn in another colour
};

struct IntervalPlot {
  std::string axis;                 ///< what the numbers are
  double range_low = 0.0;           ///< an area behind all lines, such as an accepted range;
  double range_high = 0.0;          ///< none where both are equal
  double least = -1.0, most = 1.0;  ///< shown at least
  double bound = 1e300;             ///< what is further from 0 is drawn at the edge, as an arrow
  std::vector<Interval> rows;
};
[[nodiscard]] std::string draw_intervals(const IntervalPlot& plot);

/// Values over two parameters; NaN for a cell without any.
struct HeatMap {
  std::string x_name, y_name;
  std::vector<std::string> x_labels, y_labels;
  std::vector<double> values;  ///< [y, x]
};
[[nodiscard]] std::string draw_heat_map(const HeatMap& map);

/// What happened when, a line each.
struct TimelineRow {
  std::string label;
  bool is_policy = false;
  std::vector<double> days;  ///< since 1970-01-01
};
struct Timeline {
  double from = 0.0, to = 0.0;
  std::vector<TimelineRow> rows;
  std::vector<double> tick_days;
  std::vector<std::string> tick_labels;
};
[[nodiscard]] std::string draw_timeline(const Timeline& timeline);

}  // namespace quell::report
