// SPDX-License-Identifier: BSD-3-Clause
#include "models/well_mixed/channels.hpp"

namespace quell {

Channels::Channels(const Layout& layout) : of_(layout.counts_end) {
  using enum ChannelKind;
  for (std::size_t s = 0; s < layout.segments; ++s) {
    for (std::size_t rung = 0; rung < Layout::rungs; ++rung) {
      for (std::size_t group = 0; group < layout.groups; ++group) {
        const std::size_t place = layout.readers + layout.reader(rung, group, s);
        all_.push_back({reader_rises, place, rung, group, s});
        if (rung > 0) all_.push_back({reader_sinks, place, rung, group, s});
      }
    }
    for (std::size_t c = 0; c < layout.classes(); ++c) {
      const std::size_t place = layout.accounts + c * layout.segments + s;
      all_.push_back({.kind = is_suspended, .place = place, .c = c, .segment = s});
      if (c >= layout.main_classes()) {
        all_.push_back({.kind = extra_closes, .place = place, .c = c, .segment = s});
        continue;
      }
      for (const ChannelKind kind : {owner_rises, owner_steps_down, owner_migrates}) {
        all_.push_back({.kind = kind, .place = place, .c = c, .segment = s});
      }
      const std::size_t away = layout.away + c * layout.segments + s;
      all_.push_back({.kind = comes_back, .place = away, .c = c, .segment = s});
      all_.push_back({.kind = away_steps_down, .place = away, .c = c, .segment = s});
    }
  }
  all_.push_back({.kind = is_reinstated, .place = layout.counters + 1});
  for (std::uint32_t k = 0; k < all_.size(); ++k) of_[all_[k].place].push_back(k);
}

double rate_of(const Channel& channel, const Mixture& mixture, const MixtureRates& rates) {
  const Layout& layout = mixture.layout();
  const std::size_t at = channel.c * layout.segments + channel.segment;
  switch (channel.kind) {
    case ChannelKind::reader_rises:
      return rates.rise[channel.place - layout.readers];
    case ChannelKind::reader_sinks:
      return rates.sink[at];
    case ChannelKind::owner_rises:
      return rates.rise_owner[at];
    case ChannelKind::owner_steps_down:
    case ChannelKind::away_steps_down:
      return rates.step_down[(mixture.is_core(channel.c) ? layout.segments : 0) + channel.segment];
    case ChannelKind::owner_migrates:
      return rates.migrate[channel.c];
    case ChannelKind::is_suspended: {
      double hazard = 0.0;
      for (std::size_t k = 0; k < layout.policies; ++k) {
        hazard += rates.hazard[tier_count * k + channel.c / layout.generations];
      }
      return hazard;
    }
    case ChannelKind::comes_back:
      return mixture.return_rate(channel.c);
    case ChannelKind::extra_closes:
      return mixture.abandon_rate();
    case ChannelKind::is_reinstated:
      return mixture.reinstatement_rate();
  }
  return 0.0;
}

}  // namespace quell
