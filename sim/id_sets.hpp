// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "sim/prefetch.hpp"
#include "sim/slabs.hpp"

namespace quell {

/// Millions of small sets of 32-bit ids, each an open-addressed hash table in a slab: to ask for an
/// id, to add and to remove it touches one cache line, rarely two.
///
/// A table is a row of buckets of up to 16 places (one cache line). An id stands in the bucket that
/// its hash names, or, where that one was full when it came, in the next that was not (Knuth, The
/// Art of Computer Programming 3, section 6.4). Up to 16 places make one bucket, which may be full;
/// larger tables keep an eighth of their places free.
class IdSets {
 public:
  static constexpr std::uint32_t free_place = 0xffffffff;
  static constexpr std::uint32_t removed =
      0xfffffffe;                                     ///< an id stood here, and the bucket was full
  static constexpr std::uint32_t most_ids = removed;  ///< ids are below

  /// Places in the table, taken or not.
  [[nodiscard]] static std::uint32_t places(const Slab& set) {
    return shapes[set.size_class].places;
  }
  /// What stands there: ids, and words that are none.
  [[nodiscard]] std::span<const std::uint32_t> operator[](const Slab& set) const {
    return {slabs_.data(set), places(set)};
  }

  [[nodiscard]] bool contains(const Slab& set, std::uint32_t id) const {
    return set.size_class > 0 && find(set, id).place != nullptr;
  }

  /// Adds `id` and says whether it is new. A full table moves: it then takes along the ids that
  /// `keep` wants, `kept` in number; it must know an answer for any word.
  template <class Keep>
  bool insert(Slab& set, std::uint32_t id, std::uint32_t kept, Keep&& keep) {
    assert(id < most_ids);
    if (set.size_class > 0) {
      const Found found = find(set, id);
      if (found.place != nullptr) return false;
      std::uint32_t* const room = found.room != nullptr ? found.room : find_room(set, id);
      if (room != nullptr && (*room == removed || set.size < limit(set.size_class))) {
        set_place(set, room, id);
        return true;
      }
    }
    move(set, kept + 1, keep);
    set_place(set, find_room(set, id), id);
    return true;
  }

  /// Says whether `id` was there.
  bool erase(Slab& set, std::uint32_t id) {
    if (set.size_class == 0) return false;
    const Found found = find(set, id);
    if (found.place == nullptr) return false;
    // Where a bucket has a free place, or is the only one, nobody looked beyond it.
    *found.place = found.is_last ? free_place : removed;
    if (found.is_last) --set.size;
    return true;
  }

  /// Moves the set to a table for `count` ids; `keep` says which of the present ones go along.
  template <class Keep>
  void move(Slab& set, std::uint32_t count, Keep&& keep) {
    Slab old = set;
    slabs_.prefetch_give(old, fetch_line);
    reserve(set, std::max(count, std::min(count + count / 4, shapes.back().limit)));
    std::uint32_t* const table = slabs_.data(set);
    const Shape& shape = shapes[set.size_class];
    taken_.assign(shape.buckets, 0);
    for (const std::uint32_t id : chosen(old, keep)) {
      std::uint32_t bucket = bucket_of(shape, id);
      while (taken_[bucket] == shape.width) bucket = bucket + 1 == shape.buckets ? 0 : bucket + 1;
      table[bucket * shape.width + taken_[bucket]++] = id;
      ++set.size;
    }
    slabs_.give(old);
  }

  /// An empty table that takes `count` ids, whatever `set` was. Throws std::length_error when they
  /// are too many; `set` is then as it was.
  void reserve(Slab& set, std::uint32_t count) {
    unsigned size_class = 0;
    while (limit(size_class) < count) {
      if (++size_class == shapes.size())
        throw std::length_error("a set of ids is full (2^20 places)");
    }
    set = slabs_.take(size_class);
    if (size_class > 0) std::fill_n(slabs_.data(set), places(set), free_place);
  }

  void clear(Slab& set) { slabs_.give(set); }

  /// Where `id` stands or would, and what moving a full table takes. In a table that is almost full
  /// one bucket in ten or more is full, and the next one is asked for as well.
  template <class Fetch>
  void prefetch(const Slab& set, std::uint32_t id, Fetch&& fetch) const {
    constexpr std::uint32_t most_lines = 6;  // from there on the processor sees where it goes
    const Shape& shape = shapes[set.size_class];
    std::uint32_t* const table = slabs_.data(set);
    const std::uint32_t own = home(shape, id);
    fetch(table + own);
    if (set.size <= shape.crowded) return;
    if (set.size < shape.limit) return fetch(table + after(shape, own));
    slabs_.prefetch_give(set, fetch);
    const std::uint32_t ids = std::min(shape.places, most_lines * line_ids);
    for (std::uint32_t place = 0; place < ids; place += line_ids) fetch(table + place);
  }
  template <class Fetch>
  void prefetch_place(const Slab& set, std::uint32_t place, Fetch&& fetch) const {
    fetch(slabs_.data(set) + place);
  }

  [[nodiscard]] std::size_t bytes() const { return slabs_.bytes(); }
  void visit_blocks(BlockVisitor& visitor) { slabs_.visit_blocks(visitor); }

 private:
  static constexpr std::uint32_t line_ids = 16;

  struct Found {
    std::uint32_t* place;  ///< of the id, else none
    bool is_last;          ///< whether a search ends in this bucket
    std::uint32_t* room;   ///< for the id, if it is not there and its own bucket has a free place
  };

