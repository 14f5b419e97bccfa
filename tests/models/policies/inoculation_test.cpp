// SPDX-License-Identifier: BSD-3-Clause
// What doses leave in the unaware, against the shot noise of a round.
#include <algorithm>

#include "tests/catch.hpp"
#include "tests/models/policies/campaigns.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double doses = 16000.0;
constexpr double width = 5.0;  // from day 5
constexpr double effect = 0.5 * 0.02;

std::string world_of(double curious, double sympathisers) {
  return "seed = 19\n[population]\npro_accounts = 10\naudience = 19990\ncounter_accounts = 0\n"
         "curious_share = " +
         std::to_string(curious) + "\nsympathiser_share = " + std::to_string(sympathisers) + R"(
[protection]
half_life = 14
cap = 1.0
[following]
gain = 0
initial_mean = 0
)";
}

constexpr const char* policy = R"(
[[policy]]
kind = "inoculation"
doses = [[2014-07-06, 16000]]
width = 5
credibility = 0.5
effect = 0.02
cost = 0.25
)";

/// Mean on `day` of who was reached from day 5 to day `until`.
double expected(double day, double until, double unaware) {
  return std::exp(-protection_decay * (day - until)) *
         shot_noise(doses / width / unaware, effect, until - 5.0);
}

}  // namespace

// Those who cease to be unaware in the middle of the round keep what they have. Catches 3 % (5 % of
// them) half of the time.
TEST_CASE("inoculation: doses protect the unaware, and nobody else", "[models][analytic]") {
  WorldRun run{scenario(40, world_of(0.3, 0.1) + frozen_ladder + policy), 0};
  World& world = run.world;
  std::vector<PersonId> unaware;
  for (std::uint32_t i = 0; i < world.person_count(); ++i) {
    if (world.stage(PersonId{i}) == Stage::unaware) unaware.emplace_back(i);
  }
  run.observe(8.0);
  for (std::size_t k = 0; k < unaware.size(); k += 4) world.promote(unaware[k]);
  run.observe(25.0);
  const auto reached_at_first = static_cast<double>(unaware.size());
  check_mean(protections(world, [&](PersonId i) { return world.stage(i) == Stage::unaware; }),
             expected(25.0, 10.0, reached_at_first));
  std::vector<double> promoted;
  for (std::size_t k = 0; k < unaware.size(); k += 4) {
    promoted.push_back(world.protection(unaware[k]));
  }
  check_mean(promoted, expected(25.0, 8.0, reached_at_first));
  for (const double x : protections(world, [&](PersonId i) {
         return !std::binary_search(unaware.begin(), unaware.end(), i);
       })) {
    REQUIRE(x == 0.0);
  }
}

TEST_CASE("inoculation: every dose is counted and paid", "[models]") {
  const Recording recording = record(scenario(20, world_of(0.3, 0.1) + frozen_ladder + policy));
  const std::vector<double> shown = series(recording, "campaign_impressions");
  const std::vector<double> cost = series(recording, "policy_cost");
  for (std::size_t day = 1; day < shown.size(); ++day) {
    CAPTURE(day);
    CHECK(shown[day] == Approx(day > 5 && day <= 10 ? doses / width : 0.0).margin(1e-9));
    CHECK(cost[day] == Approx(shown[day] * 0.25));
  }
}

TEST_CASE("inoculation: what cannot have an effect is refused", "[models]") {
  CHECK(refusal(world_of(0.3, 0.1) + frozen_ladder + policy).empty());
  CHECK_THAT(refusal(world_of(0.3, 0.1) + policy), ContainsSubstring("add [ladder]"));
  CHECK_THAT(refusal(world_of(0.5, 0.5) + frozen_ladder + policy),
             ContainsSubstring("inoculation reaches nobody"));
}
