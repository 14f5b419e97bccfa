// SPDX-License-Identifier: BSD-3-Clause
// Steps down by contacts alone: a pure death process at a constant total rate.
#include "tests/catch.hpp"
#include "tests/models/policies/campaigns.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr int sympathisers = 60;
constexpr double days = 20.0;

std::string world_of(const std::string& segments) {
  return R"(
seed = 18
cadence = 20
[population]
pro_accounts = 10
audience = 60
counter_accounts = 0
core_share = 0
curious_share = 0
sympathiser_share = 1
[following]
gain = 0
initial_mean = 0
)" + segments;
}

std::string outreach(const std::string& keys) {
  return "[[policy]]\nkind = \"one_to_one_outreach\"\n" + keys;
}

const std::string sympathisers_only =
    "lowest_stage = \"sympathiser\"\nhighest_stage = \"sympathiser\"\n";

/// Number of those on `stage` after 20 days, in many runs.
std::vector<double> remaining(const std::string& text, Stage stage, std::uint32_t runs) {
  const Config config = scenario(days, text);
  std::vector<double> counts;
  for (std::uint32_t r = 0; r < runs; ++r) {
    WorldRun run{config, r};
    run.to(days);
    run.world.check();
    counts.push_back(static_cast<double>(run.world.members(stage).size()));
  }
  return counts;
}

std::function<double(std::size_t)> poisson_law(double mean) {
  return [mean](std::size_t k) {
    const auto n = static_cast<double>(k);
    return std::exp(n * std::log(mean) - mean - std::lgamma(n + 1.0));
  };
}

}  // namespace

// As long as any is left they step down at rate contacts * success, so that min(60, Poisson(50))
// have done so at the end. Catches 3 % of the rate half of the time.
TEST_CASE("one_to_one_outreach: members fall at a constant rate until none is left",
          "[models][analytic]") {
  std::vector<double> stepped;
  for (const double left :
       remaining(world_of("") + frozen_ladder +
                     outreach(sympathisers_only + "contacts = 6.25\nsuccess = 0.4\n"),
                 Stage::sympathiser, 1500)) {
    stepped.push_back(sympathisers - left);
  }
  CHECK(law_p(stepped, sympathisers + 1, poisson_law(6.25 * 0.4 * days)) > p_limit);
}

// Nobody is contacted before day 10; then supporters alone, of whom none leaves the platform.
TEST_CASE("one_to_one_outreach: the chosen stages are contacted from the given date on",
          "[models][analytic]") {
  const std::string ladder = std::string{frozen_ladder} + "leave_share = 0\n";
  const std::string keys =
      "lowest_stage = \"supporter\"\ncontacts = [[2014-07-01, 0], [2014-07-11, 0.4]]\n"
      "success = 1\n";
  std::vector<double> stepped;
  for (const double left :
       remaining(world_of("") + ladder + outreach(keys), Stage::supporter, 1500)) {
    stepped.push_back(10.0 - left);
  }
  CHECK(law_p(stepped, 11, poisson_law(0.4 * 10.0)) > p_limit);
}

// The readers of the target succeed with `mismatch` in another language than theirs.
TEST_CASE("one_to_one_outreach: only the target is contacted", "[models][analytic]") {
  const std::string segments = R"(
[[segment]]
name = "here"
language = "arabic"
share = 0.1
[[segment]]
name = "there"
language = "french"
share = 0.9
)";
  const std::string keys = sympathisers_only + "contacts = 4\nsuccess = 1\nmismatch = 0.25\n";
  const std::string text = world_of(segments) + frozen_ladder + outreach(keys);
  const Config config = scenario(days, text + "target = \"there\"\n");
  std::vector<double> stepped;
  for (std::uint32_t r = 0; r < 1500; ++r) {
    WorldRun run{config, r};
    const std::uint64_t here = run.world.persons_in(0, Stage::sympathiser);
    const std::uint64_t there = run.world.persons_in(1, Stage::sympathiser);
    run.to(days);
    REQUIRE(run.world.persons_in(0, Stage::sympathiser) == here);
    stepped.push_back(static_cast<double>(there - run.world.persons_in(1, Stage::sympathiser)));
  }
  // More than 40 of a mean of 20 do not happen, and there are more.
  CHECK(law_p(stepped, sympathisers + 1, poisson_law(4.0 * 0.25 * days)) > p_limit);
}

TEST_CASE("one_to_one_outreach: a contact is paid, and made with somebody", "[models]") {
  const std::string keys = sympathisers_only + "contacts = 50\nsuccess = 1\ncost = 3\n";
  const Recording recording = record(scenario(days, world_of("") + frozen_ladder + outreach(keys)));
  CHECK(series(recording, "policy_actions")[1] == sympathisers);  // then nobody is left
  CHECK(series(recording, "policy_cost")[1] == 3.0 * sympathisers);
}

TEST_CASE("one_to_one_outreach: what cannot have an effect is refused", "[models]") {
  CHECK(refusal(world_of("") + frozen_ladder + outreach("contacts = 1\n")).empty());
  CHECK_THAT(refusal(world_of("") + outreach("contacts = 1\n")),
             ContainsSubstring("there is no [ladder] to step down"));
  CHECK_THAT(
      refusal(world_of("") + frozen_ladder + outreach("contacts = 1\nlowest_stage = \"core\"\n")),
      ContainsSubstring("lowest_stage is core, its highest_stage supporter"));
}
