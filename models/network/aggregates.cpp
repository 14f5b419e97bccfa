// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/aggregates.hpp"

#include <numeric>
#include <stdexcept>
#include <utility>

namespace quell {
namespace {

constexpr std::uint64_t square(std::uint64_t size) { return size * size; }

/// Who the best group of two or more is known by, by `is_better(size, size)`.
template <class Better>
std::optional<std::uint32_t> best_of(const std::vector<std::uint32_t>& sizes, Better&& is_better) {
  std::optional<std::uint32_t> best;
  for (std::uint32_t g = 0; g < sizes.size(); ++g) {
    if (sizes[g] > 1 && (!best || is_better(sizes[g], sizes[*best]))) best = g;
  }
  return best;
}

}  // namespace

Aggregates::Aggregates(std::uint32_t members)
    : next_(members), group_(members), sizes_(members, 1), squares_(members) {
  std::iota(next_.begin(), next_.end(), 0U);
  std::iota(group_.begin(), group_.end(), 0U);
}

void Aggregates::join(std::uint32_t a, std::uint32_t b) {
  if (group_[a] == group_[b]) return;
  if (size(a) < size(b)) std::swap(a, b);
  const std::uint32_t larger = group_[a];
  const std::uint32_t smaller = group_[b];
  squares_ += 2 * std::uint64_t{sizes_[larger]} * sizes_[smaller];
  // Two groups of two or more become one, one and a single stay one, two singles become one.
  if (sizes_[smaller] > 1) --groups_;
  if (sizes_[larger] == 1) ++groups_;
  sizes_[larger] += std::exchange(sizes_[smaller], 0U);
  for (std::uint32_t k = b;;) {
    group_[k] = larger;
    k = next_[k];
    if (k == b) break;
  }
  std::swap(next_[a], next_[b]);  // two rings become one
}

void Aggregates::break_up(std::uint32_t member) {
  const std::uint32_t known_by = group_[member];
  if (sizes_[known_by] == 1) return;
  --groups_;
  squares_ -= square(sizes_[known_by]) - sizes_[known_by];
  for (std::uint32_t k = member; group_[k] != k || next_[k] != k;) {
    const std::uint32_t after = std::exchange(next_[k], k);
    group_[k] = k;
    sizes_[k] = 1;
    k = after;
  }
}

std::optional<std::uint32_t> Aggregates::companion(std::uint32_t member, Stream& stream) const {
  const std::uint32_t others = size(member) - 1;
  if (others == 0) return std::nullopt;
  std::uint32_t k = next_[member];
  for (std::uint32_t steps = stream.below(others); steps > 0; --steps) k = next_[k];
  return k;
}

std::optional<std::uint32_t> Aggregates::in_largest() const {
  return best_of(sizes_, [](std::uint32_t a, std::uint32_t b) { return a > b; });
}

std::optional<std::uint32_t> Aggregates::in_smallest() const {
  return best_of(sizes_, [](std::uint32_t a, std::uint32_t b) { return a < b; });
}

void Aggregates::check() const {
  std::vector<std::uint32_t> counted(members(), 0);
  for (const std::uint32_t group : group_) ++counted[group];
  std::uint32_t groups = 0;
  std::uint64_t squares = 0;
  for (std::uint32_t g = 0; g < members(); ++g) {
    if (counted[g] > 0 && group_[g] != g) throw std::logic_error("a group is known by no member");
    if (group_[next_[g]] != group_[g]) throw std::logic_error("a ring leads into another group");
    groups += counted[g] > 1 ? 1 : 0;
    squares += square(counted[g]);
  }
  if (counted != sizes_ || groups != groups_ || squares != squares_) {
    throw std::logic_error("the sizes of groups differ from their members");
  }
}

void Aggregates::visit_blocks(BlockVisitor& visitor) {
  visitor.array("next in channel", next_);
  visitor.array("channel of member", group_);
  visitor.array("channel sizes", sizes_);
  visitor.plain("channels", groups_);
  visitor.plain("squared channel sizes", squares_);
}

}  // namespace quell
