// SPDX-License-Identifier: BSD-3-Clause
#include "cli/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string_view>

namespace quell {

namespace {

constexpr int least_columns = 10, least_rows = 3;  // of the plot alone
struct Scale {
  double from, unit;
  std::string_view suffix;
};
constexpr std::array scales{Scale{1e9, 1e9, "G"}, Scale{1e6, 1e6, "M"}, Scale{1e4, 1e3, "k"},
                            Scale{0, 1, ""}};

struct Frame {
  std::string_view side, tick, corner, floor;
};
constexpr Frame braille_frame{"│", "┤", "└", "─"}, ascii_frame{"|", "+", "+", "-"};

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  bool is_empty() const { return low > high; }
  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

std::string spaces(int count) { return fmt::format("{:{}}", "", count); }

int decade_of(double value) { return static_cast<int>(std::floor(std::log10(value) + 1e-9)); }

// Beyond 1e300 a difference of two values could overflow.
bool is_drawable(double value) { return std::abs(value) < 1e300; }

double value_at(const std::vector<double>& values, std::size_t i) {
  return i < values.size() ? values[i] : std::numeric_limits<double>::quiet_NaN();
}

/// How far along the x axis the i-th of n things is, in [0, 1].
double share_of(std::size_t i, std::size_t n) {
  return n == 1 ? 0.5 : static_cast<double>(i) / static_cast<double>(n - 1);
}

/// For each of `n_columns` columns of dots, the values that the line through the points takes
/// there. Half columns count for both neighbours, so that a steep line has no holes. Gaps stay
/// empty.
std::vector<Range> trace(const std::vector<double>& values, std::size_t n_points, int n_columns) {
  std::vector<Range> columns(static_cast<std::size_t>(n_columns));
  const auto position = [&](std::size_t i) { return share_of(i, n_points) * (n_columns - 1); };
  for (std::size_t i = 0; i < n_points; ++i) {
    const double here = value_at(values, i);
    if (!is_drawable(here)) continue;
    columns[static_cast<std::size_t>(std::lround(position(i)))].include(here);
    const double next = value_at(values, i + 1);
    if (!is_drawable(next)) continue;
    const double x = position(i), width = position(i + 1) - x;
    const auto last = static_cast<std::size_t>(std::floor(2 * (x + width)));
    for (auto half = static_cast<std::size_t>(std::ceil(2 * x)); half <= last; ++half) {
      const double weight = (0.5 * static_cast<double>(half) - x) / width;
      const double value = here + (next - here) * weight;
      columns[half / 2].include(value);
      if (half % 2 == 1 && half / 2 + 1 < columns.size()) columns[half / 2 + 1].include(value);
    }
  }
  return columns;
}

/// Dots of the plot, row 0 at the bottom; the line wins over the band.
class Canvas {
 public:
  enum Dot : char { empty, band, line };

  Canvas(int columns, int rows, Glyphs glyphs)
      : dots_across_(glyphs == Glyphs::braille ? 2 : 1),
        dots_up_(glyphs == Glyphs::braille ? 4 : 1),
        columns_(columns),
        rows_(rows),
        dots_(static_cast<std::size_t>(width()) * static_cast<std::size_t>(height())) {}

  bool is_fine() const { return dots_up_ > 1; }
  int width() const { return columns_ * dots_across_; }
  int height() const { return rows_ * dots_up_; }
  int row_of(int y) const { return rows_ - 1 - y / dots_up_; }

  Dot& dot(int x, int y) {
    return dots_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width()) +
                 static_cast<std::size_t>(x)];
  }

  /// One row of characters, the top one being row 0.
  std::string text_of(int row) {
    std::string text;
    for (int column = 0; column < columns_; ++column) {
      text +=
          is_fine() ? braille(column, row) : std::string(1, " .*"[dot(column, rows_ - 1 - row)]);
    }
    return text;
  }

 private:
  std::string braille(int column, int row) {
    // Bits of the character U+2800 + bits: a cell from the top, left before right.
    constexpr std::array bits{0x01u, 0x08u, 0x02u, 0x10u, 0x04u, 0x20u, 0x40u, 0x80u};
    unsigned pattern = 0;
    for (int i = 0; i < 8; ++i) {
      const Dot here = dot(column * 2 + i % 2, height() - 1 - row * 4 - i / 2);
      if (here != empty) pattern |= bits[static_cast<std::size_t>(i)];
    }
    if (pattern == 0) return " ";
    return {'\xE2', static_cast<char>(0xA0u | (pattern >> 6u)),
            static_cast<char>(0x80u | (pattern & 0x3Fu))};
  }

