// SPDX-License-Identifier: BSD-3-Clause
// Posts in bursts (M2), against the moments of a Hawkes process.
#include "models/network/bursts.hpp"

#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double accounts = 20.0;
constexpr double rate = 4.0;  ///< posts per account and day

/// Accounts that only post, all at one rate.
Config posters(const std::string& mode, double days, const std::string& more) {
  return scenario(days, R"(
seed = 71
[population]
pro_accounts = 20
audience = 20
counter_accounts = 0
core_share = 0
amplifier_share = 0
[following]
gain = 0
unfollow = 0
initial_mean = 0
[posting]
rate = 4
sigma = 0
mode = ")" + mode + "\"\n" + more);
}

std::string bursts(double branching, double minutes) {
  return "[bursts]\nbranching = " + std::to_string(branching) +
         "\ndecay = " + std::to_string(minutes) + "\n";
}

double posts_in(const Recording& recording) {
  const std::vector<double> per_day = series(recording, "pro_posts");
  double total = 0.0;
  for (std::size_t row = 1; row < per_day.size(); ++row) {
    total += per_day[row] * (recording.times[row] - recording.times[row - 1]);
  }
  return total;
}

}  // namespace

// Mean lambda t, variance lambda t / (1 - n)^2 over times that are long against a burst (Hawkes
// 1971, doi:10.1093/biomet/58.1.83; Hawkes & Oakes 1974, doi:10.2307/3212693). Bursts of half a
// minute cut off at the end take 1e-4 of the mean. Caught are a bias of the mean of 1.5 %, and one
// of the variance of 20 %: without bursts it is four times too small.
TEST_CASE("bursts: mean and variance of the number of posts are those of a Hawkes process",
          "[models][analytic]") {
  constexpr double n = 0.5;
  constexpr double days = 5.0;
  for (const char* mode : {"thinned", "explicit"}) {
    CAPTURE(mode);
    const Config config = posters(mode, days, bursts(n, 0.5));
    const double expected = accounts * rate * days;
    std::vector<double> numbers;
    std::vector<double> squares;
    for (std::uint32_t replicate = 0; replicate < 1000; ++replicate) {
      numbers.push_back(posts_in(record(config, replicate)));
      squares.push_back(std::pow(numbers.back() - expected, 2));
    }
    check_mean(numbers, expected);
    check_mean(squares, expected / std::pow(1.0 - n, 2));
  }
}

// From a start without a past the mean rate is lambda (1 - n exp(-(1 - n) t / decay)): the solution
// of h(t) = (1 - n) lambda + n int h(s) exp(-(t - s) / decay) ds / decay. A bias of 2 % is caught.
TEST_CASE("bursts: posts that others bring about come after the time that is said",
          "[models][analytic]") {
  constexpr double n = 0.6;
  constexpr double days = 3.0;
  constexpr double decay = 1.0;  // [d]
  const Config config = posters("explicit", days, bursts(n, 1440.0 * decay));
  std::vector<double> numbers;
  for (std::uint32_t replicate = 0; replicate < 1000; ++replicate) {
    numbers.push_back(posts_in(record(config, replicate)));
  }
  const double memory = decay / (1.0 - n);
  check_mean(numbers, accounts * rate * (days - n * memory * (1.0 - std::exp(-days / memory))));
}

// P(k) = a (a + n k)^(k - 1) exp(-a - n k) / k! (Consul & Jain 1973,
// doi:10.1080/00401706.1973.10489112), a immigrants.
TEST_CASE("bursts: a number of posts follows the generalised Poisson law", "[models][analytic]") {
  constexpr double immigrants = 2.5;
  constexpr double n = 0.4;
  Stream stream{{.seed = 8, .replicate = 0}, 0, 0};
  std::vector<double> counts;
  for (int k = 0; k < 50000; ++k) counts.push_back(clustered_poisson(stream, immigrants, n));
  CHECK(law_p(counts, 120, [&](std::size_t count) {
          const auto k = static_cast<double>(count);
          const double mean = immigrants + n * k;
          return std::exp(std::log(immigrants) + (k - 1.0) * std::log(mean) - mean -
                          std::lgamma(k + 1.0));
        }) > p_limit);
}

TEST_CASE("bursts: branching 0 leaves a run as without the table", "[models]") {
  for (const char* mode : {"thinned", "explicit"}) {
    CAPTURE(mode);
    CHECK(is_identical(record(posters(mode, 5, "")), record(posters(mode, 5, bursts(0.0, 60.0)))));
  }
}

TEST_CASE("bursts: what an account would have posted goes with it", "[models]") {
  const std::string wave =
      "[[policy]]\nkind = \"suspension_waves\"\nwaves = [[2014-07-03, 100]]\nwidth = 0.04\n";
  const std::vector<double> posts =
      series(record(posters("explicit", 5, bursts(0.9, 10000.0) + wave)), "pro_posts");
  CHECK(posts[2] > 0.0);
  CHECK(posts[4] == 0.0);
  CHECK(posts[5] == 0.0);
}
