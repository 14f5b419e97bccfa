// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "sim/blocks.hpp"
#include "sim/id.hpp"
#include "sim/id_sets.hpp"
#include "sim/pages.hpp"
#include "sim/prefetch.hpp"
#include "sim/random.hpp"
#include "sim/slab_lists.hpp"

namespace quell {

using FollowerId = Id<struct FollowerTag>;  ///< one who follows
using FolloweeId = Id<struct FolloweeTag>;  ///< one who is followed

constexpr std::uint32_t most_followers = 1U << 28U;  ///< in one graph

/// What the graph keeps of one who follows. The record of its owner derives from it, so that one
/// cache line serves both.
struct FollowerNode {
  Slab followees;
  std::uint32_t out_degree = 0;
  std::uint32_t epoch = 0;  ///< times that it has dropped all its edges
};

/// What the graph keeps of one who is followed.
struct FolloweeNode {
  Slab followers;
  std::uint32_t in_degree = 0;
};

/// A dynamic directed graph of explicit follow edges with 8 bytes of payload each: the follower
/// stands in the followee's list, and the followee in the follower's set. `Follower` and `Followee`
/// are the records of the nodes.
///
/// To add, remove or ask for an edge and to choose a uniform follower or followee are O(1). One who
/// is dropped costs a degree less at the other end of each edge: what stands there is stale until a
/// list or set that is full, or mostly stale, is cleared of it. Numbers of followees are not used
/// again; that of a follower goes with an epoch.
template <std::derived_from<FollowerNode> Follower, std::derived_from<FolloweeNode> Followee>
class FollowGraph {
 public:
  /// Throws std::length_error when they are too many. The graph must have no edges.
  void resize_followers(std::size_t count) {
    if (count > most_followers) throw std::length_error("the follow graph takes 2^28 followers");
    followers_.resize(count);
    set_id_bits();
  }
  /// Makes room for `count` followees in all, which saves moving them when they are added.
  void reserve_records(std::size_t count) { followees_.reserve(count); }
  FolloweeId add_followee(const Followee& followee = {}) {
    followees_.push_back(followee);
    is_gone_.resize(followees_.size() / 64 + 1);
    return FolloweeId{static_cast<std::uint32_t>(followees_.size() - 1)};
  }

  [[nodiscard]] std::uint32_t follower_count() const {
    return static_cast<std::uint32_t>(followers_.size());
  }
  [[nodiscard]] std::uint32_t followee_count() const {
    return static_cast<std::uint32_t>(followees_.size());
  }
  [[nodiscard]] Follower& operator[](FollowerId i) { return followers_[i.index()]; }
  [[nodiscard]] const Follower& operator[](FollowerId i) const { return followers_[i.index()]; }
  [[nodiscard]] Followee& operator[](FolloweeId a) { return followees_[a.index()]; }
  [[nodiscard]] const Followee& operator[](FolloweeId a) const { return followees_[a.index()]; }

  [[nodiscard]] std::uint32_t in_degree(FolloweeId a) const { return (*this)[a].in_degree; }
  [[nodiscard]] std::uint32_t out_degree(FollowerId i) const { return (*this)[i].out_degree; }
  [[nodiscard]] std::uint64_t edges() const { return edges_; }
  /// Followers with an edge.
  [[nodiscard]] std::uint32_t following() const { return following_; }

  [[nodiscard]] bool contains(FollowerId i, FolloweeId a) const {
    return !is_gone(a) && out_.contains((*this)[i].followees, a.index());
  }

  /// Adds an edge to one who was not dropped; says whether it is new.
  bool add(FollowerId i, FolloweeId a) {
    assert(!is_gone(a));
    Follower& follower = (*this)[i];
    if (!out_.insert(follower.followees, a.index(), follower.out_degree, stays())) return false;
    Followee& followee = (*this)[a];
    if (followee.followers.size == Slabs<std::uint32_t>::capacity(followee.followers.size_class) &&
        followee.followers.size - followee.in_degree > followee.in_degree / 4) {
      clear_stale(a);
    }
    push_back(in_, followee.followers, packed(i));
    if (follower.out_degree++ == 0) ++following_;
    ++followee.in_degree;
    ++edges_;
    return true;
  }

  /// Makes room for i to follow `more` others, which saves moving its set now and then.
  void reserve_followees(FollowerId i, std::uint32_t more) {
    Follower& follower = (*this)[i];
    out_.move(follower.followees, follower.out_degree + more, stays());
  }

