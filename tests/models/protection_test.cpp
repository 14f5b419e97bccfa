// SPDX-License-Identifier: BSD-3-Clause
// What counter-messages leave in persons (M16), also where they backfire (M17), against its closed
// form.
#include <cmath>
#include <numbers>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double persons = 20000.0;
constexpr double views = 0.2;     ///< per person and day, from day 5
constexpr double effect = 0.004;  ///< credibility * efficacy
constexpr double decay = std::numbers::ln2 / 14.0;

Config campaign(const std::string& policy, const std::string& later_impressions = "") {
  return scenario(40, R"(
seed = 15
[population]
pro_accounts = 10
audience = 19990
counter_accounts = 0
[[segment]]
name = "here"
language = "arabic"
share = 0.5
[[segment]]
name = "there"
language = "french"
share = 0.5
[following]
gain = 0
initial_mean = 0
[protection]
half_life = 14
cap = 1.0
[[policy]]
kind = "broadcast_campaign"
credibility = 0.5
efficacy = 0.008
impressions = [[2014-07-01, 0], [2014-07-06, 4000])" +
                          later_impressions + "]\n" + policy);
}

/// Of all persons of a segment on `day`.
std::vector<double> protections(WorldRun& run, double day, SegmentIndex segment) {
  run.observe(day);
  std::vector<double> found;
  for (std::uint32_t i = 0; i < run.world.person_count(); ++i) {
    if (run.world.segment(PersonId{i}) != segment) continue;
    found.push_back(run.world.protection(PersonId{i}));
  }
  return found;
}

/// nu e / decay (1 - exp(-decay t)) after `days` of messages, far below the cap.
double expected(double days) { return views * effect / decay * (1.0 - std::exp(-decay * days)); }

}  // namespace

// Catches 2 % (4 % after a week) half of the time.
TEST_CASE("protection: its mean is that of a shot noise, whenever one looks",
          "[models][analytic]") {
  WorldRun run{campaign("mismatch = 0.25\n"), 0};
  check_mean(protections(run, 5.0, 0), 0.0);
  check_mean(protections(run, 12.0, 0), expected(7.0));
  run.observe(13.0);
  for (std::uint32_t i = 0; i < run.world.person_count(); i += 2) {
    run.world.protection(PersonId{i});  // an earlier look must change nothing
  }
  check_mean(protections(run, 35.0, 0), expected(30.0));
  check_mean(protections(run, 35.0, 1), 0.25 * expected(30.0));
}

TEST_CASE("protection: a second look at the same time draws nothing", "[models]") {
  WorldRun run{campaign(""), 0};
  const std::vector<double> first = protections(run, 20.0, 0);
  CHECK(is_identical(protections(run, 20.0, 0), first));
}

// The time of a look is kept as a float, here in the hour after it, when more is shown.
TEST_CASE("protection: a second look draws nothing though the first seems to have been later",
          "[models]") {
  const double hour = 289.0 / 24.0;
  const double day = std::nextafter(hour, 0.0);
  REQUIRE(static_cast<double>(static_cast<float>(day)) > hour);
  WorldRun run{campaign("", ", [2014-07-13T01:00:00Z, 8000]"), 0};
  const std::vector<double> first = protections(run, day, 0);
  CHECK(is_identical(protections(run, day, 0), first));
}

// Variance of a shot noise: nu e^2 / (2 decay) (1 - exp(-2 decay t)); catches 7 % half of the time.
TEST_CASE("protection: its variance is that of a shot noise", "[models][analytic]") {
  WorldRun run{campaign(""), 0};
  const double mean = expected(30.0);
  std::vector<double> squares;
  for (const double x : protections(run, 35.0, 0)) squares.push_back((x - mean) * (x - mean));
  check_mean(squares,
             views * effect * effect / (2.0 * decay) * (1.0 - std::exp(-2.0 * decay * 30.0)));
}

TEST_CASE("protection: messages that backfire are subtracted", "[models][analytic]") {
  WorldRun run{campaign("backfire = 0.3\n"), 0};
  check_mean(protections(run, 35.0, 0), (1.0 - 2.0 * 0.3) * expected(30.0));
}

