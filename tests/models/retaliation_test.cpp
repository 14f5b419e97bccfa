// SPDX-License-Identifier: BSD-3-Clause
// Throwaway accounts in reply to suspensions (M20); hijack_test.cpp tests the other reply.
#include <boost/math/distributions/poisson.hpp>
#include <utility>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

Config retaliating(double days, const std::string& pro_accounts, const std::string& table,
                   const std::string& scale = "1.0") {
  return scenario(days,
                  R"(
seed = 34
[population]
audience = 10
counter_accounts = 0
core_share = 0
amplifier_share = 0
pro_accounts = )" + pro_accounts +
                      R"(
[following]
gain = 0
initial_mean = 0
[[policy]]
kind = "suspension_schedule"
per_day = 0
[retaliation]
)" + table,
                  {{"run.scale", scale}});
}

/// How many accounts open in reply to each of so many suspensions.
std::vector<double> replies(World& world, std::size_t suspensions) {
  std::vector<double> opened;
  for (std::size_t k = 0; k < suspensions; ++k) {
    const std::size_t before = world.active_accounts().size();
    suspend_first(world, 1);
    opened.push_back(static_cast<double>(world.active_accounts().size() - (before - 1)));
  }
  return opened;
}

double opened_today(WorldRun& run, double day) {
  run.observe(day);
  return series(run.recording(), "retaliation_accounts").back();
}

}  // namespace

// Catches 9 % of the first mean and 5 % of the second half of the time.
TEST_CASE("retaliation: each suspension is answered by a Poisson number of accounts",
          "[models][analytic]") {
  WorldRun run{retaliating(20, "7000",
                           "accounts = [[" + date_after(0) + ", 0.7], [" + date_after(5) +
                               ", 2]]\ndaily_limit = 1e6\n"),
               0};
  for (const double mean : {0.7, 2.0}) {
    CAPTURE(mean);
    const std::vector<double> opened = replies(run.world, 4000);
    const boost::math::poisson_distribution<double> law{mean};
    check_mean(opened, mean);
    CHECK(law_p(opened, 40, [&](std::size_t k) { return pdf(law, static_cast<double>(k)); }) >
          p_limit);
    double sum = 0.0;
    for (const double count : opened) sum += count;
    CHECK(opened_today(run, run.world.now().days + 6.0) == sum);
  }
}

// One account a day is all that the limit lets through; it is the one suspended the next day. The
// suspension of a throwaway is answered too. A probability off by 44 % is caught half of the
// time.
TEST_CASE("retaliation: accounts open for owners of uniform active accounts",
          "[models][analytic]") {
  constexpr std::size_t days = 4000;
  WorldRun run{retaliating(days + 1, "21", "accounts = 100\ndaily_limit = 1\n"), 0};
  suspend_first(run.world, 1);
  const PersonId gone{0};
  REQUIRE(run.world.stage(gone) == Stage::disengaged);
  std::vector<std::uint64_t> owners(21);
  for (std::size_t day = 1; day <= days; ++day) {
    REQUIRE(run.world.active_accounts().size() == 21);
    const AccountId latest = run.world.active_accounts().back();
    REQUIRE(run.world.account(latest).tier == Tier::throwaway);
    ++owners[run.world.account(latest).owner];
    run.observe(static_cast<double>(day));
    run.world.suspend(PolicyIndex{0}, latest);
  }
  CHECK(owners[gone.index()] == 0);
  std::vector<double> uniform(21, 1.0 / 20.0);
  uniform[gone.index()] = 0.0;
  CHECK(chi_square_p(owners, uniform) > p_limit);
}

TEST_CASE("retaliation: the effort of a day is limited, and grows with the scale", "[models]") {
  for (const auto& [scale, limit] : {std::pair{"1.0", 60.0}, std::pair{"0.5", 30.0}}) {
    CAPTURE(scale);
    WorldRun run{retaliating(5, "200", "accounts = 10\ndaily_limit = 60\n", scale), 0};
    suspend_first(run.world, 20);
    CHECK(opened_today(run, 0.5) == limit);
    suspend_first(run.world, 20);
    CHECK(opened_today(run, 1.5) == 0.0);
    suspend_first(run.world, 20);
    CHECK(opened_today(run, 2.5) == limit);
  }
}
