// SPDX-License-Identifier: BSD-3-Clause
// Who is unfollowed sooner (M5): ties that go one way, accounts that post much, and new ties.
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

/// Pro accounts that follow each other, each of the others and nobody else; only losses happen.
Config complete_network(std::uint32_t accounts, const std::string& following) {
  return scenario(60, "[population]\npro_accounts = " + std::to_string(accounts) + R"(
audience = 0
counter_accounts = 0
core_share = 0
amplifier_share = 0
[posting]
rate = 5
[following]
gain = 0
initial_mean = 100000
initial_max = 100000
initial_sigma = 0
initial_in_network = 1
)" + following);
}

/// Ordered pairs of accounts whose owners follow each other's, and those where only one does.
struct Ties {
  double mutual = 0.0;
  double one_way = 0.0;
};

Ties ties_of(const World& world) {
  std::vector<std::vector<bool>> follows(world.person_count(),
                                         std::vector<bool>(world.person_count(), false));
  for (const AccountId a : world.active_accounts()) {
    world.for_each_follower(a,
                            [&](PersonId i) { follows[i.index()][world.account(a).owner] = true; });
  }
  Ties ties;
  for (std::size_t i = 0; i < follows.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (follows[i][j] && follows[j][i]) ties.mutual += 1.0;
      if (follows[i][j] != follows[j][i]) ties.one_way += 1.0;
    }
  }
  return ties;
}

}  // namespace

// A pair whose two edges break at f u each stays mutual with probability exp(-2 f u t). Then its
// other edge breaks at u: the pair is one-way with probability
// 2 f / (1 - 2 f) (exp(-2 f u t) - exp(-u t)). Pairs that are one-way at first stay so with exp(-u
// t). Catches 2 % of f half of the time.
TEST_CASE("unfollowing: mutual ties break less often, until they are mutual no more",
          "[models][analytic]") {
  constexpr double u = 0.05;
  constexpr double f = 0.3;
  constexpr double t = 12.0;
  std::vector<double> mutual;
  std::vector<double> one_way;
  for (std::uint32_t r = 0; r < 60; ++r) {
    WorldRun run{complete_network(60, "unfollow = 0.05\nunfollow_mutual = 0.3\n"), r};
    const Ties first = ties_of(run.world);
    run.to(t);
    const Ties then = ties_of(run.world);
    const double both = std::exp(-2.0 * f * u * t);
    const double one = std::exp(-u * t);
    mutual.push_back(then.mutual - first.mutual * both);
    one_way.push_back(then.one_way - first.one_way * one -
                      first.mutual * 2.0 * f / (1.0 - 2.0 * f) * (both - one));
    REQUIRE(first.mutual > 500.0);
  }
  check_mean(mutual, 0.0);
  check_mean(one_way, 0.0);
}

// Of each account's followers exp(-u_a t) are left, u_a = u 1.5^((rate_a - 5) / 10), at
// most 1.5^10. Catches 6 % of the exponent half of the time.
TEST_CASE("unfollowing: accounts that post more are unfollowed sooner", "[models][analytic]") {
  constexpr double u = 0.02;
  constexpr double t = 20.0;
  std::vector<double> quiet;  // in excess of what is expected
  std::vector<double> busy;
  for (std::uint32_t r = 0; r < 20; ++r) {
    WorldRun run{complete_network(200, "unfollow = 0.02\nunfollow_posting = 1.5\n"), r};
    std::vector<double> rates;
    std::vector<double> expected;
    for (const AccountId a : run.world.active_accounts()) {
      rates.push_back(static_cast<double>(run.world.account(a).rate));
      const double hazard = u * std::pow(1.5, std::min((rates.back() - 5.0) / 10.0, 10.0));
      expected.push_back(run.world.followers(a) * std::exp(-hazard * t));
    }
    run.to(t);
    const std::vector<double> left = run.followers();
    for (std::size_t k = 0; k < left.size(); ++k) {
      (rates[k] < 5.0 ? quiet : busy).push_back(left[k] - expected[k]);
    }
  }
  check_mean(quiet, 0.0);
  check_mean(busy, 0.0);
}

// Followers gained at g survive to age s with S(s) = exp(-f u s) while young, f u as long as d,
// then at u: their number at t is Poisson with mean g times the integral of S. Catches 0.5 % half
// of the time, 2 % of f.
TEST_CASE("unfollowing: new ties break sooner", "[models][analytic]") {
  constexpr double u = 0.02;
  constexpr double f = 4.0;
  constexpr double d = 10.0;
  WorldRun run{scenario(60, R"(
[population]
pro_accounts = 2000
audience = 50000
counter_accounts = 0
core_share = 0
amplifier_share = 0
[posting]
sigma = 0
[following]
kernel = "uniform"
gain = 8
in_network_share = 0
triadic_share = 0
follow_back = 0
audience_skew = 1
initial_mean = 0
unfollow = 0.02
unfollow_young = 4
unfollow_young_days = 10
)"),
               0};
  for (const double t : {6.0, 10.0, 40.0}) {
    CAPTURE(t);
    run.to(t);
    const double young = (1.0 - std::exp(-f * u * std::min(t, d))) / (f * u);
    const double old = std::exp(-f * u * d) * (1.0 - std::exp(-u * std::max(0.0, t - d))) / u;
    check_mean(run.followers(), 8.0 * (young + old));
  }
}

// The ties of the start are old; those that are made while the run goes on are young. A mutual pair
// stays so with probability exp(-2 m f u t). Catches 3 % of f half of the time.
TEST_CASE("unfollowing: new mutual ties break less often than new one-way ones",
          "[models][analytic]") {
  constexpr double t = 8.0;
  std::vector<double> first;
  std::vector<double> mutual;
  for (std::uint32_t r = 0; r < 40; ++r) {
    const std::string young =
        "unfollow = 0.01\nunfollow_young = 5\nunfollow_young_days = 9\nunfollow_mutual = 0.4\n";
    WorldRun old_ties{complete_network(40, young), r};
    const double at_first = ties_of(old_ties.world).mutual;
    old_ties.to(t);
    first.push_back(ties_of(old_ties.world).mutual - at_first * std::exp(-2.0 * 0.4 * 0.01 * t));

    WorldRun run{complete_network(40, young), r};
    for (std::uint32_t i = 0; i < 40; ++i) {
      while (run.world.followed_by(PersonId{i}) > 0) {
        Stream stream{{.seed = r, .replicate = i}, 0, run.world.followed_by(PersonId{i})};
        run.world.unfollow_any(PersonId{i}, stream);
      }
    }
    for (const AccountId a : run.world.active_accounts()) {
      for (std::uint32_t i = 0; i < 40; ++i) run.world.follow(PersonId{i}, a);
    }
    const Ties made = ties_of(run.world);
    REQUIRE(made.mutual == 40.0 * 39.0 / 2.0);
    run.to(t);
    mutual.push_back(ties_of(run.world).mutual -
                     made.mutual * std::exp(-2.0 * 0.4 * 5.0 * 0.01 * t));
  }
  check_mean(first, 0.0);
  check_mean(mutual, 0.0);
}
