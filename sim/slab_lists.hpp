// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "sim/blocks.hpp"
#include "sim/pages.hpp"
#include "sim/prefetch.hpp"

namespace quell {

/// Millions of small growing lists in slab storage: 8 bytes per list and no allocation per list.
///
/// A list lives in a slab of 4 * 2^c entries and moves to the next size class c when it is full;
/// freed slabs are kept for reuse, class by class. Appending, popping and replacing an entry are
/// O(1) (amortised). A list holds less than 2^20 entries.
///
/// With `margin_shift` > 0 the first 1 / 2^margin_shift of a slab, if it makes a cache line or
/// more, is a margin for the owner's use: undefined after each move of its list.
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
    while (capacity(size_class) < count) ++size_class;
    if (size_class == 0) return;
    if (size_class >= classes) throw too_long();
    header.offset = take_slab(size_class);
    header.size_class = size_class & 31U;
  }

  /// Sets the size, at most what was reserved; new entries are undefined.
  void set_size(std::uint32_t list, std::uint32_t count) {
    assert(count <= capacity(headers_[list].size_class));
    headers_[list].size = count & 0x7ffffffU;
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
    if (header.size_class > 0) free_slabs_[header.size_class].push_back(header.offset);
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
    return chunks_.size() * chunk_entries * sizeof(Entry) + headers_.capacity() * sizeof(Header);
  }

  void visit_blocks(BlockVisitor& visitor) {
    visitor.array("headers", headers_);
    for (std::vector<std::uint32_t>& slabs : free_slabs_) visitor.array("free slabs", slabs);
    visitor.plain("next unit", next_unit_);
    const std::size_t count = visitor.length("chunks", chunks_.size());
    while (chunks_.size() < count) add_chunk();
    while (chunks_.size() > count) {
      chunks_.pop_back();
      starts_.pop_back();
    }
    for (Pages& chunk : chunks_) {
      visitor.bytes("chunk", chunk.data(), chunk_entries * sizeof(Entry));
    }
  }

 private:
  /// Class 0 means no slab; class c > 0 holds 4 * 2^(c-1) entries.
  struct Header {
    std::uint32_t offset = 0;  ///< in units of 4 entries
    std::uint32_t size : 27 = 0;
    std::uint32_t size_class : 5 = 0;
  };
  static_assert(sizeof(Header) == 8);

  static constexpr std::uint32_t unit = 4;
  static constexpr unsigned classes = 20;
  static constexpr std::uint32_t chunk_units = 1U << 18U;
  static constexpr std::size_t chunk_entries = std::size_t{chunk_units} * unit;

  static std::uint32_t slab_entries(unsigned size_class) {
    return size_class == 0 ? 0 : unit << (size_class - 1U);
  }
  static std::uint32_t margin_entries(unsigned size_class) {
    if constexpr (margin_shift == 0) return 0;
    const std::uint32_t entries = slab_entries(size_class) >> margin_shift;
    return entries * sizeof(Entry) >= line ? entries : 0;
  }
  static std::uint32_t capacity(unsigned size_class) {
    return slab_entries(size_class) - margin_entries(size_class);
  }

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
      free_slabs_[header.size_class].push_back(header.offset);
    }
    header.offset = slab;
    header.size_class = next_class & 31U;
  }

  std::uint32_t take_slab(unsigned size_class) {
    std::vector<std::uint32_t>& free = free_slabs_[size_class];
    if (!free.empty()) {
      const std::uint32_t slab = free.back();
      free.pop_back();
      return slab;
    }
    const std::uint32_t units = 1U << (size_class - 1U);
    if (next_unit_ % chunk_units + units > chunk_units) next_unit_ = end_of_chunks();
    if (next_unit_ + units > end_of_chunks()) add_chunk();
    const auto slab = static_cast<std::uint32_t>(next_unit_);
    next_unit_ += units;
    return slab;
  }

  [[nodiscard]] std::uint64_t end_of_chunks() const {
    return std::uint64_t{chunks_.size()} * chunk_units;
  }

  void add_chunk() {
    if (end_of_chunks() + chunk_units > std::numeric_limits<std::uint32_t>::max()) {
      throw std::length_error("the follow graph is full (2^34 entries)");
    }
    chunks_.emplace_back(chunk_entries * sizeof(Entry));
    starts_.push_back(reinterpret_cast<Entry*>(chunks_.back().data()));
  }

  PageVector<Header> headers_;
  std::array<std::vector<std::uint32_t>, classes> free_slabs_;
  std::vector<Pages> chunks_;
  std::vector<Entry*> starts_;  ///< of the chunks
  std::uint64_t next_unit_ = 0;
};

}  // namespace quell
