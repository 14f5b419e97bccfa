// SPDX-License-Identifier: BSD-3-Clause
#include "studies/scorecard.hpp"

#include <cmath>
#include <stdexcept>

#include "scenarios/dates.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

const double day0 = days_of(2014, 7, 1).value();

/// A result file's data with one series per name; every inner vector is one replicate.
class Results {
 public:
  Results(std::size_t replicates, std::size_t times) {
    data_.attributes = {{"scale", 1.0}};
    add_axis("replicate", replicates, "1");
    add_axis("time", times, "days since 2014-07-01");
  }
  Results& series(const std::string& name, const std::vector<std::vector<double>>& rows) {
    return add(name, {"replicate", "time"}, rows);
  }
  Results& add(const std::string& name, std::vector<std::string> dimensions,
               const std::vector<std::vector<double>>& rows) {
    Variable variable{.name = name, .unit = "1", .doc = "d", .dimensions = std::move(dimensions)};
    for (const auto& row : rows) {
      variable.values.insert(variable.values.end(), row.begin(), row.end());
    }
    data_.variables.push_back(std::move(variable));
    return *this;
  }
  Results& add_axis(const std::string& name, std::size_t size, const std::string& unit = "1") {
    Dimension axis{.name = name, .size = size, .unit = unit, .doc = "d"};
    for (std::size_t k = 0; k < size; ++k) axis.positions.push_back(static_cast<double>(k));
    data_.dimensions.push_back(std::move(axis));
    return *this;
  }
  /// Rows at these days since the start, and not every day.
  Results& times(std::vector<double> days) {
    data_.dimensions[1].positions = std::move(days);
    return *this;
  }
  Results& unit(const std::string& text) {
    data_.variables.back().unit = text;
    return *this;
  }
  Results& scale(double factor) {
    data_.attributes = {{"scale", factor}};
    return *this;
  }
  [[nodiscard]] Score score(const Target& target) const { return quell::score(data_, {target})[0]; }
  [[nodiscard]] double value(const Target& target) const { return score(target).mean; }

 private:
  Dataset data_;
};

/// Window (from, to] in days since the start, base window the same.
Target target(const std::string& statistic, double from, double to,
              const std::string& of = "none") {
  return {.id = "T",
          .statistic = statistic,
          .observable = "x",
          .of = of,
          .from = day0 + from,
          .to = day0 + to,
          .base_from = day0 + from,
          .base_to = day0 + to};
}

const double nan_value = std::nan("");

}  // namespace

TEST_CASE("scorecard: level is the row at the date, or the last before it", "[studies]") {
  Results data(1, 4);
  data.series("x", {{5, 7, 11, 13}});
  CHECK(data.value(target("level", 0, 0)) == 5.0);
  CHECK(data.value(target("level", 2, 0)) == 11.0);
  CHECK(data.value(target("level", 2.5, 0)) == 11.0);
  CHECK(data.value(target("level", 3, 0)) == 13.0);
  CHECK_FALSE(data.score(target("level", -1, 0)).is_covered());
  CHECK_FALSE(data.score(target("level", 4, 0)).is_covered());
}

TEST_CASE("scorecard: a window leaves out its first instant and holds its last", "[studies]") {
  Results data(1, 5);
  data.series("x", {{1, 2, 4, 8, 16}});
  CHECK(data.value(target("sum", 1, 3)) == 4.0 + 8.0);
  CHECK(data.value(target("mean", 0, 4)) == (2.0 + 4.0 + 8.0 + 16.0) / 4);
}

TEST_CASE("scorecard: a mean passes over undefined rows, and is undefined when all are",
          "[studies]") {
  Results data(1, 5);
  data.series("x", {{1, 2, nan_value, 8, nan_value}});
  CHECK(data.value(target("mean", 0, 4)) == (2.0 + 8.0) / 2);
  CHECK(data.value(target("sum", 0, 4)) == 2.0 + 8.0);
  const Score none = data.score(target("mean", 3, 4));
  CHECK(none.is_covered());
  CHECK(std::isnan(none.mean));
  CHECK_FALSE(none.is_hit);
}

