// SPDX-License-Identifier: BSD-3-Clause
#include "cli/chart.hpp"

#include <algorithm>
#include <limits>
#include <sstream>

#include "tests/catch.hpp"

using namespace quell;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> labels_for(double low, double high, int most_ticks = 5) {
  return tick_labels(choose_axis(low, high, most_ticks));
}

ChartOptions small(Glyphs glyphs) {
  ChartOptions options;
  options.width = 15;
  options.height = 6;
  options.glyphs = glyphs;
  return options;
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("chart: the mean rises as a line inside its band", "[cli]") {
  ChartOptions options = small(Glyphs::ascii);
  options.title = "active";
  options.unit = "1";
  options.width = 14;
  options.height = 9;
  options.x_labels = {"Jan", "Dec"};
  const ChartSeries series{{0, 5, 10}, {0, 2.5, 5}, {0, 7.5, 15}};
  CHECK(draw_chart(series, options) ==
        "active [1]\n"
        "15 +        ..\n"
        "   |      ....\n"
        "10 +    ...***\n"
        " 5 +   .****..\n"
        "   | ****....\n"
        " 0 +**..\n"
        "   +----------\n"
        "    Jan    Dec\n");
}

TEST_CASE("chart: in braille a straight line climbs dot by dot", "[cli]") {
  ChartOptions options = small(Glyphs::braille);
  options.width = 14;
  const auto lines = lines_of(draw_chart({{0, 4}, {}, {}}, options));
  REQUIRE(lines.size() == 6);
  CHECK(lines[0] == "4 ┤        ⢀⡴⠋");
  CHECK_THAT(lines[4], StartsWith("0 ┤⣠⠞⠁"));
  CHECK(lines[5] == "  └───────────");
}

TEST_CASE("chart: a steep line has no holes", "[cli]") {
  std::vector<double> values(30, 0.0);
  values[15] = 100;
  for (const std::string& line : lines_of(draw_chart({values, {}, {}}, small(Glyphs::ascii)))) {
    if (line.find("--") != std::string::npos) continue;
    CHECK_THAT(line, ContainsSubstring("*"));
  }
}

TEST_CASE("chart: more points than columns keep their extremes", "[cli]") {
  std::vector<double> values(100000, 1.0);
  values[43210] = 9;
  CHECK_THAT(lines_of(draw_chart({values, {}, {}}, small(Glyphs::ascii))).front(),
             ContainsSubstring("*"));
}

TEST_CASE("chart: a gap in the data stays a gap", "[cli]") {
  ChartOptions options = small(Glyphs::ascii);
  const ChartSeries series{
      {1, 1, 1, not_a_number, not_a_number, not_a_number, not_a_number, 1, 1, 1, 1}, {}, {}};
  CHECK(lines_of(draw_chart(series, options)).front() == "1.0 +***   ****");
}

TEST_CASE("chart: ticks are 1, 2 or 5 times a power of ten", "[cli]") {
  CHECK(labels_for(0, 15) == Labels{"0", "5", "10", "15"});
  CHECK(labels_for(0, 100) == Labels{"0", "20", "40", "60", "80", "100"});
  CHECK(labels_for(0, 0.3) == Labels{"0", "0.1", "0.2", "0.3"});
  CHECK(labels_for(0, 35000) == Labels{"0", "10k", "20k", "30k", "40k"});
  CHECK(labels_for(0, 1.3e6) == Labels{"0", "0.5M", "1.0M", "1.5M"});
  CHECK(labels_for(0, 4e9) == Labels{"0", "1G", "2G", "3G", "4G"});
  CHECK(labels_for(0, 4000) == Labels{"0", "1000", "2000", "3000", "4000"});
  CHECK(labels_for(-3, 9) == Labels{"-5", "0", "5", "10"});
  CHECK(labels_for(0, 4e-5) == Labels{"0", "1e-05", "2e-05", "3e-05", "4e-05"});
  CHECK(labels_for(1.2e6, 1.23e6) == Labels{"1.20M", "1.21M", "1.22M", "1.23M"});
  CHECK(labels_for(0, 35000, 3) == Labels{"0", "20k", "40k"});
}

TEST_CASE("chart: ticks enclose any range, differ from each other and number four to six",
          "[cli]") {
  for (double high = 1e-12; high < 1e15; high *= 1.37) {
    for (const double low : {0.0, -0.3 * high, 0.5 * high, -7.0 * high}) {
      const Axis axis = choose_axis(low, high, 5);
      CAPTURE(low, high, axis.first, axis.step, axis.n_ticks);
      CHECK(axis.n_ticks >= 4);
      CHECK(axis.n_ticks <= 6);
      CHECK(axis.first <= low + 1e-5 * axis.step);
      CHECK(axis.last() >= high - 1e-5 * axis.step);
      const Labels labels = tick_labels(axis);
      CHECK(std::ranges::adjacent_find(labels) == labels.end());
    }
  }
}

TEST_CASE("chart: the axis starts at zero unless asked otherwise", "[cli]") {
  ChartOptions options = small(Glyphs::ascii);
  options.height = 12;
  const ChartSeries series{{101, 104}, {}, {}};
  CHECK_THAT(draw_chart(series, options), ContainsSubstring("  0 +"));
  options.axis_from = AxisFrom::data;
  const std::string chart = draw_chart(series, options);
  CHECK_THAT(chart, ContainsSubstring("101 +"));
  CHECK_THAT(chart, !ContainsSubstring("  0 +"));
}

TEST_CASE("chart: negative values hang below zero", "[cli]") {
  ChartOptions options = small(Glyphs::ascii);
  options.height = 7;
  const auto lines = lines_of(draw_chart({{-20, -20}, {}, {}}, options));
  CHECK_THAT(lines.front(), StartsWith("  0 +"));
  CHECK(lines[lines.size() - 2] == "-20 +**********");
}

TEST_CASE("chart: a constant is a level line, at zero too", "[cli]") {
  ChartOptions options = small(Glyphs::ascii);
  CHECK_THAT(draw_chart({{0, 0, 0}, {}, {}}, options), ContainsSubstring("  0 +**********\n"));
  options.axis_from = AxisFrom::data;
  for (const double level : {7.0, -7.0, 1e-9, 3e12}) {
    const std::string chart = draw_chart({{level, level}, {}, {}}, options);
    CAPTURE(chart);
    CHECK(std::count(chart.begin(), chart.end(), '*') >= 9);
    CHECK(lines_of(chart).size() == 6);
  }
}

TEST_CASE("chart: without a single number it says so and shows no scale", "[cli]") {
  for (const ChartSeries& series :
       {ChartSeries{},
        ChartSeries{{not_a_number, not_a_number},
                    {not_a_number, not_a_number},
                    {not_a_number, not_a_number}},
        ChartSeries{{std::numeric_limits<double>::infinity()}, {}, {}}}) {
    const std::string chart = draw_chart(series, small(Glyphs::ascii));
    CHECK_THAT(chart, ContainsSubstring("no data"));
    CHECK(chart.find_first_of("0123456789*.") == std::string::npos);
    CHECK(lines_of(chart).size() == 6);
  }
}

TEST_CASE("chart: one point is one dot in the middle", "[cli]") {
  const std::string chart = draw_chart({{2}, {}, {}}, small(Glyphs::ascii));
  CHECK(std::count(chart.begin(), chart.end(), '*') == 1);
  CHECK_THAT(lines_of(chart).front(), EndsWith("+      *"));
}

TEST_CASE("chart: bounds of other lengths than the mean are gaps, not an error", "[cli]") {
  const std::string chart = draw_chart({{1, 2, 3}, {0}, {4, 5}}, small(Glyphs::ascii));
  CHECK_THAT(chart, ContainsSubstring("*"));
}

TEST_CASE("chart: labels along the time axis that do not fit give way to the ends", "[cli]") {
  ChartOptions options = small(Glyphs::ascii);
  options.width = 28;
  options.height = 8;
  options.x_labels = {"2026-01-01", "2026-07-02", "2026-12-31"};
  const ChartSeries series{{1, 2}, {}, {}};
  CHECK(lines_of(draw_chart(series, options)).back() == "   2026-01-01     2026-12-31");
  options.width = 45;
  CHECK(lines_of(draw_chart(series, options)).back() ==
        "   2026-01-01      2026-07-02      2026-12-31");
  options.x_labels = {"day 1"};
  CHECK(lines_of(draw_chart(series, options)).back() == "                      day 1");
}

TEST_CASE("chart: no size makes a line too long, and too small a chart becomes one line", "[cli]") {
  const ChartSeries series{{-1e6, 3e6, 2}, {-2e6, 1, 1}, {1, 4e6, 5}};
  for (const Glyphs glyphs : {Glyphs::ascii, Glyphs::braille}) {
    for (int width = -3; width < 90; ++width) {
      for (const int height : {-1, 0, 1, 2, 5, 9, 30}) {
        ChartOptions options;
        options.title = "recrués actifs";
        options.unit = "accounts";
        options.x_labels = {"2026-01-01", "2026-07-02", "2026-12-31"};
        options.width = width;
        options.height = height;
        options.glyphs = glyphs;
        const auto lines = lines_of(draw_chart(series, options));
        CAPTURE(width, height);
        CHECK((lines.size() == 1 || lines.size() == static_cast<std::size_t>(height)));
        for (const auto& line : lines) CHECK(display_width(line) <= std::max(width, 0));
      }
    }
  }
  ChartOptions narrow = small(Glyphs::ascii);
  narrow.title = "a";
  narrow.width = 9;
  CHECK(draw_chart(series, narrow) == "a (too s~\n");
}

TEST_CASE("chart: the legend names the band where there is room", "[cli]") {
  ChartOptions options = small(Glyphs::ascii);
  options.title = "active";
  options.width = 40;
  const ChartSeries series{{1, 2}, {0, 1}, {2, 3}};
  CHECK(lines_of(draw_chart(series, options)).front() ==
        "active                  * mean  . 5-95 %");
  options.width = 20;
  CHECK(lines_of(draw_chart(series, options)).front() == "active");
}

TEST_CASE("chart: ASCII charts hold ASCII only", "[cli]") {
  ChartOptions options = small(Glyphs::ascii);
  options.x_labels = {"a", "b"};
  for (const char letter : draw_chart({{1, 5}, {0, 1}, {2, 6}}, options)) {
    CHECK((static_cast<unsigned char>(letter) < 0x80));
  }
}
