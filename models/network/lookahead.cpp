// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/world.hpp"
#include "sim/prefetch.hpp"

// Events wait for memory, not for arithmetic: a gain of a follower follows up to seven pointers,
// each a cache miss. Random streams are counter-based, so what an event will draw is known
// beforehand: while it waits its turn, a copy of its stream goes through the same draws, and one
// pointer after the other is fetched. All of it is a guess: the world may change until the event is
// due, and then a fetch was in vain, no more.

namespace quell {

using Step = Foresight::Step;

/// Draws what the account's next event will draw first.
void World::draw_ahead(AccountId a, Foresight& foresight, LineFetcher& fetch) const {
  const Account& account = this->account(a);
  foresight.step = Step::rest;
  if (account.status != AccountStatus::active) return;
  foresight.block = account.block;
  Stream& stream = foresight.stream;
  stream = this->stream(Purpose::clock, entity_of(account), account.block);
  graph_.prefetch(owner_of(a), fetch);
  foresight.happening = happening(a, stream.coin() * static_cast<double>(account.clock_rate));
  switch (foresight.happening) {
    case Happening::gain:
      if (is_shout_out(stream)) {
        foresight.step = Step::draw_known;
      } else if (is_by_supporter(stream)) {
        const std::uint32_t slot = stream.below(static_cast<std::uint32_t>(active_.size()));
        fetch(&active_[slot]);
        foresight.slot = slot;
        foresight.step = Step::find_supporter;
      } else {
        foresight.person = audience_member(stream.coin()).index();
        graph_.prefetch(PersonId{foresight.person}, fetch);
        foresight.step = Step::fetch_edge;
      }
      return;
    case Happening::exposure:
      if (settings_.posting.mode == PostingMode::explicit_events) {
        fetch(&histories_[a.index()]);
        return;
      }
      [[fallthrough]];
    case Happening::loss:
      foresight.account = a.index();
      foresight.step = Step::draw_slot;
      return;
    case Happening::refollow:
      refollowers_.prefetch_header(a.index(), fetch);
      foresight.step = Step::draw_refollower;
      return;
    case Happening::leaving:
    case Happening::report:
    case Happening::nothing:
      return;
  }
}

/// Each look reads what the one before it has fetched.
void World::look_ahead(const Event& event, Foresight& foresight, LineFetcher& fetch) const {
  if (static_cast<Kind>(kind_of(event)) != Kind::account_clock) {
    foresight.step = Step::rest;
    return;
  }
  const AccountId a{event.entity};
  Stream& stream = foresight.stream;
  const auto next = [&](Step step) { foresight.step = step; };
  switch (foresight.step) {
    case Step::fetch_account:
      graph_.prefetch(a, fetch);
      return next(Step::draw);
    case Step::draw:
      return draw_ahead(a, foresight, fetch);

    case Step::find_known: {
      const PersonId owner = owner_of(a);
      if (foresight.slot >= graph_.followee_places(owner)) return next(Step::rest);
      if (const auto known = graph_.followee_at(owner, foresight.slot)) {
        foresight.account = known->index();
        graph_.prefetch(*known, fetch);
        return next(Step::draw_slot);
      }
      [[fallthrough]];
    }
    case Step::draw_known: {
      const PersonId owner = owner_of(a);
      if (followed_by(owner) == 0) return next(Step::rest);
      foresight.slot = stream.below(graph_.followee_places(owner));
      graph_.prefetch_place(owner, foresight.slot, fetch);
      return next(Step::find_known);
    }

    case Step::check_follower:
      if (foresight.slot >= graph_.follower_slots(AccountId{foresight.account})) {
        return next(Step::rest);
      }
      if (graph_.is_follower(AccountId{foresight.account}, foresight.slot)) {
        return next(fetch_edge(a, foresight, fetch));
      }
      [[fallthrough]];
    case Step::draw_slot: {
      const AccountId from{foresight.account};
      if (followers(from) == 0) return next(Step::rest);
      foresight.slot = stream.below(graph_.follower_slots(from));
      graph_.prefetch_follower(from, foresight.slot, fetch);
      return next(Step::find_follower);
    }
    case Step::find_follower: {
      const AccountId from{foresight.account};
      if (foresight.slot >= graph_.follower_slots(from)) return next(Step::rest);
      foresight.person = graph_.follower_at(from, foresight.slot).index();
      graph_.prefetch(PersonId{foresight.person}, fetch);
      return next(Step::check_follower);
    }

    case Step::draw_refollower:
      if (account(a).refollowers == 0) return next(Step::rest);
      foresight.slot = stream.below(account(a).refollowers);
      refollowers_.prefetch_entry(a.index(), foresight.slot, fetch);
      return next(Step::find_refollower);
    case Step::find_refollower:
      if (foresight.slot >= refollowers_.size(a.index())) return next(Step::rest);
      foresight.person = refollowers_[a.index()][foresight.slot].person.index();
      graph_.prefetch(PersonId{foresight.person}, fetch);
      return next(Step::fetch_edge);

    case Step::find_supporter:
      if (foresight.slot >= active_.size()) return next(Step::rest);
      foresight.account = active_[foresight.slot].index();
      graph_.prefetch(AccountId{foresight.account}, fetch);
      return next(Step::fetch_owner);
    case Step::fetch_owner:
      foresight.person = account(AccountId{foresight.account}).owner;
      graph_.prefetch(PersonId{foresight.person}, fetch);
      return next(Step::fetch_edge);

    case Step::fetch_edge:
      return next(fetch_edge(a, foresight, fetch));
    case Step::fetch_back:
      graph_.prefetch_edge(owner_of(a), AccountId{foresight.account}, fetch);
      return next(Step::rest);
    case Step::rest:
      return;
  }
}

/// What happens to the person, who is known by now, and the account. Returns the next step.
Step World::fetch_edge(AccountId a, Foresight& foresight, LineFetcher& fetch) const {
  const PersonId i{foresight.person};
  if (foresight.happening == Happening::exposure) {
    fetch(&protections_[i.index()]);
    return Step::rest;
  }
  graph_.prefetch_edge(i, a, fetch);
  if (foresight.happening != Happening::gain) return Step::rest;
  foresight.account = graph_[i].main_account;
  if (foresight.account == none) return Step::rest;
  graph_.prefetch(AccountId{foresight.account}, fetch);
  return Step::fetch_back;
}

}  // namespace quell