  /// Many edges at once, to a graph without any: the caller fills in the index of each of the
  /// `count` followers of `a`, distinct ones, and calls `link` when all followees have theirs.
  std::span<std::uint32_t> allot_followers(FolloweeId a, std::uint32_t count) {
    Slab& list = (*this)[a].followers;
    assert(list.size_class == 0);
    list = in_.take(Slabs<std::uint32_t>::class_for(count));
    list.size = count & 0x3ffffffU;
    (*this)[a].in_degree = count;
    return {in_.data(list), count};
  }
  void link();

  /// Places in a's list, some of them stale; a uniform one that is not is a uniform follower.
  [[nodiscard]] std::uint32_t follower_slots(FolloweeId a) const {
    return (*this)[a].followers.size;
  }
  [[nodiscard]] FollowerId follower_at(FolloweeId a, std::uint32_t slot) const {
    return FollowerId{in_.data((*this)[a].followers)[slot] & id_mask()};
  }
  [[nodiscard]] bool is_follower(FolloweeId a, std::uint32_t slot) const {
    return stands(in_.data((*this)[a].followers)[slot]);
  }
  /// The slot of a uniform follower; a must have one.
  [[nodiscard]] std::uint32_t pick_follower(FolloweeId a, Stream& stream) const {
    assert(in_degree(a) > 0);
    for (;;) {
      const std::uint32_t slot = stream.below(follower_slots(a));
      if (is_follower(a, slot)) return slot;
    }
  }

  /// Places in i's set, many of them free or stale; a uniform one that is not is a uniform
  /// followee.
  [[nodiscard]] std::uint32_t followee_places(FollowerId i) const {
    return IdSets::places((*this)[i].followees);
  }
  [[nodiscard]] std::optional<FolloweeId> followee_at(FollowerId i, std::uint32_t place) const {
    const std::uint32_t a = places_of(i)[place];
    if (!stays()(a)) return std::nullopt;
    return FolloweeId{a};
  }
  /// A uniform followee; i must have one. Makes the set smaller first where it is almost empty.
  [[nodiscard]] FolloweeId pick_followee(FollowerId i, Stream& stream) {
    Follower& follower = (*this)[i];
    assert(follower.out_degree > 0);
    if (followee_places(i) > 16 && follower.out_degree < followee_places(i) / 8) {
      out_.move(follower.followees, follower.out_degree, stays());
    }
    for (;;) {
      const std::optional<FolloweeId> a = followee_at(i, stream.below(followee_places(i)));
      if (a) return *a;
    }
  }

  /// Removes the edge from the follower in a's `slot`; the last one takes its place.
  void remove(FolloweeId a, std::uint32_t slot) {
    assert(is_follower(a, slot));
    Followee& followee = (*this)[a];
    Follower& follower = (*this)[follower_at(a, slot)];
    std::uint32_t* const list = in_.data(followee.followers);
    list[slot] = list[--followee.followers.size];
    out_.erase(follower.followees, a.index());
    --followee.in_degree;
    if (--follower.out_degree == 0) --following_;
    --edges_;
  }
  /// The same by its ends, for which a's list is searched.
  void remove(FollowerId i, FolloweeId a) {
    const std::span<const std::uint32_t> list = slots_of(a);
    remove(a, static_cast<std::uint32_t>(std::find(list.begin(), list.end(), packed(i)) -
                                         list.begin()));
  }

  /// Removes all edges to `a`, for good.
  void drop_followee(FolloweeId a);
  /// Removes all edges from `i`.
  void drop_follower(FollowerId i);

  /// Calls `visit(follower)` for each, and some time before that each of the `looks(follower)`, who
  /// may fetch what is to be visited; they see stale ones as well.
  template <class Visit, class... Looks>
  void for_each_follower(FolloweeId a, Visit&& visit, Looks&&... looks) const {
    const auto follower = [this](std::uint32_t entry) { return FollowerId{entry & id_mask()}; };
    for_each_ahead(
        slots_of(a),
        [&](std::uint32_t entry) {
          if (stands(entry)) visit(follower(entry));
        },
        [&](std::uint32_t entry, auto& fetch) { prefetch(follower(entry), fetch); },
        [&](std::uint32_t entry, auto& fetch) { looks(follower(entry), fetch); }...);
  }
  template <class Visit>
  void for_each_followee(FollowerId i, Visit&& visit) const {
    for_each_ahead(
        places_of(i),
        [&](std::uint32_t a) {
          if (stays()(a)) visit(FolloweeId{a});
        },
        [&](std::uint32_t a, auto& fetch) {
          if (a < IdSets::most_ids) prefetch(FolloweeId{a}, fetch);
        });
  }

