// SPDX-License-Identifier: BSD-3-Clause
#include "sim/units.hpp"

#include <cmath>
#include <type_traits>

#include "sim/id.hpp"
#include "tests/catch.hpp"

using namespace quell;

static_assert(!std::is_convertible_v<double, Time> && !std::is_convertible_v<double, Rate>);
static_assert(!std::is_convertible_v<Duration, Time> && !std::is_convertible_v<Time, Duration>);
static_assert(!std::is_convertible_v<std::uint32_t, Id<struct SomeTag>>);
static_assert(!std::is_convertible_v<Id<struct SomeTag>, Id<struct OtherTag>>);
static_assert(sizeof(Id<struct SomeTag>) == 4);

TEST_CASE("units: points and spans of time add up", "[sim]") {
  CHECK(Time{.days = 7.5} - Time{.days = 3.0} == Duration{.days = 4.5});
  CHECK(Time{.days = 3.0} + Duration{.days = 4.5} == Time{.days = 7.5});
  CHECK(Time{.days = 3.0} < Time{.days = 3.5});
}

TEST_CASE("units: a rate times a span is an expected count", "[sim]") {
  CHECK(Rate{.per_day = 0.25} * Duration{.days = 8.0} == 2.0);
  CHECK(3.0 * Rate{.per_day = 0.25} == Rate{.per_day = 0.75});
}

TEST_CASE("units: the probability of at least one event is 1 - exp(-r d)", "[sim][analytic]") {
  CHECK(at_least_one({.per_day = 0.5}, {.days = 2.0}) == Approx(1 - std::exp(-1.0)).epsilon(1e-15));
  CHECK(at_least_one({.per_day = 0.0}, {.days = 2.0}) == 0.0);
  CHECK(at_least_one({.per_day = 1e9}, {.days = 1.0}) == 1.0);
  // 1 - exp(-x) would be 0 here.
  CHECK(at_least_one({.per_day = 1e-20}, {.days = 1.0}) == 1e-20);
}

TEST_CASE("units: what decays at decay_rate halves in a half-life", "[sim][analytic]") {
  const Duration half_life{.days = 14.0};
  CHECK(std::exp(-(decay_rate(half_life) * half_life)) == Approx(1.0 / 2).epsilon(1e-15));
  CHECK(std::exp(-(decay_rate(half_life) * Duration{.days = 28.0})) ==
        Approx(1.0 / 4).epsilon(1e-15));
}
