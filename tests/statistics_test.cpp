// SPDX-License-Identifier: BSD-3-Clause
#include "tests/statistics.hpp"

#include <cmath>
#include <stdexcept>

#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace quell;

TEST_CASE("statistics: z is the distance of the mean in standard errors", "[tests]") {
  const std::vector<double> samples{1.0, 2.0, 3.0, 4.0};  // mean 5/2, variance 5/3
  CHECK(z_score(samples, 2.0) == Approx(0.5 / std::sqrt(5.0 / 3 / 4)));
  CHECK(z_score(samples, 3.0) == Approx(-0.5 / std::sqrt(5.0 / 3 / 4)));
}

TEST_CASE("statistics: samples without spread must equal what is expected", "[tests]") {
  const std::vector<double> samples(10, 2.0);
  CHECK(z_score(samples, 2.0) == 0.0);
  CHECK(z_score(samples, 2.1) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("statistics: chi-square with two degrees of freedom has the tail exp(-x/2)", "[tests]") {
  const std::vector<std::uint64_t> counts{10, 20, 30};  // x = 100/20 + 0 + 100/20 = 10
  CHECK(chi_square_p(counts, std::vector<double>(3, 1.0 / 3)) == Approx(std::exp(-10.0 / 2)));
}

TEST_CASE("statistics: rare cells are merged with their neighbours", "[tests]") {
  // The last two cells expect 0.6 counts each and join the second: 40:20 where 30:30 is expected.
  const std::vector<std::uint64_t> counts{40, 20, 0, 0};
  const std::vector<double> probabilities{0.5, 0.48, 0.01, 0.01};
  const double x = 100.0 / 30 + 100.0 / 30;
  CHECK(chi_square_p(counts, probabilities) == Approx(std::erfc(std::sqrt(x / 2))));
}

TEST_CASE("statistics: probabilities that do not sum to 1 are refused", "[tests]") {
  const std::vector<std::uint64_t> counts{40, 20};
  CHECK_THROWS_AS(chi_square_p(counts, std::vector<double>{0.5, 0.4}), std::invalid_argument);
}

TEST_CASE("statistics: Kolmogorov-Smirnov finds the published 5 percent point", "[tests]") {
  // a = 0..199 and b = a + 27: D = 27/200, D sqrt(100) = 1.35; tables give 1.358 for 5 percent.
  std::vector<double> a(200);
  std::vector<double> b(200);
  for (std::size_t k = 0; k < 200; ++k) {
    a[k] = static_cast<double>(k);
    b[k] = static_cast<double>(k + 27);
  }
  const double tail = 2 * (std::exp(-2 * 1.35 * 1.35) - std::exp(-8 * 1.35 * 1.35));
  CHECK(kolmogorov_smirnov_p(a, b) == Approx(tail));
  CHECK(kolmogorov_smirnov_p(a, a) == 1.0);
}

TEST_CASE("statistics: Kolmogorov-Smirnov takes ties as one step", "[tests]") {
  const std::vector<double> a(100, 1.0);
  CHECK(kolmogorov_smirnov_p(a, std::vector<double>(60, 1.0)) == 1.0);
}

// The mean p-value of a correct test is 1/2; catches one that is off by 0.041.
TEST_CASE("statistics: p-values of the same distribution are spread over [0, 1]", "[tests]") {
  Stream stream{{.seed = 1}, 0, 0};
  const auto draw = [&](std::size_t count) {
    std::vector<double> values(count);
    for (double& value : values) value = stream.uniform();
    return values;
  };
  std::vector<double> chi_square;
  std::vector<double> kolmogorov;
  for (int repeat = 0; repeat < 1000; ++repeat) {
    const std::vector<double> values = draw(2000);
    chi_square.push_back(uniform_p(values));
    kolmogorov.push_back(kolmogorov_smirnov_p(values, draw(2000)));
  }
  check_mean(chi_square, 0.5);
  check_mean(kolmogorov, 0.5);
}

TEST_CASE("statistics: a shifted sample is told from the original", "[tests]") {
  Stream stream{{.seed = 2}, 0, 0};
  std::vector<double> a(10000);
  std::vector<double> b(10000);
  for (double& value : a) value = stream.uniform();
  for (double& value : b) value = stream.uniform() + 0.05;
  CHECK(kolmogorov_smirnov_p(a, b) < p_limit);
}
