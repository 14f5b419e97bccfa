// SPDX-License-Identifier: BSD-3-Clause
#include "sim/follow_graph.hpp"

#include <set>
#include <utility>

#include "sim/random.hpp"
#include "tests/blocks.hpp"
#include "tests/catch.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

using Edge = std::pair<std::uint32_t, std::uint32_t>;  // follower, followee

/// A graph and a set of its edges, edited together.
class Twins {
 public:
  Twins(std::uint32_t followers, std::uint32_t followees) : followers_(followers) {
    graph_.resize_followers(followers);
    while (followees_ < followees) add_followee();
  }

  void add_followee() {
    CHECK(graph_.add_followee() == FolloweeId{followees_});
    ++followees_;
  }

  void edit(Stream& stream) {
    const std::uint32_t i = stream.below(followers_);
    const std::uint32_t a = std::min(stream.below(followees_), stream.below(followees_));
    const std::uint32_t kind = stream.below(1000);
    if (kind < 600) {
      if (!graph_.contains(FollowerId{i}, FolloweeId{a})) add(i, a);
    } else if (kind < 997) {
      remove_random_follower(a, stream);
    } else if (kind < 999) {
      graph_.drop_follower(FollowerId{i});
      std::erase_if(edges_, [i](const Edge& edge) { return edge.first == i; });
    } else {
      graph_.drop_followee(FolloweeId{a});
      std::erase_if(edges_, [a](const Edge& edge) { return edge.second == a; });
    }
  }

  void add(std::uint32_t i, std::uint32_t a) {
    graph_.add(FollowerId{i}, FolloweeId{a});
    edges_.emplace(i, a);
  }

  void remove_random_follower(std::uint32_t a, Stream& stream) {
    const std::uint32_t degree = graph_.in_degree(FolloweeId{a});
    if (degree == 0) return;
    const std::uint32_t slot = stream.below(degree);
    edges_.erase({graph_.followers_of(FolloweeId{a})[slot].follower.index(), a});
    graph_.remove(FolloweeId{a}, slot);
  }

  /// Compares everything that can be asked.
  void check() {
    graph_.check();
    REQUIRE(graph_.edges() == edges_.size());
    std::set<Edge> from_in;
    std::set<Edge> from_out;
    for (std::uint32_t a = 0; a < followees_; ++a) {
      REQUIRE(graph_.in_degree(FolloweeId{a}) == graph_.followers_of(FolloweeId{a}).size());
      for (const auto& edge : graph_.followers_of(FolloweeId{a})) {
        from_in.emplace(edge.follower.index(), a);
      }
    }
    for (std::uint32_t i = 0; i < followers_; ++i) {
      REQUIRE(graph_.out_degree(FollowerId{i}) == graph_.followees_of(FollowerId{i}).size());
      for (const auto& edge : graph_.followees_of(FollowerId{i})) {
        from_out.emplace(i, edge.followee.index());
      }
    }
    REQUIRE(from_in == edges_);
    REQUIRE(from_out == edges_);
  }

  void check_contains(Stream& stream) {
    for (int trial = 0; trial < 500; ++trial) {
      const std::uint32_t i = stream.below(followers_);
      const std::uint32_t a = stream.below(followees_);
      REQUIRE(graph_.contains(FollowerId{i}, FolloweeId{a}) == edges_.contains({i, a}));
    }
  }

  FollowGraph& graph() { return graph_; }

 private:
  FollowGraph graph_;
  std::set<Edge> edges_;
  std::uint32_t followers_;
  std::uint32_t followees_ = 0;
};

}  // namespace

TEST_CASE("follow graph: random edits agree with a set of edges", "[sim]") {
  Twins twins{300, 40};
  Stream stream{{.seed = 107}, 0, 0};
  for (int batch = 0; batch < 100; ++batch) {
    for (int step = 0; step < 500; ++step) twins.edit(stream);
    twins.check();
    twins.check_contains(stream);
    if (batch % 10 == 0) twins.add_followee();
  }
  CHECK(twins.graph().edges() > 1000);  // else nothing was tried
}

// Lists of up to 700 followees have filters; unfollowing leaves marks in them that must not lie.
TEST_CASE("follow graph: long lists know their followees", "[sim]") {
  Twins twins{20, 1000};
  Stream stream{{.seed = 113}, 0, 0};
  for (int batch = 0; batch < 40; ++batch) {
    for (int step = 0; step < 1000; ++step) twins.edit(stream);
    twins.check_contains(stream);
  }
  twins.check();
  CHECK(twins.graph().edges() > 2000);
}

TEST_CASE("follow graph: edges built at once are those added one by one", "[sim]") {
  FollowGraph at_once;
  FollowGraph one_by_one;
  Stream stream{{.seed = 127}, 0, 0};
  for (FollowGraph* graph : {&at_once, &one_by_one}) {
    graph->resize_followers(500);
    for (int a = 0; a < 200; ++a) graph->add_followee();
  }
  for (std::uint32_t a = 0; a < 200; ++a) {
    const std::uint32_t count = stream.below(400);
    const std::uint32_t first = stream.below(100);
    const auto edges = at_once.allot_followers(FolloweeId{a}, count);
    for (std::uint32_t k = 0; k < count; ++k) {
      edges[k] = {.follower = FollowerId{first + k}};
      one_by_one.add(FollowerId{first + k}, FolloweeId{a});
    }
  }
  at_once.link();
  at_once.check();
  REQUIRE(at_once.edges() == one_by_one.edges());
  for (std::uint32_t i = 0; i < 500; ++i) {
    const auto found = at_once.followees_of(FollowerId{i});
    const auto expected = one_by_one.followees_of(FollowerId{i});
    REQUIRE(found.size() == expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) {
      REQUIRE(found[k].followee == expected[k].followee);
      REQUIRE(found[k].slot == expected[k].slot);
    }
    for (std::uint32_t a = 0; a < 200; ++a) {
      const FolloweeId followee{a};
      REQUIRE(at_once.contains(FollowerId{i}, followee) ==
              one_by_one.contains(FollowerId{i}, followee));
    }
  }
}

