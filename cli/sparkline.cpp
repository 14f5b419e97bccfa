// SPDX-License-Identifier: BSD-3-Clause
#include "cli/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

namespace quell {

namespace {

constexpr std::array<std::string_view, 8> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
// No character stands higher than another in every font, but some are darker than others.
constexpr std::array<std::string_view, 8> densities{".", ":", "-", "=", "+", "*", "#", "@"};

// Beyond it a difference of two values could overflow.
bool is_drawable(double value) { return std::abs(value) < 1e300; }

/// Mean of the values [first, last) that can be drawn, NaN where there are none.
double mean_of(const std::vector<double>& values, std::size_t first, std::size_t last) {
  double sum = 0;
  double count = 0;
  for (std::size_t i = first; i < last; ++i) {
    if (!is_drawable(values[i])) continue;
    sum += values[i];
    ++count;
  }
  return sum / count;
}

}  // namespace

std::string draw_sparkline(const std::vector<double>& values, int width, Glyphs glyphs) {
  const std::size_t n_columns = std::min(values.size(), static_cast<std::size_t>(width));
  std::vector<double> columns;
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (std::size_t column = 0; column < n_columns; ++column) {
    const auto begin = [&](std::size_t k) { return k * values.size() / n_columns; };
    columns.push_back(mean_of(values, begin(column), begin(column + 1)));
    low = std::fmin(low, columns.back());
    high = std::fmax(high, columns.back());
  }
  const auto& levels = glyphs == Glyphs::braille ? blocks : densities;
  std::string line;
  for (const double value : columns) {
    if (std::isnan(value)) {
      line += ' ';
      continue;
    }
    const double share = high > low ? (value - low) / (high - low) : 0.0;
    line += levels[static_cast<std::size_t>(std::lround(share * 7))];
  }
  return line;
}

}  // namespace quell
