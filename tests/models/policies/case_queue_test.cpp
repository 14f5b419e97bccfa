// SPDX-License-Identifier: BSD-3-Clause
// Which case is next, by each order, and one case for each account (M6).
#include "models/policies/case_queue.hpp"

#include <algorithm>
#include <numeric>

#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

using Ids = std::vector<std::uint32_t>;

constexpr std::uint32_t accounts = 6;

WorldRun small_world() {
  return {scenario(5.0, R"(
seed = 3
[population]
pro_accounts = 6
audience = 200
counter_accounts = 3
[following]
initial_mean = 20
)"),
          0};
}

/// Each account is reported once, then 4 and 1 again: 4 three times in all, 1 twice.
CaseQueue reported(CaseOrder order) {
  CaseQueue queue{order};
  for (std::uint32_t a = 0; a < accounts; ++a) {
    CHECK(queue.report(AccountId{a}, {.days = 0.1 * a}));
  }
  for (const std::uint32_t a : {4U, 1U, 4U}) CHECK_FALSE(queue.report(AccountId{a}, {.days = 1.0}));
  CHECK(queue.waiting() == accounts);
  return queue;
}

/// Targets in the order in which their cases are taken.
Ids taken(CaseQueue& queue, const World& world) {
  Ids targets;
  while (queue.waiting() > 0) targets.push_back(queue.close(queue.take_next(world)).target);
  return targets;
}

}  // namespace

TEST_CASE("case queue: each order takes what it says, and the first come of equals", "[models]") {
  const WorldRun run = small_world();
  const World& world = run.world;
  CaseQueue fifo = reported(CaseOrder::fifo);
  CHECK(taken(fifo, world) == Ids{0, 1, 2, 3, 4, 5});
  CaseQueue lifo = reported(CaseOrder::lifo);
  CHECK(taken(lifo, world) == Ids{5, 4, 3, 2, 1, 0});
  CaseQueue most_reported = reported(CaseOrder::most_reported);
  CHECK(taken(most_reported, world) == Ids{4, 1, 0, 2, 3, 5});
  CaseQueue most_followed = reported(CaseOrder::most_followed);
  Ids by_followers(accounts);
  std::iota(by_followers.begin(), by_followers.end(), 0U);
  std::stable_sort(by_followers.begin(), by_followers.end(), [&](std::uint32_t a, std::uint32_t b) {
    return world.followers(AccountId{a}) > world.followers(AccountId{b});
  });
  REQUIRE(by_followers != Ids{0, 1, 2, 3, 4, 5});
  CHECK(taken(most_followed, world) == by_followers);
}

TEST_CASE("case queue: an account that was judged can be reported again", "[models]") {
  const WorldRun run = small_world();
  CaseQueue queue{CaseOrder::fifo};
  CHECK(queue.report(AccountId{2}, {.days = 0.5}));
  const std::uint32_t id = queue.take_next(run.world);
  CHECK(queue.waiting() == 0);
  CHECK_FALSE(queue.report(AccountId{2}, {.days = 0.7}));  // under review
  const Case first = queue.close(id);
  CHECK(first.reported == 0.5);
  CHECK(first.reports == 2);
  CHECK(first.is_counter == 0);
  CHECK(queue.report(AccountId{2}, {.days = 0.9}));
  CHECK(queue.waiting() == 1);
}

TEST_CASE("case queue: counter accounts have a case for each report, and are never moot",
          "[models]") {
  const WorldRun run = small_world();
  CaseQueue queue{CaseOrder::most_followed};
  queue.report(CounterId{1}, {.days = 0.1});
  queue.report(CounterId{1}, {.days = 0.2});
  CHECK(queue.waiting() == 2);
  CHECK(queue.report(AccountId{0}, {.days = 0.3}));
  REQUIRE(run.world.followers(AccountId{0}) > 0);
  CHECK(queue.close(queue.take_next(run.world)).is_counter == 0);
  const std::uint32_t id = queue.take_next(run.world);
  CHECK_FALSE(queue.is_moot(run.world, id));
  CHECK(queue.close(id).reported == 0.1);
}

TEST_CASE("case queue: read back from blocks, it goes on alike", "[models]") {
  const WorldRun run = small_world();
  CaseQueue queue = reported(CaseOrder::most_reported);
  (void)queue.take_next(run.world);
  CaseQueue other{CaseOrder::most_reported};
  restore(other, blocks_of(queue));
  CHECK_FALSE(other.report(AccountId{4}, {.days = 2.0}));
  CHECK(taken(other, run.world) == taken(queue, run.world));
}
