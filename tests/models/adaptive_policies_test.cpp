// SPDX-License-Identifier: BSD-3-Clause
// Policies whose values change during a run. Loops over the numbers of every adaptive kind that
// stands in tests/scenarios/golden.toml or in `worlds`.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/registry.hpp"
#include "scenarios/dates.hpp"
#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"
#include "tests/models/eventful.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

std::string rule_text(const std::vector<Knot>& base, std::string_view when, double above,
                      double below, double then) {
  return fmt::format("{{ base = {}, when = \"{}\", above = {}, below = {}, then = {} }}",
                     table_text(base), when, above, below, then);
}

Recording run_with(const std::string& more, const PolicyConfig& policy, std::size_t row,
                   const std::string& value) {
  return record(eventful(more, {{key_of(policy, row), value}}));
}

/// The number of rules on, by row; a policy is known by its place.
std::vector<double> rules_on(const Recording& recording) {
  return series(recording, "policy_rules_on");
}

Recording without_rules(Recording recording) {
  recording.values[observable("policy_rules_on")].clear();
  return recording;
}

/// Rows before the first in which anything differs, but for the rules that are on.
std::size_t common_rows(const Recording& a, const Recording& b) {
  const std::size_t rows = a.times.size();
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t o = 0; o < observables.size(); ++o) {
      const bool has_rows =
          observables[o].shape != Shape::generation && observables[o].shape != Shape::cohort_age;
      if (!has_rows || observables[o].name == "policy_rules_on") continue;
      const std::size_t width = a.values[o].size() / rows;
      const auto cut = [&](const Recording& r) {
        const auto from = r.values[o].begin() + static_cast<std::ptrdiff_t>(row * width);
        return std::vector<double>(from, from + static_cast<std::ptrdiff_t>(width));
      };
      if (!is_identical(cut(a), cut(b))) return row;
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("adaptive: a rule that is never on leaves the run as it is", "[models][contract]") {
  const std::string more = GENERATE(from_range(worlds));
  CAPTURE(more);
  const Recording constant = record(eventful(more));
  for_each_number(more, [&](const PolicyConfig& policy, std::size_t row) {
    const std::vector<Knot> base = base_of(policy, row);
    const double then = other_value(policy.values.params()[row], base);
    const std::string rule = rule_text(base, "edges", 1e300, 0.0, then);
    CHECK(is_identical(run_with(more, policy, row, rule), constant));
  });
}

TEST_CASE("adaptive: a rule leaves the days before it is on bit-identical, and acts then",
          "[models][contract]") {
  const std::string more = GENERATE(from_range(worlds));
  CAPTURE(more);
  const Recording constant = record(eventful(more));
  const std::vector<double> disengaged = series(constant, "disengaged");  // never falls
  const std::size_t day = 27;
  const auto first = std::find_if(disengaged.begin(), disengaged.end(),
                                  [&](double x) { return x > disengaged[day - 1]; });
  const auto on = static_cast<std::size_t>(first - disengaged.begin());
  REQUIRE(on >= day);
  REQUIRE(on < 40);
  for_each_number(more, [&](const PolicyConfig& policy, std::size_t row) {
    const std::vector<Knot> base = base_of(policy, row);
    const double then = other_value(policy.values.params()[row], base);
    const Recording changed =
        run_with(more, policy, row, rule_text(base, "disengaged", disengaged[day - 1], -1.0, then));
    const std::vector<double> rules = rules_on(changed);
    for (std::size_t k = 0; k < rules.size(); ++k) REQUIRE(rules[k] == (k >= on ? 1.0 : 0.0));
    const std::size_t rows = common_rows(constant, changed);
    CHECK(rows > on);
    CHECK(rows < constant.times.size());
  });
}

TEST_CASE("adaptive: a rule acts like the dated table of its switches, to the last bit",
          "[models][contract]") {
  const std::string more = GENERATE(from_range(worlds));
  CAPTURE(more);
  const Recording constant = record(eventful(more));
  std::vector<double> returns = series(constant, "returns");
  std::sort(returns.begin(), returns.end());
  const double above = returns[returns.size() * 6 / 10];
  const double below = returns[returns.size() * 4 / 10];
  REQUIRE(below < above);
  std::size_t different = 0;
  for_each_number(more, [&](const PolicyConfig& policy, std::size_t row) {
    const std::vector<Knot> base = base_of(policy, row);
    const double then = other_value(policy.values.params()[row], base);
    const Recording ruled =
        run_with(more, policy, row, rule_text(base, "returns", above, below, then));
    const std::vector<double> on = rules_on(ruled);
    std::vector<Knot> table{{.day = first_day(), .value = step_at(base, first_day())}};
    std::size_t switches = 0;
    for (std::size_t k = 0; k < on.size(); ++k) {
      const double date = first_day() + static_cast<double>(k);
      const double value = on[k] == 1.0 ? then : step_at(base, date);
      if (k > 0 && on[k] != on[k - 1]) ++switches;
      if (value != table.back().value) table.push_back({date, value});
      for (const Knot& knot : base) {  // within the day that follows
        if (on[k] == 0.0 && knot.day > date && knot.day < date + 1.0) table.push_back(knot);
      }
    }
    CHECK(switches >= 2);
    REQUIRE(on.front() == 0.0);
    const Recording dated = run_with(more, policy, row, table_text(table));
    CHECK(is_identical(without_rules(dated), without_rules(ruled)));
    if (common_rows(ruled, constant) < constant.times.size()) ++different;
  });
  CHECK(
      different >=
      (more.empty() ? 30 : 2));  // of a weight that rarely matters, the switches may have no effect
}

TEST_CASE("adaptive: a table of costs is the run with the one, then with the other",
          "[models][contract]") {
  const std::string more = GENERATE(from_range(worlds));
  CAPTURE(more);
  const Config config = eventful(more);
  for (std::size_t p = more.empty() ? 0 : eventful("").policies.size(); p < config.policies.size();
       ++p) {
    const PolicyConfig& policy = config.policies[p];
    const auto params = policy.values.params();
    const auto* const cost = std::find_if(params.data(), params.data() + params.size(),
                                          [](const Param& param) { return param.key == "cost"; });
    if (!policy.spec->is_adaptive || cost == params.data() + params.size()) continue;
    CAPTURE(policy.name);
    const auto row = static_cast<std::size_t>(cost - params.data());
    const Recording cheap = run_with(more, policy, row, "2");
    const Recording dear = run_with(more, policy, row, "5");
    const Recording both =
        run_with(more, policy, row, fmt::format("[[2014-07-01, 2], [{}, 5]]", date_after(34.0)));
    Recording spliced = cheap;
    const std::size_t costs = observable("policy_cost");
    const std::size_t at = 35 * config.policies.size();  // the first row that ends after day 34
    std::copy(dear.values[costs].begin() + static_cast<std::ptrdiff_t>(at),
              dear.values[costs].end(),
              spliced.values[costs].begin() + static_cast<std::ptrdiff_t>(at));
    CHECK(is_identical(both, spliced));
    CHECK(!is_identical(both, cheap));
    CHECK(!is_identical(both, dear));
  }
}

TEST_CASE("adaptive: a run goes on from its blocks as if never interrupted", "[models]") {
  const std::string more = GENERATE(from_range(worlds));
  CAPTURE(more);
  std::vector<Override> changes{{"run.cadence", "0.7"}};  // rules act between full hours
  for_each_number(more, [&](const PolicyConfig& policy, std::size_t row) {
    const std::vector<Knot> base = base_of(policy, row);
    const double then = other_value(policy.values.params()[row], base);
    changes.push_back(
        {key_of(policy, row), rule_text(base, more.empty() ? "returns" : "reports",
                                        more.empty() ? 4.0 : 2.0, more.empty() ? 3.0 : 1.0, then)});
  });
  const Config config = eventful(more, changes);
  const std::unique_ptr<Model> first = make_model(config, 3);
  const std::unique_ptr<Model> second = make_model(config, 3);
  while (first->now().days < 36.0) first->advance();
  for (int k = 0; k < 20; ++k) second->advance();  // on another way, other rules on
  restore(*second, blocks_of(*first));
  while (!first->is_done()) {
    first->advance();
    second->advance();
    CAPTURE(first->now().days);
    REQUIRE_NOTHROW(first->check());
    REQUIRE(second->events() == first->events());
    REQUIRE(is_identical(second->recording(), first->recording()));
  }
  const std::vector<double> on = rules_on(first->recording());
  CHECK(std::count(on.begin(), on.end(), 0.0) > 5);
  CHECK(std::count_if(on.begin(), on.end(),
                      [&](double x) { return x > (more.empty() ? 30.0 : 2.0); }) > 5);
}

// The rate of counter-reports rises from 0.1 to 10 a day: a clock that was not drawn anew would
// ring ten days late on average. Reviews are over at once. Catches 2 % half of the time.
TEST_CASE("adaptive: a clock is drawn anew when its rate changes", "[models][analytic]") {
  const Config config = scenario(20, R"(
cadence = 10
[population]
pro_accounts = 1
audience = 1
counter_accounts = 10
[following]
gain = 0
initial_mean = 0
[[policy]]
kind = "moderation"
service = 0.001
error = 0
reviewers = 100
wrong_reports = [[2014-07-01, 0.1], [2014-07-11, 10]]
)");
  std::vector<double> before;
  std::vector<double> after;
  for (std::uint32_t r = 0; r < 500; ++r) {
    const std::vector<double> decisions = series(record(config, r), "policy_cost");
    before.push_back(decisions[1]);
    after.push_back(decisions[2]);
  }
  check_mean(before, 0.1 * 10.0);
  check_mean(after, 10.0 * 10.0);
}

TEST_CASE("adaptive: an imposed rate rises at the full hour after its rule", "[models]") {
  // Traffic is undefined at the start and seen first at 0.3 d; 7.2 h are followed by hour 8.
  const Config config = scenario(4, R"(
cadence = 0.3
[population]
pro_accounts = 3000
audience = 3000
[following]
gain = 0
initial_mean = 0
[[policy]]
kind = "suspension_schedule"
precision = 1
per_day = { base = 48.5, when = "traffic", above = 0, below = 0, then = 96.5 }
)");
  const Recording recording = record(config);
  double actions = 0.0;
  for (std::size_t row = 0; row < recording.times.size(); ++row) {
    actions += series(recording, "policy_actions")[row];
    const double t = recording.times[row];
    CAPTURE(t);
    CHECK(actions ==
          std::floor(48.5 * std::min(t, 8.0 / 24.0) + 96.5 * std::max(0.0, t - 8.0 / 24.0)));
  }
}

TEST_CASE("adaptive: a wave keeps the width with which it began", "[models]") {
  const Config config = scenario(20, R"(
[population]
pro_accounts = 3000
audience = 3000
[following]
gain = 0
initial_mean = 0
[[policy]]
kind = "suspension_waves"
precision = 1
waves = [[2014-07-03, 400], [2014-07-11, 100]]
width = [[2014-07-01, 4], [2014-07-05, 1], [2014-07-08, 10]]
)");
  const std::vector<double> actions = series(record(config), "policy_actions");
  for (std::size_t day = 1; day < actions.size(); ++day) {
    CAPTURE(day);
    const double expected = day > 2 && day <= 6 ? 100.0 : day > 10 ? 10.0 : 0.0;
    CHECK(std::abs(actions[day] - expected) <= 1.0);  // the last of a day may fall behind midnight
  }
}
