// SPDX-License-Identifier: BSD-3-Clause
#include "cli/summary_view.hpp"

#include <limits>
#include <sstream>

#include "tests/catch.hpp"

using namespace quell;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr TableStyle ascii{.glyphs = Glyphs::ascii};
constexpr TableStyle unicode{.glyphs = Glyphs::braille};

/// As wide as a row gets.
SummaryRow wide_row() {
  const std::vector<double> values{-123456, -987654};
  return {"susceptibles_reached_so_far", "1/d", {values, values, values}};
}

int widest_line(const std::string& text) {
  int widest = 0;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    widest = std::max(widest, display_width(line));
  return widest;
}

}  // namespace

TEST_CASE("summary: a line per observable with its course, figures and interval", "[cli]") {
  const std::vector<SummaryRow> rows{
      {"traffic", "1/d", {{12000, 0, 6000}, {9000, 0, 5500}, {15000, 0, 6512}}},
      {"hazard", "1/d", {{not_a_number, 0.5, 0.25}, {0, 0, 0.25}, {0, 0, 0.25}}},
      {"backlog", "1", {{not_a_number}, {not_a_number}, {not_a_number}}}};
  CHECK(summary_text(rows, 80, unicode) ==
        "observable  unit  mean over time  first  last   min  max    90 % at end\n"
        "──────────  ────  ──────────────  ─────  ────  ────  ───  ─────────────\n"
        "traffic     1/d   █▁▅               12k    6k     0  12k  5.5k .. 6.51k\n"
        "hazard      1/d    █▁                 -  0.25  0.25  0.5   0.25 .. 0.25\n"
        "backlog     1                         -     -     -    -              -\n");
  CHECK_THAT(summary_text(rows, 80, ascii), ContainsSubstring("traffic     1/d   @.+"));
}

TEST_CASE("summary: it fits 80 columns, and takes those of a wider terminal", "[cli]") {
  const std::vector<SummaryRow> rows{wide_row()};
  const std::string text = summary_text(rows, 80, unicode);
  CHECK(widest_line(text) <= 80);
  CHECK(summary_text(rows, 40, unicode) == text);
  CHECK_THAT(text, ContainsSubstring("\nsusceptibles"));
  CHECK_THAT(summary_text(rows, 120, unicode), ContainsSubstring("susceptibles_reached_so_far"));
  SummaryRow longer = wide_row();
  for (int k = 0; k < 500; ++k) longer.series.mean.push_back(k);
  CHECK(widest_line(summary_text({&longer, 1}, 110, unicode)) == 110);
}

TEST_CASE("summary: numbers take five columns", "[cli]") {
  for (const auto& [value, text] :
       std::vector<std::pair<double, std::string>>{{0, "0"},
                                                   {1, "1"},
                                                   {0.123456, "0.123"},
                                                   {0.0123, "0.012"},
                                                   {0.00123, "0.001"},
                                                   {0.000123, "1e-04"},
                                                   {12.34, "12.3"},
                                                   {999.4, "999"},
                                                   {999.6, "1k"},
                                                   {12345, "12.3k"},
                                                   {2.5e6, "2.5M"},
                                                   {3.21e9, "3.21G"},
                                                   {4e12, "4T"},
                                                   {1e15, "1e+15"},
                                                   {-1234, "-1.23k"},
                                                   {not_a_number, "-"}}) {
    CHECK(short_number(value) == text);
  }
}
