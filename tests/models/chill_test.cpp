// SPDX-License-Identifier: BSD-3-Clause
// What suspensions take from posting (M12): one's own, and those of accounts that one follows.
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

// Poisson with mean 40 accounts * 5 a day * 0.8^2 * 4 days. Catches 0.5 % of the factor half of
// the time.
TEST_CASE("fatigue: each own suspension takes its factor from posting", "[models][analytic]") {
  const Config config = static_network(R"(
[posting]
rate = 5
sigma = 0
fatigue = 0.8
chill = 0
[return]
probability = 1
persistence = 1
ordinary_delay = 1
delay_sigma = 0.1
backup_share = 0
throwaway_share = 0
)");
  std::vector<double> posts;
  for (std::uint32_t r = 0; r < 400; ++r) {
    WorldRun run{config, r};
    suspend_first(run.world, 40);
    run.observe(5.0);
    suspend_first(run.world, 40);
    run.observe(10.0);
    REQUIRE(run.world.active_accounts().size() == 40);
    run.observe(14.0);
    posts.push_back(4.0 * series(run.recording(), "pro_posts").back());
  }
  check_mean(posts, 40.0 * 5.0 * 0.64 * 4.0);
}

// An account notices losses in steps of two per cent, when its clock rings: here with the next
// post, some hours later. Catches 2.5 % of chi half of the time.
TEST_CASE("chill: posting falls with the suspended share of those followed", "[models][analytic]") {
  const Config config = static_network(R"(
[posting]
mode = "explicit"
rate = 10
sigma = 0
chill = 0.6
)");
  std::vector<double> excess;
  for (std::uint32_t r = 0; r < 1000; ++r) {
    WorldRun run{config, r};
    run.observe(1.0);
    suspend_first(run.world, 10);
    run.observe(3.0);
    double rate = 0.0;
    for (const AccountId a : run.world.active_accounts()) {
      rate += 10.0 * (1.0 - 0.6 * run.world.suspended_share(a));
    }
    run.observe(7.0);
    excess.push_back(4.0 * (series(run.recording(), "pro_posts").back() - rate));
  }
  check_mean(excess, 0.0);
}
