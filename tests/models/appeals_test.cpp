// SPDX-License-Identifier: BSD-3-Clause
// Appeals of counter accounts that were suspended wrongly (M8).
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr std::uint32_t counters = 20000;

Config appeals(const std::string& table) {
  return scenario(120, R"(
seed = 33
[population]
pro_accounts = 10
audience = 1
counter_accounts = 20000
[following]
gain = 0
initial_mean = 0
[[policy]]
kind = "suspension_schedule"
per_day = 0
)" + table);
}

/// All that are active now.
void suspend_all_wrongly(World& world) {
  while (!world.active_counters().empty()) {
    world.suspend_wrongly(PolicyIndex{0}, world.active_counters().front());
  }
}

/// For each of `among`, whether it is active.
std::vector<double> is_active(const World& world, const std::vector<CounterId>& among) {
  std::vector<double> active(counters, 0.0);
  for (const CounterId c : world.active_counters()) active[c.index()] = 1.0;
  std::vector<double> found;
  for (const CounterId c : among) found.push_back(active[c.index()]);
  return found;
}

std::vector<CounterId> all_active(const World& world) {
  return {world.active_counters().begin(), world.active_counters().end()};
}

}  // namespace

// A share of 0.6 (1 - exp(-t / 4)) is back by day t. Catches 2.6 % of the success, and 7 % of the
// delay, half of the time.
TEST_CASE("appeals: succeed with their probability, after an exponential time",
          "[models][analytic]") {
  WorldRun run{appeals("[appeals]\nsuccess = 0.6\ndelay = 4\n"), 0};
  run.observe(0.0);
  const std::vector<CounterId> all = all_active(run.world);
  REQUIRE(all.size() == counters);
  suspend_all_wrongly(run.world);
  for (const double t : {1.0, 4.0, 10.0, 100.0}) {
    CAPTURE(t);
    run.observe(t);
    check_mean(is_active(run.world, all), 0.6 * (1.0 - std::exp(-t / 4.0)));
  }
  CHECK(series(run.recording(), "appeals")[1] == counters);
  double reinstated = 0.0;
  for (const double count : series(run.recording(), "reinstated")) reinstated += count;
  CHECK(reinstated == static_cast<double>(run.world.active_counters().size()));
}

// Whether an account came back once says nothing about the next time. Catches 3.5 % half of the
// time.
TEST_CASE("appeals: a second one is decided anew", "[models][analytic]") {
  WorldRun run{appeals("[appeals]\nsuccess = 0.6\ndelay = 1\n"), 0};
  suspend_all_wrongly(run.world);
  run.observe(50.0);
  const std::vector<CounterId> back = all_active(run.world);
  suspend_all_wrongly(run.world);
  run.observe(51.0);
  check_mean(is_active(run.world, back), 0.6 * (1.0 - std::exp(-1.0)));
  run.observe(100.0);
  check_mean(is_active(run.world, back), 0.6);
}

TEST_CASE("appeals: without the table nobody comes back", "[models]") {
  WorldRun run{appeals(""), 0};
  suspend_all_wrongly(run.world);
  run.observe(100.0);
  CHECK(run.world.active_counters().empty());
  CHECK(series(run.recording(), "appeals").back() == 0.0);
}
