// SPDX-License-Identifier: BSD-3-Clause
#pragma once

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

namespace quell {

/// Millions of small growing lists in slab storage: 8 bytes per list and no allocation per list.
///
/// A list lives in a slab of 4 * 2^c entries and moves to the next size class c when it is full;
/// freed slabs are kept for reuse, class by class. Appending, popping and replacing an entry are
/// O(1) (amortised). A list holds at most 2^20 entries.
template <class Entry>
class SlabLists {
  static_assert(std::is_trivially_copyable_v<Entry>);

 public:
  [[nodiscard]] std::size_t lists() const { return headers_.size(); }

  /// Appends an empty list and returns its index.
  std::uint32_t add_list() {
    headers_.push_back({});
    return static_cast<std::uint32_t>(headers_.size() - 1);
  }
  void resize(std::size_t lists) { headers_.resize(lists); }

  [[nodiscard]] std::uint32_t size(std::uint32_t list) const { return headers_[list].size; }

  [[nodiscard]] Entry* data(std::uint32_t list) { return at(headers_[list].offset); }
  [[nodiscard]] const Entry* data(std::uint32_t list) const { return at(headers_[list].offset); }
  [[nodiscard]] std::span<const Entry> operator[](std::uint32_t list) const {
    return {data(list), size(list)};
  }

  void push_back(std::uint32_t list, Entry entry) {
    Header& header = headers_[list];
    if (header.size == capacity(header)) grow(header);
    at(header.offset)[header.size++] = entry;
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

  void prefetch_header(std::uint32_t list) const { __builtin_prefetch(&headers_[list]); }
  void prefetch_entry(std::uint32_t list, std::uint32_t index) const {
    __builtin_prefetch(data(list) + index);
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

  static std::uint32_t capacity(const Header& header) {
    return header.size_class == 0 ? 0 : unit << (header.size_class - 1U);
  }

  [[nodiscard]] Entry* at(std::uint32_t offset) const {
    return starts_.empty()
               ? nullptr
               : starts_[offset / chunk_units] + std::size_t{offset % chunk_units} * unit;
  }

  void grow(Header& header) {
    const unsigned next_class = header.size_class + 1U;
    if (next_class >= classes) throw std::length_error("an adjacency list is full (2^20 entries)");
    const std::uint32_t slab = take_slab(next_class);
    if (header.size_class > 0) {
      std::memcpy(at(slab), at(header.offset), header.size * sizeof(Entry));
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

  std::vector<Header> headers_;
  std::array<std::vector<std::uint32_t>, classes> free_slabs_;
  std::vector<Pages> chunks_;
  std::vector<Entry*> starts_;  ///< of the chunks
  std::uint64_t next_unit_ = 0;
};

}  // namespace quell
