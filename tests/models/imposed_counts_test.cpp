// SPDX-License-Identifier: BSD-3-Clause
// Policies that impose a number of suspensions, in waves too (M9), impose exactly that number; a
// share of them is wrong (M8).
#include <fmt/format.h>

#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

Config enforced(const std::string& policy, double scale = 1.0) {
  return scenario(40, R"(
seed = 16
[population]
pro_accounts = 3000
audience = 3000
counter_accounts = 3000
core_share = 0.2
amplifier_share = 0
[following]
gain = 0
initial_mean = 0
[[policy]]
)" + policy,
                  {{"run.scale", std::to_string(scale)}});
}

/// Actions of the only policy since the start, by day.
std::vector<double> actions_until(const Recording& recording) {
  std::vector<double> sums = series(recording, "policy_actions");
  for (std::size_t row = 1; row < sums.size(); ++row) sums[row] += sums[row - 1];
  return sums;
}

}  // namespace

TEST_CASE("imposed counts: a schedule acts whenever its integral passes a whole number",
          "[models][analytic]") {
  for (const double scale : {1.0, 0.5}) {
    const Config config = enforced(
        "kind = \"suspension_schedule\"\nprecision = 0.7\ncost = 2\n"
        "per_day = [[2014-07-01, 10.3], [2014-07-11, 0], [2014-07-21, 40.7]]\n",
        scale);
    const Recording recording = record(config);
    const std::vector<double> actions = actions_until(recording);
    double cost = 0.0;
    for (const double x : series(recording, "policy_cost")) cost += x;
    for (std::size_t day = 1; day < actions.size(); ++day) {
      const auto t = static_cast<double>(day);
      const double integral = scale * (10.3 * std::min(t, 10.0) + 40.7 * std::max(0.0, t - 20.0));
      // Where the integral is whole on the stroke of midnight, rounding decides the day.
      if (std::abs(integral - std::round(integral)) < 1e-6) continue;
      CAPTURE(day, scale);
      CHECK(actions[day] == std::floor(integral));
    }
    CHECK(cost == 2.0 * actions.back());
  }
}

TEST_CASE("imposed counts: waves and lists act as often as announced", "[models][analytic]") {
  const auto days = [](const std::string& policy) {
    return actions_until(record(enforced(policy)));
  };
  const std::vector<double> waves = days(
      "kind = \"suspension_waves\"\nwaves = [[2014-07-06, 237.5], [2014-07-16, 100]]\n"
      "width = 2\nprecision = 1\n");
  CHECK(waves[5] == 0.0);
  CHECK(waves[6] == std::floor(237.5 / 2.0));
  CHECK(waves[7] == 237.0);
  CHECK(waves[15] == 237.0);
  CHECK(waves[17] == std::floor(237.5 + 100.0));
  CHECK(waves.back() == waves[17]);

  const std::vector<double> lists =
      days("kind = \"volunteer_lists\"\nlists = [[2014-07-06, 401]]\nused = 0.5\nwidth = 4\n");
  CHECK(lists[5] == 0.0);
  CHECK(lists[7] == std::floor(0.5 * 401 / 2.0));
  CHECK(lists[9] == std::floor(0.5 * 401));
  CHECK(lists.back() == lists[9]);
}

// Each hits a binomial number of counter accounts; catches 8 % of the errors half of the time.
TEST_CASE("imposed counts: precision is the share of pro accounts", "[models][analytic]") {
  const Config config = enforced("kind = \"suspension_schedule\"\nprecision = 0.7\nper_day = 40\n");
  std::vector<double> errors;
  std::vector<double> actions;
  for (std::uint32_t r = 0; r < 4; ++r) {
    const Recording recording = record(config, r);
    const auto suspended = series(recording, "suspensions");
    const auto wrong = series(recording, "false_positives");
    for (std::size_t day = 1; day < wrong.size(); ++day) {
      CHECK(suspended[day] == series(recording, "policy_actions")[day]);
      errors.push_back(wrong[day]);
      actions.push_back(suspended[day]);
    }
  }
  double mean = 0.0;
  for (const double x : actions) mean += x / static_cast<double>(actions.size());
  check_mean(errors, 0.3 * mean);
}

// Core accounts, a fifth of all, stand w times as high on the list: of n picks, while few of either
// kind are gone, 0.2 w / (0.2 w + 0.8) are core. Picks are without replacement, so only the first
// 60 of 3,000 are looked at: the pool changes by less than 2 %. Catches 8 % half of the time.
TEST_CASE("imposed counts: tiers are picked by their weights", "[models][analytic]") {
  std::vector<double> excess;
  for (std::uint32_t r = 0; r < 60; ++r) {
    WorldRun run{enforced("kind = \"suspension_schedule\"\nprecision = 1\nper_day = 60.5\n"
                          "core_weight = 4\n"),
                 r};
    const auto core = [&run] {
      double count = 0.0;
      for (const AccountId a : run.world.active_accounts()) {
        count += run.world.account(a).tier == Tier::core ? 1.0 : 0.0;
      }
      return count;
    };
    const double before = core();
    const double share = before / 3000.0;
    run.to(1.0);
    const double middle = share - 30.0 / 3000.0 * (0.5 - share);  // of the pool, half way
    excess.push_back(before - core() - 60.0 * 4.0 * middle / (4.0 * middle + 1.0 - middle));
  }
  check_mean(excess, 0.0);
}

// Sums of hours do not add up to whole numbers: the last action must not fall to rounding.
TEST_CASE("imposed counts: a wave of any size is whole", "[models][analytic]") {
  for (const int size : {1, 2, 16, 43, 997, 1000}) {
    for (const int width : {1, 5}) {
      CAPTURE(size, width);
      const Recording recording = record(enforced(fmt::format(
          "kind = \"suspension_waves\"\nwidth = {}\nwaves = [[2014-07-06, {}]]\n", width, size)));
      CHECK(actions_until(recording).back() == size);
    }
  }
}

TEST_CASE("imposed counts: a mistake without anybody to hit does nothing", "[models]") {
  const Recording recording = record(scenario(20, R"(
seed = 16
[population]
pro_accounts = 3000
audience = 3000
counter_accounts = 0
[[policy]]
kind = "suspension_waves"
precision = 0.5
waves = [[2014-07-06, 1000]]
)"));
  const double actions = actions_until(recording).back();
  CHECK(std::abs(actions - 500.0) < 5.0 * std::sqrt(250.0));  // binomial, 5 standard deviations
}
