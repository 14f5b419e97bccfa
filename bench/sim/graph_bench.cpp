// SPDX-License-Identifier: BSD-3-Clause
// The follow graph at a steady number of edges, 100 to a followee and 20 to a follower. The
// argument is the number of edges.
#include <benchmark/benchmark.h>

#include <vector>

#include "sim/follow_graph.hpp"
#include "sim/random.hpp"

namespace quell {
namespace {

constexpr std::uint32_t in_degree = 100;
constexpr std::uint32_t out_degree = 20;

using Graph = FollowGraph<FollowerNode, FolloweeNode>;

struct World {
  Graph graph;
  std::uint32_t followers;
  std::vector<FolloweeId> followees;
  Stream stream{{.seed = 2016}, 1, 1};

  explicit World(std::int64_t edges)
      : followers(static_cast<std::uint32_t>(edges) / out_degree),
        followees(static_cast<std::size_t>(edges) / in_degree) {
    graph.resize_followers(followers);
    for (FolloweeId& a : followees) a = graph.add_followee();
    for (std::int64_t k = 0; k < edges; ++k) add_edge();
  }

  FollowerId follower() { return FollowerId{stream.below(followers)}; }
  FolloweeId& followee() {
    return followees[stream.below(static_cast<std::uint32_t>(followees.size()))];
  }
  void add_edge() { graph.add(follower(), followee()); }
};

double bytes_per_edge(const World& world) {
  return static_cast<double>(world.graph.bytes()) / static_cast<double>(world.graph.edges());
}

/// `edits`: added and removed edges per iteration.
void count(benchmark::State& state, const World& world, double edits) {
  state.SetItemsProcessed(state.iterations());
  state.counters["edits/s"] = benchmark::Counter(edits * static_cast<double>(state.iterations()),
                                                 benchmark::Counter::kIsRate);
  state.counters["bytes/edge"] = bytes_per_edge(world);
}

void add_and_remove(benchmark::State& state) {
  World world{state.range(0)};
  for (auto _ : state) {
    world.add_edge();
    FolloweeId a = world.followee();
    while (world.graph.in_degree(a) == 0) a = world.followee();
    world.graph.remove(a, world.graph.pick_follower(a, world.stream));
  }
  count(state, world, 2.0);
}

/// A suspension and the growth of an account in its place.
void drop_and_refill(benchmark::State& state) {
  World world{state.range(0)};
  double edits = 0.0;
  for (auto _ : state) {
    FolloweeId& a = world.followee();
    const std::uint32_t degree = world.graph.in_degree(a);
    world.graph.drop_followee(a);
    a = world.graph.add_followee();
    for (std::uint32_t k = 0; k < degree; ++k) world.graph.add(world.follower(), a);
    edits += 2.0 * degree;
  }
  count(state, world, edits / static_cast<double>(state.iterations()));
}

/// Asks for random pairs, almost none of which is an edge.
void contains(benchmark::State& state) {
  World world{state.range(0)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(world.graph.contains(world.follower(), world.followee()));
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes/edge"] = bytes_per_edge(world);
}

/// Reads every follower of a random account, as a post does.
void visit_followers(benchmark::State& state) {
  World world{state.range(0)};
  std::uint64_t visited = 0;
  for (auto _ : state) {
    world.graph.for_each_follower(world.followee(), [&](FollowerId i) {
      benchmark::DoNotOptimize(i.index());
      ++visited;
    });
  }
  state.counters["bytes/edge"] = bytes_per_edge(world);
  state.counters["followers/s"] =
      benchmark::Counter(static_cast<double>(visited), benchmark::Counter::kIsRate);
}

BENCHMARK(add_and_remove)
    ->Name("sim/follow_graph/add_and_remove")
    ->RangeMultiplier(10)
    ->Range(100000, 10000000);
BENCHMARK(drop_and_refill)
    ->Name("sim/follow_graph/drop_and_refill")
    ->RangeMultiplier(10)
    ->Range(100000, 10000000);
BENCHMARK(contains)
    ->Name("sim/follow_graph/contains")
    ->RangeMultiplier(10)
    ->Range(100000, 10000000);
BENCHMARK(visit_followers)
    ->Name("sim/follow_graph/visit_followers")
    ->RangeMultiplier(10)
    ->Range(100000, 10000000);

}  // namespace
}  // namespace quell