TEST_CASE("scorecard: a weighted mean weights with the second observable", "[studies]") {
  Results data(1, 4);
  data.series("x", {{100, 10, nan_value, 40}}).series("w", {{9, 3, 5, 1}});
  CHECK(data.value(target("weighted_mean", 0, 3, "w")) == (10.0 * 3 + 40.0 * 1) / (3 + 1));
  data.series("zero", {{1, 0, 0, 0}});
  CHECK(std::isnan(data.value(target("weighted_mean", 0, 3, "zero"))));
}

TEST_CASE("scorecard: ratio compares means, so windows may differ in length", "[studies]") {
  Results data(1, 6);
  data.series("x", {{0, 2, 4, 0, 9, 0}});
  Target ratio = target("ratio", 3, 4);
  ratio.base_from = day0;
  ratio.base_to = day0 + 3;
  CHECK(data.value(ratio) == 9.0 / ((2.0 + 4.0 + 0.0) / 3));
  ratio.base_from = day0 + 2;  // a base of zero
  CHECK_FALSE(std::isfinite(data.value(ratio)));
  CHECK_FALSE(data.score(ratio).is_hit);
}

TEST_CASE("scorecard: sum_ratio divides sums, the second over the base window", "[studies]") {
  Results data(1, 5);
  data.series("x", {{50, 6, 8, 1, 1}}).series("y", {{50, 1, 1, 3, 4}});
  Target ratio = target("sum_ratio", 0, 2, "y");
  CHECK(data.value(ratio) == (6.0 + 8.0) / (1.0 + 1.0));
  ratio.base_from = day0 + 2;
  ratio.base_to = day0 + 4;
  CHECK(data.value(ratio) == (6.0 + 8.0) / (3.0 + 4.0));
}

TEST_CASE("scorecard: trend is the slope per 30 days over the mean, without sign", "[studies]") {
  Results data(1, 5);
  data.series("x", {{99, 16, 14, 12, 10}}).series("bent", {{99, 1, 2, 2, 5}});
  CHECK_THAT(data.value(target("trend", 0, 4)), WithinRel(30 * 2.0 / 13, 1e-12));
  Target bent = target("trend", 0, 4);
  bent.observable = "bent";
  // Times 1 ... 4, mean 2.5: slope (-1.5 * -1.5 + 0.5 * 0.5 + 0.5 * 0.5 + 1.5 * 2.5) / 5 = 1.2
  // around the mean 2.5, which gives deviations -1.5, -0.5, -0.5, 2.5.
  CHECK_THAT(data.value(bent), WithinRel(30 * (2.25 + 0.25 - 0.25 + 3.75) / 5 / 2.5, 1e-12));
}

TEST_CASE("scorecard: lag correlation finds a spike that follows a spike", "[studies]") {
  constexpr std::size_t days = 100;
  std::vector<double> leading(days, 1.0);
  std::vector<double> three_later(days, 5.0);
  std::vector<double> too_late(days, 5.0);
  leading[50] = 11.0;
  three_later[53] = 25.0;
  too_late[70] = 25.0;
  Results data(1, days);
  data.series("x", {leading}).series("y", {three_later}).series("late", {too_late});
  data.series("flat", {std::vector<double>(days, 2.0)});
  // Away from the ends the excess has one shape, twice as high in y: perfectly correlated at lag 3.
  CHECK_THAT(data.value(target("lag_correlation", 0, 99, "y")), WithinRel(1.0, 1e-12));
  CHECK(data.value(target("lag_correlation", 0, 99, "late")) < 0.1);
  CHECK(std::isnan(data.value(target("lag_correlation", 0, 99, "flat"))));
}

