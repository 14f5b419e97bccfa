// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "models/aggregates/group_bans.hpp"
#include "models/aggregates/group_sizes.hpp"
#include "models/settings.hpp"

namespace quell {

/// Rates of [channels], or its defaults where the scenario has no such table.
ChannelSettings group_rates(const Config& config);

/// Groups over time: each member brings its group together with that of a uniform member at rate
/// `join`, at rate `break_up` it makes its group fall apart (Johnson et al. 2016,
/// doi:10.1126/science.aaf0675), and policies shut groups down.
class GroupProcess {
 public:
  /// Throws ConfigError where the configuration contradicts itself.
  GroupProcess(const Config& config, std::uint32_t replicate);

  /// Whatever happens up to and including `end`.
  void run_to(Time end);

  [[nodiscard]] const GroupSizes& groups() const { return groups_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  /// One for each policy of the kind channel_bans, in their order.
  [[nodiscard]] std::vector<GroupBans>& bans() { return bans_; }
  [[nodiscard]] const std::vector<GroupBans>& bans() const { return bans_; }

  void visit_blocks(BlockVisitor& visitor);

 private:
  GroupProcess(const Config& config, std::uint32_t replicate, const Settings& settings);

  void run_members_to(Time end);
  /// Those who look first; null where none does by `end`.
  [[nodiscard]] GroupBans* next_bans(Time end);
  [[nodiscard]] Duration waiting() { return {.days = stream_.exponential() / rate_.per_day}; }

  GroupSizes groups_;
  Rate rate_;           ///< of all members together
  double joins_ = 0.0;  ///< share of them that joins two
  Stream stream_;
  Time next_;
  std::uint64_t events_ = 0;
  std::vector<GroupBans> bans_;
};

}  // namespace quell
