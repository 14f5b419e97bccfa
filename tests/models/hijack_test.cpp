// SPDX-License-Identifier: BSD-3-Clause
// Dormant accounts that are taken over in reply to suspensions (M20).
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double suspensions = 2000.0;

/// Accounts that neither gain nor lose followers; 2000 of them are suspended on the second day.
Config wave(const std::string& hijack, const std::string& audience = "20000") {
  return scenario(4, R"(
seed = 20
[population]
pro_accounts = 4000
audience = )" + audience +
                         R"(
counter_accounts = 0
[following]
gain = 0
unfollow = 0
initial_mean = 0
[[policy]]
kind = "suspension_waves"
waves = [[2014-07-02, 2000]]
width = 0.5
precision = 1
)" + hijack);
}

std::string hijack(double probability, double mean, double sigma) {
  return "[hijack]\ndaily_limit = 1e6\nprobability = " + std::to_string(probability) +
         "\nfollowers_mean = " + std::to_string(mean) +
         "\nfollowers_sigma = " + std::to_string(sigma) + "\n";
}

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double value : values) total += value;
  return total;
}

/// Of accounts that were taken over and stand when all is done: no others are throwaways.
std::vector<double> followers_of_hijacked(const Config& config, std::uint32_t replicates) {
  std::vector<double> counts;
  for (std::uint32_t replicate = 0; replicate < replicates; ++replicate) {
    WorldRun run(config, replicate);
    run.to(3);
    for (const AccountId a : run.world.active_accounts()) {
      if (run.world.account(a).tier != Tier::throwaway) continue;
      counts.push_back(run.world.followers(a));
      CHECK(run.world.account(a).pro_followers == 0);
    }
    REQUIRE_NOTHROW(run.world.check());
  }
  return counts;
}

}  // namespace

// Each suspension is answered independently: Binomial(2000, p). A bias of 5 % is caught.
TEST_CASE("hijack: as many accounts are taken over as suspensions and the probability say",
          "[models][analytic]") {
  constexpr double p = 0.1;
  const Config config = wave(hijack(p, 10.0, 0.0));
  std::vector<double> numbers;
  std::vector<double> squares;
  for (std::uint32_t replicate = 0; replicate < 40; ++replicate) {
    const Recording recording = record(config, replicate);
    REQUIRE(sum(series(recording, "suspensions")) == suspensions);
    numbers.push_back(sum(series(recording, "hijacked")));
    squares.push_back(std::pow(numbers.back() - suspensions * p, 2));
    CHECK(sum(series(recording, "accounts_opened")) == numbers.back());
  }
  check_mean(numbers, suspensions * p);
  check_mean(squares, suspensions * p * (1.0 - p));
}

// Poisson around a lognormal mean: mean m, variance m + m^2 (exp(sigma^2) - 1). A bias of the mean
// of 4 % is caught.
TEST_CASE("hijack: an account brings the followers that it is said to", "[models][analytic]") {
  constexpr double m = 50.0;
  constexpr double sigma = 0.5;
  const std::vector<double> mixed = followers_of_hijacked(wave(hijack(0.5, m, sigma)), 4);
  std::vector<double> squares;
  for (const double count : mixed) squares.push_back((count - m) * (count - m));
  check_mean(mixed, m);
  check_mean(squares, m + m * m * (std::exp(sigma * sigma) - 1.0));

  const std::vector<double> alike = followers_of_hijacked(wave(hijack(0.5, 5.0, 0.0)), 4);
  CHECK(law_p(alike, 40, [](std::size_t k) {
          return std::exp(static_cast<double>(k) * std::log(5.0) - 5.0 -
                          std::lgamma(static_cast<double>(k) + 1.0));
        }) > p_limit);
}

TEST_CASE("hijack: an account brings at most half of the audience", "[models]") {
  const std::vector<double> counts = followers_of_hijacked(wave(hijack(0.5, 1000.0, 3.0), "60"), 1);
  double most = 0.0;
  for (const double count : counts) most = std::max(most, count);
  CHECK(most == 30.0);
}

TEST_CASE("hijack: the effort of a day is limited", "[models]") {
  const Config config = wave(hijack(0.5, 10.0, 0.0));
  CHECK(sum(series(record(config), "hijacked")) > 900.0);
  const Config limited =
      wave("[hijack]\nprobability = 0.5\ndaily_limit = 70\nfollowers_mean = 0\n");
  CHECK(sum(series(record(limited), "hijacked")) == 70.0);
}

TEST_CASE("hijack: probability 0 leaves a run as without the table", "[models]") {
  CHECK(is_identical(record(wave("")), record(wave(hijack(0.0, 100.0, 1.0)))));
}