  /// Of the tables in slabs of one class: 4, 8, 12, 16, 24 places or a multiple of 16.
  struct Shape {
    std::uint32_t places, buckets, width;  ///< width: places in a bucket
    std::uint32_t limit;                   ///< the most places taken by ids and removed ones
    std::uint32_t crowded;                 ///< with more taken, a search often goes on elsewhere
  };
  static constexpr auto shapes = [] {
    std::array<Shape, Slabs<std::uint32_t>::classes> all{};
    for (unsigned size_class = 1; size_class < all.size(); ++size_class) {
      const std::uint32_t places = Slabs<std::uint32_t>::capacity(size_class);
      const std::uint32_t width = places <= line_ids ? places : places == 24 ? 8 : line_ids;
      all[size_class] = {.places = places,
                         .buckets = places / width,
                         .width = width,
                         .limit = places <= line_ids ? places : places - places / 8,
                         .crowded = places <= line_ids ? places - 1 : places - places / 3};
    }
    return all;
  }();
  static std::uint32_t limit(unsigned size_class) { return shapes[size_class].limit; }

  /// The bucket that an id's hash names; Fibonacci hashing (Knuth, as above).
  static std::uint32_t bucket_of(const Shape& shape, std::uint32_t id) {
    const std::uint32_t hash = id * 0x9e3779b1U;
    return static_cast<std::uint32_t>((std::uint64_t{hash} * shape.buckets) >> 32U);
  }
  /// The first place of that bucket.
  static std::uint32_t home(const Shape& shape, std::uint32_t id) {
    return bucket_of(shape, id) * shape.width;
  }

  /// The ids in the set that `keep` wants; it is asked about free places as well, so that no step
  /// depends on an answer, which a processor could not foretell.
  template <class Keep>
  std::span<const std::uint32_t> chosen(const Slab& set, Keep&& keep) {
    chosen_.resize(std::max(chosen_.size(), std::size_t{places(set)}));
    std::size_t count = 0;
    for (const std::uint32_t id : (*this)[set]) {
      chosen_[count] = id;
      count += static_cast<std::size_t>(id < most_ids) & static_cast<std::size_t>(keep(id));
    }
    return {chosen_.data(), count};
  }

  [[nodiscard, gnu::always_inline]] Found find(const Slab& set, std::uint32_t id) const {
    std::uint32_t* const table = slabs_.data(set);
    const Shape& shape = shapes[set.size_class];
    const std::uint32_t own = home(shape, id);
    for (std::uint32_t first = own;;) {
      std::uint32_t* const bucket = table + first;
      // Where the id stands in the lower half, free places in the upper one.
      const std::uint32_t seen = places_where(bucket, shape.width, [id](Four words, Four bits) {
        return (bits & reinterpret_cast<Four>(words == id)) |
               (bits << 16 & reinterpret_cast<Four>(words == free_place));
      });
      const std::uint32_t open = seen >> 16U;
      const bool is_last = open != 0 || shape.buckets == 1;
      if ((seen & 0xffffU) != 0) return {bucket + std::countr_zero(seen), is_last, nullptr};
      if (is_last) {
        const bool has_room = open != 0 && first == own;
        return {nullptr, true, has_room ? bucket + std::countr_zero(open) : nullptr};
      }
      first = after(shape, first);
    }
  }

  /// The first place that can take `id`, which is not in the set; null where the only bucket is
  /// full.
  [[nodiscard]] std::uint32_t* find_room(const Slab& set, std::uint32_t id) const {
    std::uint32_t* const table = slabs_.data(set);
    const Shape& shape = shapes[set.size_class];
    for (std::uint32_t first = home(shape, id);;) {
      std::uint32_t* const bucket = table + first;
      const std::uint32_t open = places_where(bucket, shape.width, [](Four words, Four bits) {
        return bits & reinterpret_cast<Four>((words | 1U) == free_place);
      });
      if (open != 0) return bucket + std::countr_zero(open);
      if (shape.buckets == 1) return nullptr;
      first = after(shape, first);
    }
  }

  static std::uint32_t after(const Shape& shape, std::uint32_t first) {
    return first + shape.width == shape.places ? 0 : first + shape.width;
  }

  using Four = std::uint32_t __attribute__((vector_size(16)));

  /// A bit for each place of a bucket that is meant: `meant(words, bits)` says it of four at a
  /// time (vector extensions of GCC and Clang, for any processor).
  template <class Meant>
  static std::uint32_t places_where(const std::uint32_t* bucket, std::uint32_t width,
                                    Meant&& meant) {
    // Most are whole lines, for which the loop is unrolled.
    constexpr std::integral_constant<std::uint32_t, line_ids> line;
    return width == line ? places_within(bucket, line, meant) : places_within(bucket, width, meant);
  }
  template <class Meant>
  [[gnu::always_inline]] static std::uint32_t places_within(const std::uint32_t* bucket,
                                                            std::uint32_t width, Meant&& meant) {
    Four bits{1, 2, 4, 8};
    Four seen{};
    for (std::uint32_t k = 0; k < width; k += 4) {
      Four words;
      std::memcpy(&words, bucket + k, sizeof words);
      seen |= meant(words, bits);
      bits <<= 4;
    }
    std::array<std::uint64_t, 2> halves;
    std::memcpy(halves.data(), &seen, sizeof seen);
    const std::uint64_t both = halves[0] | halves[1];
    return static_cast<std::uint32_t>(both | both >> 32U);
  }

  static void set_place(Slab& set, std::uint32_t* place, std::uint32_t id) {
    if (*place == free_place) ++set.size;
    *place = id;
  }

  Slabs<std::uint32_t> slabs_;
  // While a set moves:
  std::vector<std::uint32_t> chosen_;  ///< ids that go along
  std::vector<std::uint8_t> taken_;    ///< places taken in each of its buckets
};

}  // namespace quell
