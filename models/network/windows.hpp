// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "sim/units.hpp"

namespace quell {

/// Clocks are drawn against bounds that hold within a window and drawn anew at its end (Lewis &
/// Shedler 1979, doi:10.1002/nav.3800260304); a shorter window bounds the drivers more tightly, a
/// longer one costs fewer redraws.
constexpr double window_days = 5.0;

constexpr std::size_t window_of(Time t) { return static_cast<std::size_t>(t.days / window_days); }
constexpr double window_end(std::size_t window) {
  return static_cast<double>(window + 1) * window_days;
}

}  // namespace quell
