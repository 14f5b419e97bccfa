// SPDX-License-Identifier: BSD-3-Clause
// The fixed list of a research team (M22): who gets on it, and what is read from it.
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

/// Accounts of two languages whose followers and rates differ; `text` starts with further accounts.
Config world_with(const std::string& panel, const std::string& more = "") {
  return scenario(20, R"(
seed = 22
[population]
pro_accounts = 300
audience = 3000
counter_accounts = 0
core_share = 0
amplifier_share = 0
[[segment]]
name = "south"
language = "arabic"
share = 0.6
[[segment]]
name = "north"
language = "english"
share = 0.4
[posting]
rate = 5
sigma = 1
chill = 0
[following]
gain = 0
unfollow = 0
initial_mean = 30
initial_sigma = 1
initial_max = 300
)" + panel + more);
}

std::string panel(const std::string& size, const std::string& choice, double day = 0.0,
                  const std::string& language = "all") {
  return "[panel]\ndate = " + date_after(day) + "\nsize = " + size + "\nchoice = \"" + choice +
         "\"\nlanguage = \"" + language + "\"\n";
}

std::string hazard(double value) {
  return "[[policy]]\nkind = \"suspension_hazard\"\nhazard = " + std::to_string(value) + "\n";
}

double mean_defined(const std::vector<double>& values) {
  double sum = 0.0;
  double count = 0.0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    count += 1.0;
  }
  return sum / count;
}

/// Followers of the one account on a list of one, less what they are expected to be.
std::vector<double> excess_of_one(const std::string& choice, const std::string& expected) {
  const Config config = world_with(panel("1", choice));
  std::vector<double> excess;
  for (std::uint32_t replicate = 0; replicate < 400; ++replicate) {
    WorldRun run(config, replicate);
    run.observe(0.0);
    REQUIRE(series(run.recording(), "panel_accounts")[0] == 1.0);
    excess.push_back(series(run.recording(), "panel_followers_mean")[0] -
                     series(run.recording(), expected)[0]);
  }
  return excess;
}

}  // namespace

// With weights w an account is the first on the list with probability w_a / sum w: its expected
// followers are the weighted mean over all. A bias by 0.25 standard deviations between accounts is
// caught: the two means differ by more than one.
TEST_CASE("panel: one is listed in proportion to what is seen of it, or all alike",
          "[models][analytic]") {
  check_mean(excess_of_one("visible", "followers_mean_visible"), 0.0);
  check_mean(excess_of_one("uniform", "followers_mean_census"), 0.0);
}

TEST_CASE("panel: the visible mean weights followers with posting rate times followers",
          "[models]") {
  WorldRun run(world_with(""), 0);
  run.observe(0.0);
  double weight = 0.0;
  double sum = 0.0;
  for (const AccountId a : run.world.active_accounts()) {
    const double followers = run.world.followers(a);
    const double seen = static_cast<double>(run.world.account(a).rate) * followers;
    weight += seen;
    sum += seen * followers;
  }
  CHECK_THAT(series(run.recording(), "followers_mean_visible")[0], WithinRel(sum / weight, 1e-12));
  CHECK(std::isnan(series(run.recording(), "panel_accounts")[0]));
}

// Of those listed and active a share 1 - exp(-h) is suspended in a day, and each posts at the mean
// rate until then: (1 - exp(-h)) / h days of one. Biases of 3 % are caught.
TEST_CASE("panel: hazard and posts are those of the accounts at risk", "[models][analytic]") {
  constexpr double h = 0.05;
  const Config config = world_with(panel("200", "uniform", 3.0), hazard(h));
  std::vector<double> hazards;
  std::vector<double> posts;
  for (std::uint32_t replicate = 0; replicate < 60; ++replicate) {
    const Recording recording = record(config, replicate);
    hazards.push_back(mean_defined(series(recording, "panel_hazard")));
    posts.push_back(mean_defined(series(recording, "panel_posts_per_account")));
  }
  check_mean(hazards, 1.0 - std::exp(-h));
  check_mean(posts, 5.0 * (1.0 - std::exp(-h)) / h);
}

TEST_CASE("panel: it is drawn up on its date and then only loses accounts", "[models]") {
  const Recording recording = record(world_with(panel("50", "visible", 3.0), hazard(0.05)));
  const std::vector<double> accounts = series(recording, "panel_accounts");
  const std::vector<double> hazards = series(recording, "panel_hazard");
  for (std::size_t row = 0; row < 3; ++row) {
    for (const char* name : {"panel_accounts", "panel_followers_mean", "panel_followers_median",
                             "panel_hazard", "panel_posts_per_account"}) {
      CHECK(std::isnan(series(recording, name)[row]));
    }
  }
  CHECK(accounts[3] == 50.0);
  CHECK(std::isnan(hazards[3]));  // there is no interval yet
  for (std::size_t row = 4; row < accounts.size(); ++row) {
    CHECK_THAT(accounts[row], WithinRel(accounts[row - 1] * (1.0 - hazards[row]), 1e-12));
  }
  CHECK(accounts.back() < 35.0);
}

TEST_CASE("panel: only accounts of its language are listed, all of them if it is long",
          "[models]") {
  const Recording all = record(world_with(panel("1e6", "uniform")));
  const Recording arabic = record(world_with(panel("1e6", "uniform", 0.0, "arabic")));
  const std::size_t row = observable("active_pro_accounts");
  CHECK(series(all, "panel_accounts")[0] == 300.0);
  CHECK(series(arabic, "panel_accounts")[0] == arabic.values[row][0]);
  CHECK(arabic.values[row][0] < 250.0);
  CHECK_THAT(series(all, "panel_followers_mean")[0],
             WithinRel(series(all, "followers_mean_census")[0], 1e-12));
  CHECK(series(all, "panel_followers_median")[0] == series(all, "followers_median_census")[0]);
}

TEST_CASE("panel: a scaled list has at least one account", "[models]") {
  const Config config = golden_scenario({{"panel.size", "1"}, {"panel.date", "2014-07-01"}});
  CHECK(series(record(config), "panel_accounts")[0] == 1.0);
}

TEST_CASE("panel: looking at accounts changes nothing else", "[models]") {
  const Recording without = record(golden_scenario({{"panel.date", "2015-07-01"}}));
  const Recording with = record(golden_scenario({{"panel.date", "2014-07-11"}}));
  CHECK(std::isnan(series(without, "panel_accounts").back()));  // the run ends before that date
  for (std::size_t row = 0; row < observables.size(); ++row) {
    CAPTURE(observables[row].name);
    if (observables[row].section == "panel") continue;
    CHECK(is_identical(without.values[row], with.values[row]));
  }
}

TEST_CASE("panel: a list that could hold nobody is refused", "[models]") {
  CHECK_THROWS_WITH(world_with(panel("5", "uniform", 0.0, "french")),
                    ContainsSubstring("no segment has it"));
  CHECK_THROWS_WITH(world_with(panel("5", "uniform", -1.0)), ContainsSubstring("before run.start"));
}
