// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <compare>
#include <numbers>

namespace quell {

/// A span of simulated time [d].
struct Duration {
  double days = 0.0;
  constexpr auto operator<=>(const Duration&) const = default;
};

/// A point in simulated time [d since the scenario's start].
struct Time {
  double days = 0.0;
  constexpr auto operator<=>(const Time&) const = default;
};

/// Events per day [1/d].
struct Rate {
  double per_day = 0.0;
  constexpr auto operator<=>(const Rate&) const = default;
};

constexpr Duration operator-(Time a, Time b) { return {.days = a.days - b.days}; }
constexpr Time operator+(Time t, Duration d) { return {.days = t.days + d.days}; }
constexpr Duration operator*(double factor, Duration d) { return {.days = factor * d.days}; }
constexpr Rate operator*(double factor, Rate r) { return {.per_day = factor * r.per_day}; }

/// Expected number of events.
constexpr double operator*(Rate r, Duration d) { return r.per_day * d.days; }

/// The only road from a rate to a probability: P(N >= 1) for N ~ Poisson(r d).
inline double at_least_one(Rate r, Duration d) { return -std::expm1(-(r * d)); }

/// Rate at which what halves in `half_life` decays, ln 2 / half-life.
inline Rate decay_rate(Duration half_life) {
  return {.per_day = std::numbers::ln2 / half_life.days};
}

}  // namespace quell
