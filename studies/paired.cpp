// SPDX-License-Identifier: BSD-3-Clause
#include "studies/paired.hpp"

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

/// Variance of the mean: s^2 / n.
double variance_of_mean(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double middle = mean(values);
  double squares = 0.0;
  for (const double value : values) squares += (value - middle) * (value - middle);
  return squares / (n - 1.0) / n;
}

double half_width_of(double variance, double freedom) {
  if (!(variance > 0.0)) return variance;  // exact, or undefined
  return boost::math::quantile(boost::math::students_t{freedom}, 0.95) * std::sqrt(variance);
}

}  // namespace

PairedDifference paired_difference(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size() || a.empty()) throw std::invalid_argument("samples without pairs");
  std::vector<double> differences(a.size());
  for (std::size_t k = 0; k < a.size(); ++k) differences[k] = b[k] - a[k];
  PairedDifference result{.mean_a = mean(a), .mean_b = mean(b), .difference = mean(differences)};
  if (a.size() < 2) return result;
  const double freedom = static_cast<double>(a.size()) - 1.0;
  result.half_width = half_width_of(variance_of_mean(differences), freedom);
  const double of_a = variance_of_mean(a);
  const double of_b = variance_of_mean(b);
  const double sum = of_a + of_b;
  result.independent_half_width =
      half_width_of(sum, sum * sum / (of_a * of_a + of_b * of_b) * freedom);
  return result;
}

}  // namespace quell
