// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/foresights.hpp"
#include "models/network/world.hpp"
#include "sim/prefetch.hpp"

// Events wait for memory, not for arithmetic: a gain of a follower follows up to seven pointers,
// each a cache miss. Random streams are counter-based, so what an event will draw is known
// beforehand: while it waits its turn, a copy of its stream goes through the same draws, and one
// pointer after the other is fetched. All of it is a guess: the world may change until the event is
// due, and then a fetch was in vain, no more.

namespace quell {

/// Looks at one event. Each reads what the one before it has fetched, and says which one is next.
struct World::Looks {
  const World& world;
  const Event& event;
  Foresight& foresight;
  LineFetcher& fetch;

  Look take(Look look) const {
    switch (look) {
      case Look::begin:
        return begin();
      case Look::fetch_owner:
        return fetch_owner();
      case Look::draw:
        return draw();
      case Look::find_member:
        return find_member();
      case Look::draw_known:
        return draw_known();
      case Look::find_known:
        return find_known();
      case Look::draw_follower:
        return draw_follower();
      case Look::find_follower:
        return find_follower();
      case Look::check_follower:
        return check_follower();
      case Look::draw_refollower:
        return draw_refollower();
      case Look::find_refollower:
        return find_refollower();
      case Look::find_supporter:
        return find_supporter();
      case Look::fetch_supporter:
        return fetch_supporter();
      case Look::fetch_edge:
        return fetch_edge();
      case Look::fetch_back:
        return fetch_back();
      case Look::nothing:
        break;
    }
    return Look::nothing;
  }

 private:
  [[nodiscard]] AccountId own() const { return AccountId{event.entity}; }
  [[nodiscard]] PersonId owner() const { return world.owner_of(own()); }
  /// The account or person that was found.
  [[nodiscard]] AccountId account() const { return AccountId{foresight.account}; }
  [[nodiscard]] PersonId person() const { return PersonId{foresight.person}; }

  Look begin() const {
    const auto kind = static_cast<Kind>(kind_of(event));
    if (kind == Kind::step_down) return draw_member();
    if (kind != Kind::account_clock && kind != Kind::account_window) return Look::nothing;
    world.graph_.prefetch(own(), fetch);
    return kind == Kind::account_clock ? Look::draw : Look::fetch_owner;
  }

  /// Who may step down from the event's stage.
  Look draw_member() const {
    const StageClock& clock = world.stage_clocks_[event.entity];
    Stream stream = clock.stream;
    foresight.slot = stream.below(clock.bound);
    if (foresight.slot >= members().size()) return Look::nothing;
    fetch(&members()[foresight.slot]);
    return Look::find_member;
  }
  Look find_member() const {
    if (foresight.slot >= members().size()) return Look::nothing;
    const PersonId i = members()[foresight.slot];
    fetch(&world.protections_[i.index()]);
    return found(i, Look::nothing);
  }
  [[nodiscard]] const std::vector<PersonId>& members() const {
    return world.on_stage_[event.entity];
  }

  /// Of the account whose clock is drawn anew.
  Look fetch_owner() const {
    world.graph_.prefetch(owner(), fetch);
    return Look::nothing;
  }

  /// What will happen to the account.
  Look draw() const {
    const Account& own = world.account(this->own());
    if (own.status != AccountStatus::active) return Look::nothing;
    foresight.block = own.block;
    Stream& stream = foresight.stream;
    stream = world.stream(Purpose::clock, entity_of(own), own.block);
    world.graph_.prefetch(owner(), fetch);
    const Tick tick = world.tick(this->own(), stream.coin() * static_cast<double>(own.clock_rate));
    foresight.happening = tick.happening;
    switch (tick.happening) {
      case Happening::gain:
        return introduce(tick.share);
      case Happening::exposure:
        if (world.settings_.posting.mode == PostingMode::explicit_events) {
          fetch(&world.histories_[this->own().index()]);
          return Look::nothing;
        }
        [[fallthrough]];
      case Happening::loss:
        foresight.account = event.entity;
        return Look::draw_follower;
      case Happening::refollow:
        world.refollowers_.prefetch_header(event.entity, fetch);
        return Look::draw_refollower;
      case Happening::leaving:
      case Happening::report:
      case Happening::nothing:
        break;
    }
    return Look::nothing;
  }

