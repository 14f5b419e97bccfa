// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/windows.hpp"

#include <cmath>
#include <limits>

namespace quell {
namespace {

constexpr double room = 1.02;         // what a bound allows for above the value at its start
constexpr std::size_t longest = 120;  // [h]

/// The first time that `Windows::at` and StepFunction count to `hour`.
double start_of(std::size_t hour) {
  double t = static_cast<double>(hour) / 24.0;
  while (static_cast<std::size_t>(t / (1.0 / 24.0)) < hour) {
    t = std::nextafter(t, std::numeric_limits<double>::infinity());
  }
  return t;
}

}  // namespace

Windows::Windows(const Settings& settings) {
  const double most_diurnal = 1.0 + settings.posting.diurnal_amplitude;
  const auto hours = static_cast<std::size_t>(std::ceil(settings.duration.days * 24.0)) + 1;
  std::size_t first = 0;
  for (std::size_t hour = 0; hour < hours; ++hour) {
    const Time middle{.days = (static_cast<double>(hour) + 0.5) / 24.0};
    const Window now{.posting = most_diurnal * settings.drivers.posting_trend(middle),
                     .gain = settings.drivers.gain(middle),
                     .uptake = settings.drivers.uptake(middle),
                     .vigilance = settings.reporting ? settings.reporting->vigilance(middle) : 0.0};
    const bool fits = !windows_.empty() && hour - first < longest &&
                      now.posting <= windows_.back().posting && now.gain <= windows_.back().gain &&
                      now.uptake <= windows_.back().uptake &&
                      now.vigilance <= windows_.back().vigilance;
    if (!fits) {
      if (!windows_.empty()) windows_.back().end = start_of(hour);
      first = hour;
      windows_.push_back({.posting = room * now.posting,
                          .gain = room * now.gain,
                          .uptake = room * now.uptake,
                          .vigilance = room * now.vigilance});
    }
    by_hour_.push_back(static_cast<std::uint32_t>(windows_.size() - 1));
  }
  windows_.back().end = start_of(hours);
}

}  // namespace quell
