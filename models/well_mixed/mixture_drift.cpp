// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>

#include "models/well_mixed/mixture.hpp"
#include "models/well_mixed/sums.hpp"

namespace quell {

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
  const double hazard = std::min(fastest, mean_hazard(rates));
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
  add_in_proportion(inside, state + layout_.follows, rates.accounts.data(), classes,
                    change + layout_.follows);
  add_in_proportion(outside, state + layout_.reader_follows, state + layout_.readers,
                    layout_.reader_compartments(), change + layout_.reader_follows);
}

/// Of suspension, mean over owners.
double Mixture::mean_hazard(const MixtureRates& rates) const {
  double suspended = 0.0;
  double owners = 0.0;
  for (std::size_t c = 0; c < layout_.main_classes(); ++c) {
    owners += rates.accounts[c];
    for (std::size_t k = 0; k < policies_.size(); ++k) {
      const std::size_t at = tier_count * k + c / layout_.generations;
      suspended += rates.accounts[c] * (rates.hazard[at] + rates.imposed[at]);
    }
  }
  return share(suspended, owners);
}

/// Who there is to be picked as a new follower.
struct Mixture::Picks {
  double readers = 0.0;  ///< of picks from the audience, the part that falls on readers
  double owners = 0.0;   ///< and on owners
  double overlap = 0.0;  ///< times an account's followers: chance that a reader picked is one
  double reader_edges = 0.0;
  double owner_edges = 0.0;
  double persons = 0.0;                       ///< owners
  double accounts = 0.0;                      ///< whose owner is there
  std::array<double, max_classes> uniform{};  ///< [main class] of `accounts`
};

Mixture::Picks Mixture::picks(const double* state, const MixtureRates& rates) const {
  Picks picks;
  const std::size_t mains = layout_.main_classes();
  double eager_edges = 0.0;
  for (std::size_t k = 0; k < layout_.reader_compartments(); ++k) {
    const double eagerness = eagerness_of(k / layout_.segments % layout_.groups);
    picks.readers += eagerness * state[layout_.readers + k];
    eager_edges += eagerness * state[layout_.reader_follows + k];
  }
  // A solver may leave a little less than nothing: nobody is picked then.
  picks.readers = std::max(0.0, picks.readers);
  picks.owners = std::max(0.0, sum_of(state + layout_.eagerness, mains));
  picks.reader_edges =
      std::max(0.0, sum_of(state + layout_.reader_follows, layout_.reader_compartments()));
  picks.owner_edges = std::max(0.0, sum_of(state + layout_.follows, mains));
  picks.overlap = share(eager_edges, picks.readers * picks.reader_edges);
  // An owner of several accounts is picked more often; throwaways are of owners of the generation.
  for (std::size_t g = 0; g < layout_.generations; ++g) {
    double owners = 0.0;
    for (std::size_t c = g; c < mains; c += layout_.generations) owners += rates.accounts[c];
    picks.persons += owners;
    const double extra = rates.accounts[layout_.class_of(Tier::throwaway, g)];
    if (!(owners > 0.0)) continue;
    for (std::size_t c = g; c < mains; c += layout_.generations) {
      picks.uniform[c] = rates.accounts[c] * (1.0 + extra / owners);
      picks.accounts += picks.uniform[c];
    }
  }
  return picks;
}

/// Chances that a pick for an account of class c gives a new follower, by how it is found.
struct Mixture::Found {
  double owner_through = 0.0;  ///< through an account that the owner follows
  double reader_through = 0.0;
  double owner_uniform = 0.0;
  double owner_eager = 0.0;  ///< from the audience
  double reader_eager = 0.0;

  [[nodiscard]] double owners() const { return owner_through + owner_uniform + owner_eager; }
  [[nodiscard]] double all() const { return owners() + reader_through + reader_eager; }
  void add(const Found& more, double times) {
    owner_through += times * more.owner_through;
    reader_through += times * more.reader_through;
    owner_uniform += times * more.owner_uniform;
    owner_eager += times * more.owner_eager;
    reader_eager += times * more.reader_eager;
  }
};

