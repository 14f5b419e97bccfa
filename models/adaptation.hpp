// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "models/config.hpp"
#include "models/model.hpp"
#include "sim/blocks.hpp"
#include "sim/units.hpp"

namespace quell {

/// What the parameters of one policy are worth in the course of a run: its tables by date, its
/// rules by what was observed.
class Adaptation {
 public:
  Adaptation(const ParamValues& values, const Config& config);

  /// Those that hold at the time last moved to.
  [[nodiscard]] const ParamValues& values() const { return values_; }
  /// When a table of a plain number changes its value; dated steps and lines are the policy's own.
  [[nodiscard]] const std::vector<Time>& dates() const { return dates_; }
  [[nodiscard]] bool is_constant() const { return values_.courses().empty(); }
  [[nodiscard]] std::uint64_t rules_on() const;

  /// Switches rules by the latest rows. An observable that is undefined there switches none.
  void observe(const Recording& recording);
  /// Says whether a value differs from before.
  bool move_to(Time now);
  /// Follows `next` from `now` on, in which rules that this one has too stay on or off. Says
  /// whether a value differs from before.
  bool turn_to(Adaptation next, Time now);
  void visit_blocks(BlockVisitor& visitor);

 private:
  [[nodiscard]] double seen_by(const Rule& rule, const Recording& recording) const;
  [[nodiscard]] ParamValue value_of(std::size_t course, Time now) const;

  ParamValues values_;
  Frame frame_;
  Duration cadence_;
  std::vector<Time> dates_;
  std::vector<std::uint8_t> is_on_;  ///< by course
  Time moved_to_;
};

}  // namespace quell