TEST_CASE("follow graph: dropping either end removes its edges and no others", "[sim]") {
  Twins twins{50, 50};
  for (std::uint32_t i = 0; i < 50; ++i) {
    for (std::uint32_t a = 0; a < 50; ++a) twins.add(i, a);
  }
  FollowGraph& graph = twins.graph();
  graph.drop_followee(FolloweeId{7});
  graph.check();
  CHECK(graph.edges() == 50 * 49);
  CHECK(graph.in_degree(FolloweeId{7}) == 0);
  graph.drop_follower(FollowerId{9});
  graph.check();
  CHECK(graph.edges() == 49 * 49);
  CHECK(graph.out_degree(FollowerId{9}) == 0);
  CHECK_FALSE(graph.contains(FollowerId{9}, FolloweeId{8}));
  CHECK_FALSE(graph.contains(FollowerId{8}, FolloweeId{7}));
  CHECK(graph.contains(FollowerId{8}, FolloweeId{8}));
  graph.drop_follower(FollowerId{9});  // of nothing
  CHECK(graph.edges() == 49 * 49);
}

// Slots are reordered by removals, which must not favour old or new followers: one of ten is
// removed and follows again many times, then a slot is drawn. 10^5 draws over ten followers:
// catches a share of 10 percent that is off by 0.6 percent.
TEST_CASE("follow graph: a uniform slot is a uniform follower, whatever came before", "[sim]") {
  constexpr std::uint32_t followers = 10;
  FollowGraph graph;
  graph.resize_followers(followers);
  const FolloweeId a = graph.add_followee();
  for (std::uint32_t i = 0; i < followers; ++i) graph.add(FollowerId{i}, a);
  Stream stream{{.seed = 109}, 0, 0};
  std::vector<std::uint64_t> chosen(followers);
  std::vector<std::uint64_t> last(followers);
  for (int trial = 0; trial < 100000; ++trial) {
    const std::uint32_t slot = stream.below(graph.in_degree(a));
    const FollowerId i = graph.followers_of(a)[slot].follower;
    ++chosen[i.index()];
    graph.remove(a, slot);
    graph.add(i, a);
    ++last[graph.followers_of(a)[stream.below(followers)].follower.index()];
  }
  CHECK(chi_square_p(chosen, std::vector<double>(followers, 1.0 / followers)) > p_limit);
  CHECK(chi_square_p(last, std::vector<double>(followers, 1.0 / followers)) > p_limit);
}

// A death process: edges are removed one by one through uniform followees and followers until a
// third is left. Each edge must be as likely to stay as any other.
TEST_CASE("follow graph: random removal thins all edges of a followee alike", "[sim]") {
  Stream stream{{.seed = 113}, 0, 0};
  std::vector<std::uint64_t> stays(30);
  for (int run = 0; run < 5000; ++run) {
    FollowGraph graph;
    graph.resize_followers(30);
    const FolloweeId a = graph.add_followee();
    for (std::uint32_t i = 0; i < 30; ++i) graph.add(FollowerId{i}, a);
    while (graph.in_degree(a) > 1) graph.remove(a, stream.below(graph.in_degree(a)));
    ++stays[graph.followers_of(a)[0].follower.index()];
  }
  CHECK(chi_square_p(stays, std::vector<double>(30, 1.0 / 30)) > p_limit);
}

TEST_CASE("follow graph: a graph read back from blocks goes on like the original", "[sim]") {
  Twins twins{300, 40};
  Stream stream{{.seed = 127}, 0, 0};
  for (int step = 0; step < 20000; ++step) twins.edit(stream);
  const auto blocks = blocks_of(twins.graph());
  FollowGraph restored;
  restored.resize_followers(5);
  restored.add(FollowerId{3}, restored.add_followee());
  restore(restored, blocks);
  CHECK(blocks_of(restored) == blocks);
  std::swap(twins.graph(), restored);
  twins.check();
  for (int step = 0; step < 20000; ++step) twins.edit(stream);
  twins.check();
}

TEST_CASE("follow graph: an edge costs 16 bytes and what its lists have not yet filled", "[sim]") {
  FollowGraph graph;
  graph.resize_followers(1000);
  for (std::uint32_t a = 0; a < 1792; ++a) {  // an eighth of 2048 is filter
    const FolloweeId followee = graph.add_followee();
    for (std::uint32_t i = 0; i < 1000; ++i) graph.add(FollowerId{i}, followee);
  }
  CHECK(graph.bytes() >= 16 * graph.edges());
  CHECK(graph.bytes() <= 40 * graph.edges());
}
