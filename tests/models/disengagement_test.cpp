// SPDX-License-Identifier: BSD-3-Clause
// Steps down the ladder (M15), against a pure death process.
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <numbers>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

/// Nobody moves up, nobody follows anybody.
Config only_down(const std::string& population, const std::string& ladder) {
  return scenario(60, R"(
seed = 31
[population]
counter_accounts = 0
amplifier_share = 0
)" + population + R"(
[following]
gain = 0
initial_mean = 0
[protection]
half_life = 4
cap = 0.5
[ladder]
to_curious = 0
to_sympathiser = 0
to_supporter = 0
to_core = 0
to_recruited = 0
)" + ladder);
}

/// The numbers of those who are not on `stage` any more, of 100 at the start, are binomial.
void check_deaths(const std::vector<double>& gone, double probability) {
  const boost::math::binomial_distribution<double> law{100.0, probability};
  check_mean(gone, 100.0 * probability);
  CHECK(law_p(gone, 101, [&](std::size_t k) { return pdf(law, static_cast<double>(k)); }) >
        p_limit);
}

double on_stage(const World& world, Stage stage) {
  return static_cast<double>(world.persons_in(0, stage));
}

}  // namespace

// Each stage is a pure death process: of 100 persons a binomial number with 1 - exp(-h t) has left
// by day t. Catches 5 % of a hazard half of the time.
TEST_CASE("disengagement: each stage is left at its own hazard", "[models][analytic]") {
  struct Pair {
    const char* shares;
    Stage low, high;
    double low_hazard, high_hazard;
  };
  const std::string down =
      "curious_down = 0.1\nsympathiser_down = 0.2\nsupporter_down = 0.3\ncore_down = 0.15\n"
      "leave_share = 1\n";
  for (const Pair& pair : {Pair{"core_share = 0\ncurious_share = 1\nsympathiser_share = 0\n",
                                Stage::curious, Stage::supporter, 0.1, 0.3},
                           Pair{"core_share = 1\ncurious_share = 0\nsympathiser_share = 1\n",
                                Stage::sympathiser, Stage::core, 0.2, 0.15}}) {
    CAPTURE(pair.shares);
    const Config config =
        only_down("pro_accounts = 100\naudience = 100\n" + std::string{pair.shares}, down);
    const double t = 5.0;
    std::vector<double> low;
    std::vector<double> high;
    for (std::uint32_t r = 0; r < 200; ++r) {
      WorldRun run{config, r};
      REQUIRE(on_stage(run.world, pair.low) == 100.0);
      REQUIRE(on_stage(run.world, pair.high) == 100.0);
      run.to(t);
      low.push_back(100.0 - on_stage(run.world, pair.low));
      high.push_back(100.0 - on_stage(run.world, pair.high));
    }
    check_deaths(low, 1.0 - std::exp(-pair.low_hazard * t));
    check_deaths(high, 1.0 - std::exp(-pair.high_hazard * t));
  }
}

// All 10,000 have stepped down once, which their share of those who leave decides. Catches 7 % of
// the share half of the time.
TEST_CASE("disengagement: a share of supporters and core leaves, the others go one stage down",
          "[models][analytic]") {
  for (const bool is_core : {false, true}) {
    CAPTURE(is_core);
    WorldRun run{only_down(is_core ? "pro_accounts = 10000\naudience = 1\ncore_share = 1\n"
                                   : "pro_accounts = 10000\naudience = 1\ncore_share = 0\n",
                           is_core ? "core_down = 2\nsupporter_down = 0\nleave_share = 0.3\n"
                                     "sympathiser_down = 0\n"
                                   : "core_down = 0\nsupporter_down = 2\nleave_share = 0.3\n"
                                     "sympathiser_down = 0\n"),
                 0};
    run.to(30.0);
    const Stage next = is_core ? Stage::supporter : Stage::sympathiser;
    std::vector<double> leaves;
    double stays = 0.0;
    for (std::uint32_t i = 0; i < 10000; ++i) {
      leaves.push_back(run.world.stage(PersonId{i}) == Stage::disengaged ? 1.0 : 0.0);
      stays += run.world.stage(PersonId{i}) == next ? 1.0 : 0.0;
      CHECK((run.world.main_account(PersonId{i}) != none) ==
            (run.world.stage(PersonId{i}) == Stage::supporter));
    }
    check_mean(leaves, 0.3);
    for (const double left : leaves) stays += left;
    CHECK(stays == 10000.0);
    for (const AccountId a : run.world.active_accounts()) {
      CHECK(run.world.account(a).tier != Tier::core);
    }
  }
}

// Protection P 2^(-t / half_life) makes the hazard h (1 + kappa P(t)): by day t
// exp(-h (t + kappa P (1 - exp(-d t)) / d)) of the persons still stand, d = ln 2 / half_life.
// Messages that backfired, P < 0, change nothing. Catches 8 % of kappa half of the time.
TEST_CASE("disengagement: what counter-messages left behind raises the hazard",
          "[models][analytic]") {
  constexpr std::uint32_t half = 40000;
  WorldRun run{only_down("pro_accounts = 1\naudience = 80000\nsympathiser_share = 1\n"
                         "curious_share = 0\n",
                         "sympathiser_down = 0.2\ncounter_sensitivity = 2\n"),
               0};
  for (std::uint32_t k = 0; k < 2 * half; ++k) {
    run.world.show_message(PersonId{1 + k}, k < half ? 0.4 : -0.4);
  }
  const double t = 3.0;
  run.to(t);
  std::vector<double> protected_ones;
  std::vector<double> others;
  for (std::uint32_t k = 0; k < 2 * half; ++k) {
    (k < half ? protected_ones : others)
        .push_back(run.world.stage(PersonId{1 + k}) == Stage::sympathiser ? 1.0 : 0.0);
  }
  const double decay = std::numbers::ln2 / 4.0;
  const double integral = 0.4 * (1.0 - std::exp(-decay * t)) / decay;
  check_mean(protected_ones, std::exp(-0.2 * (t + 2.0 * integral)));
  check_mean(others, std::exp(-0.2 * t));
}
