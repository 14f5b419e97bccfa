// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/communities.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "tests/catch.hpp"

using namespace quell;

namespace {

void join_all(Edges& edges, std::uint32_t from, std::uint32_t to) {
  for (std::uint32_t a = from; a < to; ++a) {
    for (std::uint32_t b = a + 1; b < to; ++b) edges.emplace_back(a, b);
  }
}

Stream stream(std::uint64_t key) { return {{.seed = 7, .replicate = 0}, 9, key}; }

}  // namespace

// In a clique that has two labels the holders of the rarer one see more of the other: only one
// label can stand still.
TEST_CASE("communities: each of several cliques becomes one", "[models][analytic]") {
  Edges edges;
  join_all(edges, 0, 5);
  join_all(edges, 5, 12);
  join_all(edges, 12, 14);
  for (std::uint64_t key = 0; key < 50; ++key) {
    Stream random = stream(key);
    const auto labels = communities(undirected(15, edges), random);
    const auto is_one = [&labels](std::uint32_t from, std::uint32_t to) {
      return std::all_of(labels.begin() + from, labels.begin() + to, [&](std::uint32_t label) {
        return label == labels[from] && label >= from && label < to;
      });
    };
    CHECK(is_one(0, 5));
    CHECK(is_one(5, 12));
    CHECK(is_one(12, 14));
    CHECK(labels[14] == 14);  // has no neighbours
  }
}

// The published stop criterion, on random graphs with pairs that are joined more than once.
TEST_CASE("communities: each node has one of the most frequent labels around it", "[models]") {
  for (std::uint64_t key = 0; key < 50; ++key) {
    Stream random = stream(key);
    Edges edges;
    for (int k = 0; k < 300; ++k) {
      const std::uint32_t a = random.below(100);
      const std::uint32_t b = random.below(100);
      if (a != b) edges.emplace_back(a, b);
    }
    const Adjacency graph = undirected(100, edges);
    const auto labels = communities(graph, random);
    for (std::uint32_t node = 0; node < 100; ++node) {
      std::map<std::uint32_t, int> votes;
      for (const std::uint32_t other : graph.of(node)) ++votes[labels[other]];
      for (const auto& [label, count] : votes) CHECK(count <= votes[labels[node]]);
    }
  }
}

TEST_CASE("communities: of equally frequent labels each is as likely", "[models][analytic]") {
  // Node 0 between two pairs that hold together: it joins either, whatever their numbers.
  const Edges edges{{1, 2}, {1, 2}, {3, 4}, {3, 4}, {0, 1}, {0, 3}};
  int joins_first = 0;
  for (std::uint64_t key = 0; key < 10000; ++key) {
    Stream random = stream(key);
    const auto labels = communities(undirected(5, edges), random);
    if (labels[0] == labels[1]) ++joins_first;
    CHECK((labels[0] == labels[1] || labels[0] == labels[3]));
  }
  CHECK(std::abs(joins_first - 5000) < 225);  // 4.5 standard deviations
}
