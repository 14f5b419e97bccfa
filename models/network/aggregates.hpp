// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/blocks.hpp"
#include "sim/random.hpp"

namespace quell {

/// Groups that join and break up: each of the members is in one group, alone at first (Johnson et
/// al. 2016, doi:10.1126/science.aaf0675).
///
/// A group is a ring of its members, known by one of them: to join two costs the size of the
/// smaller, to break one up its own.
class Aggregates {
 public:
  explicit Aggregates(std::uint32_t members);

  [[nodiscard]] std::uint32_t members() const { return static_cast<std::uint32_t>(next_.size()); }
  /// Of the group of `member`.
  [[nodiscard]] std::uint32_t size(std::uint32_t member) const { return sizes_[group_[member]]; }
  /// Groups of two or more.
  [[nodiscard]] std::uint32_t groups() const { return groups_; }
  /// Size of the group of a uniform member, on average.
  [[nodiscard]] double mean_size() const {
    return next_.empty() ? 0.0 : static_cast<double>(squares_) / static_cast<double>(next_.size());
  }

  /// The groups of the two become one, if they are not.
  void join(std::uint32_t a, std::uint32_t b);
  /// The members of the group are alone again.
  void break_up(std::uint32_t member);

  /// A uniform other member of its group; none where it is alone.
  [[nodiscard]] std::optional<std::uint32_t> companion(std::uint32_t member, Stream& stream) const;
  /// A member of the largest, or smallest, group of two or more; of those alike, of the one that is
  /// known by the lowest number. O(members).
  [[nodiscard]] std::optional<std::uint32_t> in_largest() const;
  [[nodiscard]] std::optional<std::uint32_t> in_smallest() const;

  /// Throws std::logic_error when rings, numbers and sums disagree; O(members).
  void check() const;
  void visit_blocks(BlockVisitor& visitor);

 private:
  std::vector<std::uint32_t> next_;   ///< by member: the next one of its ring
  std::vector<std::uint32_t> group_;  ///< by member: who its group is known by
  std::vector<std::uint32_t> sizes_;  ///< by whom a group is known by; 0 for all others
  std::uint32_t groups_ = 0;
  std::uint64_t squares_ = 0;  ///< sum of squared sizes
};

}  // namespace quell
