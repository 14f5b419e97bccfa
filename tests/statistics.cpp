// SPDX-License-Identifier: BSD-3-Clause
#include "tests/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "tests/catch.hpp"

namespace quell {
namespace {

constexpr double least_expected = 10.0;

/// Q(x) = 2 sum_k (-1)^(k-1) exp(-2 k^2 x^2), the upper tail of Kolmogorov's distribution.
double kolmogorov_tail(double x) {
  if (x < 0.2) return 1.0;  // to within 1e-12
  double sum = 0.0;
  for (int k = 30; k >= 1; --k) {
    sum += (k % 2 == 1 ? 2.0 : -2.0) * std::exp(-2.0 * k * k * x * x);
  }
  return std::clamp(sum, 0.0, 1.0);
}

}  // namespace

double z_score(std::span<const double> samples, double expected) {
  const auto n = static_cast<double>(samples.size());
  if (n < 2.0) throw std::invalid_argument("a z-score needs two samples");
  const double mean = std::accumulate(samples.begin(), samples.end(), 0.0) / n;
  double squares = 0.0;
  for (const double x : samples) squares += (x - mean) * (x - mean);
  const double standard_error = std::sqrt(squares / (n - 1.0) / n);
  if (standard_error == 0.0) {
    return mean == expected
               ? 0.0
               : std::copysign(std::numeric_limits<double>::infinity(), mean - expected);
  }
  return (mean - expected) / standard_error;
}

void check_mean(std::span<const double> samples, double expected) {
  const double z = z_score(samples, expected);
  INFO("z = " << z << " for " << samples.size() << " samples, expected mean " << expected);
  CHECK(std::abs(z) <= z_limit);
}

double chi_square_p(std::span<const std::uint64_t> counts, std::span<const double> probabilities) {
  const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
  if (counts.size() != probabilities.size() || !(std::abs(sum - 1.0) < 1e-9)) {
    throw std::invalid_argument("cells do not match, or their probabilities do not sum to 1");
  }
  const auto total =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  struct Cell {
    double observed = 0.0;
    double expected = 0.0;
  };
  std::vector<Cell> cells(1);
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (cells.back().expected >= least_expected) cells.emplace_back();
    cells.back().observed += static_cast<double>(counts[k]);
    cells.back().expected += total * probabilities[k];
  }
  if (cells.size() > 1 && cells.back().expected < least_expected) {
    const Cell last = cells.back();
    cells.pop_back();
    cells.back().observed += last.observed;
    cells.back().expected += last.expected;
  }
  if (cells.size() < 2) throw std::invalid_argument("fewer than two cells: too few counts");
  double statistic = 0.0;
  for (const Cell& cell : cells) {
    statistic += (cell.observed - cell.expected) * (cell.observed - cell.expected) / cell.expected;
  }
  const boost::math::chi_squared distribution{static_cast<double>(cells.size() - 1)};
  return cdf(complement(distribution, statistic));
}

double uniform_p(std::span<const double> values) {
  constexpr std::size_t cells = 100;
  std::vector<std::uint64_t> counts(cells);
  for (const double value : values) {
    if (!(value >= 0.0 && value <= 1.0)) throw std::invalid_argument("a value outside [0, 1]");
    ++counts[std::min(cells - 1, static_cast<std::size_t>(value * cells))];
  }
  return chi_square_p(counts, std::vector<double>(cells, 1.0 / cells));
}

double kolmogorov_smirnov_p(std::vector<double> a, std::vector<double> b) {
  if (a.empty() || b.empty()) throw std::invalid_argument("an empty sample");
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  const auto n = static_cast<double>(a.size());
  const auto m = static_cast<double>(b.size());
  double distance = 0.0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const double x = std::min(a[i], b[j]);
    while (i < a.size() && a[i] == x) ++i;
    while (j < b.size() && b[j] == x) ++j;
    distance =
        std::max(distance, std::abs(static_cast<double>(i) / n - static_cast<double>(j) / m));
  }
  return kolmogorov_tail(distance * std::sqrt(n * m / (n + m)));
}

}  // namespace quell