  // Fetch what an operation will soon touch; any of them may be left out, none changes anything.
  template <class Fetch>
  void prefetch(FolloweeId a, Fetch&& fetch) const {
    fetch(&followees_[a.index()]);
  }
  template <class Fetch>
  void prefetch(FollowerId i, Fetch&& fetch) const {
    fetch(&followers_[i.index()]);
  }
  template <class Fetch>
  void prefetch_follower(FolloweeId a, std::uint32_t slot, Fetch&& fetch) const {
    fetch(in_.data((*this)[a].followers) + slot);
  }
  template <class Fetch>
  void prefetch_place(FollowerId i, std::uint32_t place, Fetch&& fetch) const {
    out_.prefetch_place((*this)[i].followees, place, fetch);
  }
  /// What `add` and `remove` touch beyond the two records.
  template <class Fetch>
  void prefetch_edge(FollowerId i, FolloweeId a, Fetch&& fetch) const {
    out_.prefetch((*this)[i].followees, a.index(), fetch);
    prefetch_follower(a, follower_slots(a), fetch);
  }

  /// Bytes reserved from the system for edges; the records of the nodes are not among them.
  [[nodiscard]] std::size_t bytes() const { return in_.bytes() + out_.bytes(); }

  /// Throws std::logic_error when the two ends of any edge disagree; O(edges).
  void check() const;

  void visit_blocks(BlockVisitor& visitor) {
    visitor.array("followers", followers_);
    visitor.array("followees", followees_);
    visitor.array("gone", is_gone_);
    in_.visit_blocks(visitor);
    out_.visit_blocks(visitor);
    visitor.plain("edges", edges_);
    visitor.plain("following", following_);
    set_id_bits();
  }

 private:
  /// An entry of a followee's list is the follower's index and, above it, its epoch of then.
  static constexpr unsigned epoch_bits = 8;
  [[nodiscard]] std::uint32_t id_mask() const { return (1U << id_bits_) - 1; }
  [[nodiscard]] std::uint32_t packed(FollowerId i) const {
    return i.index() | (*this)[i].epoch << id_bits_;
  }
  [[nodiscard]] bool stands(std::uint32_t entry) const {
    return followers_[entry & id_mask()].epoch == entry >> id_bits_;
  }
  void set_id_bits() {
    id_bits_ = std::max(
        32 - epoch_bits,
        static_cast<unsigned>(std::bit_width(std::max<std::size_t>(1, followers_.size()) - 1)));
  }

  [[nodiscard]] bool is_gone(FolloweeId a) const {
    return (is_gone_[a.index() / 64] >> (a.index() % 64) & 1U) != 0;
  }
  /// Whether what stands in a follower's set is an id, and no stale one.
  [[nodiscard]] auto stays() const {
    return [this](std::uint32_t a) {
      const bool is_known = a < followee_count();
      return is_known & !is_gone(FolloweeId{is_known ? a : 0});
    };
  }

  [[nodiscard]] std::span<const std::uint32_t> slots_of(FolloweeId a) const {
    return {in_.data((*this)[a].followers), follower_slots(a)};
  }
  [[nodiscard]] std::span<const std::uint32_t> places_of(FollowerId i) const {
    return out_[(*this)[i].followees];
  }

  void clear_stale(FolloweeId a);

