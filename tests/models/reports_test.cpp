// SPDX-License-Identifier: BSD-3-Clause
// User reports (M6): how often an account is reported, and when first. What becomes of reports is
// in moderation_test.cpp.
#include <cmath>
#include <utility>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double reference = 40.0;

/// Accounts that differ in posting and followers, independently, and keep both.
Config reported(const std::string& exponent, const std::string& more) {
  return scenario(60, R"(
seed = 36
[population]
pro_accounts = 8000
audience = 4000
counter_accounts = 0
core_share = 0.1
amplifier_share = 0
[posting]
rate = 8
sigma = 0.7
core_factor = 3
[following]
gain = 0
unfollow = 0
audience_skew = 1
initial_mean = 40
initial_sigma = 0.7
initial_correlation = 0
initial_in_network = 0
[reporting]
reference_followers = 40
follower_exponent = )" + exponent +
                          "\n" + more);
}

/// Reports per day: v lambda / rate (F / F_ref)^x.
double rate_of(const World& world, AccountId a, double v, double x) {
  return v * static_cast<double>(world.account(a).rate) / 8.0 *
         std::pow(world.followers(a) / reference, x);
}

}  // namespace

// An account has been reported by day t with probability 1 - exp(-r t). What differs from it must
// not go with followers or posting either. Catches 8 % of v, 0.12 of the exponent, and as much of
// that of posting, 1, half of the time.
TEST_CASE("reports: an account is reported in proportion to posting and a power of its followers",
          "[models][analytic]") {
  for (const auto& [text, x] : {std::pair{"0.8", 0.8}, std::pair{"0.5", 0.5}}) {
    CAPTURE(x);
    WorldRun run{reported(text, "rate = 0.3\n"), 0};
    const double t = 3.0;
    run.to(t);
    std::vector<double> all;
    std::vector<double> by_followers;
    std::vector<double> by_posting;
    for (const AccountId a : run.world.active_accounts()) {
      const double expected = 1.0 - std::exp(-rate_of(run.world, a, 0.3, x) * t);
      const double excess = (run.world.account(a).is_discovered ? 1.0 : 0.0) - expected;
      REQUIRE(run.world.followers(a) > 0);
      all.push_back(excess);
      by_followers.push_back(excess * std::log(run.world.followers(a) / reference));
      by_posting.push_back(excess * std::log(static_cast<double>(run.world.account(a).rate) / 8.0));
    }
    check_mean(all, 0.0);
    check_mean(by_followers, 0.0);
    check_mean(by_posting, 0.0);
  }
}

// Poisson numbers of reports, each day; vigilance rises from 1 to 3 in a straight line. Catches
// 2.5 % of the rate half of the time.
TEST_CASE("reports: come at the sum of all rates, times the vigilance", "[models][analytic]") {
  WorldRun run{reported("0.8", "rate = 0.03\nvigilance = [[" + date_after(0) + ", 1], [" +
                                   date_after(60) + ", 3]]\n"),
               0};
  double sum = 0.0;
  for (const AccountId a : run.world.active_accounts()) sum += rate_of(run.world, a, 0.03, 0.8);
  std::vector<double> excess;
  run.observe(0.0);
  for (int day = 1; day <= 60; ++day) {
    run.observe(day);
    const double vigilance = 1.0 + 2.0 * (day - 0.5) / 60.0;
    excess.push_back(series(run.recording(), "reports").back() / (sum * vigilance) - 1.0);
  }
  check_mean(excess, 0.0);
}
