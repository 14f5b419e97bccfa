// SPDX-License-Identifier: BSD-3-Clause
// Tools that recognise an account by its suspended neighbours (M7).
#include <algorithm>
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double hazard = 0.5;  // [1/d]

/// Forty accounts that follow each other and change nothing; nobody returns.
Config network(double recall, double hazard_per_day = hazard) {
  return scenario(8, R"(
seed = 6
[population]
pro_accounts = 40
audience = 10
counter_accounts = 1000
core_share = 0
amplifier_share = 0
[following]
gain = 0
unfollow = 0
initial_mean = 8
initial_sigma = 0.5
initial_in_network = 1
[[policy]]
kind = "neighbour_detection"
precision = 1
recall = )" + std::to_string(recall) +
                         "\nhazard = " + std::to_string(hazard_per_day) + "\n");
}

std::vector<double> shares(const World& world) {
  std::vector<double> all;
  for (const AccountId a : world.active_accounts()) all.push_back(world.suspended_share(a));
  return all;
}

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double x : values) total += x;
  return total;
}

}  // namespace

TEST_CASE("neighbour_detection: nobody is found where no neighbour was suspended", "[models]") {
  WorldRun run{network(1.0, 50.0), 0};
  run.observe(8.0);
  CHECK(run.world.active_accounts().size() == 40);
}

// Until the first of them is found, the shares s stand still: none is found by time t with
// probability prod(1 - r + r exp(-h s t)), r the recall. Catches 14 % of the hazard, or of the
// recall, half of the time.
TEST_CASE("neighbour_detection: the hazard is the suspended share", "[models][analytic]") {
  for (const double recall : {1.0, 0.4}) {
    CAPTURE(recall);
    const Config config = network(recall);
    std::vector<double> excess;
    for (std::uint32_t r = 0; r < 2000; ++r) {
      WorldRun run{config, r};
      suspend_first(run.world, 10);
      const std::vector<double> seen = shares(run.world);
      const double t = 1.0 / (hazard * recall * sum(seen));
      double all_missed = 1.0;
      for (const double share : seen) {
        all_missed *= 1.0 - recall * (1.0 - std::exp(-hazard * share * t));
      }
      run.observe(t);
      excess.push_back((run.world.active_accounts().size() == 30 ? 1.0 : 0.0) - all_missed);
    }
    check_mean(excess, 0.0);
  }
}

// The first one found has the share s with probability s / sum(s). Steps are so short that two are
// found in one of them once in 500 runs. A uniform choice would be off by 14 standard errors.
TEST_CASE("neighbour_detection: who is found first goes by share", "[models][analytic]") {
  const Config config = network(1.0);
  std::vector<double> excess;
  for (std::uint32_t r = 0; r < 500; ++r) {
    WorldRun run{config, r};
    suspend_first(run.world, 10);
    const std::vector<AccountId> before(run.world.active_accounts().begin(),
                                        run.world.active_accounts().end());
    const std::vector<double> seen = shares(run.world);
    const double step = 0.002 / (hazard * sum(seen));
    for (double t = step; run.world.active_accounts().size() == before.size(); t += step) {
      run.to(t);
    }
    double squares = 0.0;
    for (const double share : seen) squares += share * share;
    for (std::size_t k = 0; k < before.size(); ++k) {
      if (run.world.account(before[k]).status == AccountStatus::active) continue;
      excess.push_back(seen[k] - squares / sum(seen));
      break;
    }
  }
  check_mean(excess, 0.0);
}
