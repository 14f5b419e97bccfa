// SPDX-License-Identifier: BSD-3-Clause
// Every pending-event set against a std::multiset in the same order.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>

#include "sim/block_bytes.hpp"
#include "sim/calendar_queue.hpp"
#include "sim/dary_heap.hpp"
#include "sim/event.hpp"
#include "sim/horizon.hpp"
#include "sim/ladder_queue.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace quell;

struct NoNotes {
  static constexpr std::uint32_t slots = 128;
  void open(std::uint32_t, const Event&) {}
  void close(std::uint32_t) {}
};
template <class Queue>
using InSight = Horizon<Queue, NoNotes, 96>;

#define QUELL_ALL_QUEUES \
  DaryHeap<2>, DaryHeap<4>, DaryHeap<8>, CalendarQueue, LadderQueue, InSight<LadderQueue>

namespace {

static_assert(EventQueue<DaryHeap<4>> && EventQueue<CalendarQueue> && EventQueue<LadderQueue>);

bool same(const Event& a, const Event& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// A queue and its reference, which get the same events and must give the same ones.
template <class Queue>
class Twins {
 public:
  void push(double time, std::uint32_t entity = 0, std::uint32_t tag = 0) {
    const Event event{.time = time, .entity = entity, .tag = tag};
    queue_.push(event);
    reference_.insert(event);
  }

  /// One REQUIRE per call at most: Catch's macros take longer than the queues.
  double pop() {
    const Event expected = *reference_.begin();
    const Event found = queue_.top();
    if (!same(found, expected)) {
      CAPTURE(found.time, found.entity, found.tag, expected.time, expected.entity, expected.tag);
      FAIL("another event than the earliest");
    }
    queue_.pop();
    reference_.erase(reference_.begin());
    if (queue_.size() != reference_.size()) FAIL("the sizes differ");
    return expected.time;
  }

  void pop_all() {
    while (!reference_.empty()) pop();
    CHECK(queue_.empty());
  }

  [[nodiscard]] std::size_t size() const { return reference_.size(); }
  Queue& queue() { return queue_; }

 private:
  struct Earlier {
    bool operator()(const Event& a, const Event& b) const { return earlier(a, b); }
  };
  Queue queue_;
  std::multiset<Event, Earlier> reference_;
};

using Increment = double (*)(Stream&);

struct Shape {
  const char* name;
  Increment increment;
};

constexpr Shape shapes[] = {
    {"exponential", [](Stream& stream) { return stream.exponential(); }},
    {"whole days, many ties", [](Stream& stream) { return double(stream.below(4)); }},
    {"bimodal", [](Stream& s) { return s.coin() < 0.9 ? 1e-3 * s.coin() : 1e3 * s.coin(); }},
    {"heavy-tailed", [](Stream& stream) { return 1e-3 * std::pow(stream.uniform(), -2.0); }},
    {"subnormal to huge", [](Stream& stream) { return std::exp(80 * stream.coin() - 40); }},
};

/// Grows to some 10^4 events, stays, and shrinks to nothing, so that tables double and halve.
template <class Queue>
void interleave(Stream& stream, Increment increment) {
  Twins<Queue> twins;
  double now = 0.0;
  for (const double share_pushed : {0.75, 0.5, 0.25, 0.55, 0.1}) {
    for (int step = 0; step < 20000; ++step) {
      if (stream.coin() < share_pushed) {
        twins.push(now + increment(stream), stream.below(50), stream.below(3));
      } else if (twins.size() > 0) {
        now = twins.pop();
      }
    }
  }
  twins.pop_all();
}

}  // namespace

TEST_CASE("event: ties in time are broken by entity and then by tag", "[sim]") {
  const Event event{.time = 1.0, .entity = 5, .tag = 5};
  CHECK(earlier({.time = 0.5, .entity = 9, .tag = 9}, event));
  CHECK(earlier({.time = 1.0, .entity = 4, .tag = 9}, event));
  CHECK(earlier({.time = 1.0, .entity = 5, .tag = 4}, event));
  CHECK_FALSE(earlier(event, event));
}

TEST_CASE("event: a tag holds a kind of 8 bits and a version of 24", "[sim]") {
  const Event event{.tag = tag_of(0xfe, 0xffffff)};
  CHECK(kind_of(event) == 0xfe);
  CHECK(version_of(event) == 0xffffff);
}

TEMPLATE_TEST_CASE("event queue: random pushes and pops come out in the order of a multiset",
                   "[sim][contract]", QUELL_ALL_QUEUES) {
  Stream stream{{.seed = 61}, 0, 0};
  for (const Shape& shape : shapes) {
    DYNAMIC_SECTION(shape.name) { interleave<TestType>(stream, shape.increment); }
  }
}

TEMPLATE_TEST_CASE("event queue: events may be pushed before those already popped",
                   "[sim][contract]", QUELL_ALL_QUEUES) {
  Stream stream{{.seed = 67}, 0, 0};
  Twins<TestType> twins;
  for (int step = 0; step < 20000; ++step) {
    twins.push(1000 * stream.uniform());
    if (stream.coin() < 0.7) twins.pop();
  }
  twins.pop_all();
}

TEMPLATE_TEST_CASE("event queue: looking at the top does not hide an earlier push",
                   "[sim][contract]", QUELL_ALL_QUEUES) {
  TestType queue;
  for (const double time : {9.0, 5.0, 7.0, 0.5, 6.0, 0.25}) queue.push({.time = time});
  for (const double time : {0.2, 0.1, 3.0, 0.05, 0.0}) {
    const double before = queue.top().time;
    queue.push({.time = time});
    CHECK(queue.top().time == std::min(before, time));
  }
}

TEMPLATE_TEST_CASE("event queue: a burst at one time comes out by entity", "[sim][contract]",
                   QUELL_ALL_QUEUES) {
  Stream stream{{.seed = 71}, 0, 0};
  Twins<TestType> twins;
  for (int k = 0; k < 1000; ++k) twins.push(10 * stream.uniform(), stream());
  for (int k = 0; k < 10000; ++k) twins.push(5.0, stream(), stream());
  for (int k = 0; k < 3000; ++k) twins.push(5.0 + 1e-9 * stream.uniform(), stream());
  for (int k = 0; k < 100; ++k) twins.push(5.0, 7, 7);  // equal in all
  twins.pop_all();
}

TEMPLATE_TEST_CASE("event queue: a far future does not disturb a crowded present",
                   "[sim][contract]", QUELL_ALL_QUEUES) {
  Stream stream{{.seed = 73}, 0, 0};
  Twins<TestType> twins;
  twins.push(1e12);
  twins.push(std::numeric_limits<double>::max());
  twins.push(std::numeric_limits<double>::infinity());
  double now = 0.0;
  for (int k = 0; k < 500; ++k) twins.push(1e-12 * stream.uniform());
  for (int k = 0; k < 5000; ++k) {
    now = twins.pop();
    twins.push(now + 1e-12 * stream.uniform());
  }
  twins.pop_all();
}

TEMPLATE_TEST_CASE("event queue: it works on after it was emptied", "[sim][contract]",
                   QUELL_ALL_QUEUES) {
  Twins<TestType> twins;
  for (const double start : {1e6, 0.0, 3e9, 5.0}) {
    for (int k = 0; k < 100; ++k) twins.push(start + k % 10, static_cast<std::uint32_t>(k));
    twins.pop_all();
  }
}

TEMPLATE_TEST_CASE("event queue: a queue read back from blocks pops the same events",
                   "[sim][contract]", QUELL_ALL_QUEUES) {
  Stream stream{{.seed = 79}, 0, 0};
  for (const int size : {0, 1, 20, 5000}) {
    CAPTURE(size);
    Twins<TestType> twins;
    for (int k = 0; k < 2 * size; ++k) twins.push(stream.exponential(), stream.below(9));
    for (int k = 0; k < size; ++k) twins.pop();
    const auto blocks = blocks_of(twins.queue());
    CHECK(twins.queue().size() == static_cast<std::size_t>(size));  // writing changes nothing
    TestType restored;
    restored.push({.time = 0.0});  // must be gone after reading
    restore(restored, blocks);
    twins.queue() = std::move(restored);
    for (int k = 0; k < size; ++k) twins.push(2 + stream.exponential());
    twins.pop_all();
  }
}

TEMPLATE_TEST_CASE("event queue: blocks with an event at no time are refused", "[sim][contract]",
                   QUELL_ALL_QUEUES) {
  constexpr double odd = 1234.5;
  TestType queue;
  queue.push({.time = odd});
  const double wrong = GENERATE(-odd, std::numeric_limits<double>::quiet_NaN());
  std::vector<std::byte> blocks = blocks_of(queue);
  const auto bytes_of_time = [](double time) {
    std::array<std::byte, sizeof time> bytes{};
    std::memcpy(bytes.data(), &time, sizeof time);
    return bytes;
  };
  const auto right = bytes_of_time(odd);
  const auto at = std::search(blocks.begin(), blocks.end(), right.begin(), right.end());
  REQUIRE(at != blocks.end());
  const auto false_time = bytes_of_time(wrong);
  std::copy(false_time.begin(), false_time.end(), at);
  TestType other;
  CHECK_THROWS_AS(restore(other, blocks), std::logic_error);
}
