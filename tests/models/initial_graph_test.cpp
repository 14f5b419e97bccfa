// SPDX-License-Identifier: BSD-3-Clause
// Runs that start from a given graph: that it is there, whole, and that the laws hold from there
// on.
#include "models/initial_graph.hpp"

#include <numeric>

#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

/// tests/scenarios/graphs/tiny.edges, in which nothing happens.
Config tiny_graph(const std::string& more = "") {
  const std::string text = "[run]\nstart = " + date_after(0) + "\nend = " + date_after(10) +
                           "\nscale = 1\n[graph]\nfile = \"graphs/tiny.edges\"\n" + more +
                           "[following]\ngain = 0\nunfollow = 0\n[posting]\nrate = 0\n";
  return read_scenario_text(text, QUELL_SOURCE_DIR "/tests/scenarios/x.toml").config;
}

/// A run with suspensions, returns and recruitment.
Config example(const std::vector<Override>& changes = {}) {
  return read_scenario(QUELL_SOURCE_DIR "/scenarios/edge-list-example.toml", changes).config;
}

double first(const Recording& recording, std::string_view name) {
  return series(recording, name).front();
}

using Degrees = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("initial graph: the world at the start has its accounts, persons and edges",
          "[models][golden]") {
  const WorldRun run{tiny_graph(), 0};
  const World& world = run.world;
  CHECK(run.followers() == std::vector<double>{1, 2, 3});
  CHECK(world.person_count() == 5);
  Degrees followed;
  for (std::uint32_t i = 0; i < 5; ++i) followed.push_back(world.followed_by(PersonId{i}));
  // 70: 10; 10: 20; 20: 10, 70; 30: 20; 18446744073709551615: 20.
  CHECK(followed == Degrees{1, 1, 2, 1, 1});
  Degrees inside;
  for (const AccountId a : world.active_accounts()) {
    CHECK(world.account(a).owner == a.index());
    inside.push_back(world.account(a).pro_followers);
  }
  CHECK(inside == Degrees{1, 2, 1});
  REQUIRE_NOTHROW(world.check());
}

TEST_CASE("initial graph: what is observed at the start is the graph", "[models]") {
  const Recording recording = record(tiny_graph());
  CHECK(first(recording, "edges") == 6.0);
  CHECK(first(recording, "active_pro_accounts") == 3.0);
  CHECK(first(recording, "persons") == 5.0);
  CHECK(first(recording, "followers_mean_census") == 6.0 / 3);
  CHECK(first(recording, "followers_median_census") == 2.0);
  CHECK(first(recording, "in_network_share") == 4.0 / 6);
  CHECK(series(recording, "edges") == std::vector<double>(11, 6.0));  // and nothing changes it
  const Recording fewer = record(tiny_graph("min_followers = 2\n"));
  CHECK(first(fewer, "edges") == 5.0);
  CHECK(first(fewer, "active_pro_accounts") == 2.0);
  CHECK(first(fewer, "persons") == 5.0);
}

TEST_CASE("initial graph: every replicate starts from the same one", "[models]") {
  const Config config = example();
  const WorldRun one{config, 0};
  const WorldRun two{config, 1};
  CHECK(one.followers() == two.followers());
  CHECK(one.world.active_accounts().size() == 40);
  const std::vector<double> followers = one.followers();
  CHECK(std::accumulate(followers.begin(), followers.end(), 0.0) == 1278.0);
}

TEST_CASE("initial graph: edges, accounts and persons add up at every step from there on",
          "[models]") {
  for (const char* mode : {"\"thinned\"", "\"explicit\""}) {
    // So many steps up that a flow of none would be no chance: some twenty are seen.
    const Config config = example({{"posting.mode", mode}, {"ladder.to_supporter", "0.05"}});
    const std::unique_ptr<Model> model = make_model(config, 0);
    REQUIRE_NOTHROW(model->check());
    while (!model->is_done()) {
      model->advance();
      REQUIRE_NOTHROW(model->check());
    }
    for (const char* flow : {"suspensions", "returns", "new_supporters"}) {
      CAPTURE(flow);
      const std::vector<double> rows = series(model->recording(), flow);
      CHECK(std::accumulate(rows.begin(), rows.end(), 0.0) > 0.0);
    }
  }
}

TEST_CASE("initial graph: a run goes on from its blocks as if never interrupted", "[models]") {
  const Config config = example({{"run.end", "2014-09-01"}});
  const std::unique_ptr<Model> first = make_model(config, 1);
  while (first->now().days < 30.0) first->advance();
  const std::unique_ptr<Model> second = make_model(config, 1);
  restore(*second, blocks_of(*first));
  while (!second->is_done()) second->advance();
  CHECK(is_identical(second->recording(), record(config, 1)));
}

TEST_CASE("initial graph: nodes of the largest degree that is let in can be linked and added to",
          "[models]") {
  struct Star {
    FollowGraph<FollowerNode, FolloweeNode> graph;
  };
  Star one;  // followed by all
  one.graph.resize_followers(most_initial_degree + 1);
  const FolloweeId a = one.graph.add_followee();
  const std::span<std::uint32_t> list = one.graph.allot_followers(a, most_initial_degree);
  std::iota(list.begin(), list.end(), 0U);
  one.graph.link();
  CHECK(one.graph.edges() == most_initial_degree);
  CHECK(one.graph.add(FollowerId{most_initial_degree}, a));
  Star all;  // followed by one
  all.graph.resize_followers(1);
  for (std::uint32_t k = 0; k < most_initial_degree; ++k) {
    all.graph.allot_followers(all.graph.add_followee(), 1).front() = 0;
  }
  const FolloweeId last = all.graph.add_followee();
  all.graph.link();
  CHECK(all.graph.out_degree(FollowerId{0}) == most_initial_degree);
  CHECK(all.graph.add(FollowerId{0}, last));
}
