// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/world.hpp"
#include "sim/prefetch.hpp"

// Events wait for memory, not for arithmetic: a gain of a follower follows up to seven pointers,
// each a cache miss. Random streams are counter-based, so what an event will draw is known
// beforehand: while it waits its turn, one pointer after the other is fetched for it. All of it is
// a guess: sizes may change until the event is due, and then a fetch was in vain, no more.

namespace quell {
namespace {

/// As Stream::below, without its rare rejection.
std::uint32_t scaled(std::uint32_t word, std::uint32_t n) {
  return static_cast<std::uint32_t>((std::uint64_t{word} * n) >> 32U);
}

}  // namespace

void World::fetch_account(AccountId a) const {
  graph_.prefetch(a);
  fetch_line(&accounts_[a.index()]);
}

/// Where its next follower will stand; needs what `fetch_account` has fetched.
void World::fetch_end_of_followers(AccountId a) const { graph_.prefetch_follower(a, followers(a)); }

void World::fetch_person(PersonId i) const {
  graph_.prefetch(i);
  fetch_line(&persons_[i.index()]);
}

/// Draws what the account's next event will draw first.
void World::guess(AccountId a, Foresight& foresight) const {
  const Account& account = accounts_[a.index()];
  if (account.status != AccountStatus::active) return;
  foresight.block = account.block;
  foresight.stream = this->stream(Purpose::clock, entity_of(account), account.block);
  foresight.stream->prepare();
  Stream stream = *foresight.stream;
  const FollowingSettings& following = settings_.following;
  switch (happening(a, stream.coin() * account.clock_rate)) {
    case Happening::gain:
      if (following.triadic_share > 0.0 && stream.coin() < following.triadic_share) {
        foresight.aim = Foresight::Aim::shout_out;
        foresight.slot = stream();
        foresight.word = stream();
      } else if (settings_.population.audience == 0 || stream.coin() < following.in_network_share) {
        foresight.aim = Foresight::Aim::supporter;
        foresight.slot = scaled(stream(), static_cast<std::uint32_t>(active_.size()));
      } else {
        foresight.aim = Foresight::Aim::audience;
        foresight.person = audience_member(stream.coin()).index();
      }
      return;
    case Happening::loss:
      foresight.aim = Foresight::Aim::loss;
      foresight.slot = scaled(stream(), followers(a));
      return;
    case Happening::refollow:
      foresight.aim = Foresight::Aim::refollower;
      foresight.slot = scaled(stream(), refollowers_.size(a.index()));
      return;
    case Happening::exposure:
      foresight.aim = Foresight::Aim::reader;
      foresight.slot = scaled(stream(), followers(a));
      return;
    case Happening::leaving:
    case Happening::report:
    case Happening::nothing:
      return;
  }
}

/// Each look reads what the one before it has fetched.
void World::look_ahead(std::size_t look, const Event& event, Foresight& foresight) const {
  if (static_cast<Kind>(kind_of(event)) != Kind::account_clock) return;
  const AccountId a{event.entity};
  if (look == 0) {
    fetch_account(a);
    refollowers_.prefetch_header(a.index());
    return;
  }
  const PersonId owner{accounts_[a.index()].owner};
  if (look == 1) {
    guess(a, foresight);
    graph_.prefetch(owner);
  }
  switch (foresight.aim) {
    case Foresight::Aim::nothing:
      return;
    case Foresight::Aim::loss:
      if (look <= 5) graph_.prefetch_removal(a, foresight.slot, static_cast<unsigned>(look) - 1);
      return;
    case Foresight::Aim::reader:
      if (look == 1) {
        graph_.prefetch_follower(a, foresight.slot);
      } else if (look == 2 && foresight.slot < followers(a)) {
        fetch_person(graph_.followers_of(a)[foresight.slot].follower);
      }
      return;
    case Foresight::Aim::refollower:
      if (look == 1) {
        refollowers_.prefetch_entry(a.index(), foresight.slot);
      } else if (look == 2 && foresight.slot < refollowers_.size(a.index())) {
        foresight.person = refollowers_[a.index()][foresight.slot].person.index();
        fetch_person(PersonId{foresight.person});
      }
      break;
    case Foresight::Aim::audience:
      if (look == 1) fetch_person(PersonId{foresight.person});
      break;
    case Foresight::Aim::supporter:
      if (look == 1) {
        fetch_line(active_.data() + foresight.slot);
      } else if (look == 2 && foresight.slot < active_.size()) {
        foresight.account = active_[foresight.slot].index();
        fetch_line(&accounts_[foresight.account]);
      } else if (look == 3 && foresight.account != none) {
        foresight.person = accounts_[foresight.account].owner;
        fetch_person(PersonId{foresight.person});
      }
      break;
    case Foresight::Aim::shout_out:
      foresee_shout_out(look, owner, foresight);
      break;
  }
  if (foresight.person == none) return;
  if (look == 6) {
    fetch_end_of_followers(a);
    graph_.prefetch_edge(PersonId{foresight.person}, a);
    foresight.account = persons_[foresight.person].main_account;
    if (foresight.account != none) fetch_account(AccountId{foresight.account});
  } else if (look == 7 && foresight.account != none) {
    // The follow-back.
    graph_.prefetch_edge(owner, AccountId{foresight.account});
    fetch_end_of_followers(AccountId{foresight.account});
  }
}

void World::foresee_shout_out(std::size_t look, PersonId owner, Foresight& foresight) const {
  if (look == 2) {
    foresight.slot = scaled(foresight.slot, followed_by(owner));
    graph_.prefetch_followee(owner, foresight.slot);
  } else if (look == 3 && foresight.slot < followed_by(owner)) {
    foresight.account = graph_.followees_of(owner)[foresight.slot].followee.index();
    graph_.prefetch(AccountId{foresight.account});
  }
  if (foresight.account == none) return;
  const AccountId known{foresight.account};
  if (look == 4) {
    foresight.slot = scaled(foresight.word, followers(known));
    graph_.prefetch_follower(known, foresight.slot);
  } else if (look == 5 && foresight.slot < followers(known)) {
    foresight.person = graph_.followers_of(known)[foresight.slot].follower.index();
    fetch_person(PersonId{foresight.person});
  }
}

}  // namespace quell
