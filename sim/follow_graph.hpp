// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>

#include "sim/blocks.hpp"
#include "sim/id.hpp"
#include "sim/slab_lists.hpp"

namespace quell {

using FollowerId = Id<struct FollowerTag>;  ///< one who follows
using FolloweeId = Id<struct FolloweeTag>;  ///< one who is followed

/// A dynamic directed graph of explicit follow edges, 16 bytes each: every edge stands in its
/// followee's list and in its follower's, and each end knows its place in the other list.
///
/// Adding and removing an edge and choosing a uniform follower are O(1); dropping a node is
/// O(its edges). Edges are simple as long as the caller asks `contains` first.
class FollowGraph {
 public:
  /// The end of an edge in a followee's list.
  struct InEdge {
    FollowerId follower;
    std::uint32_t slot = 0;  ///< of the edge in the follower's list
  };
  /// The end of an edge in a follower's list.
  struct OutEdge {
    FolloweeId followee;
    std::uint32_t slot = 0;  ///< of the edge in the followee's list
  };

  void resize_followers(std::size_t count) { out_.resize(count); }
  FolloweeId add_followee() { return FolloweeId{in_.add_list()}; }

  [[nodiscard]] std::uint32_t in_degree(FolloweeId a) const { return in_.size(a.index()); }
  [[nodiscard]] std::uint32_t out_degree(FollowerId i) const { return out_.size(i.index()); }
  [[nodiscard]] std::uint64_t edges() const { return edges_; }

  [[nodiscard]] std::span<const InEdge> followers_of(FolloweeId a) const { return in_[a.index()]; }
  [[nodiscard]] std::span<const OutEdge> followees_of(FollowerId i) const {
    return out_[i.index()];
  }

  /// Asks the filter of i's list, where it is long enough to have one, then scans the shorter of
  /// the two lists.
  [[nodiscard]] bool contains(FollowerId i, FolloweeId a);

  void add(FollowerId i, FolloweeId a);

  /// Many edges at once, to a graph without any: the caller fills in `follower` for each of the
  /// `count` followers of `a`, distinct ones, and calls `link` when all followees have theirs.
  std::span<InEdge> allot_followers(FolloweeId a, std::uint32_t count);
  void link();

  /// Removes the edge at `slot` of a's follower list.
  void remove(FolloweeId a, std::uint32_t slot);

  /// Removes all edges to `a`.
  void drop_followee(FolloweeId a);
  /// Removes all edges from `i`.
  void drop_follower(FollowerId i);

  // Fetch what an operation will soon touch; any of them may be left out, none changes anything.
  void prefetch(FolloweeId a) const { in_.prefetch_header(a.index()); }
  void prefetch(FollowerId i) const { out_.prefetch_header(i.index()); }
  void prefetch_follower(FolloweeId a, std::uint32_t slot) const {
    in_.prefetch_entry(a.index(), slot);
  }
  void prefetch_followee(FollowerId i, std::uint32_t slot) const {
    out_.prefetch_entry(i.index(), slot);
  }

  /// What `contains` and `add` touch of i's list.
  void prefetch_edge(FollowerId i, FolloweeId a) const;
  /// What `remove(a, slot)` touches beyond a's header: steps 0 to 4, each reads what the one before
  /// has fetched.
  void prefetch_removal(FolloweeId a, std::uint32_t slot, unsigned step) const;

  /// Bytes reserved from the system for edges and list headers.
  [[nodiscard]] std::size_t bytes() const { return in_.bytes() + out_.bytes(); }

  /// Throws std::logic_error when the two ends of any edge disagree; O(edges).
  void check() const;

  void visit_blocks(BlockVisitor& visitor);

 private:
  /// One eighth of a follower's slab is a blocked Bloom filter (Putze, Sanders & Singler 2009,
  /// doi:10.1145/1498698.1594230) of the followees, 9 bits or more for each.
  using OutLists = SlabLists<OutEdge, 3>;

  void rebuild_filter(FollowerId i);
  void unlink_in(FolloweeId a, std::uint32_t slot);
  void unlink_out(FollowerId i, std::uint32_t slot);

  SlabLists<InEdge> in_;
  OutLists out_;
  std::uint64_t edges_ = 0;
};

}  // namespace quell
