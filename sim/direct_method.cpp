// SPDX-License-Identifier: BSD-3-Clause
#include "sim/direct_method.hpp"

#include <cassert>

namespace quell {

void DirectMethod::set_rate(std::uint32_t clock, Rate rate) {
  check_rate(rate);
  rates_[clock] = rate.per_day;
}

Rate DirectMethod::total() const {
  double sum = 0.0;
  for (const double rate : rates_) sum += rate;
  return {.per_day = sum};
}

/// Adds in the same order as `total()`, so that the last sum is `total` and exceeds the draw.
std::uint32_t DirectMethod::choose_clock(double total) {
  const double drawn = stream_.uniform() * total;
  std::uint32_t clock = 0;
  for (double sum = rates_[0]; sum <= drawn; sum += rates_[clock]) ++clock;
  return clock;
}

std::optional<Firing> DirectMethod::next(Duration limit) {
  assert(limit.days >= 0.0);  // else time runs backwards
  const double all = total().per_day;
  if (all == 0.0) return std::nullopt;
  const Duration waiting{.days = stream_.exponential() / all};
  if (waiting > limit) return std::nullopt;
  return Firing{.waiting = waiting, .clock = choose_clock(all)};
}

void DirectMethod::visit_blocks(BlockVisitor& visitor) {
  visitor.array("rates", rates_);
  visitor.plain("clock stream", stream_);
}

}  // namespace quell
