// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <numbers>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double returns = 0.8;
constexpr double coverage = 0.75;
constexpr double pass = 0.6;
constexpr double factor = 3.0;
constexpr double median = 2.0;  // [d]
constexpr double sigma = 0.7;
constexpr double accounts = 400.0;

Config friction() {
  return scenario(400, R"(
seed = 9
[population]
pro_accounts = 400
audience = 10
counter_accounts = 0
core_share = 0
amplifier_share = 0
[following]
gain = 0
initial_mean = 0
[return]
probability = 0.8
ordinary_delay = 2
delay_sigma = 0.7
throwaway_share = 0
[[policy]]
kind = "return_friction"
coverage = [[2014-07-01, 0.75], [2015-07-01, 0]]
pass = 0.6
delay_factor = 3
cost = 1
)");
}

double back_within(double t) {
  const auto normal_cdf = [](double x) { return std::erfc(-x / std::numbers::sqrt2) / 2.0; };
  const double unchallenged = normal_cdf(std::log(t / median) / sigma);
  const double challenged = normal_cdf(std::log(t / (factor * median)) / sigma);
  return returns * ((1.0 - coverage) * unchallenged + coverage * pass * challenged);
}

void suspend_all(World& world) {
  const std::vector<AccountId> all(world.active_accounts().begin(), world.active_accounts().end());
  for (const AccountId a : all) world.suspend(PolicyIndex{0}, a);
}

}  // namespace

// Returns are a mixture of two lognormal laws. A bias of 2 % in the number of returns, of 6 % in
// the delay is caught half of the time.
TEST_CASE("return_friction: fewer return, and later", "[models][analytic]") {
  const Config config = friction();
  std::vector<double> first;
  std::vector<double> second;
  std::vector<double> all;
  std::vector<double> challenges;
  for (std::uint32_t r = 0; r < 100; ++r) {
    WorldRun run{config, r};
    Recording recording;
    run.world.observe({.days = 0.0}, recording);
    suspend_all(run.world);
    const auto back = [&run](double day) {
      run.to(day);
      return static_cast<double>(run.world.active_accounts().size());
    };
    first.push_back(back(median));
    second.push_back(back(factor * median));
    all.push_back(back(200.0));
    run.world.observe({.days = 200.0}, recording);
    challenges.push_back(series(recording, "policy_cost")[1]);
    CHECK(series(recording, "policy_actions")[1] == accounts + challenges.back());
  }
  check_mean(first, accounts * back_within(median));
  check_mean(second, accounts * back_within(factor * median));
  check_mean(all, accounts * back_within(200.0));
  check_mean(challenges, accounts * returns * coverage);
}

TEST_CASE("return_friction: nobody is challenged when coverage is over", "[models]") {
  WorldRun run{friction(), 0};
  Recording recording;
  run.observe(366.0);
  run.world.observe({.days = 366.0}, recording);
  suspend_all(run.world);
  run.world.observe({.days = 366.5}, recording);
  CHECK(series(recording, "policy_cost")[1] == 0.0);
}