  PageVector<Follower> followers_;
  PageVector<Followee> followees_;
  std::vector<std::uint64_t> is_gone_;  ///< a bit for each followee
  Slabs<std::uint32_t> in_;
  IdSets out_;
  std::uint64_t edges_ = 0;
  std::uint32_t following_ = 0;
  unsigned id_bits_ = 32 - epoch_bits;
};

template <std::derived_from<FollowerNode> Follower, std::derived_from<FolloweeNode> Followee>
void FollowGraph<Follower, Followee>::link() {
  assert(edges_ == 0);
  const auto fetch_record = [this](std::uint32_t i, auto& fetch) {
    this->prefetch(FollowerId{i}, fetch);
  };
  for (std::uint32_t a = 0; a < followee_count(); ++a) {
    for_each_ahead(
        slots_of(FolloweeId{a}),
        [this](std::uint32_t i) {
          if (followers_[i].out_degree++ == 0) ++following_;
        },
        fetch_record);
    edges_ += in_degree(FolloweeId{a});
  }
  for (Follower& follower : followers_) {
    out_.reserve(follower.followees, follower.out_degree + follower.out_degree / 8);
  }
  for (std::uint32_t a = 0; a < followee_count(); ++a) {
    for_each_ahead(
        slots_of(FolloweeId{a}),
        [&](std::uint32_t i) {
          out_.insert(followers_[i].followees, a, followers_[i].out_degree, stays());
        },
        fetch_record,
        [&](std::uint32_t i, auto& fetch) { out_.prefetch(followers_[i].followees, a, fetch); });
  }
}

template <std::derived_from<FollowerNode> Follower, std::derived_from<FolloweeNode> Followee>
void FollowGraph<Follower, Followee>::drop_followee(FolloweeId a) {
  for_each_follower(a, [this](FollowerId i) {
    if (--(*this)[i].out_degree == 0) --following_;
  });
  edges_ -= in_degree(a);
  in_.give((*this)[a].followers);
  (*this)[a].in_degree = 0;
  is_gone_[a.index() / 64] |= std::uint64_t{1} << (a.index() % 64);
}

template <std::derived_from<FollowerNode> Follower, std::derived_from<FolloweeNode> Followee>
void FollowGraph<Follower, Followee>::drop_follower(FollowerId i) {
  constexpr std::uint32_t some = 16;
  edges_ -= out_degree(i);
  Follower& follower = (*this)[i];
  if (follower.out_degree > 0) --following_;
  follower.out_degree = 0;
  ++follower.epoch;
  for_each_followee(i, [this](FolloweeId a) {
    --(*this)[a].in_degree;
    if (follower_slots(a) > 2 * in_degree(a) + some) clear_stale(a);
  });
  out_.clear(follower.followees);
  if (follower.epoch == 1U << (32 - id_bits_)) {
    // The numbers of epochs are used up: they start again, once nothing stale is left.
    for (std::uint32_t a = 0; a < followee_count(); ++a) clear_stale(FolloweeId{a});
    follower.epoch = 0;
  }
}

template <std::derived_from<FollowerNode> Follower, std::derived_from<FolloweeNode> Followee>
void FollowGraph<Follower, Followee>::clear_stale(FolloweeId a) {
  Followee& followee = (*this)[a];
  in_.prefetch_give(followee.followers, fetch_line);
  Slab kept = in_.take(Slabs<std::uint32_t>::class_for(followee.in_degree));
  std::uint32_t* const entries = in_.data(kept);
  std::uint32_t count = 0;
  for_each_ahead(
      slots_of(a),
      [&](std::uint32_t entry) {
        if (count == followee.in_degree) return;  // the others are stale, and there is no room
        entries[count] = entry;
        count += stands(entry) ? 1 : 0;
      },
      [&](std::uint32_t entry, auto& fetch) { prefetch(FollowerId{entry & id_mask()}, fetch); });
  assert(count == followee.in_degree);
  kept.size = count & 0x3ffffffU;
  in_.give(followee.followers);
  followee.followers = kept;
}

template <std::derived_from<FollowerNode> Follower, std::derived_from<FolloweeNode> Followee>
void FollowGraph<Follower, Followee>::check() const {
  std::uint64_t from_in = 0;
  std::uint64_t from_out = 0;
  for (std::uint32_t k = 0; k < followee_count(); ++k) {
    const FolloweeId a{k};
    std::uint32_t degree = 0;
    for_each_follower(a, [&](FollowerId i) {
      ++degree;
      if (!contains(i, a)) throw std::logic_error("an edge is known at one end only");
    });
    if (degree != in_degree(a)) throw std::logic_error("a list and its in-degree differ");
    from_in += degree;
  }
  std::uint32_t following = 0;
  for (std::uint32_t k = 0; k < follower_count(); ++k) {
    std::uint32_t degree = 0;
    for_each_followee(FollowerId{k}, [&](FolloweeId) { ++degree; });
    if (degree != out_degree(FollowerId{k}))
      throw std::logic_error("a set and its out-degree differ");
    from_out += degree;
    following += degree > 0 ? 1 : 0;
  }
  if (following != following_) throw std::logic_error("those with an edge are miscounted");
  if (from_in != edges_ || from_out != edges_) {
    throw std::logic_error("edges counted from the two ends differ");
  }
}

}  // namespace quell
