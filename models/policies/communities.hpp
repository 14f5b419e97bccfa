// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sim/random.hpp"

namespace quell {

/// An undirected graph: the neighbours of each node, one node after the other. A pair that is
/// joined twice stands twice with both.
struct Neighbours {
  std::vector<std::uint64_t> begins;  ///< [nodes + 1]
  std::vector<std::uint32_t> nodes;

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(begins.size() - 1); }
  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t node) const {
    return {nodes.data() + begins[node], nodes.data() + begins[node + 1]};
  }
};

/// Needs nodes below `size`.
Neighbours neighbours(std::uint32_t size,
                      std::span<const std::pair<std::uint32_t, std::uint32_t>> edges);

/// A label for each node by asynchronous label propagation (Raghavan, Albert & Kumara 2007,
/// doi:10.1103/PhysRevE.76.036106): each starts with its own, and nodes in random order take the
/// label that most of their neighbours have, a random one of equals, until each has one of the most
/// frequent around it. Ends, because each change adds an edge within a label.
std::vector<std::uint32_t> communities(const Neighbours& graph, Stream& stream);

}  // namespace quell
