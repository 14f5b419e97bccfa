// SPDX-License-Identifier: BSD-3-Clause
// When rules are on, and what values hold then.
#include "models/adaptation.hpp"

#include <cmath>

#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

/// A hazard of 0.001 on ordinary accounts that becomes 0.02 by the rule.
Config ruled(const std::string& rule, const std::string& run = "") {
  return scenario(20, run + R"(
[[segment]]
name = "here"
share = 0.5
[[segment]]
name = "there"
share = 0.5
[[policy]]
kind = "suspension_hazard"
hazard = { base = 0.001, then = 0.02, )" +
                          rule + " }\n");
}

/// A recording of one observable, `width` numbers a row.
class Watched {
 public:
  Watched(const Config& config, std::size_t row, std::size_t width = 1)
      : adaptation_(config.policies[0].values, config), row_(row), width_(width) {
    recording_.values.resize(observables.size());
  }

  /// Whether the rule is on once `values` are observed.
  bool sees(std::vector<double> values) {
    REQUIRE(values.size() == width_);
    recording_.times.push_back(static_cast<double>(recording_.times.size()));
    recording_.values[row_].insert(recording_.values[row_].end(), values.begin(), values.end());
    adaptation_.observe(recording_);
    adaptation_.move_to({.days = recording_.times.back()});
    const double hazard = adaptation_.values().knots("hazard").front().value;
    const bool is_on = hazard == 0.02;
    CHECK((is_on || hazard == 0.001));
    CHECK(adaptation_.rules_on() == (is_on ? 1 : 0));
    return is_on;
  }

 private:
  Adaptation adaptation_;
  Recording recording_;
  std::size_t row_;
  std::size_t width_;
};

}  // namespace

TEST_CASE("adaptation: a rule keeps its state between its thresholds", "[models]") {
  Watched rule{ruled("when = \"backlog\", above = 500, below = 300"), observable("backlog")};
  const std::vector<std::pair<double, bool>> steps{
      {0, false},   {500, false}, {501, true}, {400, true},  {300, true}, {299, false},
      {300, false}, {499, false}, {501, true}, {9999, true}, {0, false},  {400, false}};
  for (const auto& [value, is_on] : steps) {
    CAPTURE(value);
    CHECK(rule.sees({value}) == is_on);
  }
}

TEST_CASE("adaptation: an undefined observation switches nothing", "[models]") {
  Watched rule{ruled("when = \"time_to_action\", above = 5, below = 3"),
               observable("time_to_action")};
  CHECK_FALSE(rule.sees({undefined}));
  CHECK(rule.sees({6.0}));
  CHECK(rule.sees({undefined}));
  CHECK_FALSE(rule.sees({2.0}));
  CHECK_FALSE(rule.sees({undefined}));
}

TEST_CASE("adaptation: segments are summed", "[models]") {
  Watched rule{ruled("when = \"pro_posts\", above = 10, below = 10"), observable("pro_posts"), 2};
  CHECK_FALSE(rule.sees({6.0, 4.0}));
  CHECK(rule.sees({6.0, 5.0}));
  CHECK_FALSE(rule.sees({9.0, 0.0}));
}

TEST_CASE("adaptation: a rule with `over` looks at a mean of the latest days", "[models]") {
  Watched rule{ruled("when = \"reports\", above = 6, below = 6, over = 3"), observable("reports")};
  CHECK(rule.sees({7.0}));        // 7 / 1: there are no more days yet
  CHECK_FALSE(rule.sees({0.0}));  // 7 / 2
  CHECK_FALSE(rule.sees({8.0}));  // 15 / 3
  CHECK_FALSE(rule.sees({9.0}));  // 17 / 3, the first has left
  CHECK(rule.sees({8.0}));        // 25 / 3
  CHECK(rule.sees({undefined}));  // 17 / 2
  CHECK_FALSE(rule.sees({3.0}));  // 11 / 2
}

TEST_CASE("adaptation: `over` counts observations of the cadence", "[models]") {
  // 0.3 / 0.1 is 2.9999999999999996 in binary.
  Watched rule{ruled("when = \"reports\", above = 6, below = 6, over = 0.3", "cadence = 0.1\n"),
               observable("reports")};
  CHECK_FALSE(rule.sees({0.0}));
  CHECK(rule.sees({13.0}));       // 13 / 2
  CHECK_FALSE(rule.sees({0.0}));  // 13 / 3
}

TEST_CASE("adaptation: scaled thresholds are for the real size", "[models]") {
  const std::string rule = R"(when = "backlog", above = 500, below = 300, scaled = "yes")";
  Config config = ruled(rule);
  Watched whole{config, observable("backlog")};
  CHECK_FALSE(whole.sees({6.0}));
  config = read_scenario_text(resolved_toml(config), "x", {{"run.scale", "0.01"}}).config;
  Watched part{config, observable("backlog")};
  CHECK_FALSE(part.sees({5.0}));
  CHECK(part.sees({6.0}));
  CHECK(part.sees({3.0}));
  CHECK_FALSE(part.sees({2.0}));
}

TEST_CASE("adaptation: tables hold from their dates, to the last bit of a time", "[models]") {
  const Config config = scenario(20, R"(
[[policy]]
kind = "suspension_hazard"
hazard = 0.01
cost = [[2014-06-01, 1], [2014-06-20, 2], [2014-07-04T07:12:34, 3], [2014-07-11, 4], [2014-08-01, 5]]
core_weight = 3
throwaway_weight = { base = [[2014-07-01, 1], [2014-07-11, 2]], when = "edges", above = 1, below = 0, then = 7 }
)");
  Adaptation adaptation{config.policies[0].values, config};
  const auto value = [&](std::string_view key) { return adaptation.values().real(key); };
  CHECK(value("cost") == 2.0);
  CHECK(value("throwaway_weight") == 1.0);
  REQUIRE(adaptation.dates().size() == 2);  // two before the start, one after the end
  const Time first = adaptation.dates()[0];
  CHECK_FALSE(adaptation.move_to({.days = std::nextafter(first.days, 0.0)}));
  CHECK(adaptation.move_to(first));
  CHECK(value("cost") == 3.0);
  CHECK_FALSE(adaptation.move_to({.days = 9.0}));
  CHECK(adaptation.dates()[1].days == 10.0);
  CHECK(adaptation.move_to({.days = 10.0}));
  CHECK(value("cost") == 4.0);
  CHECK(value("throwaway_weight") == 2.0);

  Recording recording;
  recording.times = {0.0};
  recording.values.resize(observables.size());
  recording.values[observable("edges")] = {2.0};
  adaptation.observe(recording);
  CHECK(value("throwaway_weight") == 2.0);  // not before it is moved
  CHECK(adaptation.move_to({.days = 11.0}));
  CHECK(value("throwaway_weight") == 7.0);
  CHECK(value("core_weight") == 3.0);

  Adaptation restored{config.policies[0].values, config};
  restore(restored, blocks_of(adaptation));
  CHECK(restored.values().real("cost") == 4.0);
  CHECK(restored.values().real("throwaway_weight") == 7.0);
  CHECK_FALSE(restored.move_to({.days = 11.0}));
}
