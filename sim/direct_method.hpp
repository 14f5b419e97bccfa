// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <vector>

#include "sim/exponential_clocks.hpp"

namespace quell {

/// Exponential clocks by the direct method (Gillespie 1977, doi:10.1021/j100540a008): the waiting
/// time is drawn from the sum of all rates, then the clock by a linear search through their running
/// sums.
///
/// `set_rate` takes O(1), `next` O(number of clocks). For few clocks this is little, and there is
/// no state but the rates.
///
/// The sum is added up anew for each firing, so that it depends on the rates as they are, not on
/// those before: rounding does not pile up.
class DirectMethod {
 public:
  DirectMethod(std::uint32_t count, Stream stream) : rates_(check_count(count)), stream_(stream) {}

  [[nodiscard]] Rate rate(std::uint32_t clock) const { return {.per_day = rates_[clock]}; }
  void set_rate(std::uint32_t clock, Rate rate);

  [[nodiscard]] Rate total() const;  ///< of all clocks
  std::optional<Firing> next(Duration limit = unlimited);

  void visit_blocks(BlockVisitor& visitor);

 private:
  std::uint32_t choose_clock(double total);

  std::vector<double> rates_;  ///< [count] [1/d]
  Stream stream_;
};

}  // namespace quell
