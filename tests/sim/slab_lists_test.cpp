// SPDX-License-Identifier: BSD-3-Clause
#include "sim/slab_lists.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/block_bytes.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

using Lists = SlabLists<std::uint64_t>;
using Reference = std::vector<std::vector<std::uint64_t>>;

bool agree(const Lists& lists, const Reference& reference) {
  if (lists.lists() != reference.size()) return false;
  for (std::uint32_t k = 0; k < reference.size(); ++k) {
    const auto found = lists[k];
    if (lists.size(k) != reference[k].size()) return false;
    if (!std::equal(found.begin(), found.end(), reference[k].begin(), reference[k].end())) {
      return false;
    }
  }
  return true;
}

/// One random edit of both; a few lists get most of the entries, so that all slab sizes are used.
void edit(Lists& lists, Reference& reference, Stream& stream) {
  const auto count = static_cast<std::uint32_t>(reference.size());
  const std::uint32_t k = std::min(stream.below(count), stream.below(count));
  std::vector<std::uint64_t>& list = reference[k];
  const std::uint32_t kind = stream.below(1000);
  if (kind < 600) {
    const std::uint64_t entry = stream();
    lists.push_back(k, entry);
    list.push_back(entry);
  } else if (kind < 602) {
    lists.clear(k);
    list.clear();
    if (kind < 601) return;
    for (std::uint32_t left = stream.below(200); left > 0; --left) list.push_back(stream());
    lists.assign(k, list);
  } else if (!list.empty() && kind < 700) {
    lists.pop_back(k);
    list.pop_back();
  } else if (!list.empty()) {
    const std::uint32_t index = stream.below(static_cast<std::uint32_t>(list.size()));
    lists.remove(k, index);
    list[index] = list.back();
    list.pop_back();
  }
}

void fill(Lists& lists, std::uint32_t list, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) lists.push_back(list, k);
}

}  // namespace

TEST_CASE("slab lists: random edits agree with vectors", "[sim]") {
  Lists lists;
  lists.resize(100);
  Reference reference(100);
  Stream stream{{.seed = 101}, 0, 0};
  for (int batch = 0; batch < 50; ++batch) {
    for (int step = 0; step < 4000; ++step) edit(lists, reference, stream);
    CHECK(lists.add_list() == reference.size());
    reference.emplace_back();
    REQUIRE(agree(lists, reference));
  }
}

TEST_CASE("slab lists: lists that cross chunks keep their entries", "[sim]") {
  Lists lists;
  for (std::uint32_t k = 0; k < 12; ++k) fill(lists, lists.add_list(), 200000 + k);
  for (std::uint32_t k = 0; k < 12; ++k) {
    REQUIRE(lists.size(k) == 200000 + k);
    bool is_counting = true;
    for (std::uint32_t j = 0; j < lists.size(k); ++j) is_counting &= lists[k][j] == j;
    CHECK(is_counting);
  }
}

TEST_CASE("slab lists: slabs that are given back are used again", "[sim]") {
  Lists lists;
  lists.resize(1000);
  const auto fill_all = [&] {
    for (std::uint32_t k = 0; k < 1000; ++k) fill(lists, k, 3000);
  };
  fill_all();
  const std::size_t bytes = lists.bytes();
  CHECK(bytes >= 1000 * 3000 * sizeof(std::uint64_t));
  for (int round = 0; round < 5; ++round) {
    for (std::uint32_t k = 0; k < 1000; ++k) lists.clear(k);
    CHECK(lists.size(0) == 0);
    fill_all();
  }
  CHECK(lists.bytes() == bytes);
}

TEST_CASE("slab lists: a list holds 2^20 entries and no more", "[sim]") {
  Lists lists;
  const std::uint32_t list = lists.add_list();
  const std::uint32_t other = lists.add_list();
  lists.push_back(other, 42);
  fill(lists, list, std::size_t{1} << 20U);
  CHECK_THROWS_AS(lists.push_back(list, 0), std::length_error);
  CHECK(lists.size(list) == 1U << 20U);
  CHECK(lists[list].back() == (1U << 20U) - 1);
  CHECK(lists[other].front() == 42);
}

TEST_CASE("slab lists: empty lists take no slab", "[sim]") {
  Lists lists;
  lists.resize(1000000);
  CHECK(lists.bytes() <= 1000000 * 8 * 2);
  CHECK(lists[999999].empty());
}

TEST_CASE("slab lists: lists read back from blocks go on like the original", "[sim]") {
  Lists lists;
  lists.resize(100);
  Reference reference(100);
  Stream stream{{.seed = 103}, 0, 0};
  for (int step = 0; step < 100000; ++step) edit(lists, reference, stream);
  const auto blocks = blocks_of(lists);

  const bool into_used = GENERATE(false, true);
  CAPTURE(into_used);
  Lists restored;
  if (into_used) {  // needs more chunks than what is read
    restored.resize(3);
    for (std::uint32_t k = 0; k < 3; ++k) fill(restored, k, 900000);
  }
  restore(restored, blocks);
  CHECK(agree(restored, reference));
  CHECK(blocks_of(restored) == blocks);
  for (int step = 0; step < 100000; ++step) edit(restored, reference, stream);
  CHECK(agree(restored, reference));
}
