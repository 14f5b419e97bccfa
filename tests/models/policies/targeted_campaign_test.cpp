// SPDX-License-Identifier: BSD-3-Clause
// Who is reached (M16), and what it leaves behind, against the shot noise of the impressions.
#include "tests/catch.hpp"
#include "tests/models/policies/campaigns.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double impressions = 4000.0;
constexpr double effect = 0.5 * 0.008;

std::string world_of(int accounts, const std::string& following) {
  return "seed = 16\n[population]\npro_accounts = " + std::to_string(accounts) +
         "\naudience = " + std::to_string(20000 - accounts) + R"(
counter_accounts = 0
core_share = 0
curious_share = 0.3
sympathiser_share = 0.4
[protection]
half_life = 14
cap = 1.0
[posting]
chill = 0
[following]
gain = 0
initial_sigma = 0
initial_in_network = 0
audience_skew = 1
)" + following;
}

std::string campaign(const std::string& keys) {
  return "[[policy]]\nkind = \"targeted_campaign\"\nimpressions = 4000\ncredibility = 0.5\n"
         "efficacy = 0.008\n" +
         keys;
}

const std::string standing = world_of(10, "initial_mean = 1000\nunfollow = 0\n") + frozen_ladder;

/// Checks those of whom `is_reached` holds against the shot noise, and the others against nothing.
template <class IsReached>
void check_reach(const std::string& keys, IsReached&& is_reached) {
  WorldRun run{scenario(40, standing + campaign(keys)), 0};
  run.observe(30.0);
  const auto reached = [&](PersonId i) { return is_reached(run.world, i); };
  const std::vector<double> targeted = protections(run.world, reached);
  REQUIRE(targeted.size() > 4000);
  REQUIRE(targeted.size() < 16000);
  const double views = impressions / static_cast<double>(targeted.size());
  check_mean(targeted, shot_noise(views, effect, 30.0));
  for (const double x : protections(run.world, [&](PersonId i) { return !reached(i); })) {
    REQUIRE(x == 0.0);
  }
}

}  // namespace

// Each catches 2 % half of the time.
TEST_CASE("targeted_campaign: followers of pro accounts alone share the impressions",
          "[models][analytic]") {
  check_reach("", [](const World& world, PersonId i) { return world.followed_by(i) > 0; });
}

TEST_CASE("targeted_campaign: the stages between two alone share the impressions",
          "[models][analytic]") {
  check_reach(
      "followers_only = \"no\"\nlowest_stage = \"curious\"\nhighest_stage = \"sympathiser\"\n",
      [](const World& world, PersonId i) {
        return world.stage(i) == Stage::curious || world.stage(i) == Stage::sympathiser;
      });
}

// With u the rate of unfollowing and d that of decay, one who followed at the start has
// nu e Int_0^t exp(-u s) exp(-d (t - s)) ds = nu e (exp(-u t) - exp(-d t)) / (d - u).
TEST_CASE("targeted_campaign: who stops following is reached until then", "[models][analytic]") {
  const double u = 0.1;
  const std::string one = world_of(1, "initial_mean = 8000\nunfollow = 0.1\n") + frozen_ladder;
  WorldRun run{scenario(40, one + campaign("")), 0};
  std::vector<bool> followed;
  for (std::uint32_t i = 0; i < run.world.person_count(); ++i) {
    followed.push_back(run.world.followed_by(PersonId{i}) > 0);
  }
  const auto initial = [&](PersonId i) { return followed[i.index()]; };
  run.observe(20.0);
  const double views = impressions / 8000.0;
  check_mean(protections(run.world, initial),
             views * effect * (std::exp(-u * 20.0) - std::exp(-protection_decay * 20.0)) /
                 (protection_decay - u));
  run.world.suspend(PolicyIndex{0}, run.world.active_accounts()[0]);
  run.observe(34.0);  // one half-life later
  check_mean(protections(run.world, initial),
             0.5 * views * effect * (std::exp(-u * 20.0) - std::exp(-protection_decay * 20.0)) /
                 (protection_decay - u));
}

TEST_CASE("targeted_campaign: impressions are counted and paid as far as they are shown",
          "[models]") {
  const std::string one = world_of(1, "initial_mean = 8000\nunfollow = 0.1\n") + frozen_ladder;
  const Recording recording = record(scenario(40, one + campaign("cost = 7\n")));
  const std::vector<double> followers = series(recording, "edges");
  const std::vector<double> shown = series(recording, "campaign_impressions");
  const std::vector<double> cost = series(recording, "policy_cost");
  REQUIRE(followers[20] < 2000.0);
  for (std::size_t day = 1; day < shown.size(); ++day) {
    CHECK(shown[day] == Approx(impressions * followers[day] / 8000.0));
    CHECK(cost[day] == Approx(shown[day] * 7.0 / 1000.0));
  }
}

// Impressions that act come at impressions * unfollow for each of those who followed at the start;
// who unfollows is gone, so that followers fall as exp(-nu p t). Catches 3 % of nu p half of the
// time.
TEST_CASE("targeted_campaign: readers unfollow at the rate of impressions", "[models][analytic]") {
  const std::string one = world_of(1, "initial_mean = 8000\nunfollow = 0\n");
  WorldRun run{scenario(40, one + campaign("unfollow = 0.2\n")), 0};
  run.observe(10.0);
  std::vector<double> still(8000, 0.0);
  std::fill_n(still.begin(), run.followers()[0], 1.0);
  check_mean(still, std::exp(-impressions / 8000.0 * 0.2 * 10.0));
}

TEST_CASE("targeted_campaign: what cannot have an effect is refused", "[models]") {
  const std::string following = "initial_mean = 1000\n";
  CHECK(refusal(standing + campaign("")).empty());
  CHECK_THAT(refusal(standing + campaign("lowest_stage = \"core\"\nhighest_stage = \"curious\"\n")),
             ContainsSubstring("lowest_stage is core, its highest_stage curious"));
  CHECK_THAT(refusal(standing + campaign("lowest_stage = \"core\"\n")),
             ContainsSubstring("nobody is on its stages"));
  CHECK_THAT(refusal(world_of(10, "initial_mean = 0\n") + frozen_ladder + campaign("")),
             ContainsSubstring("nobody follows a pro account"));
  CHECK_THAT(refusal(world_of(10, following) + campaign("lowest_stage = \"curious\"\n")),
             ContainsSubstring("there is no [ladder]"));
  CHECK_THAT(refusal(world_of(10, following) + campaign("")),
             ContainsSubstring("targeted_campaign does nothing"));
  CHECK(refusal(world_of(10, following) + campaign("unfollow = 0.1\n")).empty());
}
