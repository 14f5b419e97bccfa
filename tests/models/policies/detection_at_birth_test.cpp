// SPDX-License-Identifier: BSD-3-Clause
// Tools that recognise an account when it opens (M7).
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double accounts = 300.0;
constexpr double recall = 0.4;
constexpr double mean_delay = 0.5;  // [d]
constexpr double precision = 0.8;

/// All who are suspended come back at once, but once only.
Config one_return() {
  return scenario(30, R"(
seed = 5
[population]
pro_accounts = 300
audience = 300
counter_accounts = 1000
core_share = 0
amplifier_share = 0
[following]
gain = 0
unfollow = 0
initial_mean = 0
[return]
probability = 1
persistence = 0
ordinary_delay = 0.0001
delay_sigma = 0
throwaway_share = 0
[[policy]]
kind = "detection_at_birth"
recall = [[2014-07-01, 0.4], [2014-07-20, 0]]
delay = 12
precision = 0.8
)");
}

void suspend_all(World& world) {
  const std::vector<AccountId> all(world.active_accounts().begin(), world.active_accounts().end());
  for (const AccountId a : all) world.suspend(PolicyIndex{0}, a);
}

}  // namespace

// A share `recall` of the accounts opened on day 1 goes, each after an exponential time; those
// there from the start stand. A bias of 2 % in the recall or of 5 % in the delay is caught half of
// the time.
TEST_CASE("detection_at_birth: a share of new accounts ends within hours", "[models][analytic]") {
  const Config config = one_return();
  std::vector<double> early;
  std::vector<double> late;
  std::vector<double> innocents;
  for (std::uint32_t r = 0; r < 200; ++r) {
    WorldRun run{config, r};
    run.observe(1.0);
    REQUIRE(static_cast<double>(run.world.active_accounts().size()) == accounts);
    suspend_all(run.world);
    run.observe(1.0001 + mean_delay);
    early.push_back(static_cast<double>(run.world.active_accounts().size()));
    run.observe(15.0);
    late.push_back(static_cast<double>(run.world.active_accounts().size()));
    const double hits = accounts - late.back();
    const auto wrong = static_cast<double>(1000 - run.world.active_counters().size());
    innocents.push_back(wrong - hits * (1.0 - precision) / precision);
  }
  check_mean(early, accounts * (1.0 - recall * (1.0 - std::exp(-1.0))));
  check_mean(late, accounts * (1.0 - recall));
  check_mean(innocents, 0.0);
}

TEST_CASE("detection_at_birth: recall follows its dates", "[models]") {
  WorldRun run{one_return(), 0};
  run.observe(20.0);
  suspend_all(run.world);
  run.observe(30.0);
  CHECK(static_cast<double>(run.world.active_accounts().size()) == accounts);
}
