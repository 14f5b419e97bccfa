// SPDX-License-Identifier: BSD-3-Clause
#include "sim/step_function.hpp"

#include <algorithm>
#include <cmath>

#include "sim/block_bytes.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

constexpr double step = 0.25;
const std::vector<double> values{0.0, 2.0, 0.0, 0.0, 1.0, 4.0, 0.0, 0.5};  // zero stretches

StepFunction example() { return {{.days = step}, values}; }

double value_at(double t) {
  return values[std::min(values.size() - 1, static_cast<std::size_t>(t / step))];
}

/// Sum over the steps of height times overlap with [from, to]; the last step has no end.
double integral_by_steps(double from, double to) {
  double sum = 0.0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double start = static_cast<double>(k) * step;
    const double end = k + 1 < values.size() ? start + step : std::max(to, start);
    sum += values[k] * std::max(0.0, std::min(to, end) - std::max(from, start));
  }
  return sum;
}

}  // namespace

TEST_CASE("step function: a step includes its start and not its end", "[sim]") {
  const StepFunction function = example();
  CHECK(function({.days = 0.0}) == 0.0);
  CHECK(function({.days = 0.25}) == 2.0);
  CHECK(function({.days = 0.4999}) == 2.0);
  CHECK(function({.days = 0.5}) == 0.0);
}

TEST_CASE("step function: the last value lasts for ever", "[sim]") {
  const StepFunction function = example();
  CHECK(function({.days = 1e6}) == 0.5);
  CHECK(function.integral({.days = 2.0}, {.days = 102.0}) == Approx(0.5 * 100));
  CHECK(function.inverse_integral({.days = 2.0}, 50.0).days == Approx(102.0));
}

TEST_CASE("step function: values, integrals and maxima equal those found step by step", "[sim]") {
  const StepFunction function = example();
  Stream stream{{.seed = 89}, 0, 0};
  for (int trial = 0; trial < 2000; ++trial) {
    const double a = 3 * stream.uniform();
    const double b = 3 * stream.uniform();
    const double from = std::min(a, b);
    const double to = std::max(a, b);
    CAPTURE(from, to);
    REQUIRE(function({.days = from}) == value_at(from));
    REQUIRE_THAT(function.integral({.days = from}, {.days = to}),
                 WithinAbs(integral_by_steps(from, to), 1e-14));
    double most = value_at(to);
    for (double t = from; t < to; t += step) most = std::max(most, value_at(t));
    REQUIRE(function.max({.days = from}, {.days = to}) == most);
  }
}

TEST_CASE("step function: the maximum counts steps that are only touched", "[sim]") {
  const StepFunction function = example();
  CHECK(function.max({.days = 0.5}, {.days = 1.25}) == 4.0);  // ends where the step of 4 starts
  CHECK(function.max({.days = 0.5}, {.days = 1.24}) == 1.0);
  CHECK(function.max({.days = 0.6}, {.days = 0.6}) == 0.0);
}

TEST_CASE("step function: inverse_integral is the first time at which the amount is reached",
          "[sim]") {
  const StepFunction function = example();
  Stream stream{{.seed = 97}, 0, 0};
  for (int trial = 0; trial < 2000; ++trial) {
    const double from = 3 * stream.uniform();
    const double amount = 3 * stream.uniform();
    CAPTURE(from, amount);
    const double t = function.inverse_integral({.days = from}, amount).days;
    REQUIRE(t >= from);
    REQUIRE_THAT(integral_by_steps(from, t), WithinAbs(amount, 1e-13));
    REQUIRE(integral_by_steps(from, t - 1e-9) < amount);
  }
}

TEST_CASE("step function: an amount reached where a zero stretch starts is not put off to its end",
          "[sim]") {
  const StepFunction function = example();
  CHECK(function.inverse_integral({.days = 0.0}, 2.0 * 0.25).days == 0.5);
  CHECK(function.inverse_integral({.days = 0.375}, 2.0 * 0.125).days == 0.5);
  CHECK(function.inverse_integral({.days = 0.0}, 7.0 * 0.25).days == 1.5);
}

TEST_CASE("step function: nothing is reached at once", "[sim]") {
  const StepFunction function = example();
  for (const double from : {0.0, 0.1, 0.3, 0.5, 0.7, 2.5}) {
    CHECK(function.inverse_integral({.days = from}, 0.0).days == Approx(from));
  }
}

