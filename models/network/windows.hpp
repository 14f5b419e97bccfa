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

/// What holds within one hour: drivers and tables are constant there.
struct Hour {
  double start = 0.0;    ///< [d]
  double end = 0.0;      ///< [d]
  double posting = 0.0;  ///< with the diurnal cycle
  double gain = 0.0;
  double uptake = 0.0;
  double vigilance = 0.0;
  std::uint32_t window = 0;
};

class Windows {
 public:
  explicit Windows(const Settings& settings);

  /// The hour of `t`; fast for the one asked for last.
  [[nodiscard]] const Hour& hour(Time t) {
    if (t.days < hours_[now_].start || t.days >= hours_[now_].end) find(t);
    return hours_[now_];
  }
  [[nodiscard]] const Window& of(const Hour& hour) const { return windows_[hour.window]; }

 private:
  void find(Time t);

  std::vector<Window> windows_;
  std::vector<Hour> hours_;
  std::size_t now_ = 0;
};

}  // namespace quell
