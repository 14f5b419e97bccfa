// SPDX-License-Identifier: BSD-3-Clause
// Channels that are shut down (M21).
#include "tests/catch.hpp"
#include "tests/models/channels.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

/// Forty members, of whom two join ten times a day until channels are shut down from day 20 on.
Recording run_of(const std::string& order, const std::string& per_day) {
  return record(scenario(40, R"(
[population]
pro_accounts = 40
audience = 0
counter_accounts = 0
[following]
gain = 0
initial_mean = 0
[channels]
join = 0.25
break_up = 0
[[policy]]
kind = "channel_bans"
cost = 3
order = ")" + order + "\"\nper_day = [[2014-07-01, 0], [2014-07-21, " +
                                 per_day + "]]\n"));
}

}  // namespace

// Bans of random members' channels, 800 a day among 4000 members, break up channels as the members
// do themselves at 0.2 a day.
TEST_CASE("channel_bans: random bans add to the rate at which channels break up",
          "[models][analytic]") {
  check_sizes(R"([channels]
join = 0.7
break_up = 0.1
[[policy]]
kind = "channel_bans"
per_day = 800
)",
              0.3);
}

TEST_CASE("channel_bans: the largest, or the smallest, goes first; each is counted and paid",
          "[models]") {
  for (const std::string order : {"random", "largest", "smallest"}) {
    CAPTURE(order);
    const Recording recording = run_of(order, "200");
    const std::vector<double> banned = series(recording, "channels_banned");
    const std::vector<double> cost = series(recording, "policy_cost");
    const std::vector<double> largest = series(recording, "channel_size_largest");
    CHECK(largest[20] > 20.0);
    double bans = 0.0;
    for (std::size_t row = 0; row < banned.size(); ++row) {
      if (row <= 20) CHECK(banned[row] == 0.0);
      CHECK(cost[row] == 3.0 * banned[row]);
      bans += banned[row];
    }
    CHECK(bans > 50.0);
    CHECK(largest.back() < 15.0);
  }
  // One ban a day: the largest falls, the smallest leaves it to grow.
  CHECK(series(run_of("largest", "2"), "channel_size_mean").back() <
        series(run_of("smallest", "2"), "channel_size_mean").back());
}