TEST_CASE("scorecard: median lifetime is that of Kaplan and Meier, worked by hand", "[studies]") {
  // Ten accounts. Ages at suspension: 1, 1, 2, 4, 4; censored: 1, 2, 3, 4, 5.
  //   age 1: 10 at risk, 2 end: 8/10          -> 0.8
  //   age 2:  7 at risk, 1 ends: 0.8 * 6/7    -> 0.686
  //   age 4:  4 at risk, 2 end: 0.686 * 2/4   -> 0.343, the first at or below one half.
  // Without censoring (5 deaths among 5) the median would be at age 2.
  Results data(1, 60);
  data.add_axis("cohort", 2).add_axis("age", 7);
  const std::vector<std::string> axes{"replicate", "cohort", "age"};
  data.add("x", axes, {{0, 2, 1, 0, 2, 0, 0, /* next month */ 9, 0, 0, 0, 0, 0, 0}});
  data.add("c", axes, {{0, 1, 1, 1, 1, 1, 0, /* next month */ 0, 0, 0, 0, 0, 0, 0}});
  CHECK(data.value(target("median_lifetime", 0, 30, "c")) == 4.5);
  CHECK(data.value(target("median_lifetime", 30, 59, "c")) == 0.5);
  // Both months: 19 at risk at age 0, 9 end, 10/19 is above one half; age 1: 10/19 * 8/10 is not.
  CHECK(data.value(target("median_lifetime", 0, 59, "c")) == 1.5);
}

TEST_CASE("scorecard: median lifetime is undefined when half live on", "[studies]") {
  Results data(1, 60);
  data.add_axis("cohort", 1).add_axis("age", 4);
  const std::vector<std::string> axes{"replicate", "cohort", "age"};
  data.add("x", axes, {{0, 4, 0, 0}}).add("c", axes, {{0, 0, 0, 5}});  // 5/9 survive
  CHECK(std::isnan(data.value(target("median_lifetime", 0, 30, "c"))));
  Results old(1, 60);  // all end, but at an age that stands for all older ones
  old.add_axis("cohort", 1).add_axis("age", 4);
  old.add("x", axes, {{0, 0, 0, 8}}).add("c", axes, {{0, 0, 0, 0}});
  CHECK(std::isnan(old.value(target("median_lifetime", 0, 30, "c"))));
}

TEST_CASE("scorecard: generation decline is sixth over first, or the largest step up",
          "[studies]") {
  const auto decline = [](const std::vector<double>& followers) {
    Results data(1, 10);
    data.add_axis("generation", followers.size())
        .add("x", {"replicate", "generation"}, {followers});
    return data.value(target("generation_decline", 0, 9));
  };
  CHECK(decline({800, 400, 200, 100, 50, 25, 999}) == 25.0 / 800);
  CHECK(decline({800, 400, 500, 100, 50, 25, 0}) == 500.0 / 400);
  CHECK(decline({800, 400, 400, 100, 50, 25, 0}) == 1.0);
  CHECK(std::isnan(decline({800, 400, nan_value, 100, 50, 25, 0})));
  CHECK_THROWS_AS(decline({800, 400, 200}), std::invalid_argument);
}

TEST_CASE("scorecard: a window that the run does not cover gives no score", "[studies]") {
  Results data(2, 11);
  const std::vector<double> row(11, 1.0);
  data.series("x", {row, row}).add_axis("generation", 6);
  data.add("g", {"replicate", "generation"}, {{6, 5, 4, 3, 2, 1}, {6, 5, 4, 3, 2, 1}});
  CHECK(data.score(target("mean", 0, 10)).is_covered());
  CHECK_FALSE(data.score(target("mean", -1, 10)).is_covered());
  CHECK_FALSE(data.score(target("mean", 0, 11)).is_covered());
  Target base = target("ratio", 0, 10);
  base.base_to = day0 + 12;
  CHECK_FALSE(data.score(base).is_covered());
  CHECK_FALSE(data.score(base).is_hit);
  Target generations = target("generation_decline", 0, 10);
  generations.observable = "g";
  CHECK(data.score(generations).is_covered());
  generations.to = day0 + 400;
  CHECK_FALSE(data.score(generations).is_covered());
  generations.to = day0 + 10;
  generations.from = day0 - 400;
  CHECK_FALSE(data.score(generations).is_covered());
  generations.from = day0;
  generations.to = day0 + 8;  // the run goes on, and nothing says which generations are of then
  CHECK_FALSE(data.score(generations).is_covered());
  generations.from = day0 + 2;
  generations.to = day0 + 10;
  CHECK_FALSE(data.score(generations).is_covered());
}

