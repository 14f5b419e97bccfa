// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "models/param.hpp"

namespace quell {

struct Summary {
  double mean, median, p90;
};

/// Order statistics are those of rank ceil(p n); reorders `values`. Undefined where there are none.
Summary summarise(std::vector<std::uint32_t>& values);

inline double ratio(double numerator, double denominator) {
  return denominator > 0.0 ? numerator / denominator : undefined;
}

}  // namespace quell
