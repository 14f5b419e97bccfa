// SPDX-License-Identifier: BSD-3-Clause
// Gains that are led elsewhere, and what the messages leave in searchers.
#include "tests/catch.hpp"
#include "tests/models/policies/campaigns.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double accounts = 1000.0;
constexpr double audience = 200000.0;  // so many that hardly anybody finds an account twice
constexpr double gain = 5.0;
constexpr double coverage = 0.6;
constexpr double diverted = 0.5;
constexpr double days = 15.0;  // from day 5

std::string world_with(const std::string& following) {
  return R"(
seed = 17
[population]
pro_accounts = 1000
audience = 200000
counter_accounts = 0
core_share = 0
[[segment]]
name = "here"
language = "arabic"
share = 0.5
[[segment]]
name = "there"
language = "french"
share = 0.5
[protection]
half_life = 14
cap = 1.0
[following]
kernel = "uniform"
audience_skew = 1
initial_mean = 0
unfollow = 0
follow_back = 0
triadic_share = 0
)" + following +
         frozen_ladder;
}

std::string redirect(const std::string& keys = "") {
  return "[[policy]]\nkind = \"search_redirect\"\n"
         "coverage = [[2014-07-01, 0], [2014-07-06, 0.6]]\ndiverted = 0.5\n"
         "credibility = 0.5\nefficacy = 0.02\nmismatch = 0.25\n" +
         keys;
}

const std::string searched = world_with("gain = 5\nin_network_share = 0\n");

std::vector<double> followers_after(const std::string& text) {
  WorldRun run{scenario(20, text), 0};
  run.observe(5.0);
  const std::vector<double> before = run.followers();
  run.observe(5.0 + days);
  std::vector<double> gained = run.followers();
  for (std::size_t k = 0; k < gained.size(); ++k) gained[k] -= before[k];
  return gained;
}

}  // namespace

// Catches 2 % half of the time.
TEST_CASE("search_redirect: gains fall by coverage times diverted", "[models][analytic]") {
  check_mean(followers_after(searched), gain * days);
  check_mean(followers_after(searched + redirect()), gain * days * (1.0 - coverage * diverted));
}

// Half of the persons are not addressed; of gains by pro accounts none is a search.
TEST_CASE("search_redirect: only searches of the target are led elsewhere", "[models][analytic]") {
  check_mean(followers_after(searched + redirect("target = \"there\"\n")),
             gain * days * (1.0 - 0.5 * coverage * diverted));
  const std::string by_pro = world_with("gain = 0.5\nin_network_share = 0.4\n");
  check_mean(followers_after(by_pro + redirect()),
             0.5 * days * (1.0 - (1.0 - 0.4) * coverage * diverted));
}

// A person searches gain * accounts / audience times a day. Catches 2 % (5 % of the other
// language) half of the time.
TEST_CASE("search_redirect: searchers are protected by what they see", "[models][analytic]") {
  WorldRun run{scenario(20, searched + redirect()), 0};
  run.observe(5.0 + days);
  const double views = gain * accounts / audience * coverage;
  for (const auto& [segment, match] : {std::pair{0, 1.0}, std::pair{1, 0.25}}) {
    const auto searches = [&, s = segment](PersonId i) {
      return run.world.segment(i) == s && run.world.main_account(i) == none;
    };
    check_mean(protections(run.world, searches), match * shot_noise(views, 0.5 * 0.02, days));
  }
}

// Catches 1 % half of the time.
TEST_CASE("search_redirect: impressions are counted and paid, and those led elsewhere",
          "[models][analytic]") {
  const Recording recording = record(scenario(20, searched + redirect("cost = 30\n")));
  const std::vector<double> shown = series(recording, "campaign_impressions");
  const std::vector<double> led = series(recording, "policy_actions");
  const std::vector<double> cost = series(recording, "policy_cost");
  for (std::size_t day = 1; day <= 5; ++day) CHECK(shown[day] == 0.0);
  const auto from = static_cast<std::ptrdiff_t>(6);
  check_mean(std::vector<double>(shown.begin() + from, shown.end()), gain * accounts * coverage);
  check_mean(std::vector<double>(led.begin() + from, led.end()),
             gain * accounts * coverage * diverted);
  for (std::size_t day = 1; day < shown.size(); ++day) {
    CHECK(cost[day] == Approx(shown[day] * 30.0 / 1000.0));
  }
}

TEST_CASE("search_redirect: without coverage a run is as without the policy", "[models]") {
  const std::string small = R"(
[population]
pro_accounts = 50
audience = 2000
[ladder]
)";
  const Recording without = record(scenario(20, small));
  const Recording with =
      record(scenario(20, small + "[[policy]]\nkind = \"search_redirect\"\ncoverage = 0\n"));
  for (const char* name : {"edges", "pro_posts", "persons", "reports", "campaign_impressions"}) {
    CHECK(is_identical(series(with, name), series(without, name)));
  }
}

TEST_CASE("search_redirect: a scenario in which nobody searches is refused", "[models]") {
  CHECK(refusal(searched + redirect()).empty());
  for (const char* following : {"gain = 0\n", "gain = 5\nin_network_share = 1\n"}) {
    CHECK_THAT(refusal(world_with(following) + redirect()),
               ContainsSubstring("search_redirect does nothing (nobody searches"));
  }
}
