// SPDX-License-Identifier: BSD-3-Clause
// Policies whose values change during the run.
#include <algorithm>
#include <cassert>

#include "models/network/world.hpp"

namespace quell {

/// Tells the policy of its values if one of them differs from before.
void World::adapt(std::size_t policy) {
  if (adaptations_[policy].move_to(now_)) change_policy(policy);
}

void World::change_policy(std::size_t policy) {
  policies_[policy]->change(*this, adaptations_[policy].values());
  // Views are drawn when a person is looked at, and those of the past had the effect of their time:
  // where that changes, everybody is looked at first. The number of views is a function of time,
  // and where there were none yet, nothing needs a look.
  for (const Outreach& next : policies_[policy]->outreach(*this)) {
    const Outreach& old = outreach_of(next.key);
    if (has_same_effect(old, next) || old.views.integral({.days = 0.0}, now_) == 0.0) continue;
    for (std::uint32_t i = 0; i < person_count(); ++i) {
      if (is_present(stage(PersonId{i}))) protection(PersonId{i});
    }
    break;
  }
  take_outreach(policy);
}

/// Dates of the past, and those that are planned, need no event.
void World::fork(const Config& future) {
  for (std::uint32_t policy = 0; policy < policies_.size(); ++policy) {
    const std::vector<Time> planned = adaptations_[policy].dates();
    const bool differs =
        adaptations_[policy].turn_to({future.policies[policy].values, future}, now_);
    for (const Time date : adaptations_[policy].dates()) {
      const bool is_planned = std::binary_search(planned.begin(), planned.end(), date);
      if (date > now_ && !is_planned) schedule(date.days, Kind::policy_change, policy);
    }
    if (differs) change_policy(policy);
  }
}

Outreach& World::outreach_of(std::uint64_t key) {
  const auto at = std::find_if(outreaches_.begin(), outreaches_.end(),
                               [key](const Outreach& outreach) { return outreach.key == key; });
  assert(at != outreaches_.end());  // else views since the last look would be drawn for a new one
  return *at;
}

void World::take_outreach(std::size_t policy) {
  for (Outreach& next : policies_[policy]->outreach(*this)) {
    outreach_of(next.key) = std::move(next);
  }
}

/// Rules see what was just recorded, and act from now on.
void World::apply_rules(Recording& recording) {
  for (std::size_t policy = 0; policy < policies_.size(); ++policy) {
    adaptations_[policy].observe(recording);
    adapt(policy);
    recording.values[observable("policy_rules_on")].push_back(
        static_cast<double>(adaptations_[policy].rules_on()));
  }
}

}  // namespace quell
