// SPDX-License-Identifier: BSD-3-Clause
// Posts that are shared on (M3), against a branching process.
#include "models/network/resharing.hpp"

#include <cmath>
#include <numbers>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double accounts = 4000.0;
constexpr double followers = 10.0;
constexpr double days = 5.0;
constexpr double posts = 4.0;  ///< per account and day

/// Accounts with ten followers each, all of whom run one themselves; what they read they share
/// within seconds.
std::string network(const std::string& amplifier_share) {
  return R"(
seed = 21
[population]
pro_accounts = 4000
audience = 0
counter_accounts = 0
core_share = 0
amplifier_share = )" +
         amplifier_share + R"(
[posting]
mode = "explicit"
rate = 4
sigma = 0
amplifier_factor = 1
[following]
gain = 0
unfollow = 0
follow_back = 0
initial_mean = 10
initial_sigma = 0
initial_in_network = 1
)";
}

Config reshares(const std::string& resharing, const std::string& more = "") {
  return scenario(days, network("0") + resharing + more);
}

std::string resharing(double probability, double follow) {
  return "[resharing]\ndelay_median = 0.01\ndelay_sigma = 0\nprobability = " +
         std::to_string(probability) + "\nfollow = " + std::to_string(follow) + "\n";
}

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double value : values) total += value;
  return total;
}

/// P(delay <= t) of the power law, t in its range.
double power_law_cdf(double t, double shortest, double longest, double exponent) {
  const auto primitive = [&](double x) { return std::pow(x, 1.0 - exponent); };
  return (primitive(shortest) - primitive(t)) / (primitive(shortest) - primitive(longest));
}

}  // namespace

// Each post has a Poisson-like first generation of mean m = F p, each of those again: m / (1 - m)
// in all (Harris 1963, The Theory of Branching Processes). That authors do not share their own
// posts takes 1/4000 of the later generations. A bias of 3 % is caught.
TEST_CASE("resharing: as many posts are shared on as in a branching process",
          "[models][analytic]") {
  constexpr double p = 0.02;
  constexpr double m = followers * p;
  const Config config = reshares(resharing(p, 0.0));
  std::vector<double> shared;
  std::vector<double> impressions;
  for (std::uint32_t replicate = 0; replicate < 12; ++replicate) {
    const Recording recording = record(config, replicate);
    shared.push_back(sum(series(recording, "reshares")));
    const std::vector<double> per_day = series(recording, "impressions");
    impressions.push_back(sum({per_day.begin() + 1, per_day.end()}));
  }
  const double posted = accounts * posts * days;
  check_mean(shared, posted * m / (1.0 - m));
  check_mean(impressions, posted * followers / (1.0 - m));
}

// Each of the F followers of whoever shares follows the author with probability f, unless it does
// already: F / 4000 do by chance. A bias of 10 % is caught.
TEST_CASE("resharing: readers of a shared post follow its author", "[models][analytic]") {
  constexpr double p = 0.02;
  constexpr double f = 0.001;
  const Config config = reshares(resharing(p, f));
  std::vector<double> gained_per_reshare;
  for (std::uint32_t replicate = 0; replicate < 12; ++replicate) {
    const Recording recording = record(config, replicate);
    const std::vector<double> edges = series(recording, "edges");
    gained_per_reshare.push_back((edges.back() - edges.front()) /
                                 sum(series(recording, "reshares")));
  }
  check_mean(gained_per_reshare, followers * f * (1.0 - followers / accounts));
}

// A tenth are amplifiers, who share on six times as often and post like others: the mean of a
// generation is F p (0.9 + 0.1 * 6). Catches 8 % of the factor half of the time.
TEST_CASE("resharing: amplifiers share on more (M1)", "[models][analytic]") {
  constexpr double p = 0.02;
  constexpr double m = followers * p * (0.9 + 0.1 * 6.0);
  const Config config =
      scenario(days, network("0.1") + resharing(p, 0.0) + "amplifier_factor = 6\n");
  std::vector<double> shared;
  for (std::uint32_t replicate = 0; replicate < 12; ++replicate) {
    shared.push_back(sum(series(record(config, replicate), "reshares")));
  }
  check_mean(shared, accounts * posts * days * m / (1.0 - m));
}

TEST_CASE("resharing: delays follow their law", "[models][analytic]") {
  constexpr std::size_t draws = 20000;
  Stream stream{{.seed = 5, .replicate = 0}, 0, 0};
  ResharingSettings settings{.law = DelayLaw::power_law,
                             .exponent = 1.1,
                             .shortest = {.days = 0.001},
                             .longest = {.days = 0.5}};
  std::vector<double> quantiles;
  for (std::size_t k = 0; k < draws; ++k) {
    const Duration delay = reshare_delay(settings, stream);
    REQUIRE(delay >= settings.shortest);
    REQUIRE(delay <= settings.longest);
    quantiles.push_back(power_law_cdf(delay.days, 0.001, 0.5, 1.1));
  }
  CHECK(uniform_p(quantiles) > p_limit);

  settings = {.law = DelayLaw::lognormal, .median = {.days = 0.03}, .sigma = 1.5};
  quantiles.clear();
  for (std::size_t k = 0; k < draws; ++k) {
    const double z = std::log(reshare_delay(settings, stream).days / 0.03) / 1.5;
    quantiles.push_back(0.5 * std::erfc(-z / std::numbers::sqrt2));
  }
  CHECK(uniform_p(quantiles) > p_limit);
}

TEST_CASE("resharing: probability 0 leaves a run as without the table", "[models]") {
  const Config without = reshares("");
  const Config with = reshares(resharing(0.0, 0.5));
  CHECK(is_identical(record(without), record(with)));
}

// The author and whoever shares must both be there when the time comes.
TEST_CASE("resharing: who is suspended neither shares nor is shared", "[models]") {
  const std::string wave =
      "[[policy]]\nkind = \"suspension_waves\"\nwaves = [[2014-07-03, 1000000]]\nwidth = 0.04\n";
  Config config = reshares(
      "[resharing]\nprobability = 0.05\ndelay_median = 4320\ndelay_sigma = 0\nfollow = 0\n", wave);
  const std::vector<double> shared = series(record(config), "reshares");
  CHECK(sum(shared) == 0.0);  // none is due before the third day, and nobody is left by then
  config = reshares(
      "[resharing]\nprobability = 0.05\ndelay_median = 4320\ndelay_sigma = 0\nfollow = 0\n");
  CHECK(sum(series(record(config), "reshares")) > 0.0);
}
