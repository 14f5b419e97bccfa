// SPDX-License-Identifier: BSD-3-Clause
#include "cli/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/markup.hpp"

namespace quell {
namespace {

// Sizes in pixels.
constexpr double panel_width = 460.0;
constexpr double panel_height = 240.0;
constexpr double left = 56.0;
constexpr double right = 14.0;
constexpr double top = 34.0;
constexpr double bottom = 30.0;
constexpr double caption_height = 44.0;

constexpr const char* style =
    "text{font:12px sans-serif;fill:#333}.t{font-weight:bold}.c{fill:#666}"
    ".g{stroke:#e4e4e4}.a{stroke:#888}.b{fill:#9ec5e8;fill-opacity:.55}"
    ".m{fill:none;stroke:#14518c;stroke-width:1.5}";

/// From data to pixels within one panel.
struct Frame {
  double x0, y0;
  std::size_t points;
  Axis axis;

  [[nodiscard]] double x(std::size_t k) const {
    const double span = panel_width - left - right;
    const double steps = points > 1 ? static_cast<double>(points - 1) : 1.0;
    return x0 + left + span * static_cast<double>(k) / steps;
  }
  [[nodiscard]] double y(double value) const {
    const double span = panel_height - top - bottom;
    const double share = (value - axis.first) / (axis.last() - axis.first);
    return y0 + panel_height - bottom - span * std::clamp(share, 0.0, 1.0);
  }
};

std::pair<double, double> range_of(const ChartSeries& series) {
  double low = 0.0;
  double high = 0.0;
  for (const auto* values : {&series.mean, &series.low, &series.high}) {
    for (const double value : *values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  return {low, high};
}

/// Runs of defined points, [first, last).
std::vector<std::pair<std::size_t, std::size_t>> runs_of(const ChartSeries& series) {
  std::vector<std::pair<std::size_t, std::size_t>> runs;
  for (std::size_t k = 0; k < series.mean.size(); ++k) {
    if (!std::isfinite(series.mean[k])) continue;
    if (runs.empty() || runs.back().second != k) runs.emplace_back(k, k);
    runs.back().second = k + 1;
  }
  return runs;
}

std::string curves(const ChartSeries& series, const Frame& frame) {
  std::string out;
  for (const auto& [first, last] : runs_of(series)) {
    std::string band;
    std::string line;
    for (std::size_t k = first; k < last; ++k) {
      band += fmt::format("{:.1f},{:.1f} ", frame.x(k), frame.y(series.high[k]));
      line += fmt::format("{:.1f},{:.1f} ", frame.x(k), frame.y(series.mean[k]));
    }
    for (std::size_t k = last; k-- > first;) {
      band += fmt::format("{:.1f},{:.1f} ", frame.x(k), frame.y(series.low[k]));
    }
    out +=
        fmt::format("<polygon class=\"b\" points=\"{}\"/>\n<polyline class=\"m\" points=\"{}\"/>\n",
                    band, line);
  }
  return out;
}

std::string panel_svg(const Panel& panel, double x0, double y0) {
  constexpr int most_ticks = 6;
  const auto [low, high] = range_of(panel.series);
  const Frame frame{x0, y0, panel.series.mean.size(), choose_axis(low, high, most_ticks)};
  const double x_end = x0 + panel_width - right;
  std::string out =
      fmt::format("<text class=\"t\" x=\"{:.0f}\" y=\"{:.0f}\">{} [{}]</text>\n", x0 + 8.0,
                  y0 + 18.0, escape_markup(panel.title), escape_markup(panel.unit));
  const std::vector<std::string> labels = tick_labels(frame.axis);
  for (int i = 0; i < frame.axis.n_ticks; ++i) {
    const double y = frame.y(frame.axis.tick(i));
    out += fmt::format(
        "<line class=\"g\" x1=\"{:.0f}\" x2=\"{:.0f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
        "<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
        x0 + left, x_end, y, y, x0 + left - 6.0, y + 4.0, labels[static_cast<std::size_t>(i)]);
  }
  const std::size_t n = panel.x_labels.size();
  for (std::size_t k = 0; k < n; ++k) {
    const double share = n > 1 ? static_cast<double>(k) / static_cast<double>(n - 1) : 0.0;
    const double x = x0 + left + share * (panel_width - left - right);
    const char* anchor = k == 0 ? "start" : k + 1 == n ? "end" : "middle";
    out += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"{}\">{}</text>\n", x,
                       y0 + panel_height - 10.0, anchor, panel.x_labels[k]);
  }
  out +=
      fmt::format("<line class=\"a\" x1=\"{:.0f}\" x2=\"{:.0f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
                  x0 + left, x_end, frame.y(0.0), frame.y(0.0));
  return out + curves(panel.series, frame);
}

}  // namespace

std::string draw_svg(const std::vector<Panel>& panels, const std::string& caption,
                     const std::string& legend) {
  const std::size_t columns = panels.size() > 1 ? 2 : 1;
  const std::size_t rows = (panels.size() + columns - 1) / columns;
  const double width = static_cast<double>(columns) * panel_width;
  const double height = static_cast<double>(rows) * panel_height + caption_height;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\">\n<style>{2}</style>\n<rect width=\"100%\" height=\"100%\" "
      "fill=\"#fff\"/>\n",
      width, height, style);
  for (std::size_t k = 0; k < panels.size(); ++k) {
    const std::size_t column = k % columns;
    const std::size_t row = k / columns;
    out += panel_svg(panels[k], panel_width * static_cast<double>(column),
                     panel_height * static_cast<double>(row));
  }
  out += fmt::format(
      "<text class=\"c\" x=\"8\" y=\"{:.0f}\">{}</text>\n"
      "<text class=\"c\" x=\"8\" y=\"{:.0f}\">{}</text>\n</svg>\n",
      height - 26.0, escape_markup(legend), height - 9.0, escape_markup(caption));
  return out;
}

}  // namespace quell
