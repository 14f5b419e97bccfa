// SPDX-License-Identifier: BSD-3-Clause
// Leaving for another platform (M13), against its hazards and probabilities.
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr std::uint32_t accounts = 40;

}  // namespace

// The number of those who left by day t is binomial with 1 - exp(-base t). Catches 3 % of the base
// half of the time.
TEST_CASE("migration: without suspensions everyone leaves at the base hazard",
          "[models][analytic]") {
  const Config config = static_network("[migration]\nbase = 0.05\n");
  std::vector<double> left;
  for (std::uint32_t r = 0; r < 1000; ++r) {
    WorldRun run{config, r};
    run.observe(10.0);
    left.push_back(accounts - static_cast<double>(run.world.active_accounts().size()));
  }
  check_mean(left, accounts * (1.0 - std::exp(-0.05 * 10.0)));
}

// Until the first leaves, the shares stand still: nobody has left by time t with probability
// exp(-base sum(1 + factor share) t). Without the factor the 0.37 below would be 0.72. Catches 14 %
// of the factor half of the time.
TEST_CASE("migration: the hazard grows with the suspended share of those followed",
          "[models][analytic]") {
  const Config config =
      static_network("[migration]\nbase = 0.01\npeer_factor = 8\nper_suspension = 0\n");
  std::vector<double> excess;
  for (std::uint32_t r = 0; r < 2000; ++r) {
    WorldRun run{config, r};
    suspend_first(run.world, 10);
    double hazard = 0.0;
    for (const AccountId a : run.world.active_accounts()) {
      hazard += 0.01 * (1.0 + 8.0 * run.world.suspended_share(a));
    }
    run.observe(1.0 / hazard);
    excess.push_back((run.world.active_accounts().size() == 30 ? 1.0 : 0.0) - std::exp(-1.0));
  }
  check_mean(excess, 0.0);
}

// Of those suspended for the k-th time a share of 0.2 k leaves, the others come back. Catches 0.009
// of the first probability and 0.013 of the second half of the time.
TEST_CASE("migration: each suspension makes it likelier to leave than to return",
          "[models][analytic]") {
  const Config config = static_network(R"(
[migration]
base = 0
per_suspension = 0.2
[return]
probability = 1
persistence = 1
ordinary_delay = 1
delay_sigma = 0.1
backup_share = 0
throwaway_share = 0
)");
  std::vector<double> first;
  std::vector<double> second;
  for (std::uint32_t r = 0; r < 1000; ++r) {
    WorldRun run{config, r};
    suspend_first(run.world, accounts);
    run.observe(10.0);
    const std::size_t back = run.world.active_accounts().size();
    suspend_first(run.world, back);
    run.observe(20.0);
    const std::size_t again = run.world.active_accounts().size();
    first.push_back(1.0 - static_cast<double>(back) / accounts);
    second.push_back(static_cast<double>(back - again) - 0.4 * static_cast<double>(back));
  }
  check_mean(first, 0.2);
  check_mean(second, 0.0);
}

TEST_CASE("migration: who leaves carries its share of the followers along", "[models]") {
  WorldRun run{static_network("[migration]\nbase = 0\nper_suspension = 1\ncarried = 0.25\n"), 0};
  run.observe(0.0);
  double followers = 0.0;
  for (std::size_t k = 0; k < accounts; ++k) {
    // Those who left follow nobody any more.
    followers += run.world.followers(run.world.active_accounts().front());
    suspend_first(run.world, 1);
  }
  REQUIRE(followers > 100.0);
  run.observe(1.0);
  CHECK(series(run.recording(), "off_platform_audience").back() == 0.25 * followers);
  CHECK(series(run.recording(), "migrated").back() == accounts);
}
