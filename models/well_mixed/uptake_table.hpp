// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/settings.hpp"

namespace quell {

/// What a person reads and is moved by, for a mean number m of accounts followed, k being Poisson:
///     E[ k / (1 + exp(-s (k - k0))) min(1, A / (k L)) ]
/// with the terms of [ladder] and L, posts per day of a followed account. Interpolated by cubics
/// over the root of m (relative error below 1e-5, see mixture_test.cpp).
class UptakeTable {
 public:
  UptakeTable(const LadderSettings& ladder, double seen_rate);
  [[nodiscard]] double operator()(double mean) const { return interpolate(moved_, mean); }
  /// How many accounts those follow who are moved up, on average, over the mean m of all: those who
  /// follow many go first.
  [[nodiscard]] double bias(double mean) const { return interpolate(biases_, mean); }

  /// What moves a person who follows k accounts.
  [[nodiscard]] double at(double followed) const;

 private:
  [[nodiscard]] double interpolate(const std::vector<double>& values, double mean) const;

  double attention_;
  double midpoint_;
  double steepness_;
  double seen_rate_;
  double root_step_ = 0.0;
  std::vector<double> moved_;
  std::vector<double> biases_;
};

}  // namespace quell
