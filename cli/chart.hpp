// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "cli/table.hpp"

namespace quell {

/// Equally spaced points in time; NaN is a gap. `low` and `high` may be empty: no band.
struct ChartSeries {
  std::vector<double> mean;
  std::vector<double> low;
  std::vector<double> high;
};

/// `zero` shows zero also when the data stay far from it, `data` only their own range.
enum class AxisFrom { zero, data };

struct ChartOptions {
  std::string title;
  std::string unit;
  std::string band = "5-95 %";  // what the legend calls the range from low to high
  int width = 80;               // of the whole chart, with the y axis [columns]
  int height = 16;              // of the whole chart, with title and x axis [lines]
  /// Spread evenly along the x axis, the first and last flush with its ends; those that would touch
  /// another are left out.
  std::vector<std::string> x_labels;
  Glyphs glyphs = default_glyphs();
  AxisFrom axis_from = AxisFrom::zero;
};

/// The mean as a line and the band as sparse dots, in lines of at most `width` columns that end in
/// '\n'. One line of text instead where the chart would be too small to read.
std::string draw_chart(const ChartSeries& series, const ChartOptions& options);

/// Ticks of 1, 2 or 5 times a power of ten that enclose the data.
struct Axis {
  double first;
  double step;
  int n_ticks;

  double tick(int i) const { return first + step * i; }
  double last() const { return tick(n_ticks - 1); }
};

/// Four or five ticks (six where those would leave a third of the chart empty), fewer when
/// `most_ticks` says so.
Axis choose_axis(double low, double high, int most_ticks);

/// One label per tick, all with the same decimals and suffix: "500", "10k", "1.2M".
std::vector<std::string> tick_labels(const Axis& axis);

}  // namespace quell
