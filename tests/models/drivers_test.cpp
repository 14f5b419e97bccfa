// SPDX-License-Identifier: BSD-3-Clause
// Outside events (M19): expected counts are integrals of the rates that they drive.
#include <cmath>
#include <numbers>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double days = 10.0;
constexpr double decay = std::numbers::ln2 / 2.0;  ///< of a shock with a half-life of 2 d

/// Tables that act on one rate, and the integral of the factor D over the ten days.
struct Outside {
  std::string name;
  std::string tables;
  double integral;
};

/// The index goes from 2 to 8 in a straight line, so that it is 1 + 0.3 t times what it was.
std::string driver(const std::string& acts_on, const std::string& elasticity) {
  return "[[driver]]\nname = \"territory\"\nindex = [[" + date_after(0) + ", 2], [" +
         date_after(days) + ", 8]]\n" + acts_on + " = " + elasticity + "\n";
}

/// Triples the rate at first.
std::string shock(const std::string& acts_on, double day) {
  return "[[shock]]\nname = \"attack\"\ndate = " + date_after(day) + "\nhalf_life = 2\n" + acts_on +
         " = 3\n";
}

std::vector<Outside> cases(const std::string& acts_on) {
  // Of 2 exp(-d t) from the date on, and of the same times t.
  const auto excess = [](double length) { return 2.0 * (1.0 - std::exp(-decay * length)) / decay; };
  const double first_moment =
      2.0 * (1.0 - (1.0 + decay * days) * std::exp(-decay * days)) / (decay * decay);
  return {
      {"elasticity 1/2", driver(acts_on, "0.5"), 2.0 / (3.0 * 0.3) * (std::pow(4.0, 1.5) - 1.0)},
      {"shock before the start", shock(acts_on, -3.0),
       days + std::exp(-decay * 3.0) * excess(days)},
      {"shock during the run", shock(acts_on, 4.0), days + excess(6.0)},
      {"both", driver(acts_on, "1") + shock(acts_on, 0.0),
       days + 0.3 * days * days / 2.0 + excess(days) + 0.3 * first_moment},
  };
}

}  // namespace

// Poisson with mean 100 accounts * 20 a day * integral of D. Catches 0.4 % half of the time.
TEST_CASE("drivers: posts are the integral of the driven rate", "[models][analytic]") {
  for (const Outside& outside : cases("posting")) {
    CAPTURE(outside.name);
    const Config config = scenario(days, R"(
seed = 32
[population]
pro_accounts = 100
audience = 1
counter_accounts = 0
core_share = 0
amplifier_share = 0
[posting]
rate = 20
sigma = 0
[following]
gain = 0
initial_mean = 0
)" + outside.tables);
    std::vector<double> posts;
    for (std::uint32_t r = 0; r < 60; ++r) {
      WorldRun run{config, r};
      run.observe(0.0);
      run.observe(days);
      posts.push_back(days * series(run.recording(), "pro_posts").back());
    }
    check_mean(posts, 100.0 * 20.0 * outside.integral);
  }
}

// Nobody unfollows: Poisson with mean g * integral of D. Catches 1.5 % half of the time.
TEST_CASE("drivers: followers gained are the integral of the driven rate", "[models][analytic]") {
  for (const Outside& outside : cases("gain")) {
    CAPTURE(outside.name);
    WorldRun run{scenario(days, R"(
seed = 32
[population]
pro_accounts = 4000
audience = 20000
counter_accounts = 0
[following]
kernel = "uniform"
gain = 2
unfollow = 0
in_network_share = 0
triadic_share = 0
audience_skew = 1
initial_mean = 0
)" + outside.tables),
                 0};
    run.to(days);
    const std::vector<double> followers = run.followers();
    const double mean = 2.0 * outside.integral;
    check_mean(followers, mean);
    std::vector<double> squares;
    for (const double x : followers) squares.push_back((x - mean) * (x - mean));
    check_mean(squares, mean);
  }
}

// Who follows k accounts, each with 10 posts a day that move it up with probability p, has not
// moved with probability exp(-10 k p * integral of D). Catches 5 % of the integral half of the
// time.
TEST_CASE("drivers: steps up come at the driven rate", "[models][analytic]") {
  constexpr double p = 0.004;
  for (const char* mode : {"thinned", "explicit"}) {
    for (const Outside& outside : cases("uptake")) {
      CAPTURE(mode, outside.name);
      // The logistic is flat, 1/2, and attention never short: p = to_curious / (7 attention) / 2.
      const Config config = scenario(days, R"(
seed = 32
[population]
pro_accounts = 20
audience = 600
counter_accounts = 0
core_share = 0
amplifier_share = 0
curious_share = 0
sympathiser_share = 0
[posting]
rate = 10
sigma = 0
mode = ")" + std::string{mode} + R"("
[following]
gain = 0
unfollow = 0
audience_skew = 1
initial_mean = 30
initial_sigma = 0
initial_in_network = 0
[ladder]
attention = 10000
to_curious = 560
to_sympathiser = 0
to_supporter = 0
to_core = 0
to_recruited = 0
steepness = 0
curious_down = 0
supporter_down = 0
core_down = 0
)" + outside.tables);
      std::vector<double> excess;
      for (std::uint32_t r = 0; r < 40; ++r) {
        WorldRun run{config, r};
        run.to(days);
        double unmoved = 0.0;
        for (std::uint32_t i = 20; i < run.world.person_count(); ++i) {
          unmoved += run.world.stage(PersonId{i}) == Stage::unaware ? 1.0 : 0.0;
          unmoved -= std::exp(-10.0 * p * outside.integral * run.world.followed_by(PersonId{i}));
        }
        excess.push_back(unmoved);
      }
      check_mean(excess, 0.0);
    }
  }
}
