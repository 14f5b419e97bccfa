// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/settings.hpp"
#include "sim/units.hpp"

namespace quell {

/// Clocks are drawn against bounds that hold within a window and drawn anew at its end (Lewis &
/// Shedler 1979, doi:10.1002/nav.3800260304). A bound is the value at the window's start with a
/// little room, and the window ends where a value leaves its room: no bound knows the future, so
/// that two runs are equal up to the date on which their drivers part.
struct Window {
  double end = 0.0;  ///< [d]
  double posting = 0.0;
  double gain = 0.0;
  double uptake = 0.0;
  double vigilance = 0.0;
};

class Windows {
 public:
  explicit Windows(const Settings& settings);

  [[nodiscard]] const Window& at(Time t) const {
    const auto hour = static_cast<std::size_t>(t.days / (1.0 / 24.0));
    return windows_[by_hour_[hour < by_hour_.size() ? hour : by_hour_.size() - 1]];
  }

 private:
  std::vector<Window> windows_;
  std::vector<std::uint32_t> by_hour_;
};

}  // namespace quell
