// SPDX-License-Identifier: BSD-3-Clause
#include "models/well_mixed/uptake_table.hpp"

#include <algorithm>
#include <cmath>

namespace quell {
namespace {

/// std::lgamma sets a global, which threads would race for.
double log_factorial(std::size_t n) {
  int sign = 0;
  return ::lgamma_r(static_cast<double>(n) + 1.0, &sign);
}

/// Sum of p(k) f(k) over k, p Poisson with the mean; from the mode outwards, so that nothing
/// underflows.
double poisson_mean(const std::vector<double>& f, double mean) {
  constexpr double negligible = 1e-12;
  const auto mode = static_cast<std::size_t>(mean);
  const double peak = std::exp(static_cast<double>(mode) * std::log(std::max(mean, 1e-300)) - mean -
                               log_factorial(mode));
  double sum = peak * f[mode];
  double p = peak;
  for (std::size_t k = mode + 1; k < f.size() && p > negligible; ++k) {
    p *= mean / static_cast<double>(k);
    sum += p * f[k];
  }
  p = peak;
  for (std::size_t k = mode; k > 0 && p > negligible; --k) {
    p *= static_cast<double>(k) / mean;
    sum += p * f[k - 1];
  }
  return sum;
}

}  // namespace

UptakeTable::UptakeTable(const LadderSettings& ladder, double seen_rate)
    : attention_(ladder.attention.per_day),
      midpoint_(ladder.midpoint),
      steepness_(ladder.steepness),
      seen_rate_(seen_rate) {
  constexpr std::size_t steps = 256;
  const double root_end = std::sqrt(200.0 + 4.0 * midpoint_);  // beyond, chance matters little
  knots_per_root_ = static_cast<double>(steps) / root_end;
  const double end = root_end * root_end;
  std::vector<double> exact(static_cast<std::size_t>(end + 12.0 * root_end) + 20);
  std::vector<double> weighted(exact.size());
  for (std::size_t k = 0; k < exact.size(); ++k) {
    exact[k] = at(static_cast<double>(k));
    weighted[k] = static_cast<double>(k) * exact[k];
  }
  // Where hardly anybody follows, who is moved follows one account.
  knots_.push_back({exact[1], 1.0});
  for (std::size_t k = 1; k <= steps + 2; ++k) {  // two more, for the interpolation at the end
    const double root = static_cast<double>(k) / knots_per_root_;
    const double mean = root * root;
    const double moved = poisson_mean(exact, mean);
    knots_.push_back({moved / mean, poisson_mean(weighted, mean) / moved});
  }
}

double UptakeTable::at(double followed) const {
  if (followed <= 0.0) return 0.0;
  const double read = std::min(followed, attention_ / std::max(seen_rate_, 1e-300));
  return read / (1.0 + std::exp(-steepness_ * (followed - midpoint_)));
}

/// Catmull & Rom 1974; even about 0, where the first value has no neighbour to its left.
UptakeTable::Uptake UptakeTable::operator()(double mean) const {
  if (!(mean > 0.0)) return {};
  const double place = std::sqrt(mean) * knots_per_root_;
  const auto k = static_cast<std::size_t>(place);
  if (k + 3 > knots_.size()) return {.moved = at(mean), .bias = 1.0};
  const double x = place - static_cast<double>(k);
  const Knot& a = knots_[k == 0 ? 1 : k - 1];
  const Knot& b = knots_[k];
  const Knot& c = knots_[k + 1];
  const Knot& d = knots_[k + 2];
  const double wa = 0.5 * x * (-1.0 + x * (2.0 - x));
  const double wb = 1.0 + 0.5 * x * x * (-5.0 + 3.0 * x);
  const double wc = 0.5 * x * (1.0 + x * (4.0 - 3.0 * x));
  const double wd = 0.5 * x * x * (x - 1.0);
  return {.moved = mean * (wa * a.moved + wb * b.moved + wc * c.moved + wd * d.moved),
          .bias = (wa * a.carried + wb * b.carried + wc * c.carried + wd * d.carried) / mean};
}

}  // namespace quell
