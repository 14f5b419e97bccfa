// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "studies/series.hpp"

namespace quell {

/// What replicates have in common at each row of a series: their mean, and the quantiles (type 7)
/// that enclose nine tenths and a half of them. NaN in rows where no replicate is defined.
struct Fan {
  std::vector<double> mean;
  std::vector<double> low, high;              ///< 5th and 95th percentile
  std::vector<double> inner_low, inner_high;  ///< quartiles
};

[[nodiscard]] Fan fan_of(const Series& series);

}  // namespace quell
