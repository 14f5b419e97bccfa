// SPDX-License-Identifier: BSD-3-Clause
#include "sim/follow_graph.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace quell {
namespace {

// Far enough ahead to cover one memory access, near enough to stay in the first-level cache.
constexpr std::size_t prefetch_ahead = 8;
constexpr std::size_t entry_ahead = 4;  // by then the header has arrived

/// Whether any edge ends in `end`. Compares blocks of plain words, every other of which is a slot:
/// compilers turn that into vector instructions, std::find_if stays scalar.
template <class Edge, class Node>
bool any_ends_in(std::span<const Edge> edges, Node Edge::*node, Node end) {
  constexpr std::size_t block = 16;
  static_assert(sizeof(Edge) == 2 * sizeof(std::uint32_t));
  std::size_t k = 0;
  for (; k + block <= edges.size(); k += block) {
    std::array<std::uint32_t, 2 * block> words;
    std::memcpy(words.data(), &edges[k], sizeof(words));
    std::uint32_t found = 0;
    for (std::size_t j = 0; j < words.size(); ++j) {
      const std::uint32_t is_node = j % 2 == 0 ? 0xffffffffU : 0U;
      found |= is_node & (words[j] == end.index() ? 0xffffffffU : 0U);
    }
    if (found != 0) return true;
  }
  return std::any_of(edges.begin() + static_cast<std::ptrdiff_t>(k), edges.end(),
                     [&](const Edge& edge) { return edge.*node == end; });
}

}  // namespace

bool FollowGraph::contains(FollowerId i, FolloweeId a) const {
  const std::span<const InEdge> in = followers_of(a);
  const std::span<const OutEdge> out = followees_of(i);
  if (in.size() < out.size()) return any_ends_in(in, &InEdge::follower, i);
  return any_ends_in(out, &OutEdge::followee, a);
}

void FollowGraph::add(FollowerId i, FolloweeId a) {
  const std::uint32_t in_slot = in_.size(a.index());
  const std::uint32_t out_slot = out_.size(i.index());
  in_.push_back(a.index(), {.follower = i, .slot = out_slot});
  out_.push_back(i.index(), {.followee = a, .slot = in_slot});
  ++edges_;
}

/// Takes entry `slot` out of a's list; the entry that moves into its place tells its other end.
void FollowGraph::unlink_in(FolloweeId a, std::uint32_t slot) {
  in_.remove(a.index(), slot);
  if (slot == in_.size(a.index())) return;
  const InEdge moved = in_.data(a.index())[slot];
  out_.data(moved.follower.index())[moved.slot].slot = slot;
}

void FollowGraph::unlink_out(FollowerId i, std::uint32_t slot) {
  out_.remove(i.index(), slot);
  if (slot == out_.size(i.index())) return;
  const OutEdge moved = out_.data(i.index())[slot];
  in_.data(moved.followee.index())[moved.slot].slot = slot;
}

void FollowGraph::remove(FolloweeId a, std::uint32_t slot) {
  const InEdge edge = in_.data(a.index())[slot];
  unlink_in(a, slot);
  unlink_out(edge.follower, edge.slot);
  --edges_;
}

void FollowGraph::drop_followee(FolloweeId a) {
  const std::span<const InEdge> edges = followers_of(a);
  for (std::size_t k = 0; k < edges.size(); ++k) {
    if (k + prefetch_ahead < edges.size()) {
      out_.prefetch_header(edges[k + prefetch_ahead].follower.index());
    }
    if (k + entry_ahead < edges.size()) {
      const InEdge& next = edges[k + entry_ahead];
      out_.prefetch_entry(next.follower.index(), next.slot);
    }
    unlink_out(edges[k].follower, edges[k].slot);
  }
  edges_ -= edges.size();
  in_.clear(a.index());
}

void FollowGraph::drop_follower(FollowerId i) {
  const std::span<const OutEdge> edges = followees_of(i);
  for (std::size_t k = 0; k < edges.size(); ++k) {
    if (k + prefetch_ahead < edges.size()) {
      in_.prefetch_header(edges[k + prefetch_ahead].followee.index());
    }
    if (k + entry_ahead < edges.size()) {
      const OutEdge& next = edges[k + entry_ahead];
      in_.prefetch_entry(next.followee.index(), next.slot);
    }
    unlink_in(edges[k].followee, edges[k].slot);
  }
  edges_ -= edges.size();
  out_.clear(i.index());
}

void FollowGraph::check() const {
  std::uint64_t in_count = 0;
  for (std::uint32_t a = 0; a < in_.lists(); ++a) {
    const std::span<const InEdge> edges = in_[a];
    in_count += edges.size();
    for (std::uint32_t slot = 0; slot < edges.size(); ++slot) {
      const std::span<const OutEdge> back = followees_of(edges[slot].follower);
      const bool agrees = edges[slot].slot < back.size() &&
                          back[edges[slot].slot].followee == FolloweeId{a} &&
                          back[edges[slot].slot].slot == slot;
      if (!agrees) throw std::logic_error("an edge's two ends disagree");
    }
  }
  std::uint64_t out_count = 0;
  for (std::uint32_t i = 0; i < out_.lists(); ++i) out_count += out_.size(i);
  if (in_count != edges_ || out_count != edges_) {
    throw std::logic_error("edges counted from the two ends differ");
  }
}

void FollowGraph::visit_blocks(BlockVisitor& visitor) {
  in_.visit_blocks(visitor);
  out_.visit_blocks(visitor);
  visitor.plain("edges", edges_);
}

}  // namespace quell
