// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace quell {

/// Numbers names 0, 1, 2, ... in the order in which they are first asked for: an open-addressed
/// hash table with linear probing (Knuth, The Art of Computer Programming 3, section 6.4), at most
/// three quarters full.
class NodeNumbers {
 public:
  std::uint32_t of(std::uint64_t name) {
    if (size_ >= places_.size() / 4 * 3) grow();
    Place& place = find(name);
    if (place.number == free) place = {name, static_cast<std::uint32_t>(size_++)};
    return place.number;
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static constexpr std::uint32_t free = std::numeric_limits<std::uint32_t>::max();
  struct Place {
    std::uint64_t name = 0;
    std::uint32_t number = free;
  };

  Place& find(std::uint64_t name) {
    const std::size_t mask = places_.size() - 1;
    std::size_t at = (name * 0x9e3779b97f4a7c15ULL) >> shift_;  // Fibonacci hashing
    while (places_[at].number != free && places_[at].name != name) at = (at + 1) & mask;
    return places_[at];
  }

  void grow() {
    std::vector<Place> old = std::exchange(places_, std::vector<Place>(2 * places_.size()));
    --shift_;
    for (const Place& place : old) {
      if (place.number != free) find(place.name) = place;
    }
  }

  std::vector<Place> places_ = std::vector<Place>(1024);
  unsigned shift_ = 64 - 10;
  std::size_t size_ = 0;
};

}  // namespace quell
