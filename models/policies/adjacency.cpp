// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/adjacency.hpp"

#include <numeric>

namespace quell {
namespace {

enum class Direction { both, forward };

Adjacency adjacency(std::uint32_t size, const Edges& edges, Direction direction) {
  const bool is_both = direction == Direction::both;
  Adjacency graph{.begins = std::vector<std::uint64_t>(std::size_t{size} + 1),
                  .nodes = std::vector<std::uint32_t>((is_both ? 2 : 1) * edges.size())};
  for (const auto& [a, b] : edges) {
    ++graph.begins[a + 1];
    if (is_both) ++graph.begins[b + 1];
  }
  std::partial_sum(graph.begins.begin(), graph.begins.end(), graph.begins.begin());
  std::vector<std::uint64_t> next(graph.begins.begin(), graph.begins.end() - 1);
  for (const auto& [a, b] : edges) {
    graph.nodes[next[a]++] = b;
    if (is_both) graph.nodes[next[b]++] = a;
  }
  return graph;
}

}  // namespace

Adjacency undirected(std::uint32_t size, const Edges& edges) {
  return adjacency(size, edges, Direction::both);
}

Adjacency directed(std::uint32_t size, const Edges& edges) {
  return adjacency(size, edges, Direction::forward);
}

}  // namespace quell
