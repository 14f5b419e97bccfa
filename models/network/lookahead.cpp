// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/world.hpp"
#include "sim/prefetch.hpp"

// Events wait for memory, not for arithmetic: a gain of a follower follows up to seven pointers,
// each a cache miss. Random streams are counter-based, so what an event will draw is known
// beforehand: while it waits its turn, a copy of its stream goes through the same draws, and one
// pointer after the other is fetched. All of it is a guess: the world may change until the event is
// due, and then a fetch was in vain, no more.

namespace quell {

/// Each reads what the one before it has fetched. Functions of their own, so that one which does no
/// more than follow a pointer saves no registers.
struct World::Looks {
  using Look = Foresight::Look;

  /// What will happen to account a.
  static Look draw(const World& world, AccountId a, Foresight& foresight, LineFetcher& fetch) {
    const Account& account = world.account(a);
    if (account.status != AccountStatus::active) return {};
    foresight.block = account.block;
    Stream& stream = foresight.stream;
    stream = world.stream(Purpose::clock, entity_of(account), account.block);
    world.graph_.prefetch(world.owner_of(a), fetch);
    foresight.happening =
        world.happening(a, stream.coin() * static_cast<double>(account.clock_rate));
    switch (foresight.happening) {
      case Happening::gain:
        if (world.is_shout_out(stream)) return {draw_known};
        if (world.is_by_supporter(stream)) {
          foresight.slot = stream.below(static_cast<std::uint32_t>(world.active_.size()));
          fetch(&world.active_[foresight.slot]);
          return {find_supporter};
        }
        foresight.person = world.audience_member(stream.coin()).index();
        world.graph_.prefetch(PersonId{foresight.person}, fetch);
        return {fetch_edge};
      case Happening::exposure:
        if (world.settings_.posting.mode == PostingMode::explicit_events) {
          fetch(&world.histories_[a.index()]);
          return {};
        }
        [[fallthrough]];
      case Happening::loss:
        foresight.account = a.index();
        return {draw_slot};
      case Happening::refollow:
        world.refollowers_.prefetch_header(a.index(), fetch);
        return {draw_refollower};
      case Happening::leaving:
      case Happening::report:
      case Happening::nothing:
        break;
    }
    return {};
  }

  /// What it takes to draw the clock of account a anew.
  static Look fetch_own(const World& world, AccountId a, Foresight& /*foresight*/,
                        LineFetcher& fetch) {
    world.graph_.prefetch(world.owner_of(a), fetch);
    return {};
  }

  /// An account that the owner follows.
  static Look draw_known(const World& world, AccountId a, Foresight& foresight,
                         LineFetcher& fetch) {
    const PersonId owner = world.owner_of(a);
    if (world.followed_by(owner) == 0) return {};
    foresight.slot = foresight.stream.below(world.graph_.followee_places(owner));
    world.graph_.prefetch_place(owner, foresight.slot, fetch);
    return {find_known};
  }
  static Look find_known(const World& world, AccountId a, Foresight& foresight,
                         LineFetcher& fetch) {
    const PersonId owner = world.owner_of(a);
    if (foresight.slot >= world.graph_.followee_places(owner)) return {};
    const auto known = world.graph_.followee_at(owner, foresight.slot);
    if (!known) return draw_known(world, a, foresight, fetch);
    foresight.account = known->index();
    world.graph_.prefetch(*known, fetch);
    return {draw_slot};
  }

  /// A follower of `account`.
  static Look draw_slot(const World& world, AccountId, Foresight& foresight, LineFetcher& fetch) {
    const AccountId from{foresight.account};
    if (world.followers(from) == 0) return {};
    foresight.slot = foresight.stream.below(world.graph_.follower_slots(from));
    world.graph_.prefetch_follower(from, foresight.slot, fetch);
    return {find_follower};
  }
  static Look find_follower(const World& world, AccountId, Foresight& foresight,
                            LineFetcher& fetch) {
    const AccountId from{foresight.account};
    if (foresight.slot >= world.graph_.follower_slots(from)) return {};
    foresight.person = world.graph_.follower_at(from, foresight.slot).index();
    world.graph_.prefetch(PersonId{foresight.person}, fetch);
    return {check_follower};
  }
  /// Whether that one has not gone.
  static Look check_follower(const World& world, AccountId a, Foresight& foresight,
                             LineFetcher& fetch) {
    const AccountId from{foresight.account};
    if (foresight.slot >= world.graph_.follower_slots(from)) return {};
    if (!world.graph_.is_follower(from, foresight.slot)) {
      return draw_slot(world, a, foresight, fetch);
    }
    return fetch_edge(world, a, foresight, fetch);
  }

