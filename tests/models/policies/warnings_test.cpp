// SPDX-License-Identifier: BSD-3-Clause
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double accounts = 50.0;
constexpr double rate = 8.0;  // posts per day
constexpr double effect = 0.2;

Config warned(double coverage) {
  return scenario(40, R"(
seed = 10
[population]
pro_accounts = 50
audience = 10
counter_accounts = 0
core_share = 0
amplifier_share = 0
[posting]
rate = 8
sigma = 0
[following]
gain = 0
initial_mean = 0
[reporting]
rate = 1e-12
[[policy]]
kind = "warnings"
effect = 0.2
days = 7
memory = 20
cost = 1
coverage = )" + std::to_string(coverage) +
                          "\n");
}

/// Observes on `day`, then reports all accounts.
void report_all(WorldRun& run, double day, Recording& recording) {
  run.to(day);
  run.world.observe({.days = day}, recording);
  for (const AccountId a : run.world.active_accounts()) run.world.report(a);
}

}  // namespace

// All are reported on days 1 and 5, and warned once: they post less until day 8, as before after
// it. A bias of 1.5 % in the posts, 7 % of the effect, is caught half of the time.
TEST_CASE("warnings: a warned account posts less for a week", "[models][analytic]") {
  const Config config = warned(1.0);
  std::vector<double> during;
  std::vector<double> after;
  for (std::uint32_t r = 0; r < 100; ++r) {
    WorldRun run{config, r};
    Recording recording;
    report_all(run, 1.0, recording);
    report_all(run, 5.0, recording);
    for (const double day : {8.0, 10.0}) {
      run.to(day);
      run.world.observe({.days = day}, recording);
    }
    const std::vector<double> posts = series(recording, "pro_posts");
    during.push_back((4.0 * posts[1] + 3.0 * posts[2]) / 7.0);
    after.push_back(posts[3]);
  }
  check_mean(during, accounts * rate * (1.0 - effect));
  check_mean(after, accounts * rate);
}

TEST_CASE("warnings: nobody is warned again within the memory", "[models]") {
  WorldRun run{warned(1.0), 0};
  Recording recording;
  run.world.observe({.days = 0.0}, recording);
  const auto warned_on = [&](double day) {
    report_all(run, day, recording);
    run.world.observe({.days = day}, recording);
    return series(recording, "policy_actions").back();
  };
  CHECK(warned_on(1.0) == accounts);
  CHECK(warned_on(20.9) == 0.0);
  CHECK(warned_on(21.1) == accounts);
}

TEST_CASE("warnings: coverage is the share of reports that warn", "[models][analytic]") {
  const Config config = warned(0.3);
  std::vector<double> costs;
  for (std::uint32_t r = 0; r < 200; ++r) {
    WorldRun run{config, r};
    Recording recording;
    report_all(run, 0.0, recording);
    run.world.observe({.days = 0.0}, recording);
    costs.push_back(series(recording, "policy_cost")[1]);
  }
  check_mean(costs, 0.3 * accounts);
}
