// SPDX-License-Identifier: BSD-3-Clause
// Distributions of sim/random.hpp against their exact moments and distribution functions. With
// 4 10^5 draws a mean that is off by 0.7 percent of the standard deviation is caught half of the
// time (4.5 / sqrt(4 10^5)), a cell of 1 percent by 13 percent of itself.
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <vector>

#include "sim/random.hpp"
#include "tests/catch.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr std::size_t draws = 400000;

template <class Draw>
std::vector<double> sample(std::uint64_t seed, Draw&& draw) {
  Stream stream{{.seed = seed}, 0, 0};
  std::vector<double> values(draws);
  for (double& value : values) value = static_cast<double>(draw(stream));
  return values;
}

void check_variance(const std::vector<double>& values, double mean, double variance) {
  std::vector<double> squares;
  for (const double value : values) squares.push_back((value - mean) * (value - mean));
  check_mean(squares, variance);
}

/// Values in (0, 1) that are uniform when `values` follow `distribution`.
template <class Distribution>
std::vector<double> through(const Distribution& distribution, std::vector<double> values) {
  for (double& value : values) value = cdf(distribution, value);
  return values;
}

/// P-value of integers against `probability(k)`; the last cell takes all that is beyond.
template <class Probability>
double integers_p(const std::vector<double>& values, std::size_t cells, Probability&& probability) {
  std::vector<std::uint64_t> counts(cells);
  for (const double value : values) {
    ++counts[std::min(cells - 1, static_cast<std::size_t>(value))];
  }
  std::vector<double> probabilities(cells);
  double rest = 1.0;
  for (std::size_t k = 0; k + 1 < cells; ++k) {
    probabilities[k] = probability(static_cast<double>(k));
    rest -= probabilities[k];
  }
  probabilities.back() = rest;
  return chi_square_p(counts, probabilities);
}

}  // namespace

TEST_CASE("random: exponential variates have mean 1, variance 1 and the exact distribution",
          "[sim][analytic]") {
  const auto values = sample(29, [](Stream& stream) { return stream.exponential(); });
  check_mean(values, 1.0);
  check_variance(values, 1.0, 1.0);
  CHECK(uniform_p(through(boost::math::exponential{1.0}, values)) > p_limit);
}

TEST_CASE("random: normal variates have the exact first four moments and distribution",
          "[sim][analytic]") {
  const auto values = sample(31, normal);
  check_mean(values, 0.0);
  check_variance(values, 0.0, 1.0);
  std::vector<double> fourth;
  for (const double value : values) fourth.push_back(std::pow(value, 4));
  check_mean(fourth, 3.0);
  CHECK(uniform_p(through(boost::math::normal{}, values)) > p_limit);
}

// Neighbouring normals share nothing: each draw starts with a word of its own.
TEST_CASE("random: successive normal variates are uncorrelated", "[sim]") {
  const auto values = sample(37, normal);
  std::vector<double> neighbours;
  for (std::size_t k = 0; k + 1 < values.size(); ++k) {
    neighbours.push_back(values[k] * values[k + 1]);
  }
  check_mean(neighbours, 0.0);
}

TEST_CASE("random: lognormal variates have the given median and sigma", "[sim][analytic]") {
  const double median = 3.0;
  const double sigma = 0.8;
  const auto values = sample(41, [&](Stream& stream) { return lognormal(stream, median, sigma); });
  const double square = sigma * sigma;
  const double mean = median * std::exp(square / 2);
  check_mean(values, mean);
  check_variance(values, mean, mean * mean * std::expm1(square));
  CHECK(uniform_p(through(boost::math::lognormal{std::log(median), sigma}, values)) > p_limit);
}

// By inversion, eight values at a time, below a mean of 20 and by rejection above it.
TEST_CASE("random: Poisson variates have equal mean and variance and the exact distribution",
          "[sim][analytic]") {
  for (const double mean : {0.01, 0.7, 4.0, 8.0, 19.99, 20.0, 35.5, 300.0}) {
    CAPTURE(mean);
    const auto values = sample(43, [&](Stream& stream) { return poisson(stream, mean); });
    check_mean(values, mean);
    check_variance(values, mean, mean);
    const auto cells = static_cast<std::size_t>(mean + 10 * std::sqrt(mean) + 10);
    const boost::math::poisson distribution{mean};
    CHECK(integers_p(values, cells, [&](double k) { return pdf(distribution, k); }) > p_limit);
  }
}

TEST_CASE("random: a Poisson variate of mean 0 or less is 0", "[sim]") {
  Stream stream{{.seed = 47}, 0, 0};
  CHECK(poisson(stream, 0.0) == 0);
  CHECK(poisson(stream, -1.0) == 0);
  CHECK(stream.block() == 0);
}

TEST_CASE("random: geometric variates count the failures before a success", "[sim][analytic]") {
  for (const double p : {0.9, 0.5, 0.1, 0.003}) {
    CAPTURE(p);
    const auto values = sample(53, [&](Stream& stream) { return geometric(stream, p); });
    check_mean(values, (1 - p) / p);
    check_variance(values, (1 - p) / p, (1 - p) / (p * p));
    const auto cells = static_cast<std::size_t>(2 + 15 / p);
    CHECK(integers_p(values, cells, [&](double k) { return p * std::pow(1 - p, k); }) > p_limit);
  }
}

// Small p need the small values of the exponential: successes follow one another like a Poisson
// process.
TEST_CASE("random: geometric variates of a tiny p have the exact distribution", "[sim][analytic]") {
  const double p = 1e-8;
  auto values = sample(57, [&](Stream& stream) { return geometric(stream, p); });
  check_mean(values, (1 - p) / p);
  for (double& value : values) value = -std::expm1((value + 0.5) * std::log1p(-p));
  CHECK(uniform_p(values) > p_limit);
}

TEST_CASE("random: a geometric variate is 0 for p = 1 and saturates for tiny p", "[sim]") {
  Stream stream{{.seed = 59}, 0, 0};
  CHECK(geometric(stream, 1.0) == 0);
  CHECK(geometric(stream, 1e-14) == 0xffffffffU);
  CHECK(geometric(stream, 1e-300) == 0xffffffffU);
}