  int dots_across_, dots_up_, columns_, rows_;
  std::vector<Dot> dots_;
};

int dot_height(double value, const Axis& axis, const Canvas& canvas) {
  const double share = (value - axis.first) / (axis.last() - axis.first);
  return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * (canvas.height() - 1)));
}

void plot(const ChartSeries& series, std::size_t n_points, const Axis& axis, Canvas& canvas) {
  const auto mean = trace(series.mean, n_points, canvas.width());
  const auto low = trace(series.low, n_points, canvas.width());
  const auto high = trace(series.high, n_points, canvas.width());
  for (int x = 0; x < canvas.width(); ++x) {
    const auto column = static_cast<std::size_t>(x);
    if (!low[column].is_empty() && !high[column].is_empty()) {
      const int top = dot_height(high[column].high, axis, canvas);
      for (int y = dot_height(low[column].low, axis, canvas); y <= top; ++y) {
        // One dot in four, staggered: light enough that the line stands out without colour.
        if (!canvas.is_fine() || y % 4 == (x % 2) * 2) canvas.dot(x, y) = Canvas::band;
      }
    }
    if (mean[column].is_empty()) continue;
    const int top = dot_height(mean[column].high, axis, canvas);
    const int bottom = dot_height(mean[column].low, axis, canvas);
    if (canvas.is_fine()) {  // a clear dot above and below
      if (bottom > 0) canvas.dot(x, bottom - 1) = Canvas::empty;
      if (top + 1 < canvas.height()) canvas.dot(x, top + 1) = Canvas::empty;
    }
    for (int y = bottom; y <= top; ++y) canvas.dot(x, y) = Canvas::line;
  }
}

std::string heading(const ChartOptions& options, bool has_band) {
  std::string title = options.title;
  if (!options.unit.empty()) title += (title.empty() ? "[" : " [") + options.unit + "]";
  title = clip_text(title, options.width, options.glyphs);
  const bool is_braille = options.glyphs == Glyphs::braille;
  const std::string legend = (is_braille ? "⠒⠒ mean  ⠢⠢ " : "* mean  . ") + options.band;
  const int room = options.width - display_width(title) - display_width(legend);
  if (!has_band || title.empty() || room < 2) return title;
  return title + spaces(room) + legend;
}

std::string x_label_line(const std::vector<std::string>& labels, int columns) {
  std::map<int, std::string> placed;  // by first column
  const auto place = [&](std::size_t i) {
    const int width = display_width(labels[i]);
    const double share = share_of(i, labels.size());
    if (width == 0 || width > columns) return;
    const int centred = static_cast<int>(std::lround(share * (columns - 1))) - width / 2;
    const int begin = std::clamp(centred, 0, columns - width);
    const bool is_free = std::ranges::all_of(placed, [&](const auto& other) {
      return begin >= other.first + display_width(other.second) + 2 ||
             begin + width + 2 <= other.first;
    });
    if (is_free) placed.emplace(begin, labels[i]);
  };
  place(0);
  place(labels.size() - 1);
  for (std::size_t i = 1; i + 1 < labels.size(); ++i) place(i);  // inner labels give way
  std::string line;
  for (const auto& [begin, label] : placed) line += spaces(begin - display_width(line)) + label;
  return line;
}

Range range_of(const ChartSeries& series) {
  Range range;
  for (const auto* values : {&series.mean, &series.low, &series.high}) {
    for (const double value : *values) {
      if (is_drawable(value)) range.include(value);
    }
  }
  return range;
}

}  // namespace

Axis choose_axis(double low, double high, int most_ticks) {
  const double size = std::max(std::abs(low), std::abs(high));
  if (!(high - low > 1e-9 * size)) {  // a constant: as much room above as below
    low -= 0.5 * size;
    high += size > 0 ? 0.5 * size : 1.0;
  }
  std::optional<Axis> finer;
  for (int power = decade_of(high - low) - 1;; ++power) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double step = factor * std::pow(10.0, power);
      // A value that misses a tick by rounding only is on it.
      const double first = std::floor(low / step + 1e-6);
      const double last = std::ceil(high / step - 1e-6);
      const Axis axis{first * step, step, static_cast<int>(last - first) + 1};
      if (axis.n_ticks <= most_ticks) {
        const bool use_finer = axis.n_ticks < 4 && most_ticks >= 5 && finer && finer->n_ticks == 6;
        return use_finer ? *finer : axis;
      }
      finer = axis;
    }
  }
}

