// SPDX-License-Identifier: BSD-3-Clause
#include "studies/paired.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace quell {
namespace {

double mean(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double covariance_of_means(std::span<const double> a, std::span<const double> b) {
  const auto n = static_cast<double>(a.size());
  const double middle_a = mean(a);
  const double middle_b = mean(b);
  double products = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) products += (a[k] - middle_a) * (b[k] - middle_b);
  return products / (n - 1.0) / n;
}

/// s^2 / n.
double variance_of_mean(std::span<const double> values) {
  return covariance_of_means(values, values);
}

double quantile_of_t(double freedom) {
  // Valgrind has no long doubles wider than a double: a function that Boost warms up at the start
  // of the program overflows there, and must not throw.
  namespace policies = boost::math::policies;
  using Policy = policies::policy<policies::overflow_error<policies::ignore_error>>;
  return boost::math::quantile(boost::math::students_t_distribution<double, Policy>{freedom}, 0.95);
}

void require_pairs(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size() || a.empty()) throw std::invalid_argument("samples without pairs");
}

double half_width_of(double variance, double freedom) {
  if (!(variance > 0.0) || std::isinf(variance)) return variance;  // exact, undefined, or too large
  return quantile_of_t(freedom) * std::sqrt(variance);
}

}  // namespace

PairedDifference paired_difference(std::span<const double> a, std::span<const double> b) {
  require_pairs(a, b);
  std::vector<double> differences(a.size());
  for (std::size_t k = 0; k < a.size(); ++k) differences[k] = b[k] - a[k];
  PairedDifference result{.mean_a = mean(a), .mean_b = mean(b), .difference = mean(differences)};
  if (a.size() < 2) return result;
  const double freedom = static_cast<double>(a.size()) - 1.0;
  result.half_width = half_width_of(variance_of_mean(differences), freedom);
  const double of_a = variance_of_mean(a);
  const double of_b = variance_of_mean(b);
  const double sum = of_a + of_b;
  const double share = of_a / sum;  // squares of variances need not fit into a double
  result.independent_half_width =
      half_width_of(sum, freedom / (share * share + (1.0 - share) * (1.0 - share)));
  return result;
}

// The ratios r for which the mean of above - r below may be 0: those between the roots of a
// quadratic in r.
RatioOfMeans ratio_of_means(std::span<const double> above, std::span<const double> below) {
  require_pairs(above, below);
  RatioOfMeans result{.numerator = mean(above), .denominator = mean(below)};
  if (above.size() < 2) return result;
  const double t = quantile_of_t(static_cast<double>(above.size()) - 1.0);
  const auto less = [t](double product, double covariance) { return product - t * t * covariance; };
  const double x = result.numerator;
  const double y = result.denominator;
  const double squared = less(y * y, variance_of_mean(below));
  const double mixed = less(x * y, covariance_of_means(above, below));
  const double constant = less(x * x, variance_of_mean(above));
  if (!(squared > 0.0)) return result;
  const double middle = mixed / squared;
  const double root = std::sqrt(std::max(0.0, middle * middle - constant / squared));
  result.low = middle - root;
  result.high = middle + root;
  return result;
}

}  // namespace quell
