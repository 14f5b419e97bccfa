// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <numbers>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double effort = 2.0;  // checks per day
constexpr double recall = 0.5;
constexpr double patience = 8.0;  // [d]
constexpr double refollow = 0.1;  // [1/d]
constexpr int refollowers = 12;
constexpr int accounts = 100;

/// All come back at once, and their twelve followers find them at rate `refollow`.
Config returners() {
  return scenario(40, R"(
seed = 8
[population]
pro_accounts = 100
audience = 3000
counter_accounts = 0
core_share = 0
amplifier_share = 0
[posting]
sigma = 0
[following]
gain = 0
unfollow = 0
initial_mean = 12
initial_sigma = 0
initial_in_network = 0
[return]
probability = 1
persistence = 0
ordinary_delay = 0.0001
delay_sigma = 0
throwaway_share = 0
refollow = 1
refollow_half_life = )" + std::to_string(std::numbers::ln2 / refollow) +
                          R"(
[[policy]]
kind = "return_search"
effort = 2
recall = 0.5
patience = 8
cost = 1
)");
}

/// Probability that an account stands at age t. Follower j follows at an exponential time T_j, and
/// from then on adds c = effort * recall / m to the hazard: E[exp(-c (t - T)+)]^m.
double survival(double t) {
  const double c = effort * recall / refollowers;
  const double one = std::exp(-refollow * t) +
                     refollow * (std::exp(-c * t) - std::exp(-refollow * t)) / (refollow - c);
  return std::pow(one, refollowers);
}

/// Simpson's rule.
double mean_checks() {
  constexpr int steps = 1000;
  double sum = 0.0;
  for (int k = 0; k <= steps; ++k) {
    const double weight = k == 0 || k == steps ? 1.0 : k % 2 == 1 ? 4.0 : 2.0;
    sum += weight * survival(patience * k / steps);
  }
  return effort * sum * patience / steps / 3.0;
}

}  // namespace

// A bias of 4 % in the hazard of being found or of 1 % in the checks is caught half of the time.
TEST_CASE("return_search: a returner is found at the rate at which it is followed again",
          "[models][analytic]") {
  const Config config = returners();
  std::vector<double> standing;
  std::vector<double> later;
  std::vector<double> checks;
  for (std::uint32_t r = 0; r < 100; ++r) {
    WorldRun run{config, r};
    Recording recording;
    run.world.observe({.days = 0.0}, recording);
    const std::vector<AccountId> all(run.world.active_accounts().begin(),
                                     run.world.active_accounts().end());
    for (const AccountId a : all) {
      REQUIRE(run.world.followers(a) == refollowers);
      run.world.suspend(PolicyIndex{0}, a);
    }
    run.to(4.0001);
    standing.push_back(static_cast<double>(run.world.active_accounts().size()));
    run.to(40.0);
    run.world.observe({.days = 40.0}, recording);
    later.push_back(static_cast<double>(run.world.active_accounts().size()));
    checks.push_back(series(recording, "policy_cost")[1]);
  }
  check_mean(standing, accounts * survival(4.0));
  check_mean(later, accounts * survival(patience));
  check_mean(checks, accounts * mean_checks());
}
