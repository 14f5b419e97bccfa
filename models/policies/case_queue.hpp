// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/network/world.hpp"
#include "sim/blocks.hpp"
#include "sim/units.hpp"

namespace quell {

/// Which of the cases that wait is next.
enum class CaseOrder { fifo, lifo, most_reported, most_followed };

struct Case {
  double reported;       ///< [d]
  std::uint32_t target;  ///< account or counter account
  std::uint32_t reports;
  std::uint32_t is_counter;  ///< 0 or 1
};

/// Reported accounts that wait for a review, or are under it. An account has one case at a time:
/// further reports raise its count.
class CaseQueue {
 public:
  explicit CaseQueue(CaseOrder order) : order_(order) {}

  /// False where the account has a case, to which the report is added.
  bool report(AccountId a, Time now);
  void report(CounterId counter, Time now);
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  /// Needs one that waits. Gives its number, which it keeps until it is closed.
  std::uint32_t take_next(const World& world);
  /// Whether the account is not there any more to be judged.
  [[nodiscard]] bool is_moot(const World& world, std::uint32_t id) const;
  Case close(std::uint32_t id);
  void visit_blocks(BlockVisitor& visitor);

 private:
  std::uint32_t open(const Case& made);

  CaseOrder order_;
  std::vector<Case> cases_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> waiting_;
  std::vector<std::uint32_t> case_of_;  ///< open case of an account, or none
};

}  // namespace quell