TEST_CASE("scorecard: mean and 90 % interval are over replicates, segments are added up",
          "[studies]") {
  Results data(3, 2);
  data.add_axis("segment", 2);
  data.add("x", {"replicate", "time", "segment"}, {{0, 0, 1, 2}, {0, 0, 3, 4}, {0, 0, 5, 10}});
  Target sums = target("sum", 0, 1);
  sums.low = 8;
  sums.high = 9;
  const Score score = data.score(sums);
  CHECK(score.draws == std::vector<double>{3, 7, 15});
  CHECK(score.mean == 25.0 / 3);
  CHECK_THAT(score.low, WithinRel(3 + 0.1 * (7 - 3), 1e-12));  // position 0.05 * 2 = 0.1
  CHECK_THAT(score.high, WithinRel(7 + 0.9 * (15 - 7), 1e-12));
  CHECK(score.is_hit);
}

TEST_CASE("scorecard: one undefined replicate leaves the whole undefined", "[studies]") {
  Results data(2, 2);
  data.series("x", {{1, 1}, {1, nan_value}});
  const Score score = data.score(target("mean", 0, 1));
  CHECK(score.is_covered());
  CHECK(std::isnan(score.mean));
  CHECK_FALSE(score.is_hit);
}

TEST_CASE("scorecard: figures for 1:1 shrink with the scale, others do not", "[studies]") {
  Results data(1, 2);
  data.series("x", {{0, 12}}).scale(0.1);
  Target sums = target("sum", 0, 1);
  sums.value = 125;
  sums.low = 110;
  sums.high = 140;
  CHECK_FALSE(data.score(sums).is_hit);
  sums.is_scaled = true;
  const Score score = data.score(sums);
  CHECK_THAT(score.target.value, WithinRel(12.5, 1e-12));
  CHECK_THAT(score.target.low, WithinRel(11.0, 1e-12));
  CHECK_THAT(score.target.high, WithinRel(14.0, 1e-12));
  CHECK(score.is_hit);
}

TEST_CASE("scorecard: rows of a month give the scores of days, or none", "[studies]") {
  Results days(1, 61);
  Results months(1, 3);
  std::vector<double> counts(61, 2.0);
  counts[45] = 8.0;
  days.series("x", {counts}).series("w", {std::vector<double>(61, 3.0)}).unit("1/d");
  days.series("rate", {counts}).unit("1/d");
  months.times({0, 30, 60}).series("x", {{2, 30 * 2, 29 * 2 + 8}}).series("w", {{3, 3, 3}});
  months.unit("1/d").series("rate", {{2, 2, (29 * 2 + 8) / 30.0}}).unit("1/d");
  for (const Results* data : {&days, &months}) {
    CHECK(data->value(target("sum", 0, 60)) == 59 * 2.0 + 8);
    CHECK(data->value(target("sum_ratio", 30, 60, "w")) == (29 * 2.0 + 8) / (30 * 3));
    CHECK(data->value(target("level", 30, 0)) == (data == &days ? 2.0 : 60.0));
    Target rate = target("sum", 0, 60);
    rate.observable = "rate";
    CHECK_THAT(data->value(rate), WithinRel(59 * 2.0 + 8, 1e-12));
  }
  for (const char* statistic : {"mean", "ratio", "trend", "lag_correlation"}) {
    CHECK(days.score(target(statistic, 0, 60, "w")).is_covered());
    CHECK_FALSE(months.score(target(statistic, 0, 60, "w")).is_covered());
  }
  CHECK(days.score(target("sum", 0, 45)).is_covered());
  CHECK_FALSE(months.score(target("sum", 0, 45)).is_covered());   // ends within a month
  CHECK_FALSE(months.score(target("sum", 15, 60)).is_covered());  // begins within one
  Target base = target("sum_ratio", 0, 30, "w");
  base.base_to = day0 + 31;
  CHECK(days.score(base).is_covered());
  CHECK_FALSE(months.score(base).is_covered());
  CHECK(months.score(target("level", 30.5, 0)).is_covered());
  CHECK_FALSE(months.score(target("level", 45, 0)).is_covered());  // the last row is 15 days old
}

