// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "models/adaptation.hpp"
#include "models/aggregates/group_sizes.hpp"
#include "models/policy.hpp"
#include "sim/step_function.hpp"

namespace quell {

/// The policy `channel_bans` on groups that are known by their sizes: what it does to those of
/// `network`, with the same law.
class GroupBans {
 public:
  GroupBans(const PolicyConfig& policy, const PolicyPlace& place);

  /// When it looks at a group next; infinity: not in this run.
  [[nodiscard]] Time next() const { return next_; }
  /// What is due at `next`.
  void look(GroupSizes& groups);
  /// Switches rules by what was recorded last; they hold from `now` on.
  void apply_rules(const Recording& recording, Time now);
  /// Follows other values from `now` on.
  void turn_to(const Adaptation& next, Time now);

  // Since the last `reset`.
  [[nodiscard]] std::uint64_t bans() const { return bans_; }
  [[nodiscard]] double cost() const { return cost_; }
  void reset();

  [[nodiscard]] std::uint64_t rules_on() const { return adaptation_.rules_on(); }
  void visit_blocks(BlockVisitor& visitor);

 private:
  enum class Order { random, largest, smallest };

  [[nodiscard]] std::optional<GroupSizes::Place> pick(const GroupSizes& groups);
  [[nodiscard]] StepFunction rate_now() const;
  void change_rate(Time now);
  void plan_next(Time now);

  Adaptation adaptation_;
  Frame frame_;
  StepFunction rate_;  ///< of looks, after scaling [1/d]
  Order order_;
  Stream stream_;
  double goal_ = 0.0;  ///< looks expected up to the next one
  Time next_;
  std::uint64_t bans_ = 0;
  double cost_ = 0.0;  ///< [USD]
};

}  // namespace quell
