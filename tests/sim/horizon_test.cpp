// SPDX-License-Identifier: BSD-3-Clause
#include "sim/horizon.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "sim/block_bytes.hpp"
#include "sim/dary_heap.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

constexpr std::size_t depth = 44;

/// A note is the entity of its event.
class Entities {
 public:
  static constexpr std::uint32_t slots = 64;

  void open(std::uint32_t slot, const Event& event) {
    REQUIRE(slot < slots);
    REQUIRE_FALSE(is_open_[slot]);
    is_open_[slot] = true;
    events_[slot] = event;
  }
  void close(std::uint32_t slot) {
    REQUIRE(is_open_[slot]);
    is_open_[slot] = false;
  }
  std::uint32_t& operator[](std::uint32_t slot) { return events_[slot].entity; }

  [[nodiscard]] std::vector<Event> in_sight() const {
    std::vector<Event> events;
    for (std::uint32_t slot = 0; slot < slots; ++slot) {
      if (is_open_[slot]) events.push_back(events_[slot]);
    }
    std::sort(events.begin(), events.end(), earlier);
    return events;
  }

 private:
  std::array<bool, slots> is_open_{};
  std::array<Event, slots> events_;
};

using Queue = DaryHeap<4>;
using InSight = Horizon<Queue, Entities, depth>;

}  // namespace

TEST_CASE("horizon: the next events are in sight, and come in order", "[sim]") {
  InSight queue;
  Queue all;
  const auto push = [&](const Event& event) {
    queue.push(event);
    all.push(event);
  };
  Stream stream{{.seed = 131}, 0, 0};
  for (std::uint32_t k = 0; k < 1000; ++k) push({.time = stream.uniform(), .entity = k});
  for (std::uint32_t step = 0; step < 1300; ++step) {
    const std::vector<Event> events = queue.notes().in_sight();
    REQUIRE(queue.size() == all.size());
    REQUIRE(events.size() >= std::min(depth, queue.size()));
    REQUIRE(events.front().entity == queue.top().entity);
    REQUIRE(queue.top().entity == all.top().entity);
    const double now = queue.top().time;
    queue.pop();
    all.pop();
    if (step % 4 == 0) push({.time = now + 0.01 * stream.exponential(), .entity = 1000 + step});
  }
}

TEST_CASE("horizon: a note stays with its event until that was handled", "[sim]") {
  InSight queue;
  Stream stream{{.seed = 137}, 0, 0};
  for (std::uint32_t k = 0; k < 500; ++k) queue.push({.time = stream.exponential(), .entity = k});
  for (int step = 0; step < 20000; ++step) {
    const Event event = queue.top();
    queue.pop();
    for (const Event& other : queue.notes().in_sight()) REQUIRE(other.entity != event.entity);
    REQUIRE(queue.last_note() == event.entity);
    queue.push({.time = event.time + stream.exponential(), .entity = event.entity});
    REQUIRE(queue.last_note() == event.entity);
  }
}

TEST_CASE("horizon: the latest go out of sight where events come faster than they are handled",
          "[sim]") {
  InSight queue;
  constexpr std::uint32_t count = 1000;
  for (std::uint32_t k = count; k > 0; --k) {
    queue.push({.time = k * 1.0, .entity = k});
    if (k == count / 2) queue.pop();  // the note being handled keeps its slot
  }
  CHECK(queue.notes().in_sight().size() < Entities::slots);
  CHECK(queue.last_note() == count / 2);
  for (std::uint32_t k = 1; k <= count; ++k) {
    if (k == count / 2) continue;
    REQUIRE(queue.top().entity == k);
    queue.pop();
  }
  CHECK(queue.empty());
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
    REQUIRE(restored.notes().in_sight().size() >= depth);
  }
}
