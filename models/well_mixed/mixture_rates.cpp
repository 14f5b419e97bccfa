// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>

#include "models/well_mixed/mixture.hpp"

namespace quell {
namespace {

double sum(const double* values, std::size_t count) {
  double total = 0.0;
  for (std::size_t k = 0; k < count; ++k) total += values[k];
  return total;
}

double share(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

}  // namespace

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
      const double lost = state[layout_.lost + c];
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

  std::array<double, 4> tiers{};
  for (std::size_t c = 0; c < layout_.classes(); ++c) {
    tiers[c / layout_.generations] += rates.accounts[c];
  }
  rates.hazard.resize(4 * policies_.size());
  rates.imposed.resize(4 * policies_.size());
  for (std::size_t k = 0; k < policies_.size(); ++k) {
    const TierWeights& weights = policies_[k].weights;
    double weighted = 0.0;
    for (std::size_t tier = 0; tier < 4; ++tier) {
      weighted += weights.of(static_cast<Tier>(tier)) * tiers[tier];
    }
    const double actions = outside[forcing_.actions + k] * policies_[k].precision;
    for (std::size_t tier = 0; tier < 4; ++tier) {
      const double weight = weights.of(static_cast<Tier>(tier));
      rates.hazard[4 * k + tier] = outside[forcing_.hazard + k] * weight;
      // Somebody must be there to be hit: below one account the hazard stays that of one.
      rates.imposed[4 * k + tier] = actions * weight / std::max(weighted, 1.0);
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
  const double edges = sum(state + layout_.inside, layout_.classes()) +
                       sum(state + layout_.outside, layout_.classes());
  const double push = share(seen, edges) * outside[Forcing::posting] * outside[Forcing::uptake];
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

void Mixture::drift(const double* state, const double* outside, const MixtureRates& rates,
                    double* change) const {
  for (std::size_t c = 0; c < layout_.classes(); ++c) {
    for (std::size_t s = 0; s < layout_.segments; ++s) {
      change[layout_.posts + s] +=
          state[layout_.accounts + c * layout_.segments + s] * rates.posting[c];
    }
    const double impressions = state[layout_.seen + c] * rates.chill[c] * outside[Forcing::posting];
    const double all = state[layout_.inside + c] + state[layout_.outside + c];
    change[layout_.total(Total::impressions)] += impressions;
    change[layout_.total(Total::impressions_susceptible)] +=
        impressions * share(state[layout_.outside + c], all);
  }
  if (settings_.counter_speech) {
    change[layout_.total(Total::counter_posts)] +=
        settings_.counter_speech->rate.per_day * outside[Forcing::volume] * state[layout_.counters];
  }
  const double unfollow = settings_.following.unfollow.per_day;
  const auto lose = [&](std::size_t first, std::size_t count) {
    for (std::size_t k = first; k < first + count; ++k) change[k] -= unfollow * state[k];
  };
  lose(layout_.reader_follows, layout_.reader_compartments());
  lose(layout_.inside, layout_.classes());
  lose(layout_.outside, layout_.classes());
  lose(layout_.seen, layout_.classes());
  lose(layout_.follows, layout_.main_classes());
  if (settings_.returning) follow_again(state, rates, change);
  gain_followers(state, outside, rates, change);
}

/// Followers of a person's last account find the new one, unless they were suspended meanwhile.
void Mixture::follow_again(const double* state, const MixtureRates& rates, double* change) const {
  const std::size_t classes = layout_.main_classes();
  const double rate = std::min(fastest, settings_.returning->refollow_rate.per_day);
  double suspended = 0.0;
  double owners = 0.0;
  for (std::size_t c = 0; c < classes; ++c) {
    const double accounts = rates.accounts[c];
    owners += accounts;
    for (std::size_t k = 0; k < policies_.size(); ++k) {
      const std::size_t at = 4 * k + c / layout_.generations;
      suspended += accounts * (rates.hazard[at] + rates.imposed[at]);
    }
  }
  const double hazard = share(suspended, owners);
  double inside = 0.0;
  double outside = 0.0;
  for (std::size_t c = 0; c < classes; ++c) {
    const double kept_inside = state[layout_.kept_inside + c];
    const double kept_outside = state[layout_.kept_outside + c];
    const double kept_seen = state[layout_.kept_seen + c];
    change[layout_.kept_inside + c] -= (rate + hazard) * kept_inside;
    change[layout_.kept_outside + c] -= rate * kept_outside;
    change[layout_.kept_seen + c] -=
        (rate + hazard * share(kept_inside, kept_inside + kept_outside)) * kept_seen;
    change[layout_.inside + c] += rate * kept_inside;
    change[layout_.outside + c] += rate * kept_outside;
    change[layout_.seen + c] += rate * kept_seen;
    inside += rate * kept_inside;
    outside += rate * kept_outside;
    const double away_inside = state[layout_.away_inside + c];
    const double away_all = away_inside + state[layout_.away_outside + c];
    change[layout_.away_inside + c] -= hazard * away_inside;
    change[layout_.away_seen + c] -=
        hazard * share(away_inside, away_all) * state[layout_.away_seen + c];
  }
  const double by_owners = share(inside, sum(state + layout_.follows, classes));
  for (std::size_t c = 0; c < classes; ++c) {
    change[layout_.follows + c] += by_owners * state[layout_.follows + c];
  }
  const std::size_t readers = layout_.reader_compartments();
  const double by_readers = share(outside, sum(state + layout_.reader_follows, readers));
  for (std::size_t k = 0; k < readers; ++k) {
    change[layout_.reader_follows + k] += by_readers * state[layout_.reader_follows + k];
  }
}

/// Who follows is picked as in `network`: through an account that the owner follows, or as the
/// owner of a uniform account, or from the audience; somebody who follows already is picked again.
void Mixture::gain_followers(const double* state, const double* outside, const MixtureRates& rates,
                             double* change) const {
  const FollowingSettings& following = settings_.following;
  const std::size_t segments = layout_.segments;
  const std::size_t readers = layout_.reader_compartments();
  const std::size_t mains = layout_.main_classes();
  constexpr double most = 0.95;  // chance that a pick follows already, at most

  double eager_readers = 0.0;  // of picks from the audience, the part that falls on readers
  double eager_edges = 0.0;
  for (std::size_t k = 0; k < readers; ++k) {
    const std::size_t group = k / segments % layout_.groups;
    eager_readers += eagerness_of(group) * state[layout_.readers + k];
    eager_edges += eagerness_of(group) * state[layout_.reader_follows + k];
  }
  const double eager_owners = sum(state + layout_.eagerness, mains);
  const double eager = eager_readers + eager_owners;
  const double reader_edges = sum(state + layout_.reader_follows, readers);
  const double owner_edges = sum(state + layout_.follows, mains);
  // Times the followers of an account: the chance that a reader who is picked is one of them.
  const double overlap = share(eager_edges, eager_readers * reader_edges);

  std::array<double, max_classes> picked{};  // [main class] of uniform accounts
  double owners = 0.0;
  double accounts = 0.0;
  for (std::size_t g = 0; g < layout_.generations; ++g) {
    double of_generation = 0.0;
    for (std::size_t c = g; c < mains; c += layout_.generations) {
      picked[c] = rates.accounts[c];
      of_generation += picked[c];
    }
    const double extra = rates.accounts[layout_.class_of(Tier::throwaway, g)];
    owners += of_generation;
    if (!(of_generation > 0.0)) continue;
    for (std::size_t c = g; c < mains; c += layout_.generations) {
      picked[c] *= 1.0 + extra / of_generation;
      accounts += picked[c];
    }
  }
  if (!(owners > 0.0)) return;

  const double inside_share = share(owner_edges, owner_edges + reader_edges);
  const double known_by_anybody = 1.0 - std::exp(-owner_edges / owners);
  const double network = settings_.population.audience == 0 ? 1.0 : following.in_network_share;
  // New follows, and follow-backs, of those picked in each way.
  struct {
    double through = 0.0, uniform = 0.0, eager = 0.0;
  } by_owners, back;
  double through_readers = 0.0;
  double eager_new = 0.0;
  for (std::size_t c = 0; c < layout_.classes(); ++c) {
    const double n = rates.accounts[c];
    if (!(n > 0.0)) continue;
    const bool is_main = c < mains;
    const double inside = state[layout_.inside + c];
    const double others = state[layout_.outside + c];
    double gained = n * gain_[c] * outside[Forcing::gain];
    double seen = gained * posting_[c] * seen_gain_;
    if (following.kernel == Kernel::preferential) {
      const double each = gain_[c] * outside[Forcing::gain] / following.preferential_scale;
      gained = each * (inside + others + n);
      seen = each * (state[layout_.seen + c] + posting_[c] * n);
    }
    const double known =
        is_main ? 1.0 - std::exp(-state[layout_.follows + c] / n) : known_by_anybody;
    const double triadic = following.triadic_share * known;
    const double new_owner = 1.0 - std::min(most, inside / (n * owners));
    const double new_reader = 1.0 - std::min(most, others / n * overlap);
    const double through_owner = triadic * inside_share * new_owner;
    const double through_reader = triadic * (1.0 - inside_share) * new_reader;
    const double uniform = (1.0 - triadic) * network * new_owner;
    const double from_audience = (1.0 - triadic) * (1.0 - network);
    const double eager_reader = from_audience * share(eager_readers, eager) * new_reader;
    const double eager_owner = from_audience * share(eager_owners, eager) * new_owner;
    const double all = through_owner + through_reader + uniform + eager_reader + eager_owner;
    if (!(all > 0.0)) continue;
    const double each = gained / all;
    const double to_inside = each * (through_owner + uniform + eager_owner);
    change[layout_.inside + c] += to_inside;
    change[layout_.outside + c] += gained - to_inside;
    change[layout_.seen + c] += seen;
    by_owners.through += each * through_owner;
    by_owners.uniform += each * uniform;
    by_owners.eager += each * eager_owner;
    through_readers += each * through_reader;
    eager_new += each * eager_reader;
    if (!is_main) continue;
    const double follows_back =
        following.follow_back * (1.0 - std::min(most, state[layout_.follows + c] / (n * accounts)));
    change[layout_.follows + c] += to_inside * follows_back;
    back.through += each * through_owner * follows_back;
    back.uniform += each * uniform * follows_back;
    back.eager += each * eager_owner * follows_back;
  }
  for (std::size_t c = 0; c < mains; ++c) {
    const double through = share(state[layout_.follows + c], owner_edges);
    const double uniform = share(picked[c], accounts);
    const double eagerly = share(state[layout_.eagerness + c], eager_owners);
    change[layout_.follows + c] +=
        by_owners.through * through + by_owners.uniform * uniform + by_owners.eager * eagerly;
    const double followed_back =
        back.through * through + back.uniform * uniform + back.eager * eagerly;
    change[layout_.inside + c] += followed_back;
    change[layout_.seen + c] += followed_back * posting_[c];
  }
  for (std::size_t k = 0; k < readers; ++k) {
    const std::size_t group = k / segments % layout_.groups;
    change[layout_.reader_follows + k] +=
        through_readers * share(state[layout_.reader_follows + k], reader_edges) +
        eager_new * share(eagerness_of(group) * state[layout_.readers + k], eager_readers);
  }
}

}  // namespace quell
