// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/roster.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace quell {

Roster::Roster(const ParamValues& values, const Config& config)
    : terms_(terms_of(values)), clock_(config.start_day() - std::floor(config.start_day())) {
  for (const Section* shock : config.all("shock")) {
    shocks_.push_back(config.frame().time_of(shock->values.real("date")));
  }
}

Roster::Terms Roster::terms_of(const ParamValues& values) {
  return {.surge = values.real("surge"),
          .surge_length = {.days = values.real("surge_days")},
          .shift_start = values.real("shift_start") / 24.0,
          .shift_length = values.real("shift_hours") / 24.0};
}

bool Roster::read(const ParamValues& values) {
  const Terms old = std::exchange(terms_, terms_of(values));
  return terms_ != old;
}

double Roster::factor(Time t) const {
  if (terms_.shift_length < 1.0 && since_start(t) >= terms_.shift_length) return 0.0;
  const bool is_surge = std::any_of(shocks_.begin(), shocks_.end(), [&](Time shock) {
    return shock <= t && t < shock + terms_.surge_length;
  });
  return is_surge ? terms_.surge : 1.0;
}

Time Roster::next_start(Time t) const {
  Time next{.days = std::numeric_limits<double>::infinity()};
  if (terms_.shift_length < 1.0) next.days = t.days + 1.0 - since_start(t);
  if (terms_.surge == 1.0) return next;
  for (const Time shock : shocks_) {
    if (shock > t) next = std::min(next, shock);
  }
  return next;
}

double Roster::since_start(Time t) const {
  const double days = clock_ + t.days - terms_.shift_start;
  return days - std::floor(days);
}

void Roster::visit_blocks(BlockVisitor& visitor) { visitor.plain("roster terms", terms_); }

}  // namespace quell
