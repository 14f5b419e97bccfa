// SPDX-License-Identifier: BSD-3-Clause
#include "cli/sparkline.hpp"

#include <limits>

#include "tests/catch.hpp"

using namespace quell;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("sparkline: each level has a character of its own", "[cli]") {
  const std::vector<double> rising{0, 1, 2, 3, 4, 5, 6, 7};
  CHECK(draw_sparkline(rising, 8, Glyphs::braille) == "▁▂▃▄▅▆▇█");
  CHECK(draw_sparkline(rising, 8, Glyphs::ascii) == ".:-=+*#@");
}

TEST_CASE("sparkline: it runs from the lowest to the highest value, wherever zero is", "[cli]") {
  CHECK(draw_sparkline({-30, -20, 40, -30}, 4, Glyphs::braille) == "▁▂█▁");
  CHECK(draw_sparkline({1000, 1001}, 4, Glyphs::braille) == "▁█");
}

TEST_CASE("sparkline: more values than columns are averaged, fewer leave columns free", "[cli]") {
  CHECK(draw_sparkline({0, 2, 8, 8, 1, 15, 4, 4}, 4, Glyphs::braille) == "▁██▄");
  CHECK(draw_sparkline({0, 0, 7, 7, 7}, 2, Glyphs::braille) == "▁█");
  CHECK(draw_sparkline({1, 2}, 30, Glyphs::braille) == "▁█");
}

TEST_CASE("sparkline: undefined values are blank and count for nothing", "[cli]") {
  CHECK(draw_sparkline({not_a_number, 0, 7, infinite, 7}, 5, Glyphs::braille) == " ▁█ █");
  CHECK(draw_sparkline({1, not_a_number, 2, not_a_number}, 2, Glyphs::braille) == "▁█");
  CHECK(draw_sparkline({not_a_number, not_a_number}, 2, Glyphs::ascii) == "  ");
}

TEST_CASE("sparkline: a constant is a flat line, and no value none", "[cli]") {
  CHECK(draw_sparkline({5, 5, 5}, 8, Glyphs::braille) == "▁▁▁");
  CHECK(draw_sparkline({}, 8, Glyphs::braille).empty());
  CHECK(draw_sparkline({1, 2}, 0, Glyphs::braille).empty());
}
