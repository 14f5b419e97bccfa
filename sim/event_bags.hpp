// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/event.hpp"
#include "sim/pages.hpp"
#include "sim/prefetch.hpp"

namespace quell {

/// Thousands of bags of events in blocks out of one pool, so that all of them together take little
/// more memory than their events: what a queue touches stays in the second-level cache.
class EventBags {
 public:
  /// Unordered; 8 bytes, kept by its owner.
  struct Bag {
    std::uint32_t last = 0;  ///< block, where there are events
    std::uint32_t size = 0;
  };

  void put(Bag& bag, const Event& event) {
    const std::uint32_t place = bag.size % per_block;
    if (place == 0) bag.last = take_block(bag.last);
    blocks_[bag.last].events[place] = event;
    ++bag.size;
  }

  /// Calls `visit(events, count)` for each block of the bag.
  template <class Visit>
  void for_each_block(const Bag& bag, Visit&& visit) const {
    std::uint32_t block = bag.last;
    for (std::uint32_t left = bag.size; left > 0; block = before_[block]) {
      const std::uint32_t count = (left - 1) % per_block + 1;
      visit(blocks_[block].events.data(), count);
      left -= count;
    }
  }

  /// Asks for what `pour` reads first.
  void prefetch(const Bag& bag) const {
    if (bag.size == 0) return;
    fetch_line(&blocks_[bag.last].events.front());
    fetch_line(&blocks_[bag.last].events.back());
  }

  /// Appends what is in the bag to `events`, and empties it.
  void pour(Bag& bag, std::vector<Event>& events) {
    for_each_block(bag, [&events](const Event* first, std::uint32_t count) {
      events.insert(events.end(), first, first + count);
    });
    for (std::uint32_t blocks = (bag.size + per_block - 1) / per_block; blocks > 0; --blocks) {
      free_.push_back(bag.last);
      bag.last = before_[bag.last];
    }
    bag = {};
  }

  [[nodiscard]] std::size_t bytes() const { return blocks_.capacity() * sizeof(Block); }

 private:
  static constexpr std::uint32_t per_block = 8;

  struct alignas(64) Block {
    std::array<Event, per_block> events;
  };

  /// The one used last is taken first: it is still in the cache.
  std::uint32_t take_block(std::uint32_t before) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(blocks_.size()));
      blocks_.emplace_back();
      before_.push_back(0);
    }
    const std::uint32_t block = free_.back();
    free_.pop_back();
    before_[block] = before;
    return block;
  }

  PageVector<Block> blocks_;
  std::vector<std::uint32_t> before_;  ///< by block: the one before it in its bag, if there is one
  std::vector<std::uint32_t> free_;    ///< blocks in no bag
};

}  // namespace quell
