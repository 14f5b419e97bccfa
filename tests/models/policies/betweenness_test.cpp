// SPDX-License-Identifier: BSD-3-Clause
// Betweenness against the algorithm of the Boost Graph Library, and as a policy's order.
#include "models/policies/betweenness.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/betweenness_centrality.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr std::uint32_t nodes = 60;

Stream stream_of(std::uint32_t replicate) { return {{.seed = 5, .replicate = replicate}, 0, 0}; }

/// Sparse, so that some nodes do not reach others, and some have several shortest paths.
Edges random_edges(std::uint32_t count) {
  Stream stream = stream_of(0);
  std::set<std::pair<std::uint32_t, std::uint32_t>> edges;
  while (edges.size() < count) {
    const std::uint32_t a = stream.below(nodes);
    const std::uint32_t b = stream.below(nodes);
    if (a != b) edges.emplace(a, b);
  }
  return {edges.begin(), edges.end()};
}

std::vector<double> by_boost(const Edges& edges) {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
  const Graph graph(edges.begin(), edges.end(), nodes);
  std::vector<double> sums(nodes);
  boost::brandes_betweenness_centrality(
      graph, boost::make_iterator_property_map(sums.begin(), get(boost::vertex_index, graph)));
  return sums;
}

}  // namespace

TEST_CASE("betweenness: from all nodes it is that of the Boost Graph Library", "[models]") {
  for (const std::uint32_t count : {50U, 150U, 600U}) {
    const Edges edges = random_edges(count);
    const std::vector<double> expected = by_boost(edges);
    REQUIRE(*std::max_element(expected.begin(), expected.end()) > 10.0);
    Stream stream = stream_of(1);
    const std::vector<double> found = betweenness(directed(nodes, edges), nodes + 7, stream);
    for (std::uint32_t node = 0; node < nodes; ++node) {
      CHECK_THAT(found[node], WithinAbs(expected[node], 1e-9));
    }
  }
}

// Catches 4 % of the scale, and a node that is no pivot as often as others, half of the time.
TEST_CASE("betweenness: from some nodes it is right on average", "[models][analytic]") {
  const Edges edges = random_edges(150);
  const std::vector<double> expected = by_boost(edges);
  const Adjacency graph = directed(nodes, edges);
  std::vector<std::vector<double>> found(nodes);
  for (std::uint32_t r = 0; r < 3000; ++r) {
    Stream stream = stream_of(r);
    const std::vector<double> once = betweenness(graph, 7, stream);
    for (std::uint32_t node = 0; node < nodes; ++node) found[node].push_back(once[node]);
  }
  for (std::uint32_t node = 0; node < nodes; ++node) {
    CAPTURE(node);
    check_mean(found[node], expected[node]);
  }
}