std::vector<std::string> tick_labels(const Axis& axis) {
  const double size = std::max(std::abs(axis.first), std::abs(axis.last()));
  const Scale scale = *std::ranges::find_if(scales, [&](Scale each) { return size >= each.from; });
  const int decimals = std::max(0, -decade_of(axis.step / scale.unit));
  const bool is_extreme = size >= 1e13 || size < 1e-3;
  const int digits = std::max(0, decade_of(size) - decade_of(axis.step));
  std::vector<std::string> labels;
  for (int i = 0; i < axis.n_ticks; ++i) {
    // 3 * 0.1 - 0.3 must read 0, and never -0.
    const double value = std::abs(axis.tick(i)) < 1e-6 * axis.step ? 0.0 : axis.tick(i);
    const std::string label =
        is_extreme ? fmt::format("{:.{}e}", value, digits)
                   : fmt::format("{:.{}f}{}", value / scale.unit, decimals, scale.suffix);
    labels.push_back(value == 0.0 ? "0" : label);
  }
  return labels;
}

std::string draw_chart(const ChartSeries& series, const ChartOptions& options) {
  const auto n_points = std::max({series.mean.size(), series.low.size(), series.high.size()});
  const Range data = range_of(series);
  std::string chart = heading(options, !range_of({{}, series.low, series.high}).is_empty());
  if (!chart.empty()) chart += '\n';
  const int n_rows =
      options.height - (chart.empty() ? 0 : 1) - 1 - (options.x_labels.empty() ? 0 : 1);
  Range shown = data;
  if (data.is_empty() || options.axis_from == AxisFrom::zero) shown.include(0.0);
  const Axis axis = choose_axis(shown.low, shown.high, std::clamp(n_rows * 3 / 4, 2, 5));
  auto labels = data.is_empty() ? std::vector<std::string>() : tick_labels(axis);
  int gutter = 0;
  for (const std::string& label : labels) gutter = std::max(gutter, display_width(label));
  if (options.width - gutter - 2 < least_columns) {  // the shape matters more than the scale
    labels.clear();
    gutter = 0;
  }
  const int gap = gutter > 0 ? 1 : 0;
  const int n_columns = options.width - gutter - gap - 1;
  if (n_columns < least_columns || n_rows < least_rows) {
    return clip_text(options.title + " (too small for a chart)", options.width, options.glyphs) +
           '\n';
  }

  Canvas canvas(n_columns, n_rows, options.glyphs);
  plot(series, n_points, axis, canvas);
  std::vector<std::string> label_of_row(static_cast<std::size_t>(n_rows));
  for (int i = 0; i < static_cast<int>(labels.size()); ++i) {
    const int row = canvas.row_of(dot_height(axis.tick(i), axis, canvas));
    label_of_row[static_cast<std::size_t>(row)] = labels[static_cast<std::size_t>(i)];
  }
  const Frame& frame = options.glyphs == Glyphs::braille ? braille_frame : ascii_frame;
  const auto add_line = [&chart](std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    chart += line + '\n';
  };
  for (int row = 0; row < n_rows; ++row) {
    const std::string& label = label_of_row[static_cast<std::size_t>(row)];
    const bool says_no_data = data.is_empty() && row == n_rows / 2;
    add_line(spaces(gutter - display_width(label)) + label + spaces(gap) +
             std::string(label.empty() ? frame.side : frame.tick) +
             (says_no_data ? spaces((n_columns - 7) / 2) + "no data" : canvas.text_of(row)));
  }
  std::string floor(frame.corner);
  for (int column = 0; column < n_columns; ++column) floor += frame.floor;
  add_line(spaces(gutter + gap) + floor);
  if (!options.x_labels.empty()) {
    add_line(spaces(gutter + gap + 1) + x_label_line(options.x_labels, n_columns));
  }
  return chart;
}

}  // namespace quell
