// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>

#include "models/network/world.hpp"

// Groups beside the follow graph (M21): a member brings its group together with another one's, or
// its group breaks up, each at a constant rate per member. Members are the pro persons of the
// start; groups are on another platform, so that a suspension here ends no membership.

namespace quell {

void World::start_channels() {
  if (!settings_.channels) return;
  channels_.emplace(settings_.population.pro_accounts);
  plan_channel_event();
}

void World::plan_channel_event() {
  const ChannelSettings& settings = *settings_.channels;
  const double rate = (settings.join.per_day + settings.break_up.per_day) * channels_->members();
  if (!(rate > 0.0)) return;
  schedule(now_.days + channel_stream_.exponential() / rate, Kind::channel, 0);
}

void World::on_channel_event() {
  const ChannelSettings& settings = *settings_.channels;
  const double joins = settings.join.per_day / (settings.join.per_day + settings.break_up.per_day);
  const std::uint32_t member = channel_stream_.below(channels_->members());
  if (channel_stream_.coin() < joins) {
    channels_->join(member, channel_stream_.below(channels_->members()));
  } else {
    channels_->break_up(member);
  }
  plan_channel_event();
}

/// Someone of the same channel, to whom the owner of an account names it.
std::optional<PersonId> World::channel_companion(PersonId owner, Stream& stream) const {
  if (!channels_ || !(settings_.channels->shout_outs > 0.0)) return std::nullopt;
  if (stream.coin() >= settings_.channels->shout_outs) return std::nullopt;
  if (owner.index() >= channels_->members()) return std::nullopt;
  const std::optional<std::uint32_t> member = channels_->companion(owner.index(), stream);
  if (!member) return std::nullopt;
  return PersonId{*member};
}

void World::ban_channel(PolicyIndex policy, std::uint32_t member) {
  if (channels_->size(member) == 1) return;
  channels_->break_up(member);
  ++flows_.channels_banned;
  ++tallies_[policy.index()].actions;
}

void World::record_channels(Recording& recording) const {
  const auto put = [&](std::size_t row, double value) {
    recording.values[row].push_back(channels_ ? value : std::nan(""));
  };
  const std::optional<std::uint32_t> largest = channels_ ? channels_->in_largest() : std::nullopt;
  put(observable("channels"), channels_ ? channels_->groups() : 0.0);
  put(observable("channel_size_mean"), channels_ ? channels_->mean_size() : 0.0);
  put(observable("channel_size_largest"), largest ? channels_->size(*largest) : 1.0);
  put(observable("channels_banned"), static_cast<double>(flows_.channels_banned));
}

}  // namespace quell
