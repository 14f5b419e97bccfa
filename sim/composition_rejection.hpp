// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/exponential_clocks.hpp"

namespace quell {

/// Exponential clocks without a queue, by composition and rejection (Slepoy, Thompson & Plimpton
/// 2008, doi:10.1063/1.2919546): clocks are grouped by the power of two of their rate; a group is
/// chosen in proportion to its total, then clocks of it uniformly until one is accepted, in two
/// trials at most on average.
///
/// `set_rate` takes O(1), `next` time in proportion to log2(largest rate / smallest rate ever set),
/// neither depends on the number of clocks.
///
/// Totals do not drift. The rates of a group are multiples of one power of two and their sum is
/// kept in integers, exactly; hence the total depends on the rates as they are, not on those before
/// or on the order of changes.
class CompositionRejection {
 public:
  CompositionRejection(std::uint32_t count, Stream stream)
      : places_(check_count(count)), stream_(stream) {}

  [[nodiscard]] Rate rate(std::uint32_t clock) const;
  void set_rate(std::uint32_t clock, Rate rate);

  [[nodiscard]] Rate total() const;  ///< of all clocks
  std::optional<Firing> next(Duration limit = unlimited);

  void visit_blocks(BlockVisitor& visitor);

 private:
  __extension__ using Sum = unsigned __int128;

  struct Entry {
    double rate = 0.0;  ///< [1/d]
    std::uint32_t clock = 0;
  };

  /// Clocks with rates in (bound / 2, bound], which are multiples of `unit` = bound / 2^53.
  struct Group {
    explicit Group(std::uint32_t power);
    void add(double rate);
    void subtract(double rate);

    double bound;  ///< [1/d]
    double unit;   ///< [1/d]
    Sum units = 0;
    double total = 0.0;  ///< units * unit, rounded once [1/d]
    std::vector<Entry> entries;
  };

  struct Place {
    std::uint32_t power = 0;  ///< of the group; 0 when the rate is 0
    std::uint32_t index = 0;  ///< in the group's entries
  };

  Group& group(std::uint32_t power) { return groups_[highest_ - power]; }
  Group& made_group(std::uint32_t power);
  void insert(std::uint32_t clock, double rate);
  void remove(std::uint32_t clock);
  const Group& choose_group(double total);

  std::vector<Group> groups_;  ///< of powers highest_, highest_ - 1, ...
  std::uint32_t highest_ = 0;
  std::vector<Place> places_;  ///< [count]
  Stream stream_;
};

}  // namespace quell
