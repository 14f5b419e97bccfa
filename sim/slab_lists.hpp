// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <span>

#include "sim/pages.hpp"
#include "sim/prefetch.hpp"
#include "sim/slabs.hpp"

namespace quell {

/// Appends to the list in `slab`, which moves to the next larger one when it is full.
template <class Entry>
void push_back(Slabs<Entry>& slabs, Slab& slab, Entry entry) {
  if (slab.size == Slabs<Entry>::capacity(slab.size_class)) {
    slabs.prefetch_give(slab, fetch_line);
    Slab larger = slabs.take(Slabs<Entry>::class_for(slab.size + std::uint64_t{1}));
    std::copy_n(slabs.data(slab), slab.size, slabs.data(larger));
    larger.size = slab.size;
    slabs.give(slab);
    slab = larger;
  }
  slabs.data(slab)[slab.size++] = entry;
}

/// Millions of small growing lists in slab storage: 8 bytes per list and no allocation per list.
///
/// Appending, popping and replacing an entry are O(1) (amortised). A list holds at most 2^20
/// entries; one more throws std::length_error.
template <class Entry>
class SlabLists {
 public:
  [[nodiscard]] std::size_t lists() const { return headers_.size(); }

  /// Appends an empty list and returns its index.
  std::uint32_t add_list() {
    headers_.push_back({});
    return static_cast<std::uint32_t>(headers_.size() - 1);
  }
  void resize(std::size_t lists) { headers_.resize(lists); }
  void reserve(std::size_t lists) { headers_.reserve(lists); }

  [[nodiscard]] std::uint32_t size(std::uint32_t list) const { return headers_[list].size; }
  [[nodiscard]] Entry* data(std::uint32_t list) { return slabs_.data(headers_[list]); }
  [[nodiscard]] std::span<const Entry> operator[](std::uint32_t list) const {
    return {slabs_.data(headers_[list]), size(list)};
  }

  void push_back(std::uint32_t list, Entry entry) {
    quell::push_back(slabs_, headers_[list], entry);
  }

  /// Makes these the entries of an empty list, in a slab of the right size at once.
  void assign(std::uint32_t list, std::span<const Entry> entries) {
    Slab& header = headers_[list];
    assert(header.size_class == 0);
    header = slabs_.take(Slabs<Entry>::class_for(entries.size()));
    header.size = static_cast<std::uint32_t>(entries.size()) & 0x3ffffffU;
    std::copy(entries.begin(), entries.end(), slabs_.data(header));
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
  void clear(std::uint32_t list) { slabs_.give(headers_[list]); }

  template <class Fetch>
  void prefetch_header(std::uint32_t list, Fetch&& fetch) const {
    fetch(&headers_[list]);
  }
  template <class Fetch>
  void prefetch_entry(std::uint32_t list, std::uint32_t index, Fetch&& fetch) const {
    fetch(slabs_.data(headers_[list]) + index);
  }

  /// Bytes reserved from the system.
  [[nodiscard]] std::size_t bytes() const {
    return slabs_.bytes() + headers_.capacity() * sizeof(Slab);
  }

  void visit_blocks(BlockVisitor& visitor) {
    visitor.array("headers", headers_);
    slabs_.visit_blocks(visitor);
  }

 private:
  PageVector<Slab> headers_;
  Slabs<Entry> slabs_;
};

}  // namespace quell
