// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "sim/blocks.hpp"
#include "sim/buddy_units.hpp"
#include "sim/pages.hpp"
#include "sim/prefetch.hpp"

namespace quell {

/// Where the entries of one list or set are; 8 bytes, kept by its owner.
struct Slab {
  std::uint32_t offset = 0;
  std::uint32_t size : 26 = 0;       ///< entries in use; the owner's to count
  std::uint32_t size_class : 6 = 0;  ///< 0: no slab
};
static_assert(sizeof(Slab) == 8);

/// Memory for millions of slabs of 4, 8, 12, 16, 24, 32, 48, ... entries, on huge pages and without
/// an allocation for each. The offset of a slab is a multiple of four entries, that of one with
/// sixteen entries or more a multiple of sixteen.
template <class Entry>
class Slabs {
  static_assert(std::is_trivially_copyable_v<Entry>);

 public:
  static constexpr unsigned classes = 2 * BuddyUnits::top_order + 1;

  /// Entries of a slab of this class.
  static constexpr std::uint32_t capacity(unsigned size_class) { return capacities[size_class]; }
  /// The smallest class for `count` entries; throws std::length_error above 2^20.
  static unsigned class_for(std::uint64_t count) {
    unsigned size_class = 0;
    while (capacity(size_class) < count) {
      if (++size_class == classes)
        throw std::length_error("an adjacency list is full (2^20 entries)");
    }
    return size_class;
  }

  [[nodiscard]] Entry* data(const Slab& slab) const { return start_of(slab.offset); }

  /// A slab with nothing in use; its entries are undefined.
  Slab take(unsigned size_class) {
    if (size_class == 0) return {};
    const unsigned order = size_class / 2;
    // Three quarters of a block of twice the size, where the size is no power of two.
    const bool is_odd = size_class % 2 == 1 && order > 0;
    const std::uint32_t offset = units_.take(is_odd ? order + 1 : order);
    if (is_odd) units_.give(offset + (3U << (order - 1)), order - 1);
    fit_chunks();
    // The next one of this size will probably be written to as soon as it is taken.
    if (const auto next = units_.peek(is_odd ? order + 1 : order)) fetch_line(start_of(*next));
    return {.offset = offset, .size = 0, .size_class = size_class & 63U};
  }

  /// Takes a slab back and leaves an empty one.
  void give(Slab& slab) {
    if (slab.size_class > 0) {
      const unsigned order = slab.size_class / 2;
      const bool is_odd = slab.size_class % 2 == 1 && order > 0;
      units_.give(slab.offset, order);
      if (is_odd) units_.give(slab.offset + (1U << order), order - 1);
    }
    slab = {};
  }

  /// What `give` reads first; worth it where something else is done before.
  template <class Fetch>
  void prefetch_give(const Slab& slab, Fetch&& fetch) const {
    if (slab.size_class > 0) units_.prefetch_give(slab.offset, slab.size_class / 2, fetch);
  }

  /// Bytes reserved from the system.
  [[nodiscard]] std::size_t bytes() const {
    return chunks_.size() * (chunk_bytes + BuddyUnits::chunk_units);
  }

  void visit_blocks(BlockVisitor& visitor) {
    units_.visit_blocks(visitor);
    fit_chunks();
    for (Pages& chunk : chunks_) visitor.bytes("chunk", chunk.data(), chunk_bytes);
  }

 private:
  static constexpr std::uint32_t unit = 4;
  static constexpr auto capacities = [] {
    std::array<std::uint32_t, classes> all{0, unit};
    for (unsigned k = 2; k < classes; ++k) {
      all[k] = unit * (k % 2 == 0 ? 1U << (k / 2) : 3U << (k / 2 - 1));
    }
    return all;
  }();
  static constexpr std::size_t chunk_bytes =
      std::size_t{BuddyUnits::chunk_units} * unit * sizeof(Entry);

  [[nodiscard]] Entry* start_of(std::uint32_t offset) const {
    return starts_[offset / BuddyUnits::chunk_units] +
           std::size_t{offset % BuddyUnits::chunk_units} * unit;
  }

  /// As many chunks of memory as there are chunks of units.
  void fit_chunks() {
    while (chunks_.size() < units_.chunks()) {
      chunks_.emplace_back(chunk_bytes);
      starts_.back() = reinterpret_cast<Entry*>(chunks_.back().data());
      starts_.push_back(nullptr);
    }
    while (chunks_.size() > units_.chunks()) {
      chunks_.pop_back();
      starts_.pop_back();
      starts_.back() = nullptr;
    }
  }

  BuddyUnits units_;
  std::vector<Pages> chunks_;
  std::vector<Entry*> starts_{nullptr};  ///< of the chunks, and none at the end
};

}  // namespace quell
