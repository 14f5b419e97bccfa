// SPDX-License-Identifier: BSD-3-Clause
#include "sim/id_sets.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

#include "sim/block_bytes.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

constexpr auto all = [](std::uint32_t) { return true; };

std::set<std::uint32_t> ids_of(const IdSets& sets, const Slab& set) {
  std::set<std::uint32_t> found;
  for (const std::uint32_t id : sets[set]) {
    if (id < IdSets::most_ids) CHECK(found.insert(id).second);
  }
  return found;
}

/// Random insertions and removals, as many of the one as of the other once `target` ids are there.
void edit(IdSets& sets, Slab& set, std::set<std::uint32_t>& twin, std::uint32_t target,
          Stream& stream) {
  const std::uint32_t id = stream.below(3 * target);
  const auto size = static_cast<std::uint32_t>(twin.size());
  if (stream.below(2 * target) >= size) {
    REQUIRE(sets.insert(set, id, size, all) == twin.insert(id).second);
  } else {
    REQUIRE(sets.erase(set, id) == (twin.erase(id) == 1));
  }
}

}  // namespace

TEST_CASE("id sets: random edits agree with std::set", "[sim]") {
  const std::uint32_t target = GENERATE(2U, 7U, 15U, 19U, 40U, 300U, 5000U);
  CAPTURE(target);
  IdSets sets;
  Slab set;
  std::set<std::uint32_t> twin;
  Stream stream{{.seed = 139}, 0, target};
  for (int step = 0; step < 30000; ++step) {
    edit(sets, set, twin, target, stream);
    const std::uint32_t id = stream.below(3 * target);
    REQUIRE(sets.contains(set, id) == twin.contains(id));
  }
  CHECK(ids_of(sets, set) == twin);
  CHECK(IdSets::places(set) < 8 * target + 16);
}

// At the limit of what a table takes, buckets run over into the next ones; all ids of one bucket
// are removed, so that searches must go on across places where something was.
TEST_CASE("id sets: ids that ran over are found after others were removed", "[sim]") {
  IdSets sets;
  Slab set;
  std::vector<std::uint32_t> ids;
  for (std::uint32_t id = 0; ids.size() < 112; ++id) {  // seven eighths of 128
    sets.insert(set, 7 * id, id, all);
    ids.push_back(7 * id);
  }
  CHECK(IdSets::places(set) == 128);
  for (const std::size_t step : {2U, 3U}) {
    for (std::size_t k = 0; k < ids.size(); k += step) {
      CHECK(sets.erase(set, ids[k]));
      for (std::size_t other = k + 1; other < std::min(k + step, ids.size()); ++other) {
        CHECK(sets.contains(set, ids[other]));
      }
    }
    for (std::size_t k = 0; k < ids.size(); k += step) {
      CHECK_FALSE(sets.contains(set, ids[k]));
      CHECK(sets.insert(set, ids[k], 112, all));
      CHECK_FALSE(sets.insert(set, ids[k], 112, all));
    }
  }
  CHECK(ids_of(sets, set) == std::set<std::uint32_t>(ids.begin(), ids.end()));
}

TEST_CASE("id sets: a set that moves takes along what is kept", "[sim]") {
  IdSets sets;
  Slab set;
  for (std::uint32_t id = 0; id < 1000; ++id) sets.insert(set, id, id, all);
  sets.move(set, 100, [](std::uint32_t id) { return id % 10 == 3; });
  CHECK(IdSets::places(set) == 192);  // a quarter more than 100 is too many for 128
  const std::set<std::uint32_t> kept = ids_of(sets, set);
  CHECK(kept.size() == 100);
  CHECK(std::all_of(kept.begin(), kept.end(), [](std::uint32_t id) { return id % 10 == 3; }));
  sets.clear(set);
  CHECK_FALSE(sets.contains(set, 3));
  CHECK_FALSE(sets.erase(set, 3));
  CHECK(sets.insert(set, 3, 0, all));
}

TEST_CASE("id sets: a set that would outgrow the largest slab says so and stays", "[sim]") {
  IdSets sets;
  Slab set;
  for (std::uint32_t id = 0; id < 10; ++id) sets.insert(set, id, id, all);
  CHECK_THROWS_AS(sets.move(set, 1U << 20U, all), std::length_error);
  CHECK(ids_of(sets, set).size() == 10);
  sets.move(set, 900000, all);  // there is no room for a quarter more
  CHECK(IdSets::places(set) == 1U << 20U);
  CHECK(ids_of(sets, set).size() == 10);
}

TEST_CASE("id sets: the highest ids are ids like others", "[sim]") {
  IdSets sets;
  Slab set;
  for (std::uint32_t k = 1; k <= 40; ++k) sets.insert(set, IdSets::most_ids - k, k, all);
  CHECK(ids_of(sets, set).size() == 40);
  CHECK(sets.contains(set, IdSets::most_ids - 1));
  CHECK(sets.contains(set, IdSets::most_ids - 40));
  CHECK_FALSE(sets.contains(set, IdSets::most_ids - 41));
}

TEST_CASE("id sets: sets read back from blocks go on like the original", "[sim]") {
  IdSets sets;
  Slab set;
  std::set<std::uint32_t> twin;
  Stream stream{{.seed = 149}, 0, 0};
  for (int step = 0; step < 5000; ++step) edit(sets, set, twin, 300, stream);
  IdSets restored;
  restore(restored, blocks_of(sets));
  for (int step = 0; step < 5000; ++step) edit(restored, set, twin, 300, stream);
  CHECK(ids_of(restored, set) == twin);
}