TEST_CASE("protection: a campaign reaches its target only, as often as it pays for",
          "[models][analytic]") {
  WorldRun run{campaign("target = \"there\"\n"), 0};
  check_mean(protections(run, 35.0, 0), 0.0);
  // All impressions fall on the half of persons in the segment; French readers keep `mismatch`.
  double reached = 0.0;
  for (std::size_t s = 0; s < stage_count; ++s) {
    reached += static_cast<double>(run.world.persons_in(1, static_cast<Stage>(s)));
  }
  check_mean(protections(run, 35.0, 1), 0.2 * expected(30.0) * persons / reached);
}

// Views before the change had the effect of their time, whenever one looks. Catches 2 % half of the
// time.
TEST_CASE("protection: a message has the effect that holds when it is seen", "[models][analytic]") {
  const double change = 15.0;  // ten days after the campaign's start
  const double later = 20.0;
  const double faded = std::exp(-decay * later);
  WorldRun run{campaign("cost = [[2014-07-01, 1], [2014-07-10, 2]]\n"
                        "backfire = [[2014-07-01, 0], [2014-07-16, 0.75]]\n"),
               0};
  check_mean(protections(run, change + later, 0),
             faded * expected(10.0) + (1.0 - 2.0 * 0.75) * expected(later));
  WorldRun stronger{campaign("mismatch = [[2014-07-01, 0.25], [2014-07-16, 1]]\n"), 0};
  check_mean(protections(stronger, change + later, 0), expected(30.0));
  check_mean(protections(stronger, change + later, 1),
             0.25 * faded * expected(10.0) + expected(later));
}

// The effect of the next message falls by 1 - phi with each one seen, that is to exp(-nu (1 - phi)
// s) on average after s days; it then decays. Catches 2 % half of the time.
TEST_CASE("protection: a person tires of messages, whenever one looks", "[models][analytic]") {
  constexpr double phi = 0.7;
  Config config = campaign("");
  for (Section& section : config.sections) {
    if (section.spec->name == "protection") {
      section.values = ParamValues{section.values.params(), {14.0, 1.0, phi}};
    }
  }
  WorldRun run{config, 0};
  const double tired = views * (1.0 - phi);
  const auto left = [&](double days) {
    return views * effect / (tired - decay) * (std::exp(-decay * days) - std::exp(-tired * days));
  };
  check_mean(protections(run, 12.0, 0), left(7.0));
  run.observe(13.0);
  for (std::uint32_t i = 0; i < run.world.person_count(); i += 2) run.world.protection(PersonId{i});
  check_mean(protections(run, 35.0, 0), left(30.0));
}

// Shown one by one: e (1 + phi + phi^2), whatever is forgotten meanwhile being next to nothing.
TEST_CASE("protection: messages that are shown at once tire as others do", "[models]") {
  Config config = campaign("");
  for (Section& section : config.sections) {
    if (section.spec->name == "protection") {
      section.values = ParamValues{section.values.params(), {14.0, 1.0, 0.5}};
    }
  }
  WorldRun run{config, 0};
  for (int k = 0; k < 3; ++k) run.world.show_message(PersonId{7}, 0.01);
  CHECK_THAT(run.world.protection(PersonId{7}), WithinAbs(0.01 * 1.75, 1e-6));
}

TEST_CASE("protection: the cap holds from both sides", "[models]") {
  for (const auto& [policy, limit] : {std::pair{"", 0.01F}, std::pair{"backfire = 1\n", -0.01F}}) {
    Config config = campaign(policy);
    for (Section& section : config.sections) {
      if (section.spec->name != "protection") continue;
      section.values = ParamValues{section.values.params(), {14.0, 0.01, 1.0}};
    }
    WorldRun run{config, 0};
    std::size_t capped = 0;
    for (const double x : protections(run, 40.0, 0)) {
      CHECK(std::abs(x) <= static_cast<double>(std::abs(limit)));
      capped += x == static_cast<double>(limit) ? 1 : 0;
    }
    CHECK(capped > 5000);
  }
}
