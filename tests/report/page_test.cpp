// SPDX-License-Identifier: BSD-3-Clause
#include "output/report/page.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "output/markup.hpp"
#include "output/report/drawings.hpp"
#include "tests/catch.hpp"

namespace quell {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr const char* hostile = "</script><img src=x onerror=alert(1)> \"'&";

report::Page page_of(report::Chart chart) {
  return {
      .title = "a page",
      .made_by = "a test",
      .chapters = {
          {.title = "a chapter",
           .subtitle = "",
           .axes = {{.name = "date", .is_date = true, .x = {16252.0, 16253.0, 16254.0}}},
           .marks = {},
           .sections = {{.title = "a section",
                         .blocks = {report::Charts{.label = "", .charts = {std::move(chart)}}}}}}}};
}

report::Chart chart_of(std::vector<double> mean) {
  return {.title = "traffic",
          .unit = "1/d",
          .doc = "posts",
          .axis = "date",
          .ranges = "",
          .lines = {{.name = "traffic", .mean = std::move(mean)}}};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// The values of the first line of the first chart, as the page's script reads them.
std::vector<double> values_in(const report::Page& page) {
  const auto data = nlohmann::json::parse(report::data_of(page));
  const auto& chart = data.at("charts").at(0);
  std::vector<double> values;
  double sum = 0.0;
  for (const auto& step : chart.at("lines").at(0).at("mean")) {
    if (!step.is_null()) sum += step.get<double>();
    values.push_back(step.is_null() ? nan : sum * std::pow(10.0, chart.at("exponent").get<int>()));
  }
  return values;
}

TEST_CASE("report: a text shows itself in markup and does nothing") {
  CHECK(escape_markup(hostile) ==
        "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; &quot;&#39;&amp;");
  CHECK(escape_markup("a\tb\nc\x01\x7F") == "a\tb\nc\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("report: hostile texts reach neither the markup nor the data of a page") {
  report::Page page = page_of(chart_of({1.0, 2.0, 3.0}));
  page.title = page.made_by = hostile;
  report::Chapter& chapter = page.chapters.front();
  chapter.title = chapter.subtitle = chapter.sections.front().title = hostile;
  chapter.marks.push_back({.day = 16252.5, .kind = report::Mark::Kind::policy, .text = hostile});
  auto& blocks = chapter.sections.front().blocks;
  std::get<report::Charts>(blocks.front()).charts.front().title = hostile;
  std::get<report::Charts>(blocks.front()).charts.front().lines.front().name = hostile;
  blocks.emplace_back(report::Prose{hostile});
  blocks.emplace_back(
      report::Table{.caption = hostile, .columns = {{hostile}}, .rows = {{hostile}}});
  blocks.emplace_back(report::Listing{.caption = hostile, .text = hostile, .file_name = hostile});
  blocks.emplace_back(report::Drawing{.svg = "<svg></svg>", .description = hostile});
  const std::string html = report::html_of(page);
  CHECK(html.find("<img") == std::string::npos);
  CHECK(count(html, "<script") == 3);  // data, uPlot and the page's own
  CHECK(count(html, "</script>") == 3);
  const auto data = nlohmann::json::parse(report::data_of(page));
  CHECK(data.at("marks").at(0).at("text") == hostile);
  CHECK(data.at("charts").at(0).at("lines").at(0).at("name") == hostile);
}

TEST_CASE("report: bytes that are no UTF-8 do not keep a page from being written") {
  report::Page page = page_of(chart_of({1.0, 2.0, 3.0}));
  page.chapters.front().marks.push_back(
      {.day = 16252.5, .kind = report::Mark::Kind::event, .text = "\xFF\xC0"});
  CHECK(report::data_of(page).find("\xEF\xBF\xBD") != std::string::npos);
}

TEST_CASE("report: values are those of the data, to the fifth digit of the largest") {
  const std::vector<double> values = values_in(page_of(chart_of({12345.678, nan, 0.04321})));
  REQUIRE(values.size() == 3);
  CHECK(values[0] == 12346.0);
  CHECK(std::isnan(values[1]));
  CHECK(values[2] == 0.0);
  const std::vector<double> small = values_in(page_of(chart_of({-0.0123456, 0.0001, 0.0})));
  CHECK(small[0] == Approx(-0.012346).epsilon(1e-12));
  CHECK(small[1] == Approx(0.0001).epsilon(1e-12));
  CHECK(values_in(page_of(chart_of({0.0, 0.0, 0.0}))) == std::vector<double>{0.0, 0.0, 0.0});
}

TEST_CASE("report: a range that is the line itself is left out") {
  report::Chart chart = chart_of({1.0, 2.0, 3.0});
  chart.lines.front().low = chart.lines.front().high = chart.lines.front().mean;
  CHECK(report::data_of(page_of(chart)).find("\"low\"") == std::string::npos);
  chart.lines.front().high.back() = 4.0;
  CHECK(report::data_of(page_of(chart)).find("\"low\"") != std::string::npos);
}

TEST_CASE("report: a chart without lines or axis is a mistake of the program") {
  report::Chart chart = chart_of({1.0, 2.0, 3.0});
  chart.lines.clear();
  CHECK_THROWS_AS(report::html_of(page_of(chart)), std::logic_error);
  chart = chart_of({1.0, 2.0, 3.0});
  chart.axis = "another";
  CHECK_THROWS_AS(report::html_of(page_of(chart)), std::logic_error);
}

TEST_CASE("report: nothing may be loaded, and only the page's own scripts and styles apply") {
  const std::string html = report::html_of(page_of(chart_of({1.0, 2.0, 3.0})));
  CHECK(html.find("default-src 'none'; script-src 'sha256-") != std::string::npos);
  CHECK(html.find("unsafe") == std::string::npos);
  CHECK(html.find(" style=\"") == std::string::npos);  // the policy would refuse it
  CHECK(html.find("Leon Sorokin") != std::string::npos);
}

TEST_CASE("report: an interval beyond the picture ends in an arrow") {
  const report::IntervalPlot plot{.axis = "x",
                                  .bound = 6.0,
                                  .rows = {{"inside", 1.0, 0.5, 2.0, ""},
                                           {"far", 60.0, 1.0, 90.0, ""},
                                           {"unknown", nan, nan, nan, ""}}};
  const std::string svg = report::draw_intervals(plot);
  CHECK(count(svg, "<circle") == 1);
  CHECK(count(svg, "<polygon") == 1);
  CHECK(count(svg, "class=\"bar\"") == 2);
}

TEST_CASE("report: a heat map has a cell for each value, the least and the most at the ends") {
  const report::HeatMap map{.x_name = "x",
                            .y_name = "y<",
                            .x_labels = {"1", "2"},
                            .y_labels = {"a", "b"},
                            .values = {1.0, 2.0, nan, 34567.0}};
  const std::string svg = report::draw_heat_map(map);
  CHECK(count(svg, "<rect") == 3);
  CHECK(svg.find("fill=\"#440154\"") != std::string::npos);
  CHECK(svg.find("fill=\"#fde725\"") != std::string::npos);
  CHECK(svg.find(">34.57k<") != std::string::npos);
  CHECK(svg.find("y&lt;") != std::string::npos);
}

TEST_CASE("report: a timeline has a dot for each date") {
  const report::Timeline timeline{
      .from = 0.0,
      .to = 100.0,
      .rows = {{"twitter", true, {10.0, 20.0}}, {"foley", false, {50.0}}},
      .tick_days = {0.0},
      .tick_labels = {"1970-01"}};
  const std::string svg = report::draw_timeline(timeline);
  CHECK(count(svg, "class=\"policy\"") == 2);
  CHECK(count(svg, "class=\"event\"") == 1);
}

}  // namespace
}  // namespace quell
