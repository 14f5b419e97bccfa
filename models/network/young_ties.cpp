// SPDX-License-Identifier: BSD-3-Clause
#include <bit>

#include "models/network/world.hpp"

// Ties that break sooner in their first days (M5; Kivran-Swaine et al. 2011,
// doi:10.1145/1978942.1979105). A follow edge has no date. Of the hazard f u of a young tie, u is
// in the clock of the account as for every tie; what it has beyond that, (f - 1) u, is drawn when
// the tie is made, and planned if it falls into the first days. Competing exponential times add up
// to the hazard f u, exactly. Neglected: a change of the account's posting rate within those days;
// and who unfollows and follows again within them has the hazard of both ties.

namespace quell {

Stream World::parting_stream(PersonId i, AccountId a) const {
  const std::uint64_t tie = entity_of(account(a)) ^ std::bit_cast<std::uint64_t>(now_.days);
  return stream(Purpose::parting, tie, i.index());
}

void World::start_youth(PersonId i, AccountId a) {
  Stream stream = parting_stream(i, a);
  plan_parting({.person = i,
                .account = a,
                .suspensions = graph_[i].suspensions,
                .old_from = (now_ + settings_.following.young_length).days},
               stream);
}

void World::plan_parting(const Parting& parting, Stream& stream) {
  const double excess =
      (settings_.following.young_factor - 1.0) * unfollow_rate(account(parting.account));
  const double when = now_.days + stream.exponential() / excess;
  if (!(when < parting.old_from)) return;
  if (free_partings_.empty()) {
    free_partings_.push_back(static_cast<std::uint32_t>(partings_.size()));
    partings_.emplace_back();
  }
  const std::uint32_t slot = free_partings_.back();
  free_partings_.pop_back();
  partings_[slot] = parting;
  schedule(when, Kind::parting, slot);
}

/// A mutual tie is spared with the probability that its hazard is lower, and goes on being young.
void World::on_parting(std::uint32_t slot) {
  const Parting parting = partings_[slot];
  free_partings_.push_back(slot);
  const PersonId i = parting.person;
  const AccountId a = parting.account;
  if (graph_[i].suspensions != parting.suspensions || !graph_.contains(i, a)) return;
  Stream stream = parting_stream(i, a);
  const bool is_spared =
      is_followed_by_owner(a, i) && stream.coin() >= settings_.following.mutual_factor;
  if (is_spared) return plan_parting(parting, stream);
  unfollow(i, a);
}

}  // namespace quell
