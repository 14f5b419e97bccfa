// SPDX-License-Identifier: BSD-3-Clause
#include "models/aggregates/group_sizes.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <stdexcept>

namespace quell {
namespace {

std::uint32_t power_of(std::uint32_t size) {
  return static_cast<std::uint32_t>(std::bit_width(size - 1));
}

std::uint32_t index_of(const std::vector<std::uint32_t>& sizes,
                       std::vector<std::uint32_t>::const_iterator at) {
  return static_cast<std::uint32_t>(at - sizes.begin());
}

}  // namespace

GroupSizes::GroupSizes(std::uint32_t members) : members_(members), all_slots_(members) {
  if (members > most_members) throw std::invalid_argument("more than 2^28 members");
  slots_[0] = members;
}

std::vector<std::uint32_t> GroupSizes::sizes() const {
  std::vector<std::uint32_t> all;
  for (const auto& sizes : sizes_) all.insert(all.end(), sizes.begin(), sizes.end());
  return all;
}

std::uint32_t GroupSizes::groups() const {
  std::size_t groups = 0;
  for (const auto& sizes : sizes_) groups += sizes.size();
  return static_cast<std::uint32_t>(groups);
}

double GroupSizes::mean_size() const {
  if (members_ == 0) return 0.0;
  std::uint64_t squares = singles();
  for (const auto& sizes : sizes_) {
    for (const std::uint64_t size : sizes) squares += size * size;
  }
  return static_cast<double>(squares) / static_cast<double>(members_);
}

GroupSizes::Place GroupSizes::of_uniform_member(Stream& stream) const {
  while (true) {
    std::uint32_t slot = stream.below(all_slots_);
    std::uint32_t power = 0;
    for (; slot >= slots_[power]; ++power) slot -= slots_[power];
    const std::uint32_t index = slot >> power;
    if (power == 0 || slot - (index << power) < sizes_[power][index]) {
      return {.power = power, .index = index};
    }
  }
}

std::optional<GroupSizes::Place> GroupSizes::largest() const {
  for (std::uint32_t power = powers - 1; power > 0; --power) {
    const std::vector<std::uint32_t>& sizes = sizes_[power];
    if (sizes.empty()) continue;
    return Place{.power = power,
                 .index = index_of(sizes, std::max_element(sizes.begin(), sizes.end()))};
  }
  return std::nullopt;
}

std::optional<GroupSizes::Place> GroupSizes::smallest() const {
  for (std::uint32_t power = 1; power < powers; ++power) {
    const std::vector<std::uint32_t>& sizes = sizes_[power];
    if (sizes.empty()) continue;
    return Place{.power = power,
                 .index = index_of(sizes, std::min_element(sizes.begin(), sizes.end()))};
  }
  return std::nullopt;
}

void GroupSizes::join(Place a, Place b) {
  if (a == b) return;
  const std::uint32_t sum = size(a) + size(b);
  // The last of its power moves to where one is removed: the later one goes first.
  if (a.power == b.power && a.index < b.index) std::swap(a, b);
  remove(a);
  remove(b);
  insert(sum);
}

void GroupSizes::break_up(Place place) {
  if (place.power == 0) return;
  const std::uint32_t size = this->size(place);
  remove(place);
  slots_[0] += size;
  all_slots_ += size;
}

void GroupSizes::insert(std::uint32_t size) {
  const std::uint32_t power = power_of(size);
  sizes_[power].push_back(size);
  slots_[power] += std::uint32_t{1} << power;
  all_slots_ += std::uint32_t{1} << power;
}

void GroupSizes::remove(Place place) {
  const auto [power, index] = place;
  slots_[power] -= std::uint32_t{1} << power;
  all_slots_ -= std::uint32_t{1} << power;
  if (power == 0) return;
  sizes_[power][index] = sizes_[power].back();
  sizes_[power].pop_back();
}

void GroupSizes::check() const {
  std::uint64_t members = singles();
  for (std::size_t power = 1; power < powers; ++power) {
    for (const std::uint32_t size : sizes_[power]) {
      if (size < 2 || power_of(size) != power) {
        throw std::logic_error("a group is not among those of its size");
      }
      members += size;
    }
    if (slots_[power] != sizes_[power].size() << power) {
      throw std::logic_error("groups have more or less slots than their power says");
    }
  }
  if (members != members_)
    throw std::logic_error("the sizes of groups do not add up to all members");
  if (all_slots_ != std::accumulate(slots_.begin(), slots_.end(), std::uint32_t{0})) {
    throw std::logic_error("the slots of groups do not add up");
  }
}

/// The order within a power decides what will be drawn.
void GroupSizes::visit_blocks(BlockVisitor& visitor) {
  visitor.plain("members", members_);
  visitor.plain("all slots", all_slots_);
  visitor.plain("slots", slots_);
  for (auto& sizes : sizes_) visitor.array("channel sizes", sizes);
}

}  // namespace quell
