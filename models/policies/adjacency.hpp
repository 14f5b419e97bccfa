// SPDX-License-Identifier: BSD-3-Clause
// A graph taken down from the world at one moment, for what looks at all of it.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace quell {

using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// The neighbours of each node, one node after the other. A pair that is joined twice stands twice.
struct Adjacency {
  std::vector<std::uint64_t> begins;  ///< [nodes + 1]
  std::vector<std::uint32_t> nodes;

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(begins.size() - 1); }
  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t node) const {
    return {nodes.data() + begins[node], nodes.data() + begins[node + 1]};
  }
};

/// Each end of an edge is a neighbour of the other. Needs nodes below `size`.
Adjacency undirected(std::uint32_t size, const Edges& edges);
/// The second node of an edge is a neighbour of the first.
Adjacency directed(std::uint32_t size, const Edges& edges);

}  // namespace quell