TEST_CASE("step function: a multiple has all values multiplied", "[sim]") {
  const StepFunction tripled = example().times(3.0);
  CHECK(tripled({.days = 0.3}) == 6.0);
  CHECK(tripled.integral({.days = 0.0}, {.days = 1.5}) == Approx(3 * integral_by_steps(0.0, 1.5)));
  CHECK(tripled.inverse_integral({.days = 0.0}, 3.0).days == Approx(1.3125));
}

TEST_CASE("step function: a single value is a constant", "[sim]") {
  const StepFunction constant{{.days = 1.0}, {2.0}};
  CHECK(constant.integral({.days = 0.5}, {.days = 10.5}) == 20.0);
  CHECK(constant.inverse_integral({.days = 0.5}, 20.0).days == 10.5);
}

TEST_CASE("step function: each step starts with its own value, whatever the rounding", "[sim]") {
  // One hour is no binary fraction: k / 24 divided by 1 / 24 can fall just below k.
  std::vector<double> rising(20000);
  for (std::size_t k = 0; k < rising.size(); ++k) rising[k] = static_cast<double>(k);
  const StepFunction hours{{.days = 1.0 / 24.0}, rising};
  Time at;
  for (std::size_t k = 1; k < rising.size(); ++k) {
    const Time next = hours.next_change(at);
    REQUIRE(next > at);
    REQUIRE(hours(next) == rising[k]);
    at = next;
  }
  CHECK(std::isinf(hours.next_change(at).days));
}

TEST_CASE("step function: a random time has the function as its density", "[sim]") {
  const StepFunction function = example();
  Stream stream{{.seed = 101}, 0, 0};
  for (int trial = 0; trial < 2000; ++trial) {  // within a step, over equal steps and over others
    const double a = 3 * stream.uniform();
    const double b = trial % 2 == 0 ? 3 * stream.uniform() : std::min(3.0, a + 0.1);
    const double from = std::min(a, b);
    const double to = std::max(a, b);
    const double share = stream.uniform();
    CAPTURE(from, to, share);
    const StepFunction::Stretch stretch{function, {.days = from}, {.days = to}};
    const double all = integral_by_steps(from, to);
    REQUIRE_THAT(stretch.integral(), WithinAbs(all, 1e-14));
    const double when = stretch.quantile(share).days;
    REQUIRE(from <= when);
    REQUIRE(when <= to);
    REQUIRE_THAT(integral_by_steps(from, when), WithinAbs(share * all, 1e-14));
  }
}

TEST_CASE("step function: no random time is where the function is zero", "[sim]") {
  const StepFunction function = example();
  const StepFunction::Stretch stretch{function, {.days = 0.1}, {.days = 1.1}};
  for (double share = 0.005; share < 1.0; share += 0.01) {
    REQUIRE(function(stretch.quantile(share)) > 0.0);
  }
}

TEST_CASE("step function: another follows from the first step that begins at its time", "[sim]") {
  const StepFunction function = example();
  const StepFunction other{{.days = step}, {9.0, 8.0, 7.0, 6.0, 5.0, 3.0, 2.0, 1.0}};
  const auto spliced = [&](double t) { return function.until({.days = t}, other); };
  CHECK(spliced(0.0) == other);
  CHECK(spliced(0.5) == StepFunction{{.days = step}, {0.0, 2.0, 7.0, 6.0, 5.0, 3.0, 2.0, 1.0}});
  CHECK(spliced(0.51) == StepFunction{{.days = step}, {0.0, 2.0, 0.0, 6.0, 5.0, 3.0, 2.0, 1.0}});
  CHECK(spliced(2.0) == function);  // beyond the last step
  CHECK(spliced(0.5) != function);
  CHECK(spliced(0.5).integral({.days = 0.0}, {.days = 0.75}) == 2.0 * 0.25 + 7.0 * 0.25);
  CHECK(function.step_from({.days = 0.5}).days == 0.5);
  CHECK(function.step_from({.days = 0.51}).days == 0.75);
  CHECK(function.step_from({.days = 0.0}).days == 0.0);
}

TEST_CASE("step function: one read back has the values and integrals of the other", "[sim]") {
  StepFunction written = example();
  StepFunction read = written.times(2.0);
  restore(read, blocks_of(written));
  CHECK(read == example());
  CHECK(read.integral({.days = 0.0}, {.days = 1.5}) == Approx(integral_by_steps(0.0, 1.5)));
}
