// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <vector>

#include "sim/blocks.hpp"
#include "sim/pages.hpp"
#include "sim/prefetch.hpp"

namespace quell {

/// Buddy allocation (Knowlton 1965, doi:10.1145/365628.365655) of units of memory that somebody
/// else holds in chunks: blocks of 2^order units, split when a smaller one is wanted, and joined
/// with their other half when both are free, so that lists that shrink leave room for lists that
/// grow.
class BuddyUnits {
 public:
  static constexpr unsigned top_order = 18;
  static constexpr std::uint32_t chunk_units = 1U << top_order;

  /// Number of the first of 2^order units; may add a chunk.
  std::uint32_t take(unsigned order) {
    assert(order <= top_order);
    unsigned from = order;
    std::uint32_t block = pop_free(from);
    while (block == none && from < top_order) block = pop_free(++from);
    if (block == none) block = add_chunk();
    while (from > order) {
      --from;
      put_free(block + (1U << from), from);
    }
    return block;
  }

  void give(std::uint32_t block, unsigned order) {
    for (; order < top_order; ++order) {
      const std::uint32_t buddy = block ^ (1U << order);
      if (free_order_[buddy] != order + 1) break;
      free_order_[buddy] = 0;  // its entry in the list of free blocks is void now
      block &= ~(1U << order);
    }
    put_free(block, order);
  }

  /// Asks for what `give` would read first.
  template <class Fetch>
  void prefetch_give(std::uint32_t block, unsigned order, Fetch&& fetch) const {
    fetch(free_order_.data() + (block ^ (1U << order)));
  }

  /// What `take` will probably return for this order the next time; none where it would split a
  /// larger block.
  [[nodiscard]] std::optional<std::uint32_t> peek(unsigned order) const {
    if (free_[order].empty()) return std::nullopt;
    return free_[order].back();
  }

  [[nodiscard]] std::size_t chunks() const { return free_order_.size() / chunk_units; }

  void visit_blocks(BlockVisitor& visitor) {
    visitor.array("free orders", free_order_);
    for (std::vector<std::uint32_t>& blocks : free_) visitor.array("free blocks", blocks);
  }

 private:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  void put_free(std::uint32_t block, unsigned order) {
    free_order_[block] = static_cast<std::uint8_t>(order + 1);
    free_[order].push_back(block);
  }

  std::uint32_t pop_free(unsigned order) {
    std::vector<std::uint32_t>& blocks = free_[order];
    while (!blocks.empty()) {
      const std::uint32_t block = blocks.back();
      blocks.pop_back();
      if (free_order_[block] != order + 1) continue;
      free_order_[block] = 0;
      if (!blocks.empty()) fetch_line(free_order_.data() + blocks.back());
      return block;
    }
    return none;
  }

  std::uint32_t add_chunk() {
    if (free_order_.size() + chunk_units > none) {
      throw std::length_error("the follow graph is full (2^34 entries)");
    }
    const auto block = static_cast<std::uint32_t>(free_order_.size());
    free_order_.resize(free_order_.size() + chunk_units);
    return block;
  }

  PageVector<std::uint8_t> free_order_;  ///< by unit: 1 + order of the free block that begins there
  std::array<std::vector<std::uint32_t>, top_order + 1> free_;  ///< by order; may hold void entries
};

}  // namespace quell
