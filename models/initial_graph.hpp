// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace quell {

/// Who follows whom at the start, where it is given and not drawn. Persons below `pro_accounts` run
/// the account of the same number; the others, the audience, only follow.
struct InitialGraph {
  std::uint32_t pro_accounts = 0;
  std::uint32_t audience = 0;
  std::vector<std::uint64_t> offsets;    ///< [pro_accounts + 1] where an account's followers begin
  std::vector<std::uint32_t> followers;  ///< [edges] persons: distinct ones, never the owner

  [[nodiscard]] std::span<const std::uint32_t> followers_of(std::uint32_t account) const {
    return std::span{followers}.subspan(offsets[account], offsets[account + 1] - offsets[account]);
  }
  [[nodiscard]] std::size_t edges() const { return followers.size(); }
};

/// Edges at one end that `sim/follow_graph.hpp` takes, with some room for more to come: its largest
/// set has 2^20 places, of which an eighth stays free, and is made for an eighth more at the start.
constexpr std::uint32_t most_initial_degree = 800'000;

}  // namespace quell
