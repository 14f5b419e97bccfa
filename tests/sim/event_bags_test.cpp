// SPDX-License-Identifier: BSD-3-Clause
#include "sim/event_bags.hpp"

#include <algorithm>
#include <set>

#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

using Numbers = std::multiset<std::uint32_t>;

Numbers numbers_in(const EventBags& bags, const EventBags::Bag& bag) {
  Numbers numbers;
  bags.for_each_block(bag, [&](const Event* first, std::uint32_t count) {
    for (std::uint32_t k = 0; k < count; ++k) numbers.insert(first[k].entity);
  });
  return numbers;
}

}  // namespace

TEST_CASE("event bags: each keeps what was put in, and gives it once", "[sim]") {
  constexpr std::size_t count = 50;
  EventBags bags;
  std::vector<EventBags::Bag> all(count);
  std::vector<Numbers> expected(count);
  Stream stream({.seed = 1}, 0, 0);
  for (std::uint32_t step = 0; step < 20000; ++step) {
    const std::uint32_t k = stream.below(count);
    // Most hold a few, the first ones many; each is emptied now and then.
    if (stream.below(30 * (k < 3 ? 40 : 1)) > 0) {
      bags.put(all[k], {.time = 1.0, .entity = step});
      expected[k].insert(step);
      REQUIRE(all[k].size == expected[k].size());
      continue;
    }
    REQUIRE(numbers_in(bags, all[k]) == expected[k]);
    std::vector<Event> events{{.time = 2.0, .entity = 1'000'000}};
    bags.pour(all[k], events);
    REQUIRE(all[k].size == 0);
    REQUIRE(events.front().entity == 1'000'000);  // what was there stays
    Numbers poured;
    for (std::size_t e = 1; e < events.size(); ++e) poured.insert(events[e].entity);
    REQUIRE(poured == expected[k]);
    expected[k].clear();
  }
  for (std::size_t k = 0; k < count; ++k) CHECK(numbers_in(bags, all[k]) == expected[k]);
}

TEST_CASE("event bags: memory follows what is held, not what each bag once held", "[sim]") {
  EventBags bags;
  std::vector<EventBags::Bag> all(1000);
  std::vector<Event> events;
  for (EventBags::Bag& bag : all) {
    for (std::uint32_t k = 0; k < 1000; ++k) bags.put(bag, {.time = 1.0, .entity = k});
    bags.pour(bag, events);
  }
  CHECK(events.size() == 1'000'000);
  CHECK(bags.bytes() < 4 * 1000 * sizeof(Event));
}
