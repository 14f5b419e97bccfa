// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>

#include "models/well_mixed/mixture.hpp"
#include "models/well_mixed/sums.hpp"

namespace quell {
void Mixture::rates(const double* state, const double* outside, MixtureRates& rates) const {
  rates.accounts.resize(layout_.classes());
  for (std::size_t c = 0; c < layout_.classes(); ++c) rates.accounts[c] = accounts_of(state, c);
  rates.chill.resize(layout_.classes());
  rates.posting.resize(layout_.classes());
  rates.migrate.resize(layout_.main_classes());
  double seen = 0.0;
  for (std::size_t c = 0; c < layout_.classes(); ++c) {
    double lost_share = 0.0;
    if (c < layout_.main_classes()) {
      // What is moved by expectations may be a little less than nothing where nobody is left.
      const double lost = std::max(0.0, state[layout_.lost + c]);
      lost_share = share(lost, lost + std::max(0.0, state[layout_.follows + c]));
      rates.migrate[c] = settings_.migration
                             ? settings_.migration->base.per_day *
                                   (1.0 + settings_.migration->peer_factor * lost_share)
                             : 0.0;
    }
    rates.chill[c] = 1.0 - settings_.posting.chill * lost_share;
    rates.posting[c] = posting_[c] * rates.chill[c] * outside[Forcing::posting];
    seen += state[layout_.seen + c] * rates.chill[c];
  }
  rate_ladder(state, outside, seen, rates);

  std::array<double, tier_count> tiers{};
  for (std::size_t c = 0; c < layout_.classes(); ++c) {
    tiers[c / layout_.generations] += rates.accounts[c];
  }
  rates.hazard.resize(tier_count * policies_.size());
  rates.imposed.resize(tier_count * policies_.size());
  for (std::size_t k = 0; k < policies_.size(); ++k) {
    const TierWeights& weights = policies_[k].weights;
    double weighted = 0.0;
    for (std::size_t tier = 0; tier < tier_count; ++tier) {
      weighted += weights.of(static_cast<Tier>(tier)) * tiers[tier];
    }
    const double actions = outside[forcing_.actions + k] * policies_[k].precision;
    for (std::size_t tier = 0; tier < tier_count; ++tier) {
      const double weight = weights.of(static_cast<Tier>(tier));
      rates.hazard[tier_count * k + tier] = outside[forcing_.hazard + k] * weight;
      // Below one account the hazard stays that of one; ten an hour leave nobody.
      rates.imposed[tier_count * k + tier] =
          std::min(10.0 * fastest, actions * weight / std::max(weighted, 1.0));
    }
  }
}

/// See the ladder of docs/model.md: what is offered to a reader of k accounts is k times the mean
/// posting rate over follow edges now, and of that it reads what it finds the time for.
void Mixture::rate_ladder(const double* state, const double* outside, double seen,
                          MixtureRates& rates) const {
  const std::size_t segments = layout_.segments;
  rates.rise.assign(layout_.reader_compartments(), 0.0);
  rates.sink.assign(Layout::rungs * segments, 0.0);
  rates.bias.assign(layout_.reader_compartments(), 1.0);
  rates.owner_bias.assign(layout_.main_classes(), 1.0);
  rates.rise_owner.assign(layout_.main_classes() * segments, 0.0);
  rates.step_down.assign(2 * segments, 0.0);
  if (!settings_.ladder) return;
  const LadderSettings& ladder = *settings_.ladder;
  const double edges = sum_of(state + layout_.inside, layout_.classes()) +
                       sum_of(state + layout_.outside, layout_.classes());
  const double push =
      share(std::max(0.0, seen), edges) * outside[Forcing::posting] * outside[Forcing::uptake];
  std::array<double, 256> receptive{};
  for (std::size_t s = 0; s < segments; ++s) {
    const double protection = outside[Forcing::protection + s];
    receptive[s] = settings_.segments[s].susceptibility * (1.0 - protection) * push;
    const double down = 1.0 + ladder.counter_sensitivity * std::max(0.0, protection);
    for (std::size_t rung = 1; rung < Layout::rungs; ++rung) {
      rates.sink[rung * segments + s] = ladder.step_down[rung].per_day * down;
    }
    rates.step_down[s] = ladder.step_down[index(Stage::supporter)].per_day * down;
    rates.step_down[segments + s] = ladder.step_down[index(Stage::core)].per_day * down;
  }
  for (std::size_t k = 0; k < rates.rise.size(); ++k) {
    const double members = state[layout_.readers + k];
    if (!(members > 0.0)) continue;
    const std::size_t rung = k / (layout_.groups * segments);
    const UptakeTable::Uptake uptake = (*uptake_)(state[layout_.reader_follows + k] / members);
    rates.rise[k] = ladder.uptake[rung] * receptive[k % segments] * uptake.moved;
    rates.bias[k] = uptake.bias;
  }
  for (std::size_t c = 0; c < layout_.main_classes(); ++c) {
    const double accounts = rates.accounts[c];
    if (!(accounts > 0.0)) continue;
    const Stage stage = is_core(c) ? Stage::core : Stage::supporter;
    const UptakeTable::Uptake uptake = (*uptake_)(state[layout_.follows + c] / accounts);
    const double moved = ladder.uptake[index(stage)] * uptake.moved;
    rates.owner_bias[c] = uptake.bias;
    for (std::size_t s = 0; s < segments; ++s) {
      rates.rise_owner[c * segments + s] = moved * receptive[s];
    }
  }
}

}  // namespace quell
