// SPDX-License-Identifier: BSD-3-Clause
// Groups that join and break up (M21), against the steady state of their master equation.
#include "tests/models/channels.hpp"

#include <cmath>
#include <set>

#include "models/network/aggregates.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

TEST_CASE("aggregates: groups join and break up as sets do", "[models]") {
  constexpr std::uint32_t members = 40;
  Stream stream{{.seed = 3, .replicate = 0}, 0, 0};
  Aggregates groups{members};
  std::vector<std::set<std::uint32_t>> naive;  // by member
  for (std::uint32_t k = 0; k < members; ++k) naive.push_back({k});
  for (int step = 0; step < 4000; ++step) {
    const std::uint32_t a = stream.below(members);
    const std::uint32_t b = stream.below(members);
    if (stream.coin() < 0.8) {
      groups.join(a, b);
      std::set<std::uint32_t> both = naive[a];
      both.insert(naive[b].begin(), naive[b].end());
      for (const std::uint32_t k : both) naive[k] = both;
    } else {
      groups.break_up(a);
      const std::set<std::uint32_t> old = naive[a];
      for (const std::uint32_t k : old) naive[k] = {k};
    }
    groups.check();
    REQUIRE(groups.size(b) == naive[b].size());
    const auto companion = groups.companion(b, stream);
    REQUIRE(companion.has_value() == (naive[b].size() > 1));
    if (companion) REQUIRE((*companion != b && naive[b].contains(*companion)));
    std::size_t largest = 1;
    for (const auto& group : naive) largest = std::max(largest, group.size());
    REQUIRE((largest == 1 ? 1 : groups.size(*groups.in_largest())) == largest);
  }
}

// Everybody else is as likely to be the companion. Catches a ring that is read from one end.
TEST_CASE("aggregates: a companion is uniform among the others", "[models]") {
  Stream stream{{.seed = 4, .replicate = 0}, 0, 0};
  Aggregates groups{5};
  for (std::uint32_t k = 1; k < 5; ++k) groups.join(0, k);
  std::vector<double> numbers;
  for (int draw = 0; draw < 20000; ++draw) numbers.push_back(*groups.companion(2, stream));
  CHECK(law_p(numbers, 5, [](std::size_t k) { return k == 2 ? 0.0 : 0.25; }) > p_limit);
}

// Catches 6 % of either rate half of the time.
TEST_CASE("channels: sizes follow the law of coalescence and fragmentation", "[models][analytic]") {
  check_sizes("[channels]\njoin = 0.7\nbreak_up = 0.3\n", 0.3);
}

// With join = 1 and break_up = 0 all end up in one: a new follower who comes from the own channel
// is any other of the eleven owners, never one of the audience.
TEST_CASE("channels: shout-outs go to members of the own channel", "[models]") {
  const auto in_network_share = [](const std::string& shout_outs) {
    WorldRun run{scenario(40, R"(
[population]
pro_accounts = 12
audience = 100000
counter_accounts = 0
[following]
gain = 2
unfollow = 0
in_network_share = 0
triadic_share = 0
follow_back = 0
initial_mean = 0
[channels]
join = 100
break_up = 0
shout_outs = )" + shout_outs + "\n"),
                 0};
    run.to(1.0);
    REQUIRE(run.world.channels()->size(0) == 12);
    run.to(4.0);
    double pro = 0.0;
    double all = 0.0;
    for (const AccountId a : run.world.active_accounts()) {
      pro += run.world.account(a).pro_followers;
      all += run.world.followers(a);
    }
    return pro / all;
  };
  CHECK(in_network_share("0") == 0.0);
  CHECK(in_network_share("1") > 0.9);  // but for the moments before all are in one
}
