// SPDX-License-Identifier: BSD-3-Clause
// Returned accounts that others name in lists.
#include <algorithm>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double gain = 4.0;  ///< followers per day

/// All accounts are suspended on the second day and return a day later, without any follower.
Config everyone_returns(const std::string& shout_out) {
  return scenario(10, R"(
seed = 4
[population]
pro_accounts = 2000
audience = 20000
counter_accounts = 0
[following]
gain = 4
kernel = "uniform"
unfollow = 0
in_network_share = 0
triadic_share = 0
follow_back = 0
audience_skew = 1
initial_mean = 0
[[policy]]
kind = "suspension_waves"
waves = [[2014-07-02, 2000]]
width = 0.5
precision = 1
[return]
probability = 1
core_delay = 1
ordinary_delay = 1
delay_sigma = 0
backup_share = 0
refollow = 0
follow_again = 0
throwaway_share = 0
)" + shout_out);
}

}  // namespace

// Pure birth at g f until the list is forgotten after d, at g from then on: g (f min(t, d) +
// max(0, t - d)) followers at age t. A bias of 2 % is caught.
TEST_CASE("return: a returned account gains faster for as long as it is named",
          "[models][analytic]") {
  constexpr double factor = 3.0;
  constexpr double days = 2.0;
  WorldRun run(everyone_returns("shout_out = 3\nshout_out_days = 2\n"), 0);
  for (const double time : {4.0, 8.0}) {
    CAPTURE(time);
    run.observe(time);
    REQUIRE(run.world.active_accounts().size() == 2000);
    std::vector<double> excess;
    for (const AccountId a : run.world.active_accounts()) {
      const double age = time - run.world.opened(a).days;
      const double named = std::min(age, days);
      excess.push_back(run.world.followers(a) - gain * (factor * named + age - named));
    }
    check_mean(excess, 0.0);
  }
}

TEST_CASE("return: a factor of 1 leaves a run as without it", "[models]") {
  CHECK(is_identical(record(everyone_returns("")),
                     record(everyone_returns("shout_out = 1\nshout_out_days = 3\n"))));
}
