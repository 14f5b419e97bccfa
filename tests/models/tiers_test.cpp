// SPDX-License-Identifier: BSD-3-Clause
// Account tiers (M1) and the posting rates of persons (M2).
#include <algorithm>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <numbers>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

/// Posts per day before the person's own factor and that of the tier; its standard deviation.
constexpr double rate = 4.0;
constexpr double sigma = 0.9;

/// Accounts of which nothing but the rates matters; `more` begins with keys of [population].
Config persons(const std::string& more) {
  return scenario(60, R"(
seed = 37
[posting]
rate = 4
sigma = 0.9
core_factor = 8
amplifier_factor = 2
throwaway_factor = 0.5
fatigue = 1
[following]
gain = 0
initial_mean = 0
[[policy]]
kind = "suspension_schedule"
per_day = 0
[population]
counter_accounts = 0
)" + more);
}

/// Everyone returns, exactly a day after a suspension.
const std::string return_next_day = R"(
[return]
probability = 1
persistence = 1
ordinary_delay = 1
delay_sigma = 0
)";

double factor(Tier tier) {
  switch (tier) {
    case Tier::core:
      return 8.0;
    case Tier::amplifier:
      return 2.0;
    case Tier::throwaway:
      return 0.5;
    case Tier::ordinary:
      break;
  }
  return 1.0;
}

/// By person.
std::vector<double> throwaways(const World& world) {
  std::vector<double> counts(world.person_count(), 0.0);
  for (const AccountId a : world.active_accounts()) {
    if (world.account(a).tier == Tier::throwaway) counts[world.account(a).owner] += 1.0;
  }
  return counts;
}

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double value : values) total += value;
  return total;
}

}  // namespace

// Catches 14 % of the smaller share and 10 % of the larger half of the time.
TEST_CASE("tiers: shares of the accounts are core, or amplifiers", "[models][analytic]") {
  WorldRun run{persons("pro_accounts = 20000\naudience = 1\ncore_share = 0.05\n"
                       "amplifier_share = 0.1\n"),
               0};
  std::vector<double> core;
  std::vector<double> amplifiers;
  for (const AccountId a : run.world.active_accounts()) {
    const Tier tier = run.world.account(a).tier;
    core.push_back(tier == Tier::core ? 1.0 : 0.0);
    amplifiers.push_back(tier == Tier::amplifier ? 1.0 : 0.0);
    CHECK((tier == Tier::core) ==
          (run.world.stage(PersonId{run.world.account(a).owner}) == Stage::core));
  }
  check_mean(core, 0.05);
  check_mean(amplifiers, 0.1);
}

// Posting rates are lognormal across persons, with mean 1 once the rate and the factor of the tier
// are divided out: their logarithms normal with mean -sigma^2 / 2. Catches 4 % of the mean and 3 %
// of sigma half of the time.
TEST_CASE("tiers: posting rates are lognormal across persons, and fixed by the tier otherwise",
          "[models][analytic]") {
  WorldRun run{persons("pro_accounts = 20000\naudience = 1\ncore_share = 0.3\n"
                       "amplifier_share = 0.3\n" +
                       return_next_day + "throwaway_share = 0.5\nthrowaway_life = 3000\n"),
               0};
  const auto relative = [&run](AccountId a) {
    const Account& account = run.world.account(a);
    return static_cast<double>(account.rate) / rate / factor(account.tier);
  };
  std::vector<double> rates(run.world.person_count());
  std::vector<double> of_all;
  std::vector<double> logs;
  std::vector<double> squares;
  for (const AccountId a : run.world.active_accounts()) {
    of_all.push_back(relative(a));
    rates[run.world.account(a).owner] = of_all.back();
    logs.push_back(std::log(of_all.back()));
    squares.push_back(std::pow(logs.back() + sigma * sigma / 2.0, 2));
  }
  check_mean(of_all, 1.0);
  check_mean(logs, -sigma * sigma / 2.0);
  check_mean(squares, sigma * sigma);
  std::vector<double> uniform;
  for (const double x : logs) {
    uniform.push_back(0.5 * std::erfc(-(x + sigma * sigma / 2.0) / sigma / std::numbers::sqrt2));
  }
  CHECK(uniform_p(uniform) > p_limit);

  // The factor is the person's: later accounts, throwaways among them, have the same.
  suspend_first(run.world, 1000);
  run.observe(30.0);
  double later = 0.0;
  for (const AccountId a : run.world.active_accounts()) {
    if (run.world.account(a).generation == 0) continue;
    CHECK_THAT(relative(a), WithinRel(rates[run.world.account(a).owner], 1e-6));
    later += 1.0;
  }
  CHECK(later > 1000.0);
}

// An opening brings Poisson(s / (1 - s)) throwaways, whether a person returns or is new to it.
// Catches 8 % of that mean half of the time.
TEST_CASE("tiers: the share of openings that are throwaways", "[models][analytic]") {
  constexpr std::uint32_t people = 5000;
  constexpr double mean = 0.4 / (1.0 - 0.4);
  const boost::math::poisson_distribution<double> law{mean};
  WorldRun run{persons("pro_accounts = 5000\naudience = 5000\ncore_share = 0\n"
                       "curious_share = 0\nsympathiser_share = 1\n" +
                       return_next_day + "throwaway_share = 0.4\nthrowaway_life = 3650\n"),
               0};
  CHECK(sum(throwaways(run.world)) == 0.0);
  run.observe(0.0);
  suspend_first(run.world, people);
  run.observe(1.0 + 1e-6);
  for (std::uint32_t i = people; i < 2 * people; ++i) run.world.promote(PersonId{i});
  const std::vector<double> counts = throwaways(run.world);
  for (const bool is_new : {false, true}) {
    CAPTURE(is_new);
    const auto first = counts.begin() + (is_new ? people : 0);
    const std::vector<double> ours(first, first + people);
    check_mean(ours, mean);
    CHECK(law_p(ours, 40, [&](std::size_t k) { return pdf(law, static_cast<double>(k)); }) >
          p_limit);
  }
  CHECK(static_cast<double>(run.world.active_accounts().size()) == 2.0 * people + sum(counts));
}

// Each stands at age t with probability 2^(-t / life). Catches 10 % of the life half of the time.
TEST_CASE("tiers: throwaways are abandoned, half of them within their life", "[models][analytic]") {
  WorldRun run{persons("pro_accounts = 5000\naudience = 1\ncore_share = 0\n" + return_next_day +
                       "throwaway_share = 0.5\nthrowaway_life = 6\n"),
               0};
  suspend_first(run.world, 5000);
  run.observe(1.0 + 1e-6);
  const double before = sum(throwaways(run.world));
  for (const double age : {2.0, 6.0}) {
    CAPTURE(age);
    run.observe(1.0 + 1e-6 + age);
    const double after = sum(throwaways(run.world));
    std::vector<double> stands(static_cast<std::size_t>(before), 0.0);
    std::fill_n(stands.begin(), static_cast<std::size_t>(after), 1.0);
    check_mean(stands, std::exp2(-age / 6.0));
  }
  CHECK(static_cast<double>(run.world.active_accounts().size()) - sum(throwaways(run.world)) ==
        5000.0);
}
