// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/world.hpp"

// Events wait for memory, not for arithmetic: a gain of a follower follows five or six pointers,
// each a cache miss. Random streams are counter-based, so what an event will draw is known
// beforehand; as it rises through the top levels of the heap, one pointer after the other is
// fetched for it. All of it is a guess: sizes may change until the event is due, and then a fetch
// was in vain, no more.

namespace quell {
namespace {

constexpr unsigned account_level = 4;  // some 256 events ahead
constexpr unsigned guess_level = 3;
constexpr unsigned entry_level = 2;
constexpr unsigned last_level = 1;

/// As Stream::below, without its rare rejection.
std::uint32_t scaled(std::uint32_t word, std::uint32_t n) {
  return static_cast<std::uint32_t>((std::uint64_t{word} * n) >> 32U);
}

}  // namespace

void World::fetch_person(PersonId i) const {
  graph_.prefetch(i);
  __builtin_prefetch(&persons_.stage[i.index()]);
  __builtin_prefetch(&persons_.main_account[i.index()]);
}

void World::look_ahead(const Event& event, unsigned level) {
  if (level > account_level || static_cast<Kind>(kind_of(event)) != Kind::account_clock) return;
  const AccountId a{event.entity};
  Account& account = at(a);
  if (level == account_level) {
    graph_.prefetch(a);
    __builtin_prefetch(&account);
    __builtin_prefetch(reinterpret_cast<const std::byte*>(&account) + 64);
    return;
  }
  if (level == guess_level) return guess(a);
  switch (account.hint_kind) {
    case Hint::follower_slot:
      if (level == entry_level && account.hint < followers(a)) {
        fetch_person(graph_.followers_of(a)[account.hint].follower);
      }
      break;
    case Hint::person:
      if (level == entry_level) graph_.prefetch_followee(PersonId{account.hint}, 0);
      break;
    case Hint::shout_out: {
      const PersonId owner{account.owner};
      if (followed_by(owner) == 0) break;
      account.hint = scaled(account.hint, followed_by(owner));
      account.hint_kind = Hint::followee_slot;
      graph_.prefetch_followee(owner, account.hint);
      break;
    }
    case Hint::followee_slot: {
      const auto known = graph_.followees_of(PersonId{account.owner});
      if (level == last_level && account.hint < known.size()) {
        graph_.prefetch(known[account.hint].followee);
      }
      break;
    }
    case Hint::nothing:
      break;
  }
}

/// Draws what the account's pending event will draw first, and fetches the first thing it leads to.
void World::guess(AccountId a) {
  Account& account = at(a);
  account.hint_kind = Hint::nothing;
  if (account.status != AccountStatus::active) return;
  const FollowingSettings& following = settings_.following;
  const PersonId owner{account.owner};
  graph_.prefetch(owner);
  Stream stream = this->stream(Purpose::clock, entity_of(account), account.block);
  const bool is_gain = stream.coin() * account.clock_rate < account.gain;
  if (!is_gain) {
    if (followers(a) == 0) return;
    account.hint = scaled(stream(), followers(a));
    account.hint_kind = Hint::follower_slot;
    graph_.prefetch_follower(a, account.hint);
    return;
  }
  if (stream.coin() < following.triadic_share) {
    account.hint = stream();
    account.hint_kind = Hint::shout_out;
  } else if (stream.coin() >= following.in_network_share && following.audience_skew == 2.0) {
    const double u = stream.coin();
    account.hint = settings_.population.pro_accounts +
                   static_cast<std::uint32_t>(u * u * settings_.population.audience);
    account.hint_kind = Hint::person;
    fetch_person(PersonId{account.hint});
  }
  graph_.prefetch_follower(a, followers(a));  // where the new edge will stand
}

}  // namespace quell
