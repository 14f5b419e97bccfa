// SPDX-License-Identifier: BSD-3-Clause
#include "output/report/drawings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

#include "output/markup.hpp"

namespace quell::report {
namespace {

// Sizes in pixels.
constexpr double row_height = 22.0;
constexpr double letter = 6.6;  // mean width of one in 12 pixels
constexpr double plot_width = 420.0;

double width_of(const std::string& text) { return letter * static_cast<double>(text.size()); }

class Svg {
 public:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(body_), format, std::forward<Args>(args)...);
  }
  void text(double x, double y, std::string_view anchor, std::string_view style,
            const std::string& words) {
    put("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor,
        style.empty() ? "" : fmt::format(" class=\"{}\"", style), escape_markup(words));
  }
  void line(double x1, double y1, double x2, double y2, std::string_view style) {
    put("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, y1,
        x2, y2, style);
  }
  [[nodiscard]] std::string str(double width, double height) const {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
        "width=\"{0:.0f}\" height=\"{1:.0f}\" aria-hidden=\"true\">\n{2}</svg>\n",
        width, height, body_);
  }

 private:
  std::string body_;
};

/// Some four steps of 1, 2 or 5 times a power of ten.
double step_of(double span) {
  const double power = std::pow(10.0, std::floor(std::log10(span / 4.0)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (span / (factor * power) <= 6.0) return factor * power;
  }
  return 10.0 * power;
}

double widest(const std::vector<std::string>& texts) {
  double width = 0.0;
  for (const std::string& text : texts) width = std::max(width, width_of(text));
  return width;
}

}  // namespace

std::string draw_intervals(const IntervalPlot& plot) {
  std::vector<std::string> labels;
  std::vector<std::string> texts;
  double low = std::min(plot.least, plot.range_low);
  double high = std::max(plot.most, plot.range_high);
  for (const Interval& row : plot.rows) {
    labels.push_back(row.label);
    texts.push_back(row.text);
    for (const double value : {row.value, row.low, row.high}) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, std::max(value, -plot.bound));
      high = std::max(high, std::min(value, plot.bound));
    }
  }
  const double margin = 0.04 * (high - low);
  low -= margin;
  high += margin;
  const double left = widest(labels) + 14.0;
  const auto x = [&](double value) {
    return left + plot_width * (std::clamp(value, low, high) - low) / (high - low);
  };
  const double bottom = 8.0 + row_height * static_cast<double>(plot.rows.size());
  Svg svg;
  if (plot.range_high > plot.range_low) {
    svg.put("<rect x=\"{:.1f}\" y=\"4\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"range\"/>\n",
            x(plot.range_low), x(plot.range_high) - x(plot.range_low), bottom - 4.0);
  }
  const double step = step_of(high - low);
  for (double tick = std::ceil(low / step) * step; tick <= high; tick += step) {
    const bool is_zero = std::abs(tick) < 1e-9 * step;
    svg.line(x(tick), 4.0, x(tick), bottom, is_zero ? "zero" : "rule");
    svg.text(x(tick), bottom + 15.0, "middle", "muted", fmt::format("{:g}", is_zero ? 0.0 : tick));
  }
  svg.text(left + plot_width / 2.0, bottom + 32.0, "middle", "muted", plot.axis);
  double y = 8.0 + row_height / 2.0;
  for (const Interval& row : plot.rows) {
    const std::string_view miss = row.is_miss ? "miss " : "";
    svg.text(left - 8.0, y + 4.0, "end", "", row.label);
    if (std::isfinite(row.low) && std::isfinite(row.high)) {
      svg.line(x(row.low), y, x(row.high), y, fmt::format("{}bar", miss));
    }
    if (std::abs(row.value) <= plot.bound) {
      svg.put("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" class=\"{}dot\"/>\n", x(row.value), y,
              miss);
    } else if (std::isfinite(row.value)) {  // an arrow out of the picture
      const double tip = row.value > 0.0 ? 7.0 : -7.0;
      const double at = x(row.value) - tip;
      svg.put(
          "<polygon points=\"{0:.1f},{1:.1f} {0:.1f},{2:.1f} {3:.1f},{4:.1f}\" "
          "class=\"{5}dot\"/>\n",
          at, y - 5.0, y + 5.0, at + tip, y, miss);
    }
    svg.text(left + plot_width + 10.0, y + 4.0, "start", "muted", row.text);
    y += row_height;
  }
  return svg.str(left + plot_width + 20.0 + widest(texts), bottom + 40.0);
}

