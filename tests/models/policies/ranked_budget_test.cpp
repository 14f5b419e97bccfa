// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <functional>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

Config budget(int accounts, const std::string& policy, const std::string& rest = "") {
  return scenario(15, R"(
seed = 7
[population]
audience = 2000
counter_accounts = 300
pro_accounts = )" + std::to_string(accounts) +
                          "\n[following]\n" + rest + "[[policy]]\nkind = \"ranked_budget\"\n" +
                          policy);
}

std::vector<AccountId> active(const World& world) {
  std::vector<AccountId> all(world.active_accounts().begin(), world.active_accounts().end());
  std::sort(all.begin(), all.end(), [](auto a, auto b) { return a.index() < b.index(); });
  return all;
}

using Score = std::function<double(const World&, AccountId)>;

double posts(const World& world, AccountId a) {
  return static_cast<double>(world.account(a).rate) * static_cast<double>(world.account(a).chill);
}

const std::vector<std::pair<std::string, Score>> orders{
    {"most_followed", [](const World& world, AccountId a) { return world.followers(a); }},
    {"most_active", posts},
    {"newest", [](const World& world, AccountId a) { return world.opened(a).days; }}};

}  // namespace

// Every day those that a sort of all accounts puts first, and no others, are gone.
TEST_CASE("ranked_budget: each order hits those that stand first in it", "[models]") {
  constexpr double per_day = 7.3;
  for (const auto& [order, score] : orders) {
    CAPTURE(order);
    WorldRun run{budget(200, "precision = 1\nper_day = 7.3\norder = \"" + order + "\"\n",
                        "gain = 5\ninitial_mean = 20\n[return]\n[reporting]\n"),
                 0};
    for (int day = 1; day <= 15; ++day) {
      run.observe(day - 1e-7);
      std::vector<AccountId> ranked = active(run.world);
      std::vector<double> scores(ranked.back().index() + 1);
      for (const AccountId a : ranked) scores[a.index()] = score(run.world, a);
      std::stable_sort(ranked.begin(), ranked.end(),
                       [&](auto a, auto b) { return scores[a.index()] > scores[b.index()]; });
      run.observe(day + 1e-7);
      const double due = std::floor(per_day * day + 1e-6) - std::floor(per_day * (day - 1) + 1e-6);
      for (std::size_t k = 0; k < ranked.size(); ++k) {
        const bool is_gone = run.world.account(ranked[k]).status != AccountStatus::active;
        CHECK(is_gone == (k < static_cast<std::size_t>(due)));
      }
    }
  }
}

// Accounts 0 to 4, 5 to 7 and 8 to 11 follow each other; 12 follows nobody.
TEST_CASE("ranked_budget: small clusters go first, whole ones", "[models]") {
  WorldRun run{budget(13, "precision = 1\nper_day = 4\norder = \"small_clusters\"\n",
                      "gain = 0\nunfollow = 0\ninitial_mean = 0\n"),
               0};
  const auto account = [](std::uint32_t k) { return AccountId{k}; };
  const auto clique = [&](std::uint32_t from, std::uint32_t to) {
    for (std::uint32_t a = from; a < to; ++a) {
      for (std::uint32_t b = from; b < to; ++b) {
        run.world.follow(PersonId{run.world.account(account(b)).owner}, account(a));
      }
    }
  };
  clique(0, 5);
  clique(5, 8);
  clique(8, 12);
  const auto standing = [&run] {
    std::vector<std::uint32_t> numbers;
    for (const AccountId a : active(run.world)) numbers.push_back(a.index());
    return numbers;
  };
  run.to(1.5);
  CHECK(standing() == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 8, 9, 10, 11});
  run.to(2.5);
  CHECK(standing() == std::vector<std::uint32_t>{0, 1, 2, 3, 4});
  run.to(3.5);
  CHECK(standing() == std::vector<std::uint32_t>{4});
  run.to(4.5);
  CHECK(standing().empty());
}

