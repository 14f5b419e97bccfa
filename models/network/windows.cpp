// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/windows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quell {
namespace {

constexpr double room = 1.02;         // what a bound allows for above the value at its start
constexpr std::size_t longest = 120;  // [h]

double start_of(std::size_t hour) { return static_cast<double>(hour) * (1.0 / 24.0); }

}  // namespace

Windows::Windows(const Settings& settings) {
  const double most_diurnal = 1.0 + settings.posting.diurnal_amplitude;
  const auto count = static_cast<std::size_t>(std::ceil(settings.duration.days * 24.0)) + 1;
  std::size_t first = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const Time middle{.days = (start_of(k) + start_of(k + 1)) / 2.0};
    Hour hour{.start = start_of(k),
              .end = start_of(k + 1),
              .posting = settings.drivers.posting(middle),
              .gain = settings.drivers.gain(middle),
              .uptake = settings.drivers.uptake(middle),
              .vigilance = settings.reporting ? settings.reporting->vigilance(middle) : 0.0};
    const double posting = most_diurnal * settings.drivers.posting_trend(middle);
    const bool fits = !windows_.empty() && k - first < longest &&
                      posting <= windows_.back().posting && hour.gain <= windows_.back().gain &&
                      hour.uptake <= windows_.back().uptake &&
                      hour.vigilance <= windows_.back().vigilance;
    if (!fits) {
      if (!windows_.empty()) windows_.back().end = hour.start;
      first = k;
      windows_.push_back({.posting = room * posting,
                          .gain = room * hour.gain,
                          .uptake = room * hour.uptake,
                          .vigilance = room * hour.vigilance});
    }
    hour.window = static_cast<std::uint32_t>(windows_.size() - 1);
    hours_.push_back(hour);
  }
  hours_.back().end = std::numeric_limits<double>::infinity();
  windows_.back().end = start_of(count);
}

void Windows::find(Time t) {
  const auto after =
      std::upper_bound(hours_.begin(), hours_.end(), t.days,
                       [](double time, const Hour& hour) { return time < hour.start; });
  now_ = static_cast<std::size_t>(after - hours_.begin()) - 1;
}

}  // namespace quell
