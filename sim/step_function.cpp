// SPDX-License-Identifier: BSD-3-Clause
#include "sim/step_function.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

namespace quell {

StepFunction::StepFunction(Duration step, std::vector<double> values)
    : step_(step), values_(std::move(values)) {
  assert(!values_.empty() && step_.days > 0.0);  // else there is no value to return
  sum_up();
}

void StepFunction::sum_up() {
  primitives_.clear();
  primitives_.reserve(values_.size());
  double sum = 0.0;
  for (const double value : values_) {
    primitives_.push_back(sum);
    sum += value * step_.days;
  }
}

Time StepFunction::next_change(Time t) const {
  const std::size_t now = index_of(t);
  for (std::size_t k = now + 1; k < values_.size(); ++k) {
    if (values_[k] != values_[now]) return {.days = start_of(k)};
  }
  return {.days = std::numeric_limits<double>::infinity()};
}

StepFunction StepFunction::times(double factor) const {
  std::vector<double> values = values_;
  for (double& value : values) value *= factor;
  return {step_, std::move(values)};
}

StepFunction StepFunction::until(Time t, const StepFunction& next) const {
  assert(next.values_.size() == values_.size());  // else the two do not describe the same time
  StepFunction spliced = next;
  for (std::size_t k = 0; k < values_.size() && start_of(k) < t.days; ++k) {
    spliced.values_[k] = values_[k];
  }
  spliced.sum_up();
  return spliced;
}

void StepFunction::visit_blocks(BlockVisitor& visitor) {
  visitor.array("steps", values_);
  sum_up();
}

Time StepFunction::inverse_integral(Time from, double amount) const {
  const double goal = primitive(from) + amount;
  // Not upper_bound: where a zero stretch starts at the goal, it is reached there.
  const auto after = std::lower_bound(primitives_.begin(), primitives_.end(), goal);
  const auto k = static_cast<std::size_t>(after - primitives_.begin());
  return std::max(from, reach(goal, k > 0 ? k - 1 : 0));
}

/// Where the primitive reaches `goal` within `step`.
Time StepFunction::reach(double goal, std::size_t step) const {
  const double within = values_[step] > 0.0 ? (goal - primitives_[step]) / values_[step] : 0.0;
  return {.days = static_cast<double>(step) * step_.days + within};
}

StepFunction::Stretch::Stretch(const StepFunction& function, Time from, Time to)
    : function_(function),
      from_(from),
      to_(to),
      low_(function.index_of(from)),
      high_(function.index_of(to)),
      first_(function.primitive(from, low_)),
      integral_(function.primitive(to, high_) - first_) {}

Time StepFunction::Stretch::quantile(double share) const {
  const std::vector<double>& primitives = function_.primitives_;
  const double goal = first_ + share * integral_;
  const double days = std::min(to_.days, from_.days + share * (to_ - from_).days);
  const std::size_t guess = function_.index_of({.days = days});
  const bool is_right =
      primitives[guess] < goal && (guess + 1 == primitives.size() || goal <= primitives[guess + 1]);
  if (is_right) return std::clamp(function_.reach(goal, guess), from_, to_);
  const auto begin = primitives.begin() + static_cast<std::ptrdiff_t>(low_);
  const auto end = primitives.begin() + static_cast<std::ptrdiff_t>(high_ + 1);
  const auto after = static_cast<std::size_t>(std::lower_bound(begin, end, goal) - begin) + low_;
  return std::clamp(function_.reach(goal, after > low_ ? after - 1 : low_), from_, to_);
}

double StepFunction::max(Time from, Time to) const {
  const auto first = values_.begin() + static_cast<std::ptrdiff_t>(index_of(from));
  const auto last = values_.begin() + static_cast<std::ptrdiff_t>(index_of(to));
  return *std::max_element(first, last + 1);
}

}  // namespace quell