Mixture::Found Mixture::find(const Picks& picks, std::size_t c, double accounts,
                             const double* state) const {
  const FollowingSettings& following = settings_.following;
  const double follows = c < layout_.main_classes() ? state[layout_.follows + c] / accounts
                                                    : picks.owner_edges / picks.persons;
  const double triadic = following.triadic_share * (1.0 - std::exp(-std::max(0.0, follows)));
  const double inside = state[layout_.inside + c] / accounts;
  const double outside = state[layout_.outside + c] / accounts;
  const double new_owner = 1.0 - std::clamp((inside + 1.0) / picks.persons, 0.0, 1.0);
  const double new_reader = 1.0 - std::clamp(outside * picks.overlap, 0.0, 1.0);
  const double owners_share = share(picks.owner_edges, picks.owner_edges + picks.reader_edges);
  const double network = settings_.population.audience == 0 ? 1.0 : following.in_network_share;
  const double audience = (1.0 - triadic) * (1.0 - network);
  const double eager = picks.readers + picks.owners;
  return {.owner_through = triadic * owners_share * new_owner,
          .reader_through = triadic * (1.0 - owners_share) * new_reader,
          .owner_uniform = (1.0 - triadic) * network * new_owner,
          .owner_eager = audience * share(picks.owners, eager) * new_owner,
          .reader_eager = audience * share(picks.readers, eager) * new_reader};
}

namespace {

/// Chance that one of 16 picks is a new follower, each with chance p.
double found_in_16(double p) {
  const double missed = std::max(0.0, 1.0 - p);
  const double twice = missed * missed;
  const double four_times = twice * twice;
  const double eight_times = four_times * four_times;
  return 1.0 - eight_times * eight_times;
}

}  // namespace

/// Who follows is picked as in `network`: through an account that the owner follows, or as the
/// owner of a uniform account, or from the audience; somebody who follows already is picked again,
/// 16 picks in all.
void Mixture::gain_followers(const double* state, const double* outside, const MixtureRates& rates,
                             double* change) const {
  const std::size_t mains = layout_.main_classes();
  const Picks picks = this->picks(state, rates);
  if (!(picks.persons > 0.0)) return;
  Found found;  // [1/d] over all classes
  Found back;   // of those that are followed back
  for (std::size_t c = 0; c < layout_.classes(); ++c) {
    const double accounts = rates.accounts[c];
    if (!(accounts > 0.0)) continue;
    const Found chances = find(picks, c, accounts, state);
    const double all = chances.all();
    if (!(all > 0.0)) continue;
    const Gains gains = gains_of(c, accounts, state, outside[Forcing::gain]);
    const double each = gains.followers * found_in_16(all) / all;
    change[layout_.inside + c] += each * chances.owners();
    change[layout_.outside + c] += each * (all - chances.owners());
    change[layout_.seen + c] += each * all * gains.posting;
    found.add(chances, each);
    if (c >= mains) continue;
    const double follows = std::max(0.0, state[layout_.follows + c]) / accounts;
    const double follows_back =
        settings_.following.follow_back * (1.0 - std::min(1.0, follows / picks.accounts));
    change[layout_.follows + c] += each * chances.owners() * follows_back;
    back.add(chances, each * follows_back);
  }
  share_out(found, back, picks, state, change);
}

/// The other ends of new follows, and of those that go back.
void Mixture::share_out(const Found& found, const Found& back, const Picks& picks,
                        const double* state, double* change) const {
  for (std::size_t c = 0; c < layout_.main_classes(); ++c) {
    const double through = share(state[layout_.follows + c], picks.owner_edges);
    const double uniform = share(picks.uniform[c], picks.accounts);
    const double eager = share(state[layout_.eagerness + c], picks.owners);
    change[layout_.follows + c] +=
        found.owner_through * through + found.owner_uniform * uniform + found.owner_eager * eager;
    const double followed =
        back.owner_through * through + back.owner_uniform * uniform + back.owner_eager * eager;
    change[layout_.inside + c] += followed;
    change[layout_.seen + c] += followed * posting_[c];
  }
  const double through = share(found.reader_through, picks.reader_edges);
  const double eager = share(found.reader_eager, picks.readers);
  for (std::size_t k = 0; k < layout_.reader_compartments(); ++k) {
    const double eagerness = eagerness_of(k / layout_.segments % layout_.groups);
    change[layout_.reader_follows + k] += through * state[layout_.reader_follows + k] +
                                          eager * eagerness * state[layout_.readers + k];
  }
}

/// What a class gains a day, and how much those accounts post that gain it.
Mixture::Gains Mixture::gains_of(std::size_t c, double accounts, const double* state,
                                 double driver) const {
  const FollowingSettings& following = settings_.following;
  if (following.kernel != Kernel::preferential) {
    return {.followers = accounts * gain_[c] * driver, .posting = posting_[c] * seen_gain_};
  }
  const double followers = state[layout_.inside + c] + state[layout_.outside + c];
  const double weight = followers + accounts;
  return {.followers = gain_[c] * driver / following.preferential_scale * weight,
          .posting = share(state[layout_.seen + c] + posting_[c] * accounts, weight)};
}

}  // namespace quell
