// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <vector>

#include "sim/blocks.hpp"
#include "sim/units.hpp"

namespace quell {

/// A function of time that is constant on steps of equal width from t = 0; beyond the last step it
/// keeps the last value.
class StepFunction {
 public:
  /// Needs at least one value.
  StepFunction(Duration step, std::vector<double> values);

  [[nodiscard]] double operator()(Time t) const { return values_[index_of(t)]; }
  /// The value of step k, or the last one.
  [[nodiscard]] double at_step(std::size_t k) const {
    return values_[k < values_.size() ? k : values_.size() - 1];
  }
  /// The same function, every value multiplied.
  [[nodiscard]] StepFunction times(double factor) const;
  /// This function until `t`, and `next`, with steps of the same width, from the first step that
  /// begins at `t` or later.
  [[nodiscard]] StepFunction until(Time t, const StepFunction& next) const;
  /// When the first step begins that begins at `t` or later.
  [[nodiscard]] Time step_from(Time t) const {
    const std::size_t step = index_of(t);
    return {.days = start_of(start_of(step) < t.days ? step + 1 : step)};
  }
  [[nodiscard]] bool operator==(const StepFunction& other) const {
    return values_ == other.values_;
  }
  /// Start of the first later step with another value; infinity if there is none.
  [[nodiscard]] Time next_change(Time t) const;
  /// Integral from `from` to `to` (`from` <= `to`).
  [[nodiscard]] double integral(Time from, Time to) const {
    return primitive(to) - primitive(from);
  }
  /// The first time t >= `from` at which the integral from `from` reaches `amount`, which it must
  /// do: compare with `integral` where the function may end in zeros.
  [[nodiscard]] Time inverse_integral(Time from, double amount) const;
  /// The function from one time to another, for many questions about it.
  class Stretch;
  /// Largest value on [from, to].
  [[nodiscard]] double max(Time from, Time to) const;
  void visit_blocks(BlockVisitor& visitor);

 private:
  /// The division may round to just below the start of a step.
  [[nodiscard]] std::size_t index_of(Time t) const {
    auto index = static_cast<std::size_t>(t.days / step_.days);
    if (start_of(index + 1) <= t.days) ++index;
    return index < values_.size() ? index : values_.size() - 1;
  }
  [[nodiscard]] double start_of(std::size_t step) const {
    return static_cast<double>(step) * step_.days;
  }
  void sum_up();
  [[nodiscard]] double primitive(Time t) const { return primitive(t, index_of(t)); }
  [[nodiscard]] double primitive(Time t, std::size_t step) const {
    return primitives_[step] + values_[step] * (t.days - start_of(step));
  }

  /// Steps in a row with the same value.
  struct Run {
    double start;  ///< [d]
    double value;
    double primitive;  ///< integral up to the start
  };
  [[nodiscard]] std::size_t run_of(Time t) const;

  Duration step_;
  std::vector<double> values_;
  std::vector<double> primitives_;  ///< integral up to the start of each step
  std::vector<Run> runs_;           ///< in the order of time
};

class StepFunction::Stretch {
 public:
  /// Needs `from` <= `to`, and the function as long as it is in use.
  Stretch(const StepFunction& function, Time from, Time to);

  [[nodiscard]] double integral() const { return integral_; }
  /// The time by which `share` of the integral is reached: a random time with the function as its
  /// density when `share` is uniform.
  [[nodiscard]] Time quantile(double share) const;

 private:
  Time from_, to_;
  std::span<const Run> runs_;  ///< of these and what is in between
  double first_;               ///< primitive of `from_`
  double integral_;
};

}  // namespace quell
