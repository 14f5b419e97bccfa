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
  struct Uptake {
    double moved = 0.0;
    double bias = 1.0;  ///< accounts that those follow who are moved, over m: many go first
  };
  [[nodiscard]] Uptake operator()(double mean) const;

  /// What moves a person who follows k accounts.
  [[nodiscard]] double at(double followed) const;

 private:
  double attention_;
  double midpoint_;
  double steepness_;
  double seen_rate_;
  /// At one root of m.
  struct Knot {
    double moved;    ///< over m
    double carried;  ///< accounts that those moved follow
  };
  double knots_per_root_ = 0.0;
  std::vector<Knot> knots_;
};

}  // namespace quell
