// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double accounts = 50.0;
constexpr double rate = 8.0;    // posts per day
constexpr double gain = 6.0;    // followers per day
constexpr double start = 30.0;  // followers

Config ranked(double reach, double gain_per_day, const std::string& more) {
  return scenario(40, R"(
seed = 11
[population]
pro_accounts = 50
audience = 20000
counter_accounts = 0
core_share = 0
amplifier_share = 0
[posting]
rate = 8
sigma = 0
[following]
unfollow = 0
in_network_share = 0
triadic_share = 0
follow_back = 0
initial_mean = 30
initial_sigma = 0
initial_in_network = 0
gain = )" + std::to_string(gain_per_day) +
                          R"(
[reporting]
rate = 1e-12
[[policy]]
kind = "down_ranking"
days = 10
cost = 1
reach = )" + std::to_string(reach) +
                          "\n" + more);
}

void report_all(World& world) {
  for (const AccountId a : world.active_accounts()) world.report(a);
}

double all_followers(const WorldRun& run) {
  double sum = 0.0;
  for (const double count : run.followers()) sum += count;
  return sum;
}

}  // namespace

// F(t) = F(0) + g (reach min(t, 10) + max(0, t - 10)). A bias of 1.5 % in the gains is caught half
// of the time; a reach of 0 must be lifted like any other.
TEST_CASE("down_ranking: an account gains less until its reach is restored", "[models][analytic]") {
  for (const double reach : {0.25, 0.0}) {
    CAPTURE(reach);
    const Config config = ranked(reach, gain, "recall = 1\ndelay = 0\n");
    std::vector<double> during;
    std::vector<double> after;
    for (std::uint32_t r = 0; r < 40; ++r) {
      WorldRun run{config, r};
      report_all(run.world);
      run.to(10.0);
      during.push_back(all_followers(run));
      run.to(15.0);
      after.push_back(all_followers(run) - during.back());
    }
    check_mean(during, accounts * (start + gain * reach * 10.0));
    check_mean(after, accounts * gain * 5.0);
  }
}

// Impressions are posts times the followers that are shown them. Catches 1 % half of the time.
TEST_CASE("down_ranking: impressions fall to the reach", "[models][analytic]") {
  const Config config = ranked(0.25, 0.0, "recall = 1\ndelay = 0\n");
  std::vector<double> during;
  std::vector<double> after;
  for (std::uint32_t r = 0; r < 40; ++r) {
    WorldRun run{config, r};
    Recording recording;
    run.world.observe({.days = 0.0}, recording);
    report_all(run.world);
    run.to(10.0);
    run.world.observe({.days = 10.0}, recording);
    run.to(15.0);
    run.world.observe({.days = 15.0}, recording);
    during.push_back(series(recording, "impressions")[1]);
    after.push_back(series(recording, "impressions")[2]);
  }
  check_mean(during, accounts * rate * start * 0.25);
  check_mean(after, accounts * rate * start);
}

// Reports come twice; one that waits or is down-ranked is not taken again. A share 1 - (1 - r)^2 is
// taken in all, of it 1 - exp(-t / delay) acted on by t. Catches 5 % half of the time.
TEST_CASE("down_ranking: reports are acted on with recall, after a delay", "[models][analytic]") {
  const Config config = ranked(0.5, 0.0, "recall = 0.4\ndelay = 36\n");
  std::vector<double> acted;
  for (std::uint32_t r = 0; r < 200; ++r) {
    WorldRun run{config, r};
    Recording recording;
    report_all(run.world);
    report_all(run.world);
    run.to(3.0);
    run.world.observe({.days = 3.0}, recording);
    acted.push_back(series(recording, "policy_cost")[0]);
    CHECK(series(recording, "policy_actions")[0] == acted.back());
  }
  check_mean(acted, accounts * (1.0 - 0.6 * 0.6) * (1.0 - std::exp(-3.0 / 1.5)));
}
