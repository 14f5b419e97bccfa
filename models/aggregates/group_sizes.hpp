// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/blocks.hpp"
#include "sim/random.hpp"

namespace quell {

/// Groups that join and break up, known by their sizes alone: who is in which is not kept.
///
/// The group of a uniform member is drawn by composition and rejection (Slepoy, Thompson & Plimpton
/// 2008, doi:10.1063/1.2919546): groups are kept by the power of two next to their size, each is
/// given as many slots as that power, and one of its slots counts for every member. To draw takes
/// less than two trials on average, each of O(log members); to join or break up takes O(1),
/// whatever the sizes.
class GroupSizes {
 public:
  /// Where a group is: among those of more than 2^(power - 1) and at most 2^power members. Those of
  /// one member differ in their index only. Holds until the next join or break-up.
  struct Place {
    std::uint32_t power = 0;
    std::uint32_t index = 0;
    bool operator==(const Place&) const = default;
  };

  static constexpr std::uint32_t most_members = std::uint32_t{1} << 28U;

  /// All are alone. Throws std::invalid_argument when there are more than `most_members`.
  explicit GroupSizes(std::uint32_t members);

  [[nodiscard]] std::uint32_t members() const { return members_; }
  /// Members who are alone.
  [[nodiscard]] std::uint32_t singles() const { return slots_[0]; }
  /// Of the groups of two or more, in no particular order.
  [[nodiscard]] std::vector<std::uint32_t> sizes() const;
  [[nodiscard]] std::uint32_t size(Place place) const {
    return place.power == 0 ? 1 : sizes_[place.power][place.index];
  }
  /// Groups of two or more.
  [[nodiscard]] std::uint32_t groups() const;
  /// Size of the group of a uniform member, on average; O(groups).
  [[nodiscard]] double mean_size() const;

  /// That of a uniform member; needs one.
  [[nodiscard]] Place of_uniform_member(Stream& stream) const;
  /// One of the largest, or smallest, of two or more.
  [[nodiscard]] std::optional<Place> largest() const;
  [[nodiscard]] std::optional<Place> smallest() const;

  /// The two become one, if they are not.
  void join(Place a, Place b);
  /// Its members are alone again.
  void break_up(Place place);

  /// Throws std::logic_error when sizes, powers and members disagree; O(groups).
  void check() const;
  void visit_blocks(BlockVisitor& visitor);

 private:
  static constexpr std::size_t powers = 29;

  void insert(std::uint32_t size);
  void remove(Place place);

  std::uint32_t members_;
  std::uint32_t all_slots_;
  std::array<std::uint32_t, powers> slots_{};               ///< by power
  std::array<std::vector<std::uint32_t>, powers> sizes_{};  ///< by power; none of the first
};

}  // namespace quell
