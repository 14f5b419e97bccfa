// SPDX-License-Identifier: BSD-3-Clause
// Coming back after a suspension (M10): whether, and when; and accounts that others name in lists
// (M4). What followers they get back is in refollow_test.cpp.
#include <algorithm>
#include <cmath>
#include <numbers>

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

/// Persons who follow nobody, all of one tier.
Config returning(const std::string& core_share, const std::string& table) {
  return scenario(30, R"(
seed = 38
[population]
pro_accounts = 10000
audience = 1
counter_accounts = 0
amplifier_share = 0
core_share = )" + core_share +
                          R"(
[following]
gain = 0
initial_mean = 0
[[policy]]
kind = "suspension_schedule"
per_day = 0
[return]
throwaway_share = 0
)" + table);
}

/// For each of `all`, whether it has come back.
std::vector<double> returned(const World& world, std::size_t all) {
  std::vector<double> back(all, 0.0);
  std::fill_n(back.begin(), world.active_accounts().size(), 1.0);
  return back;
}

/// Probability that a lognormal time is over after `time`.
double lognormal_share(double time, double median, double sigma) {
  return 0.5 * std::erfc(-std::log(time / median) / sigma / std::numbers::sqrt2);
}

}  // namespace

// r delta^(n-1) after the n-th suspension: 0.9, 0.63, 0.441 of those who were there. Catches 1.5 %,
// 4 % and 7 % of them half of the time.
TEST_CASE("return: the probability falls with each suspension", "[models][analytic]") {
  WorldRun run(returning("0",
                         "probability = 0.9\npersistence = 0.7\nordinary_delay = 1\n"
                         "delay_sigma = 0\n"),
               0);
  for (int n = 1; n <= 3; ++n) {
    CAPTURE(n);
    const std::size_t all = run.world.active_accounts().size();
    suspend_first(run.world, all);
    run.observe(2.0 * n);
    check_mean(returned(run.world, all), 0.9 * std::pow(0.7, n - 1));
  }
}

// The time away is lognormal; of the core a share has a back-up account at hand, of others nobody.
// Catches 5 % of the medians, 10 % of sigma, and 0.02 of the share of back-ups half of the time.
TEST_CASE("return: takes a lognormal time, or that of a back-up", "[models][analytic]") {
  const std::string table =
      "probability = 1\nordinary_delay = 4\ncore_delay = 3\ndelay_sigma = 0.5\n"
      "backup_share = 0.4\nbackup_delay = 0.25\n";
  for (const bool is_core : {false, true}) {
    WorldRun run(returning(is_core ? "1" : "0", table), 0);
    suspend_first(run.world, 10000);
    const double median = is_core ? 3.0 : 4.0;
    for (const double time : {0.24, 0.26, median, median * std::exp(0.5)}) {
      CAPTURE(is_core, time);
      run.observe(time);
      const double share = lognormal_share(time, median, 0.5);
      const double backups = is_core && time > 0.25 ? 0.4 : 0.0;
      if (share < 1e-6 && backups == 0.0) {
        CHECK(run.world.active_accounts().empty());
      } else {
        check_mean(returned(run.world, 10000), backups + (1.0 - backups) * share);
      }
    }
  }
}

// Suspended again and again, with two back-ups: the third time there is none. One that was used is
// replaced after an exponential time, so that after `later` days one of two is there with
// probability 1 - exp(-2 later / renewal). Catches 0.02 of it half of the time.
TEST_CASE("return: back-up accounts run out, and are replaced", "[models][analytic]") {
  const std::string table =
      "probability = 1\npersistence = 1\ncore_delay = 20\ndelay_sigma = 0\nbackup_share = 1\n"
      "backup_delay = 0.1\nbackups = 2\n";
  for (const double renewal : {0.0, 8.0}) {
    CAPTURE(renewal);
    WorldRun run(returning("1", table + (renewal > 0.0 ? "backup_renewal = 8\n" : "")), 0);
    for (const double time : {0.0, 0.2}) {
      run.observe(time);
      REQUIRE(run.world.active_accounts().size() == 10000);
      suspend_first(run.world, 10000);
    }
    constexpr double later = 5.0;
    run.observe(0.3 + later);
    REQUIRE(run.world.active_accounts().size() == 10000);
    suspend_first(run.world, 10000);
    run.observe(0.5 + later);
    if (renewal == 0.0) {
      CHECK(run.world.active_accounts().empty());
      continue;
    }
    const double first = 1.0 - std::exp(-(later + 0.3) / renewal);
    const double second = 1.0 - std::exp(-(later + 0.1) / renewal);
    check_mean(returned(run.world, 10000), 1.0 - (1.0 - first) * (1.0 - second));
  }
}

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