TEST_CASE("scorecard: a mean of rows that are no days is none", "[studies]") {
  Results half_days(1, 5);
  half_days.times({0, 0.5, 1, 1.5, 2}).series("x", {{0, 1, 1, 1, 1}});
  CHECK_FALSE(half_days.score(target("mean", 0, 2)).is_covered());
  CHECK(half_days.value(target("sum", 0, 2)) == 4.0);
  Results cut(1, 4);  // the last row is of half a day
  cut.times({0, 1, 2, 2.5}).series("x", {{0, 1, 1, 9}});
  CHECK(cut.value(target("mean", 0, 2)) == 1.0);
  CHECK_FALSE(cut.score(target("mean", 0, 2.5)).is_covered());
  Results noon(1, 3);  // midnights fall between its rows
  noon.times({0.5, 1.5, 2.5}).series("x", {{0, 1, 1}});
  CHECK_FALSE(noon.score(target("mean", 1, 2)).is_covered());
}

TEST_CASE("scorecard: an observable that the data lack is an error", "[studies]") {
  const Results data(1, 2);
  CHECK_THROWS_AS(data.score(target("mean", 0, 1)), std::invalid_argument);
  CHECK_THROWS_WITH(data.score(target("mean", 0, 1)),
                    "target T: the file has no observable 'x' over time");
}

TEST_CASE("scorecard: an observable along other axes is an error", "[studies]") {
  Results data(2, 2);
  data.add_axis("generation", 6).add("x", {"generation"}, {{6, 5, 4, 3, 2, 1}});
  CHECK_THROWS_AS(data.score(target("mean", 0, 1)), std::invalid_argument);
  CHECK_THROWS_AS(data.score(target("generation_decline", 0, 1)), std::invalid_argument);
  Results scalar(1, 2);
  scalar.add("x", {}, {{1}});
  CHECK_THROWS_AS(scalar.score(target("generation_decline", 0, 1)), std::invalid_argument);
  Results turned(1, 3);
  turned.add("x", {"time", "replicate"}, {{1, 2, 3}});
  CHECK_THROWS_AS(turned.score(target("mean", 0, 1)), std::invalid_argument);
}

TEST_CASE("scorecard: what a scenario without the table cannot show is not covered", "[studies]") {
  Results data(1, 2);
  Target panel = target("mean", 0, 1);
  panel.observable = "panel_hazard";
  CHECK_FALSE(data.score(panel).is_covered());
  data.series("panel_hazard", {{nan_value, 0.02}});
  CHECK(data.value(panel) == 0.02);
}

TEST_CASE("quantile: order statistics are interpolated", "[studies]") {
  CHECK(quantile({4, 1, 3, 2}, 0.0) == 1.0);
  CHECK(quantile({4, 1, 3, 2}, 1.0) == 4.0);
  CHECK(quantile({4, 1, 3, 2}, 0.5) == (2.0 + 3.0) / 2);
  CHECK(quantile({7}, 0.05) == 7.0);
  CHECK(std::isnan(quantile({}, 0.5)));
}
