// SPDX-License-Identifier: BSD-3-Clause
#include "models/adaptation.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/observables.hpp"

namespace quell {

Adaptation::Adaptation(const ParamValues& values, const Config& config)
    : values_(values),
      frame_(config.frame()),
      cadence_{.days = config.at("run").real("cadence")},
      is_on_(values.courses().size(), 0) {
  for (const Course& course : values_.courses()) {
    if (is_table(values_.params()[course.row].kind)) continue;
    for (const Knot& knot : course.base) {
      const Time date = frame_.time_of(knot.day);
      if (date.days > 0.0 && date.days <= frame_.duration.days) dates_.push_back(date);
    }
  }
  std::sort(dates_.begin(), dates_.end());
  dates_.erase(std::unique(dates_.begin(), dates_.end()), dates_.end());
  move_to({.days = 0.0});
}

std::uint64_t Adaptation::rules_on() const {
  return static_cast<std::uint64_t>(std::count(is_on_.begin(), is_on_.end(), 1));
}

/// Mean of the observations within the rule's time, each the sum over segments; undefined ones are
/// left out. At the start there are fewer.
double Adaptation::seen_by(const Rule& rule, const Recording& recording) const {
  constexpr double rounding = 1e-9;  // three days are three observations a day apart
  const auto wanted = static_cast<std::size_t>(
      std::max(1.0, std::floor(rule.over / cadence_.days * (1.0 + rounding))));
  const std::vector<double>& values = recording.values[rule.observable];
  const std::size_t rows = recording.times.size();
  const std::size_t width = values.size() / rows;
  double sum = 0.0;
  double defined = 0.0;
  for (std::size_t row = rows - std::min(wanted, rows); row < rows; ++row) {
    double value = 0.0;
    for (std::size_t k = 0; k < width; ++k) value += values[row * width + k];
    if (std::isnan(value)) continue;
    sum += value;
    defined += 1.0;
  }
  return defined > 0.0 ? sum / defined : undefined;
}

void Adaptation::observe(const Recording& recording) {
  for (std::size_t k = 0; k < is_on_.size(); ++k) {
    const std::optional<Rule>& rule = values_.courses()[k].rule;
    if (!rule) continue;
    const double scale = rule->is_scaled ? frame_.scale : 1.0;
    const double seen = seen_by(*rule, recording);
    if (seen > scale * rule->above) is_on_[k] = 1;
    if (seen < scale * rule->below) is_on_[k] = 0;
  }
}

ParamValue Adaptation::value_of(std::size_t course, Time now) const {
  const auto& [row, base, rule] = values_.courses()[course];
  const bool is_on = is_on_[course] == 1;
  if (is_table(values_.params()[row].kind)) {
    return is_on ? std::vector<Knot>{{.day = 0.0, .value = rule->then}} : base;
  }
  if (is_on) return rule->then;
  double value = base.front().value;
  for (const Knot& knot : base) {
    // Not in civil days: an event at the knot's time must find its value.
    if (frame_.time_of(knot.day) <= now) value = knot.value;
  }
  return value;
}

bool Adaptation::move_to(Time now) {
  bool differs = false;
  for (std::size_t k = 0; k < is_on_.size(); ++k) {
    const std::size_t row = values_.courses()[k].row;
    ParamValue value = value_of(k, now);
    if (value == values_.values()[row]) continue;
    values_.set(row, std::move(value));
    differs = true;
  }
  moved_to_ = now;
  return differs;
}

bool Adaptation::turn_to(Adaptation next, Time now) {
  for (std::size_t k = 0; k < next.is_on_.size(); ++k) {
    const Course& course = next.values_.courses()[k];
    const Course* mine = values_.course(course.row);
    if (mine == nullptr || mine->rule != course.rule) continue;
    next.is_on_[k] = is_on_[static_cast<std::size_t>(mine - values_.courses().data())];
  }
  next.move_to(now);
  const bool differs = next.values().values() != values().values();
  *this = std::move(next);
  return differs;
}

void Adaptation::visit_blocks(BlockVisitor& visitor) {
  visitor.array("rules on", is_on_);
  visitor.plain("moved to", moved_to_);
  move_to(moved_to_);
}

}  // namespace quell
