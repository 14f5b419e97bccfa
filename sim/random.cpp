// SPDX-License-Identifier: BSD-3-Clause
#include "sim/random.hpp"

#include <array>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>

namespace quell {
namespace {

/// Means from which rejection is faster than inversion.
constexpr double large_mean = 20.0;

/// 1 / k, as far as inversion may go below `large_mean`: P(80) < 10^-20 there.
constexpr auto reciprocals = [] {
  std::array<double, 89> values{};
  for (std::size_t k = 1; k < values.size(); ++k) values[k] = 1.0 / static_cast<double>(k);
  return values;
}();

/// Inversion from 0 upwards: the number of k with P(X <= k) < u. Eight are compared at a time
/// without a branch, because where the search ends cannot be foretold.
std::uint32_t poisson_by_inversion(double u, double mean) {
  if (u <= 1.0 - mean) return 0;  // 1 - mean <= exp(-mean)
  double probability = std::exp(-mean);
  double cumulative = probability;
  std::uint32_t result = 0;
  std::uint32_t k = 0;
  do {
    for (int step = 0; step < 8; ++step) {
      result += u > cumulative ? 1U : 0U;
      ++k;
      probability *= mean * reciprocals[k];
      cumulative += probability;
    }
  } while (result == k && probability > 1e-18);  // what is beyond is less than u can resolve
  return result;
}

}  // namespace

double normal(Stream& stream) { return ziggurat_normal(stream); }

double lognormal(Stream& stream, double median, double sigma) {
  return median * std::exp(sigma * normal(stream));
}

std::uint32_t poisson(Stream& stream, double mean) {
  if (!(mean > 0.0)) return 0;
  if (mean < large_mean) return poisson_by_inversion(stream.uniform(), mean);
  return boost::random::poisson_distribution<std::uint32_t, double>{mean}(stream);
}

GeometricSampler::GeometricSampler(double p)
    : failure_rate_(p < 1.0 ? -std::log1p(-p) : std::numeric_limits<double>::infinity()) {}

std::uint32_t geometric(Stream& stream, double p) { return GeometricSampler{p}(stream); }

}  // namespace quell
