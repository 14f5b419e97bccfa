// SPDX-License-Identifier: BSD-3-Clause
#include "models/aggregates/group_process.hpp"

#include "models/sections/sections.hpp"
#include "models/streams.hpp"

namespace quell {
namespace {

StreamRoot root_of(const Config& config, std::uint32_t replicate) {
  return {.seed = static_cast<std::uint64_t>(config.at("run").real("seed")),
          .replicate = replicate};
}

}  // namespace

ChannelSettings group_rates(const Config& config) {
  if (const ParamValues* values = config.find("channels")) return channel_settings(*values);
  std::vector<ParamValue> defaults;
  for (const Param& param : section_channels.params) defaults.push_back(fallback_value(param));
  return channel_settings({section_channels.params, std::move(defaults)});
}

GroupProcess::GroupProcess(const Config& config, std::uint32_t replicate)
    : GroupProcess(config, replicate, resolve(config)) {}

GroupProcess::GroupProcess(const Config& config, std::uint32_t replicate, const Settings& settings)
    : groups_(settings.population.pro_accounts),
      stream_(root_of(config, replicate), static_cast<std::uint8_t>(Purpose::channels), 0),
      next_{.days = unbounded} {
  const auto [join, break_up, shout_outs] = group_rates(config);
  const Rate each{.per_day = join.per_day + break_up.per_day};
  rate_ = groups_.members() * each;
  if (rate_.per_day > 0.0) {
    joins_ = join.per_day / each.per_day;
    next_ = Time{.days = 0.0} + waiting();
  }
  for (std::uint32_t k = 0; k < config.policies.size(); ++k) {
    const PolicyConfig& policy = config.policies[k];
    if (policy.spec->name != "channel_bans") continue;
    bans_.emplace_back(policy, PolicyPlace{.config = config,
                                           .name = policy.name,
                                           .index = PolicyIndex{k},
                                           .root = root_of(config, replicate)});
  }
}

void GroupProcess::run_to(Time end) {
  while (GroupBans* bans = next_bans(end)) {
    run_members_to(bans->next());
    bans->look(groups_);
    ++events_;
  }
  run_members_to(end);
}

void GroupProcess::run_members_to(Time end) {
  for (; next_ <= end; next_ = next_ + waiting()) {
    const GroupSizes::Place place = groups_.of_uniform_member(stream_);
    if (stream_.coin() < joins_) {
      groups_.join(place, groups_.of_uniform_member(stream_));
    } else {
      groups_.break_up(place);
    }
    ++events_;
  }
}

GroupBans* GroupProcess::next_bans(Time end) {
  GroupBans* next = nullptr;
  for (GroupBans& bans : bans_) {
    if (bans.next() <= (next == nullptr ? end : next->next())) next = &bans;
  }
  return next;
}

void GroupProcess::visit_blocks(BlockVisitor& visitor) {
  groups_.visit_blocks(visitor);
  visitor.plain("channel stream", stream_);
  visitor.plain("next event", next_);
  visitor.plain("events", events_);
  for (GroupBans& bans : bans_) bans.visit_blocks(visitor);
}

}  // namespace quell
