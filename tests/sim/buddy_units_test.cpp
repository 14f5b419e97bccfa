// SPDX-License-Identifier: BSD-3-Clause
#include "sim/buddy_units.hpp"

#include <vector>

#include "sim/block_bytes.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

struct Block {
  std::uint32_t first;
  unsigned order;
};

/// Takes and gives at random; no unit may belong to two blocks. Returns what is held at the end.
std::vector<Block> edit(BuddyUnits& units, std::vector<char>& is_held, std::vector<Block> held,
                        Stream& stream, int steps) {
  bool is_sound = true;
  const auto mark = [&](const Block& block, char value) {
    if (is_held.size() < units.chunks() * BuddyUnits::chunk_units) {
      is_held.resize(units.chunks() * BuddyUnits::chunk_units, 0);
    }
    for (std::uint32_t u = block.first; u < block.first + (1U << block.order); ++u) {
      is_sound &= is_held[u] != value;
      is_held[u] = value;
    }
  };
  for (int step = 0; step < steps; ++step) {
    if (held.empty() || stream.coin() < 0.55) {
      const unsigned order = stream.below(17) * stream.below(2);
      held.push_back({units.take(order), order});
      is_sound &= held.back().first % (1U << order) == 0;
      mark(held.back(), 1);
    } else {
      const std::uint32_t k = stream.below(static_cast<std::uint32_t>(held.size()));
      mark(held[k], 0);
      units.give(held[k].first, held[k].order);
      held[k] = held.back();
      held.pop_back();
    }
  }
  CHECK(is_sound);
  return held;
}

}  // namespace

TEST_CASE("buddy units: no unit is held twice, and all join again when given back", "[sim]") {
  BuddyUnits units;
  std::vector<char> is_held;
  Stream stream{{.seed = 139}, 0, 0};
  const std::vector<Block> held = edit(units, is_held, {}, stream, 3000);
  const std::size_t chunks = units.chunks();
  CHECK(chunks > 1);
  for (const Block& block : held) units.give(block.first, block.order);
  for (std::size_t k = 0; k < chunks; ++k) units.take(BuddyUnits::top_order);
  CHECK(units.chunks() == chunks);  // whole chunks were free
  units.take(0);
  CHECK(units.chunks() == chunks + 1);
}

TEST_CASE("buddy units: memory given back by many small blocks serves a large one", "[sim]") {
  BuddyUnits units;
  std::vector<std::uint32_t> blocks;
  for (int k = 0; k < 1 << 18; ++k) blocks.push_back(units.take(0));
  CHECK(units.chunks() == 1);
  for (const std::uint32_t block : blocks) units.give(block, 0);
  CHECK(units.take(BuddyUnits::top_order) == 0);
}

TEST_CASE("buddy units: read back from blocks they go on like the original", "[sim]") {
  BuddyUnits units;
  std::vector<char> is_held;
  Stream stream{{.seed = 149}, 0, 0};
  edit(units, is_held, {}, stream, 2000);
  const auto blocks = blocks_of(units);
  BuddyUnits restored;
  restore(restored, blocks);
  for (unsigned order : {0U, 3U, 1U, 12U, 18U, 0U})
    CHECK(restored.take(order) == units.take(order));
}
