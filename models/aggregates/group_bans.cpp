// SPDX-License-Identifier: BSD-3-Clause
#include "models/aggregates/group_bans.hpp"

#include <algorithm>

#include "models/settings.hpp"

namespace quell {

GroupBans::GroupBans(const PolicyConfig& policy, const PolicyPlace& place)
    : adaptation_(policy.values, place.config),
      frame_(place.frame()),
      rate_(rate_now()),
      order_(choice_of<Order>(policy.values, "order")),
      stream_(place.stream()),
      goal_(stream_.exponential()) {
  plan_next({.days = 0.0});
}

void GroupBans::look(GroupSizes& groups) {
  const Time now = next_;
  adaptation_.move_to(now);
  const std::optional<GroupSizes::Place> place = pick(groups);
  if (place && groups.size(*place) > 1) {
    groups.break_up(*place);
    ++bans_;
    cost_ += adaptation_.values().real("cost");
  }
  goal_ += stream_.exponential();
  plan_next(now);
}

std::optional<GroupSizes::Place> GroupBans::pick(const GroupSizes& groups) {
  switch (order_) {
    case Order::largest:
      return groups.largest();
    case Order::smallest:
      return groups.smallest();
    case Order::random:
      break;
  }
  if (groups.members() == 0) return std::nullopt;
  return groups.of_uniform_member(stream_);
}

void GroupBans::apply_rules(const Recording& recording, Time now) {
  if (adaptation_.is_constant()) return;
  adaptation_.observe(recording);
  adaptation_.move_to(now);
  change_rate(now);
}

void GroupBans::turn_to(const Adaptation& next, Time now) {
  if (adaptation_.turn_to(next, now)) change_rate(now);
}

/// Moves the look that is planned, and draws none anew.
void GroupBans::change_rate(Time now) {
  rate_ = rate_.until(now, rate_now());
  plan_next(now);
}

StepFunction GroupBans::rate_now() const {
  return hourly(adaptation_.values(), "per_day", frame_).times(frame_.scale);
}

void GroupBans::plan_next(Time now) {
  const Time start{.days = 0.0};
  next_ = {.days = unbounded};
  if (rate_.integral(start, {.days = frame_.duration.days}) < goal_) return;
  next_ = std::max(now, rate_.inverse_integral(start, goal_));
}

void GroupBans::reset() {
  bans_ = 0;
  cost_ = 0.0;
}

void GroupBans::visit_blocks(BlockVisitor& visitor) {
  adaptation_.visit_blocks(visitor);
  rate_.visit_blocks(visitor);
  visitor.plain("bans stream", stream_);
  visitor.plain("bans goal", goal_);
  visitor.plain("bans next", next_);
  visitor.plain("bans", bans_);
  visitor.plain("bans cost", cost_);
}

}  // namespace quell
