// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "sim/blocks.hpp"
#include "sim/buddy_units.hpp"
#include "sim/pages.hpp"
#include "sim/prefetch.hpp"

namespace quell {

/// Millions of small growing lists in slab storage: 8 bytes per list and no allocation per list.
///
/// A list lives in a slab of 4 * 2^c or 6 * 2^c entries and moves to the next larger one when it is
/// full; freed slabs are split and joined for others to use. Appending, popping and replacing an
/// entry are O(1) (amortised). A list holds less than 2^20 entries.
///
/// With `margin_shift` > 0 the first 1 / 2^margin_shift of a slab, rounded up to cache lines if it
/// makes most of one, is a margin for the owner's use: undefined after each move of its list.
template <class Entry, unsigned margin_shift = 0>
class SlabLists {
  static_assert(std::is_trivially_copyable_v<Entry>);

 public:
  static constexpr std::size_t line = 64;  ///< bytes
  [[nodiscard]] std::size_t lists() const { return headers_.size(); }

  /// Appends an empty list and returns its index.
  std::uint32_t add_list() {
    headers_.push_back({});
    return static_cast<std::uint32_t>(headers_.size() - 1);
  }
  void resize(std::size_t lists) { headers_.resize(lists); }

  [[nodiscard]] std::uint32_t size(std::uint32_t list) const { return headers_[list].size; }

  [[nodiscard]] Entry* data(std::uint32_t list) { return entries_of(headers_[list]); }
  [[nodiscard]] const Entry* data(std::uint32_t list) const { return entries_of(headers_[list]); }
  [[nodiscard]] std::span<const Entry> operator[](std::uint32_t list) const {
    return {data(list), size(list)};
  }

  /// The list's margin; empty while the list is short.
  [[nodiscard]] std::span<std::byte> margin(std::uint32_t list) const {
    const Header& header = headers_[list];
    return {reinterpret_cast<std::byte*>(at(header.offset)),
            margin_entries(header.size_class) * sizeof(Entry)};
  }

  /// Says whether the list has moved.
  bool push_back(std::uint32_t list, Entry entry) {
    Header& header = headers_[list];
    const bool is_full = header.size == capacity(header.size_class);
    if (is_full) grow(header);
    entries_of(header)[header.size++] = entry;
    return is_full;
  }

  /// Makes room for `count` entries in an empty list; throws std::length_error when it is too many.
  void reserve(std::uint32_t list, std::uint32_t count) {
    Header& header = headers_[list];
    assert(header.size_class == 0);
    unsigned size_class = 0;
    while (capacity(size_class) < count) {
      if (++size_class == classes) throw too_long();
    }
    if (size_class == 0) return;
    header.offset = take_slab(size_class);
    header.size_class = size_class & 63U;
  }

  /// Sets the size, at most what was reserved; new entries are undefined.
  void set_size(std::uint32_t list, std::uint32_t count) {
    assert(count <= capacity(headers_[list].size_class));
    headers_[list].size = count & 0x3ffffffU;
  }

  void pop_back(std::uint32_t list) {
    assert(headers_[list].size > 0);  // else the size wraps
    --headers_[list].size;
  }

  /// Replaces entry `index` by the last one; the order of a list carries no meaning.
  void remove(std::uint32_t list, std::uint32_t index) {
    Entry* entries = data(list);
    entries[index] = entries[--headers_[list].size];
  }

  /// Empties the list and gives its slab back.
  void clear(std::uint32_t list) {
    Header& header = headers_[list];
    give_slab(header);
    header = {};
  }

  void prefetch_header(std::uint32_t list) const { fetch_line(&headers_[list]); }
  void prefetch_entry(std::uint32_t list, std::uint32_t index) const {
    fetch_line(data(list) + index);
  }

  void prefetch_last(std::uint32_t list) const { fetch_line(data(list) + size(list) - 1); }
  void prefetch_list(std::uint32_t list) const {
    const auto* const start = reinterpret_cast<const std::byte*>(data(list));
    const std::size_t end = size(list) * sizeof(Entry);
    for (std::size_t at = 0; at <= end; at += line) fetch_line(start + at);
  }

  /// Bytes reserved from the system.
  [[nodiscard]] std::size_t bytes() const {
    return chunks_.size() * (chunk_entries * sizeof(Entry) + chunk_units) +
           headers_.capacity() * sizeof(Header);
  }

