// SPDX-License-Identifier: BSD-3-Clause
// Organic opposition (M18): how much it posts, and what that leaves behind when a share of it is
// organised.
#include "tests/catch.hpp"
#include "tests/models/policies/campaigns.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double efficacy = 0.004;
constexpr double views = 4.0 * 0.5 * 3000.0 / 20000.0;  // rate, views, counter accounts, persons

std::string world_with(const std::string& keys) {
  return R"(
seed = 20
[population]
pro_accounts = 10
audience = 19990
counter_accounts = 3000
[following]
gain = 0
initial_mean = 0
[protection]
half_life = 14
cap = 1.0
[counter_speech]
rate = 4
views = 0.5
efficacy = 0.004
)" + keys;
}

std::vector<double> everybody(const std::string& keys) {
  WorldRun run{scenario(40, world_with(keys)), 0};
  run.observe(30.0);
  return protections(run.world, [](PersonId) { return true; });
}

}  // namespace

// With a share s of views that do f times as much: mean of a shot noise of nu e (1 - s + s f),
// variance nu e^2 (1 - s + s f^2) (1 - exp(-2 d t)) / (2 d). Catches 1 % (4 % of the variance) half
// of the time.
TEST_CASE("counter speech: organised opposition works by its factor", "[models][analytic]") {
  const double s = 0.3;
  const double f = 4.0;
  const std::vector<double> found = everybody("organised_share = 0.3\norganised_factor = 4\n");
  const double mean = shot_noise(views, efficacy * (1.0 - s + s * f), 30.0);
  check_mean(found, mean);
  std::vector<double> squares;
  for (const double x : found) squares.push_back((x - mean) * (x - mean));
  check_mean(squares, views * efficacy * efficacy * (1.0 - s + s * f * f) /
                          (2.0 * protection_decay) *
                          (1.0 - std::exp(-2.0 * protection_decay * 30.0)));
}

// Poisson with mean rate * active counter accounts a day, half as many after half of them are
// suspended. Catches 0.7 % and 1 % half of the time.
TEST_CASE("counter speech: every active counter account posts at the rate", "[models][analytic]") {
  WorldRun run{
      scenario(80, world_with("") + "[[policy]]\nkind = \"suspension_schedule\"\nper_day = 0\n"),
      0};
  run.observe(0.0);
  for (const double accounts : {3000.0, 1500.0}) {
    while (static_cast<double>(run.world.active_counters().size()) > accounts) {
      run.world.suspend_wrongly(PolicyIndex{0}, run.world.active_counters().back());
    }
    std::vector<double> relative;
    const double first = run.world.now().days;
    for (int day = 1; day <= 40; ++day) {
      run.observe(first + day);
      relative.push_back(series(run.recording(), "counter_posts").back() / (4.0 * accounts));
    }
    check_mean(relative, 1.0);
  }
}

TEST_CASE("counter speech: unless it is organised, the factor changes no bit", "[models]") {
  const std::vector<double> plain = everybody("");
  check_mean(plain, shot_noise(views, efficacy, 30.0));
  CHECK(is_identical(everybody("organised_share = 0\norganised_factor = 9\n"), plain));
}

TEST_CASE("counter speech: a view cannot remove more than everything", "[models]") {
  CHECK(refusal(world_with("organised_factor = 250\n")).empty());
  CHECK_THAT(refusal(world_with("organised_factor = 251\n")),
             ContainsSubstring("efficacy times organised_factor is above 1"));
}
