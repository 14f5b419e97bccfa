// SPDX-License-Identifier: BSD-3-Clause
// Creatives that wear out; the rest of a broadcast is tested in protection_test.cpp.
#include "tests/catch.hpp"
#include "tests/models/policies/campaigns.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

Config campaign(const std::string& wear_out) {
  return scenario(40, R"(
seed = 15
[population]
pro_accounts = 10
audience = 19990
counter_accounts = 0
[following]
gain = 0
initial_mean = 0
[protection]
half_life = 14
cap = 1.0
[[policy]]
kind = "broadcast_campaign"
impressions = [[2014-07-01, 0], [2014-07-06, 4000]]
credibility = 0.5
efficacy = 0.008
)" + wear_out);
}

std::vector<double> everybody(WorldRun& run, double day) {
  run.observe(day);
  return protections(run.world, [](PersonId) { return true; });
}

}  // namespace

// nu e Int_0^T exp(-w s) exp(-d (T - s)) ds = nu e (exp(-w T) - exp(-d T)) / (d - w), far below the
// cap. Catches 2 % half of the time.
TEST_CASE("broadcast_campaign: creatives wear out from their first impression on",
          "[models][analytic]") {
  const double wear = std::numbers::ln2 / 6.0;
  const double views = 4000.0 / 20000.0;
  const double effect = 0.5 * 0.008;
  WorldRun run{campaign("wear_out = 6\n"), 0};
  for (const double days : {10.0, 30.0}) {
    check_mean(everybody(run, 5.0 + days),
               views * effect * (std::exp(-wear * days) - std::exp(-protection_decay * days)) /
                   (protection_decay - wear));
  }
}

TEST_CASE("broadcast_campaign: creatives that never wear out are the default", "[models]") {
  WorldRun run{campaign(""), 0};
  WorldRun never{campaign("wear_out = inf\n"), 0};
  WorldRun hardly{campaign("wear_out = 1e6\n"), 0};
  const std::vector<double> expected = everybody(run, 20.0);
  CHECK(is_identical(everybody(never, 20.0), expected));
  CHECK_FALSE(is_identical(everybody(hardly, 20.0), expected));
}
