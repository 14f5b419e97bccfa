// SPDX-License-Identifier: BSD-3-Clause
// How a returned account gets its followers back (M11).
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

/// Everyone returns, exactly a day after a suspension.
const std::string return_next_day = R"(
[return]
probability = 1
persistence = 1
ordinary_delay = 1
delay_sigma = 0
follow_again = 0
throwaway_share = 0
)";

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double value : values) total += value;
  return total;
}

/// One number for each of `all`: 1 for so many of them, 0 for the others.
std::vector<double> indicators(double count, double all) {
  std::vector<double> values(static_cast<std::size_t>(all), 0.0);
  std::fill_n(values.begin(), static_cast<std::size_t>(count), 1.0);
  return values;
}

}  // namespace

// Of its followers at the n-th suspension a new account has by age t each with probability
// rho decay^(n-1) (1 - 2^(-t / half_life)). Of 40,000 followers some 24,000 and 7,000 are left at
// the second and third suspension. Catches 2 % of rho, 5 % of the half-life, and of the decay 5 %,
// half of the time.
TEST_CASE("refollow: a smaller share comes back after each suspension, with a half-life",
          "[models][analytic]") {
  constexpr double rho = 0.6;
  constexpr double decay = 0.5;
  WorldRun run{scenario(130,
                        R"(
seed = 35
[population]
pro_accounts = 400
audience = 2000
counter_accounts = 0
core_share = 0
[following]
gain = 0
unfollow = 0
audience_skew = 1
initial_mean = 100
initial_sigma = 0
initial_in_network = 0
[[policy]]
kind = "suspension_schedule"
per_day = 0
)" + return_next_day + "refollow = 0.6\nrefollow_decay = 0.5\nrefollow_half_life = 2\n"),
               0};
  double suspended = 0.0;  // [d]
  run.observe(suspended);
  for (int n = 1; n <= 3; ++n) {
    CAPTURE(n);
    const double before = sum(run.followers());
    const double share = rho * std::pow(decay, n - 1);
    suspend_first(run.world, 400);
    for (const double age : {0.5, 2.0, 40.0}) {  // of 2^-20 nothing is left to come
      CAPTURE(age);
      run.observe(suspended + 1.0 + age);
      REQUIRE(run.world.active_accounts().size() == 400);
      const double probability = share * (1.0 - std::exp2(-age / 2.0));
      check_mean(indicators(sum(run.followers()), before), probability);
      if (n > 1) continue;
      const boost::math::binomial_distribution<double> law{100.0, probability};
      CHECK(law_p(run.followers(), 101,
                  [&](std::size_t k) { return pdf(law, static_cast<double>(k)); }) > p_limit);
    }
    suspended += 41.0;
  }
}

TEST_CASE("refollow: a follower that was suspended meanwhile does not come back", "[models]") {
  const Config config = static_network(
      return_next_day + "refollow = 1\nrefollow_decay = 1\nrefollow_half_life = 0.001\n");
  {
    WorldRun run{config, 0};
    run.observe(0.0);
    const AccountId first = run.world.active_accounts().front();
    const std::uint32_t followers = run.world.followers(first);
    REQUIRE(followers > 0);
    suspend_first(run.world, 1);
    run.observe(2.0);
    CHECK(run.world.followers(run.world.active_accounts().back()) == followers);
  }
  WorldRun run{config, 0};
  suspend_first(run.world, 40);
  run.observe(5.0);
  CHECK(run.world.active_accounts().size() == 40);
  CHECK(sum(run.followers()) == 0.0);
}