// Accounts 0 to 3 and 5 to 8 follow each other; they know of the others through 4 alone. When it is
// gone, every way is direct, and the lowest number is first among equals.
TEST_CASE("ranked_budget: who joins two groups stands between them", "[models]") {
  WorldRun run{budget(9, "precision = 1\nper_day = 1\norder = \"betweenness\"\npivots = 9\n",
                      "gain = 0\nunfollow = 0\ninitial_mean = 0\n"),
               0};
  const auto follows = [&](std::uint32_t a, std::uint32_t b) {
    run.world.follow(PersonId{run.world.account(AccountId{b}).owner}, AccountId{a});
    run.world.follow(PersonId{run.world.account(AccountId{a}).owner}, AccountId{b});
  };
  for (const std::uint32_t first : {0U, 5U}) {
    for (std::uint32_t a = first; a < first + 4; ++a) {
      for (std::uint32_t b = first; b < a; ++b) follows(a, b);
    }
  }
  follows(4, 2);
  follows(4, 7);
  run.to(1.5);
  CHECK(run.world.account(AccountId{4}).status != AccountStatus::active);
  CHECK(run.world.active_accounts().size() == 8);
  run.to(2.5);
  CHECK(run.world.account(AccountId{0}).status != AccountStatus::active);
}

// Account 0 has more readers than 1, but they follow others as well; those of 2 run accounts.
TEST_CASE("ranked_budget: a bridge has readers whom others do not reach", "[models]") {
  WorldRun run{budget(5, "precision = 1\nper_day = 1\norder = \"bridges\"\n",
                      "gain = 0\nunfollow = 0\ninitial_mean = 0\n"),
               0};
  for (std::uint32_t i = 0; i < 10; ++i) {
    const PersonId reader{5 + i};
    for (const std::uint32_t a : {0U, 3U, 4U}) run.world.follow(reader, AccountId{a});
  }
  for (std::uint32_t i = 10; i < 14; ++i) run.world.follow(PersonId{5 + i}, AccountId{1});
  for (const std::uint32_t a : {0U, 1U, 3U, 4U}) {
    run.world.follow(PersonId{run.world.account(AccountId{a}).owner}, AccountId{2});
  }
  const auto gone = [&](std::uint32_t a) {
    return run.world.account(AccountId{a}).status != AccountStatus::active;
  };
  run.to(1.5);
  CHECK(gone(1));
  run.to(2.5);
  CHECK(gone(0));  // 10 / 3, as 3 and 4; the lowest number is first
  run.to(4.5);
  CHECK(gone(3));
  CHECK(gone(4));
  CHECK_FALSE(gone(2));
}

// With 4,000 draws an account that is picked half as often again is caught almost surely.
TEST_CASE("ranked_budget: a random order is uniform", "[models][analytic]") {
  const Config config =
      budget(20, "precision = 1\nper_day = 1\norder = \"random\"\n", "initial_mean = 10\n");
  std::vector<std::uint64_t> counts(20);
  for (std::uint32_t r = 0; r < 4000; ++r) {
    WorldRun run{config, r};
    run.to(1.5);
    REQUIRE(run.world.active_accounts().size() == 19);
    for (std::uint32_t k = 0; k < 20; ++k) {
      if (run.world.account(AccountId{k}).status != AccountStatus::active) ++counts[k];
    }
  }
  CHECK(chi_square_p(counts, std::vector<double>(20, 1.0 / 20.0)) > p_limit);
}

// 2.37 a day at scale 1 every 2.5 days: six orders in 15 days, whole accounts of what was earned.
TEST_CASE("ranked_budget: the budget is spent to the last whole account", "[models][analytic]") {
  const Config config = budget(200, "per_day = 2.37\ncadence = 2.5\nprecision = 0.5\ncost = 3\n");
  std::vector<double> wrong;
  for (std::uint32_t r = 0; r < 100; ++r) {
    const Recording recording = record(config, r);
    double actions = 0.0;
    double cost = 0.0;
    double errors = 0.0;
    for (std::size_t row = 0; row < recording.times.size(); ++row) {
      actions += series(recording, "policy_actions")[row];
      cost += series(recording, "policy_cost")[row];
      errors += series(recording, "policy_errors")[row];
    }
    CHECK(actions == std::floor(2.37 * 15.0));
    CHECK(cost == 3.0 * actions);
    wrong.push_back(errors);
  }
  check_mean(wrong, 0.5 * std::floor(2.37 * 15.0));
}
