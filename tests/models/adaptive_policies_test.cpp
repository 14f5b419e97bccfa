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
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

/// What the golden scenario gets: nothing, or a policy of a kind that it has not, strong enough to
/// be seen. One at a time, since all of them together would end what there is to see.
const std::vector<std::string> worlds{"",
                                      R"(
[[policy]]
kind = "detection_at_birth"
recall = 0.2
delay = 24
precision = 0.5
)",
                                      R"(
[[policy]]
kind = "down_ranking"
recall = 0.5
delay = 12
days = 1
)",
                                      R"(
[[policy]]
kind = "inoculation"
doses = [[2014-07-08, 30000], [2014-08-01, 30000], [2014-08-06, 30000], [2014-08-11, 30000]]
width = 5
credibility = 0.7
effect = 0.2
)",
                                      R"(
[[policy]]
kind = "neighbour_detection"
hazard = 0.1
recall = 0.2
precision = 0.5
)",
                                      R"(
[[policy]]
kind = "one_to_one_outreach"
contacts = [[2014-07-01, 0], [2014-07-05T12:00:00Z, 1000]]
success = 0.2
)",
                                      R"(
[[policy]]
kind = "ranked_budget"
per_day = 50
cadence = 0.4
precision = 0.5
order = "betweenness"
pivots = 5
)",
                                      R"(
[[policy]]
kind = "return_friction"
coverage = 0.2
pass = 0.2
)",
                                      R"(
[[policy]]
kind = "return_search"
effort = 0.5
recall = 0.2
patience = 5
precision = 0.5
)",
                                      R"(
[[policy]]
kind = "search_redirect"
coverage = [[2014-07-01, 0], [2014-07-04T12:00:00Z, 0.5]]
diverted = 0.2
credibility = 0.7
efficacy = 0.5
)",
                                      R"(
[[policy]]
kind = "targeted_campaign"
impressions = [[2014-07-01, 0], [2014-07-06T12:00:00Z, 20000]]
highest_stage = "sympathiser"
credibility = 0.7
efficacy = 0.3
wear_out = 20
backfire = 0.1
unfollow = 0.01
report = 0.01
)",
                                      R"(
[[policy]]
kind = "warnings"
coverage = 0.5
days = 0.5
memory = 2
)"};

/// The golden scenario and more, with a wave and a list at any time, surges and shifts.
Config eventful(const std::string& more, const std::vector<Override>& changes = {}) {
  std::string counts;
  for (double day = 2.0; day < 60.0; day += 5.0) {
    counts += fmt::format("{}[{}, 700]", counts.empty() ? "[" : ", ", date_after(day));
  }
  std::vector<Override> all{{"policy.suspension_waves.waves", counts + ']'},
                            {"policy.volunteer_lists.lists", counts + ']'},
                            {"policy.moderation.surge", "2"},
                            {"policy.moderation.surge_days", "20"},
                            {"policy.moderation.shift_hours", "18"}};
  all.insert(all.end(), changes.begin(), changes.end());
  return read_scenario_text(golden_text() + more, "eventful.toml", all).config;
}

/// Calls `body(policy, row)` for every number of every adaptive policy in `more`, or in the golden
/// scenario where there is no more.
void for_each_number(const std::string& more,
                     const std::function<void(const PolicyConfig&, std::size_t)>& body) {
  const Config config = eventful(more);
  const std::size_t golden = more.empty() ? 0 : eventful("").policies.size();
  std::size_t numbers = 0;
  for (std::size_t k = golden; k < config.policies.size(); ++k) {
    const PolicyConfig& policy = config.policies[k];
    if (!policy.spec->is_adaptive) continue;
    for (std::size_t row = 0; row < policy.values.params().size(); ++row) {
      if (!can_change(policy.values.params()[row].kind)) continue;
      CAPTURE(policy.name, policy.values.params()[row].key);
      body(policy, row);
      ++numbers;
    }
  }
  CHECK(numbers >= (more.empty() ? 34 : 4));
}

std::vector<Knot> base_of(const PolicyConfig& policy, std::size_t row) {
  const ParamValue& value = policy.values.values()[row];
  if (const auto* knots = std::get_if<std::vector<Knot>>(&value)) return *knots;
  return {{.day = 0.0, .value = std::get<double>(value)}};
}

/// Far from the base, so that it is seen.
double other_value(const Param& param, const std::vector<Knot>& base) {
  const double last = base.back().value;
  if (std::isinf(last)) return 1.0;
  return 4.0 * last <= param.max ? 4.0 * last : 0.25 * last;
}

std::string table_text(const std::vector<Knot>& knots) {
  std::string text;
  for (const Knot& knot : knots) {
    const std::string day = knot.day == 0.0 ? date_after(0.0) : date_text(knot.day);
    text += fmt::format("{}[{}, {}]", text.empty() ? "" : ", ", day, knot.value);
  }
  return '[' + text + ']';
}

std::string rule_text(const std::vector<Knot>& base, std::string_view when, double above,
                      double below, double then) {
  return fmt::format("{{ base = {}, when = \"{}\", above = {}, below = {}, then = {} }}",
                     table_text(base), when, above, below, then);
}

Recording run_with(const std::string& more, const PolicyConfig& policy, std::size_t row,
                   const std::string& value) {
  return record(eventful(
      more, {{fmt::format("policy.{}.{}", policy.name, policy.values.params()[row].key), value}}));
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
    changes.push_back({fmt::format("policy.{}.{}", policy.name, policy.values.params()[row].key),
                       rule_text(base, more.empty() ? "returns" : "reports",
                                 more.empty() ? 4.0 : 2.0, more.empty() ? 3.0 : 1.0, then)});
  });
  const Config config = eventful(more, changes);
  const std::unique_ptr<Model> first = make_model(config, 1);
  const std::unique_ptr<Model> second = make_model(config, 1);
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
