// SPDX-License-Identifier: BSD-3-Clause
#include "sim/horizon.hpp"

#include <algorithm>
#include <vector>

#include "sim/block_bytes.hpp"
#include "sim/dary_heap.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

constexpr std::size_t depth = 96;
using InSight = Horizon<DaryHeap<4>, std::uint32_t, depth>;

std::vector<Event> seen(InSight& queue) {
  std::vector<Event> events;
  queue.look(0, 2 * depth, [&](const Event& event, std::uint32_t&) {
    events.push_back(event);
    return true;
  });
  std::reverse(events.begin(), events.end());
  return events;
}

}  // namespace

TEST_CASE("horizon: the next events are in sight, in order", "[sim]") {
  InSight queue;
  Stream stream{{.seed = 131}, 0, 0};
  for (std::uint32_t k = 0; k < 1000; ++k) queue.push({.time = stream.uniform(), .entity = k});
  for (int step = 0; step < 900; ++step) {
    const std::vector<Event> events = seen(queue);
    REQUIRE(events.size() >= std::min(depth, queue.size()));
    REQUIRE(std::is_sorted(events.begin(), events.end(), earlier));
    REQUIRE(events.front().entity == queue.top().entity);
    queue.pop();
    if (step % 3 == 0) queue.push({.time = stream.uniform(), .entity = 5000});
  }
}

TEST_CASE("horizon: a note stays with its event, whatever comes in between", "[sim]") {
  InSight queue;
  Stream stream{{.seed = 137}, 0, 0};
  double now = 0.0;
  for (std::uint32_t k = 0; k < 500; ++k) queue.push({.time = stream.exponential(), .entity = k});
  int noted = 0;
  for (int step = 0; step < 20000; ++step) {
    queue.look(20, 20, [](const Event& event, std::uint32_t& note) {
      note = event.entity + 1;
      return false;
    });
    const Event event = queue.top();
    queue.pop();
    if (queue.note() != 0) {  // those that came within the last 20 places were not looked at
      REQUIRE(queue.note() == event.entity + 1);
      ++noted;
    }
    now = event.time;
    queue.push({.time = now + stream.exponential(), .entity = event.entity});
  }
  CHECK(noted > 15000);
}

TEST_CASE("horizon: a look goes from the farthest to the nearest, and no further", "[sim]") {
  InSight queue;
  for (std::uint32_t k = 0; k < 50; ++k) queue.push({.time = k * 1.0, .entity = k});
  std::vector<std::uint32_t> found;
  const auto look = [&](const Event& event, std::uint32_t&) {
    found.push_back(event.entity);
    return true;
  };
  queue.look(3, 5, look);
  CHECK(found == std::vector<std::uint32_t>{5, 4, 3});
  found.clear();
  queue.look(48, 70, look);
  CHECK(found == std::vector<std::uint32_t>{49, 48});
  found.clear();
  queue.look(50, 70, look);
  CHECK(found.empty());
}

TEST_CASE("horizon: an event is shown as long as it wants to be", "[sim]") {
  InSight queue;
  for (std::uint32_t k = 0; k < 200; ++k) queue.push({.time = k * 1.0, .entity = k});
  // Event k wants k % 4 more looks; those between two of them stand elsewhere in the store by then.
  std::vector<std::uint32_t> looks(201, 0);
  const auto look = [&](const Event& event, std::uint32_t& note) {
    ++looks[event.entity];
    return note++ < event.entity % 4;
  };
  for (int round = 0; round < 6; ++round) {
    queue.look(0, 30, look);
    queue.push({.time = 3.5 + round, .entity = 200});
  }
  for (std::uint32_t k = 0; k <= 24; ++k) {
    CAPTURE(k);
    CHECK(looks[k] == k % 4 + 1);
  }
  CHECK(looks[200] == 5);  // five of them, each once
}

// Written when many events have been handled, so that those in sight stand anywhere in their store.
TEST_CASE("horizon: it can be written and read back at any time", "[sim]") {
  InSight queue;
  Stream stream{{.seed = 151}, 0, 0};
  for (std::uint32_t k = 0; k < 300; ++k) queue.push({.time = stream.exponential(), .entity = k});
  for (int step = 0; step < 2000; ++step) {
    const Event event = queue.top();
    queue.pop();
    queue.push({.time = event.time + stream.exponential(), .entity = event.entity});
    if (step % 7 != 0) continue;
    InSight restored;
    restore(restored, blocks_of(queue));
    REQUIRE(restored.size() == queue.size());
    REQUIRE(restored.top().entity == queue.top().entity);
  }
}