  /// The new follower.
  Look introduce(double u) const {
    const auto [introducer, reciprocates] = world.introduction(u, true);
    foresight.reciprocates = reciprocates;
    Stream& stream = foresight.stream;
    if (introducer == Introducer::followee) return Look::draw_known;
    if (introducer == Introducer::nobody) {
      return found(world.audience_member(stream.coin()), Look::fetch_edge);
    }
    foresight.slot = stream.below(static_cast<std::uint32_t>(world.active_.size()));
    fetch(&world.active_[foresight.slot]);
    return Look::find_supporter;
  }

  /// It is person i who will follow, go or be exposed.
  Look found(PersonId i, Look next) const {
    foresight.person = i.index();
    world.graph_.prefetch(i, fetch);
    return next;
  }

  /// An account that the owner follows.
  Look draw_known() const {
    if (world.followed_by(owner()) == 0) return Look::nothing;
    foresight.slot = foresight.stream.below(world.graph_.followee_places(owner()));
    world.graph_.prefetch_place(owner(), foresight.slot, fetch);
    return Look::find_known;
  }
  Look find_known() const {
    if (foresight.slot >= world.graph_.followee_places(owner())) return Look::nothing;
    const auto known = world.graph_.followee_at(owner(), foresight.slot);
    if (!known) return draw_known();
    foresight.account = known->index();
    world.graph_.prefetch(*known, fetch);
    return Look::draw_follower;
  }

  /// A follower of the account that was found.
  Look draw_follower() const {
    if (world.followers(account()) == 0) return Look::nothing;
    foresight.slot = foresight.stream.below(world.graph_.follower_slots(account()));
    world.graph_.prefetch_follower(account(), foresight.slot, fetch);
    return Look::find_follower;
  }
  Look find_follower() const {
    if (foresight.slot >= world.graph_.follower_slots(account())) return Look::nothing;
    return found(world.graph_.follower_at(account(), foresight.slot), Look::check_follower);
  }
  /// Whether that one has not gone.
  Look check_follower() const {
    if (foresight.slot >= world.graph_.follower_slots(account())) return Look::nothing;
    const bool is_there = world.graph_.is_follower(account(), foresight.slot);
    return is_there ? fetch_edge() : draw_follower();
  }

  Look draw_refollower() const {
    const std::uint32_t refollowers = world.account(own()).refollowers;
    if (refollowers == 0) return Look::nothing;
    foresight.slot = foresight.stream.below(refollowers);
    world.refollowers_.prefetch_entry(event.entity, foresight.slot, fetch);
    // The last one will take its place.
    world.refollowers_.prefetch_entry(event.entity, refollowers - 1, fetch);
    return Look::find_refollower;
  }
  Look find_refollower() const {
    if (foresight.slot >= world.refollowers_.size(event.entity)) return Look::nothing;
    return found(world.refollowers_[event.entity][foresight.slot].person, Look::fetch_edge);
  }

  /// Whose account was drawn.
  Look find_supporter() const {
    if (foresight.slot >= world.active_.size()) return Look::nothing;
    foresight.account = world.active_[foresight.slot].index();
    world.graph_.prefetch(account(), fetch);
    return Look::fetch_supporter;
  }
  Look fetch_supporter() const { return found(world.owner_of(account()), Look::fetch_edge); }

  /// Between the account and the person that was found.
  Look fetch_edge() const {
    if (foresight.happening == Happening::exposure) {
      fetch(&world.protections_[foresight.person]);
      return Look::nothing;
    }
    world.graph_.prefetch_edge(person(), own(), fetch);
    foresight.account = world.graph_[person()].main_account;
    if (foresight.account == none || !looks_back()) return Look::nothing;
    world.graph_.prefetch(account(), fetch);
    return Look::fetch_back;
  }
  /// Whether it matters if the owner follows the person's account.
  [[nodiscard]] bool looks_back() const {
    const FollowingSettings& following = world.settings_.following;
    if (foresight.happening == Happening::loss) return following.mutual_factor < 1.0;
    return foresight.happening == Happening::gain && foresight.reciprocates;
  }
  /// The edge that goes the other way.
  Look fetch_back() const {
    world.graph_.prefetch_edge(owner(), account(), fetch);
    return Look::nothing;
  }
};

// Flattened, for the compiler does not know that every event comes through here.
[[gnu::flatten]] void World::look_ahead(Foresights& foresights) const {
  foresights.look([this](auto look, const Event& event, Foresight& foresight, LineFetcher& fetch) {
    return Looks{*this, event, foresight, fetch}.take(look());
  });
}

}  // namespace quell