  void visit_blocks(BlockVisitor& visitor) {
    visitor.array("headers", headers_);
    units_.visit_blocks(visitor);
    fit_chunks();
    for (Pages& chunk : chunks_) {
      visitor.bytes("chunk", chunk.data(), chunk_entries * sizeof(Entry));
    }
  }

 private:
  /// Class 0 means no slab.
  struct Header {
    std::uint32_t offset = 0;  ///< in units of 4 entries
    std::uint32_t size : 26 = 0;
    std::uint32_t size_class : 6 = 0;
  };
  static_assert(sizeof(Header) == 8);

  static constexpr std::uint32_t unit = 4;
  static constexpr unsigned classes = 2 * BuddyUnits::top_order + 1;
  static constexpr std::uint32_t chunk_units = BuddyUnits::chunk_units;
  static constexpr std::size_t chunk_entries = std::size_t{chunk_units} * unit;

  /// Units of a slab: 0, 1, 2, 3, 4, 6, 8, 12, 16, ...
  static constexpr std::uint32_t units_of(unsigned size_class) {
    if (size_class < 2) return size_class;
    return size_class % 2 == 0 ? 1U << (size_class / 2) : 3U << (size_class / 2 - 1);
  }

  struct Sizes {
    std::array<std::uint32_t, classes> capacity{};
    std::array<std::uint32_t, classes> margin{};  ///< entries
  };
  static constexpr Sizes sizes = [] {
    Sizes all{};
    for (unsigned c = 0; c < classes; ++c) {
      const std::uint32_t entries = unit * units_of(c);
      if (margin_shift > 0) {
        const std::size_t bytes = (std::size_t{entries} >> margin_shift) * sizeof(Entry);
        const std::size_t lines = 4 * bytes < 3 * line ? 0 : (bytes + line - 1) / line;
        all.margin[c] = static_cast<std::uint32_t>(lines * line / sizeof(Entry));
      }
      all.capacity[c] = entries - all.margin[c];
    }
    return all;
  }();
  static std::uint32_t margin_entries(unsigned size_class) { return sizes.margin[size_class]; }
  static std::uint32_t capacity(unsigned size_class) { return sizes.capacity[size_class]; }

  [[nodiscard]] Entry* entries_of(const Header& header) const {
    return at(header.offset) + margin_entries(header.size_class);
  }

  [[nodiscard]] Entry* at(std::uint32_t offset) const {
    return starts_.empty()
               ? nullptr
               : starts_[offset / chunk_units] + std::size_t{offset % chunk_units} * unit;
  }

  static std::length_error too_long() {
    return std::length_error("an adjacency list is full (2^20 entries)");
  }

  void grow(Header& header) {
    const unsigned next_class = header.size_class + 1U;
    if (next_class >= classes) throw too_long();
    const std::uint32_t slab = take_slab(next_class);
    if (header.size_class > 0) {
      std::memcpy(at(slab) + margin_entries(next_class), entries_of(header),
                  header.size * sizeof(Entry));
    }
    give_slab(header);
    header.offset = slab;
    header.size_class = next_class & 63U;
  }

  /// Three quarters of a block of twice the size, where the size is no power of two.
  std::uint32_t take_slab(unsigned size_class) {
    const unsigned order = size_class / 2;
    const bool is_odd = size_class % 2 == 1 && order > 0;
    const std::uint32_t slab = units_.take(is_odd ? order + 1 : order);
    if (is_odd) units_.give(slab + (3U << (order - 1)), order - 1);
    fit_chunks();
    return slab;
  }

  void give_slab(const Header& header) {
    if (header.size_class == 0) return;
    const unsigned order = header.size_class / 2;
    const bool is_odd = header.size_class % 2 == 1 && order > 0;
    units_.give(header.offset, order);
    if (is_odd) units_.give(header.offset + (1U << order), order - 1);
  }

  /// As many chunks of memory as there are chunks of units.
  void fit_chunks() {
    while (chunks_.size() < units_.chunks()) {
      chunks_.emplace_back(chunk_entries * sizeof(Entry));
      starts_.push_back(reinterpret_cast<Entry*>(chunks_.back().data()));
    }
    while (chunks_.size() > units_.chunks()) {
      chunks_.pop_back();
      starts_.pop_back();
    }
  }

  PageVector<Header> headers_;
  BuddyUnits units_;
  std::vector<Pages> chunks_;
  std::vector<Entry*> starts_;  ///< of the chunks
};

}  // namespace quell
