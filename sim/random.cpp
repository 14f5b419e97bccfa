// SPDX-License-Identifier: BSD-3-Clause
#include "sim/random.hpp"

#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>

namespace quell {

double normal(Stream& stream) { return boost::random::normal_distribution<double>{}(stream); }

double lognormal(Stream& stream, double median, double sigma) {
  return median * std::exp(sigma * normal(stream));
}

std::uint32_t poisson(Stream& stream, double mean) {
  if (!(mean > 0.0)) return 0;
  return boost::random::poisson_distribution<std::uint32_t, double>{mean}(stream);
}

std::uint32_t geometric(Stream& stream, double p) {
  if (p >= 1.0) return 0;
  const double failures = std::floor(std::log(stream.uniform()) / std::log1p(-p));
  return failures < 4294967295.0 ? static_cast<std::uint32_t>(failures) : 4294967295U;
}

}  // namespace quell
