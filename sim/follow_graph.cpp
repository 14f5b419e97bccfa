// SPDX-License-Identifier: BSD-3-Clause
#include "sim/follow_graph.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <stdexcept>

#include "sim/prefetch.hpp"

namespace quell {
namespace {

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

/// Where a followee stands in a Bloom filter: two bits of one cache line.
struct Mark {
  std::uint64_t* first;
  std::uint64_t* second;
  std::uint64_t first_bit;
  std::uint64_t second_bit;

  Mark(std::span<std::byte> filter, FolloweeId a) {
    const std::uint64_t hash = a.index() * 0x9e3779b97f4a7c15U;  // Fibonacci hashing
    const std::uint64_t lines = filter.size() / 64;
    const std::uint64_t line = ((hash >> 32U) * lines) >> 32U;
    auto* const words = reinterpret_cast<std::uint64_t*>(filter.data()) + 8 * line;
    first = words + ((hash >> 6U) & 7U);
    second = words + ((hash >> 15U) & 7U);
    first_bit = std::uint64_t{1} << (hash & 63U);
    second_bit = std::uint64_t{1} << ((hash >> 9U) & 63U);
  }
  [[nodiscard]] bool is_set() const {
    return (*first & first_bit) != 0 && (*second & second_bit) != 0;
  }
  void set() const {
    *first |= first_bit;
    *second |= second_bit;
  }
};

}  // namespace

bool FollowGraph::contains(FollowerId i, FolloweeId a) {
  const std::span<std::byte> filter = out_.margin(i.index());
  if (!filter.empty() && !Mark(filter, a).is_set()) return false;
  const std::span<const InEdge> in = followers_of(a);
  const std::span<const OutEdge> out = followees_of(i);
  const bool found = in.size() < out.size() ? any_ends_in(in, &InEdge::follower, i)
                                            : any_ends_in(out, &OutEdge::followee, a);
  // The filter still has those who were unfollowed: it is made anew at one false alarm in eight.
  if (!found && !filter.empty() && (a.index() + out.size()) % 8 == 0) rebuild_filter(i);
  return found;
}

void FollowGraph::rebuild_filter(FollowerId i) {
  const std::span<std::byte> filter = out_.margin(i.index());
  if (filter.empty()) return;
  std::fill(filter.begin(), filter.end(), std::byte{0});
  for (const OutEdge& edge : followees_of(i)) Mark(filter, edge.followee).set();
}

void FollowGraph::add(FollowerId i, FolloweeId a) {
  const std::uint32_t in_slot = in_.size(a.index());
  const std::uint32_t out_slot = out_.size(i.index());
  in_.push_back(a.index(), {.follower = i, .slot = out_slot});
  const bool has_moved = out_.push_back(i.index(), {.followee = a, .slot = in_slot});
  const std::span<std::byte> filter = out_.margin(i.index());
  if (has_moved) {
    rebuild_filter(i);
  } else if (!filter.empty()) {
    Mark(filter, a).set();
  }
  ++edges_;
}

std::span<FollowGraph::InEdge> FollowGraph::allot_followers(FolloweeId a, std::uint32_t count) {
  in_.reserve(a.index(), count);
  in_.set_size(a.index(), count);
  return {in_.data(a.index()), count};
}

void FollowGraph::link() {
  assert(edges_ == 0);
  PageVector<std::uint32_t> degrees(out_.lists());
  for (std::uint32_t a = 0; a < in_.lists(); ++a) {
    for (const InEdge& edge : in_[a]) ++degrees[edge.follower.index()];
    edges_ += in_.size(a);
  }
  for (std::uint32_t i = 0; i < out_.lists(); ++i) out_.reserve(i, degrees[i]);
  for (std::uint32_t a = 0; a < in_.lists(); ++a) {
    for_each_ahead(
        std::span<InEdge>{in_.data(a), in_.size(a)},
        [&](InEdge& edge) {
          const auto slot = static_cast<std::uint32_t>(&edge - in_.data(a));
          edge.slot = out_.size(edge.follower.index());
          out_.push_back(edge.follower.index(), {.followee = FolloweeId{a}, .slot = slot});
        },
        [&](const InEdge& edge) { out_.prefetch_header(edge.follower.index()); },
        [&](const InEdge& edge) {
          out_.prefetch_entry(edge.follower.index(), out_.size(edge.follower.index()));
        });
  }
  for (std::uint32_t i = 0; i < out_.lists(); ++i) rebuild_filter(FollowerId{i});
}

void FollowGraph::prefetch_edge(FollowerId i, FolloweeId a) const {
  const std::span<std::byte> filter = out_.margin(i.index());
  if (filter.empty()) return out_.prefetch_list(i.index());
  fetch_line(Mark(filter, a).first);
  out_.prefetch_entry(i.index(), out_.size(i.index()));
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
  for_each_ahead(
      edges, [this](const InEdge& edge) { unlink_out(edge.follower, edge.slot); },
      [this](const InEdge& edge) { out_.prefetch_header(edge.follower.index()); },
      [this](const InEdge& edge) {
        out_.prefetch_entry(edge.follower.index(), edge.slot);
        out_.prefetch_last(edge.follower.index());
      },
      [this](const InEdge& edge) {
        in_.prefetch_header(out_[edge.follower.index()].back().followee.index());
      },
      [this](const InEdge& edge) {
        const OutEdge& moves = out_[edge.follower.index()].back();
        in_.prefetch_entry(moves.followee.index(), moves.slot);
      });
  edges_ -= edges.size();
  in_.clear(a.index());
}

void FollowGraph::drop_follower(FollowerId i) {
  const std::span<const OutEdge> edges = followees_of(i);
  for_each_ahead(
      edges, [this](const OutEdge& edge) { unlink_in(edge.followee, edge.slot); },
      [this](const OutEdge& edge) { in_.prefetch_header(edge.followee.index()); },
      [this](const OutEdge& edge) {
        in_.prefetch_entry(edge.followee.index(), edge.slot);
        in_.prefetch_last(edge.followee.index());
      },
      [this](const OutEdge& edge) {
        out_.prefetch_header(in_[edge.followee.index()].back().follower.index());
      },
      [this](const OutEdge& edge) {
        const InEdge& moves = in_[edge.followee.index()].back();
        out_.prefetch_entry(moves.follower.index(), moves.slot);
      });
  edges_ -= edges.size();
  out_.clear(i.index());
}

void FollowGraph::prefetch_removal(FolloweeId a, std::uint32_t slot, unsigned step) const {
  const std::span<const InEdge> in = followers_of(a);
  if (slot >= in.size()) return;
  if (step == 0) {
    in_.prefetch_entry(a.index(), slot);
    in_.prefetch_last(a.index());
    return;
  }
  const FollowerId i = in[slot].follower;
  const InEdge& moves = in.back();
  if (step == 1) {
    out_.prefetch_header(i.index());
    out_.prefetch_header(moves.follower.index());
    return;
  }
  const std::span<const OutEdge> out = followees_of(i);
  if (out.empty()) return;
  if (step == 2) {
    out_.prefetch_entry(i.index(), in[slot].slot);
    out_.prefetch_last(i.index());
    out_.prefetch_entry(moves.follower.index(), moves.slot);
  } else if (step == 3) {
    in_.prefetch_header(out.back().followee.index());
  } else {
    in_.prefetch_entry(out.back().followee.index(), out.back().slot);
  }
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
