// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace quell {

inline double sum_of(const double* values, std::size_t count) {
  double total = 0.0;
  for (std::size_t k = 0; k < count; ++k) total += values[k];
  return total;
}

/// 0 where there is no whole.
inline double share(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

}  // namespace quell
