// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/poisson_process.hpp"

#include <algorithm>

namespace quell {

void PoissonProcess::draw_next(World& world, Stream& stream) {
  goal_ += stream.exponential();
  plan_next(world);
}

void PoissonProcess::change(World& world, const StepFunction& rate) {
  StepFunction next = rate_.until(world.now(), rate);
  const bool is_kept = next == rate_;
  rate_ = std::move(next);
  if (is_kept) return;
  version_ = (version_ + 1) & 0xffffffU;
  plan_next(world);
}

void PoissonProcess::plan_next(World& world) {
  const Time start{.days = 0.0};
  if (rate_.integral(start, {.days = world.settings().duration.days}) < goal_) return;
  world.plan(std::max(world.now(), rate_.inverse_integral(start, goal_)), index_, version_);
}

void PoissonProcess::visit_blocks(BlockVisitor& visitor) {
  rate_.visit_blocks(visitor);
  visitor.plain("process goal", goal_);
  visitor.plain("process version", version_);
}

}  // namespace quell