  static Look draw_refollower(const World& world, AccountId a, Foresight& foresight,
                              LineFetcher& fetch) {
    if (world.account(a).refollowers == 0) return {};
    foresight.slot = foresight.stream.below(world.account(a).refollowers);
    world.refollowers_.prefetch_entry(a.index(), foresight.slot, fetch);
    // The last one will take its place.
    world.refollowers_.prefetch_entry(a.index(), world.account(a).refollowers - 1, fetch);
    return {find_refollower};
  }
  static Look find_refollower(const World& world, AccountId a, Foresight& foresight,
                              LineFetcher& fetch) {
    if (foresight.slot >= world.refollowers_.size(a.index())) return {};
    foresight.person = world.refollowers_[a.index()][foresight.slot].person.index();
    world.graph_.prefetch(PersonId{foresight.person}, fetch);
    return {fetch_edge};
  }

  /// Whose account was drawn.
  static Look find_supporter(const World& world, AccountId, Foresight& foresight,
                             LineFetcher& fetch) {
    if (foresight.slot >= world.active_.size()) return {};
    foresight.account = world.active_[foresight.slot].index();
    world.graph_.prefetch(AccountId{foresight.account}, fetch);
    return {fetch_owner};
  }
  /// Of `account`: will follow.
  static Look fetch_owner(const World& world, AccountId, Foresight& foresight, LineFetcher& fetch) {
    foresight.person = world.account(AccountId{foresight.account}).owner;
    world.graph_.prefetch(PersonId{foresight.person}, fetch);
    return {fetch_edge};
  }

  /// What happens to `person`, who is known by now, and account a.
  static Look fetch_edge(const World& world, AccountId a, Foresight& foresight,
                         LineFetcher& fetch) {
    const PersonId i{foresight.person};
    if (foresight.happening == Happening::exposure) {
      fetch(&world.protections_[i.index()]);
      return {};
    }
    world.graph_.prefetch_edge(i, a, fetch);
    foresight.account = world.graph_[i].main_account;
    if (foresight.account == none || !looks_back(world, foresight)) return {};
    world.graph_.prefetch(AccountId{foresight.account}, fetch);
    return {fetch_back};
  }
  /// Whether it matters if account a's owner follows the person's account.
  static bool looks_back(const World& world, Foresight& foresight) {
    const FollowingSettings& following = world.settings_.following;
    if (foresight.happening == Happening::loss) return following.mutual_factor < 1.0;
    return foresight.happening == Happening::gain &&
           foresight.stream.coin() < following.follow_back;
  }
  /// The edge that goes the other way.
  static Look fetch_back(const World& world, AccountId a, Foresight& foresight,
                         LineFetcher& fetch) {
    world.graph_.prefetch_edge(world.owner_of(a), AccountId{foresight.account}, fetch);
    return {};
  }
};

bool World::look_ahead(const Event& event, Foresight& foresight, LineFetcher& fetch) const {
  const AccountId a{event.entity};
  Foresight::Look& next = foresight.next;
  if (next.take != nullptr) {
    next = next.take(*this, a, foresight, fetch);
  } else if (kind_of(event) <= static_cast<std::uint8_t>(Kind::account_window)) {
    graph_.prefetch(a, fetch);
    const bool is_tick = static_cast<Kind>(kind_of(event)) == Kind::account_clock;
    next = {is_tick ? Looks::draw : Looks::fetch_own};
  }
  return next.take != nullptr;
}

}  // namespace quell
