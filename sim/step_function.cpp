// SPDX-License-Identifier: BSD-3-Clause
#include "sim/step_function.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
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
  runs_.clear();
  for (std::size_t k = 0; k < values_.size(); ++k) {
    if (k > 0 && values_[k] == values_[k - 1]) continue;
    runs_.push_back({.start = start_of(k), .value = values_[k], .primitive = primitives_[k]});
  }
}

std::size_t StepFunction::run_of(Time t) const {
  const auto after = std::upper_bound(runs_.begin() + 1, runs_.end(), t.days,
                                      [](double days, const Run& run) { return days < run.start; });
  return static_cast<std::size_t>(after - runs_.begin()) - 1;
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
  const std::size_t step = k > 0 ? k - 1 : 0;
  const double within = values_[step] > 0.0 ? (goal - primitives_[step]) / values_[step] : 0.0;
  return {.days = std::max(from.days, start_of(step) + within)};
}

StepFunction::Stretch::Stretch(const StepFunction& function, Time from, Time to)
    : from_(from), to_(to) {
  const std::size_t low = function.run_of(from);
  const std::size_t high = function.run_of(to);
  runs_ = std::span{function.runs_}.subspan(low, high - low + 1);
  const auto primitive = [](const Run& run, Time t) {
    return run.primitive + run.value * (t.days - run.start);
  };
  first_ = primitive(runs_.front(), from);
  integral_ = primitive(runs_.back(), to) - first_;
}

Time StepFunction::Stretch::quantile(double share) const {
  if (runs_.size() == 1) return from_ + share * (to_ - from_);
  const double goal = first_ + share * integral_;
  const auto after =
      std::lower_bound(runs_.begin() + 1, runs_.end(), goal,
                       [](const Run& run, double amount) { return run.primitive < amount; });
  const Run& run = *std::prev(after);
  const double within = run.value > 0.0 ? (goal - run.primitive) / run.value : 0.0;
  return std::clamp(Time{.days = run.start + within}, from_, to_);
}

double StepFunction::max(Time from, Time to) const {
  const auto first = values_.begin() + static_cast<std::ptrdiff_t>(index_of(from));
  const auto last = values_.begin() + static_cast<std::ptrdiff_t>(index_of(to));
  return *std::max_element(first, last + 1);
}

}  // namespace quell