namespace {

struct Rgb {
  double red, green, blue;
};

/// From few to many: dark blue over green to yellow, even in lightness (after viridis, S. van der
/// Walt and N. Smith, CC0), so that it can be read in grey and by those who see few colours.
Rgb colour_at(double share) {
  constexpr std::array<Rgb, 5> stops{
      Rgb{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}};
  const double place = std::clamp(share, 0.0, 1.0) * (stops.size() - 1);
  const auto k = std::min(static_cast<std::size_t>(place), stops.size() - 2);
  const double part = place - static_cast<double>(k);
  const auto mixed = [part](double a, double b) { return a + (b - a) * part; };
  return {mixed(stops[k].red, stops[k + 1].red), mixed(stops[k].green, stops[k + 1].green),
          mixed(stops[k].blue, stops[k + 1].blue)};
}

/// Four digits, and no exponent for the sizes that occur here.
std::string cell_text(double value) {
  const double size = std::abs(value);
  if (size >= 1e9) return fmt::format("{:.4g}G", value / 1e9);
  if (size >= 1e6) return fmt::format("{:.4g}M", value / 1e6);
  if (size >= 1e4) return fmt::format("{:.4g}k", value / 1e3);
  return fmt::format("{:.4g}", value);
}

}  // namespace

std::string draw_heat_map(const HeatMap& map) {
  constexpr double cell_height = 30.0;
  const double cell_width = std::max(58.0, widest(map.x_labels) + 8.0);
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  for (const double value : map.values) {
    if (!std::isfinite(value)) continue;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  const double left = widest(map.y_labels) + 14.0;
  const double top = 26.0;
  Svg svg;
  svg.text(0.0, 14.0, "start", "muted", map.y_name);
  for (std::size_t j = 0; j < map.y_labels.size(); ++j) {
    const double y = top + cell_height * static_cast<double>(j);
    svg.text(left - 8.0, y + cell_height / 2.0 + 4.0, "end", "", map.y_labels[j]);
    for (std::size_t i = 0; i < map.x_labels.size(); ++i) {
      const double value = map.values[j * map.x_labels.size() + i];
      if (!std::isfinite(value)) continue;
      const double x = left + cell_width * static_cast<double>(i);
      const double share = most > least ? (value - least) / (most - least) : 0.5;
      const Rgb colour = colour_at(share);
      svg.put(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
          "fill=\"#{:02x}{:02x}{:02x}\"/>\n",
          x, y, cell_width - 1.0, cell_height - 1.0, static_cast<int>(colour.red),
          static_cast<int>(colour.green), static_cast<int>(colour.blue));
      svg.text(x + cell_width / 2.0, y + cell_height / 2.0 + 4.0, "middle",
               share > 0.55 ? "cell dark" : "cell light", cell_text(value));
    }
  }
  const double bottom = top + cell_height * static_cast<double>(map.y_labels.size());
  for (std::size_t i = 0; i < map.x_labels.size(); ++i) {
    svg.text(left + cell_width * (static_cast<double>(i) + 0.5), bottom + 16.0, "middle", "",
             map.x_labels[i]);
  }
  const double width = left + cell_width * static_cast<double>(map.x_labels.size());
  svg.text((left + width) / 2.0, bottom + 34.0, "middle", "muted", map.x_name);
  return svg.str(std::max(width + 4.0, width_of(map.y_name)), bottom + 42.0);
}

std::string draw_timeline(const Timeline& timeline) {
  std::vector<std::string> labels;
  for (const TimelineRow& row : timeline.rows) labels.push_back(row.label);
  const double left = widest(labels) + 14.0;
  constexpr double width = 640.0;
  const auto x = [&](double day) {
    return left + width * (day - timeline.from) / (timeline.to - timeline.from);
  };
  const double bottom = 8.0 + row_height * static_cast<double>(timeline.rows.size());
  Svg svg;
  for (std::size_t k = 0; k < timeline.tick_days.size(); ++k) {
    svg.line(x(timeline.tick_days[k]), 4.0, x(timeline.tick_days[k]), bottom, "rule");
    svg.text(x(timeline.tick_days[k]), bottom + 15.0, "middle", "muted", timeline.tick_labels[k]);
  }
  double y = 8.0 + row_height / 2.0;
  for (const TimelineRow& row : timeline.rows) {
    svg.text(left - 8.0, y + 4.0, "end", "", row.label);
    svg.line(left, y, left + width, y, "rule");
    for (const double day : row.days) {
      svg.put("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" class=\"{}\"/>\n", x(day), y,
              row.is_policy ? "policy" : "event");
    }
    y += row_height;
  }
  return svg.str(left + width + 40.0, bottom + 24.0);
}

}  // namespace quell::report
