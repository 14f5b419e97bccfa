// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/config.hpp"
#include "sim/blocks.hpp"

namespace quell {

/// When reviewers work, and when there are more of them: for some days after each shock.
class Roster {
 public:
  Roster(const ParamValues& values, const Config& config);

  /// Takes `surge`, `surge_days`, `shift_start` and `shift_hours`; says whether one has changed.
  bool read(const ParamValues& values);
  /// On the number of reviewers; 0 outside their shift.
  [[nodiscard]] double factor(Time t) const;
  /// When the next shift or surge begins; infinity if none does.
  [[nodiscard]] Time next_start(Time t) const;
  void visit_blocks(BlockVisitor& visitor);

 private:
  struct Terms {
    double surge;
    Duration surge_length;
    double shift_start;   ///< of a day, up to 1
    double shift_length;  ///< of a day; 1: always
    bool operator==(const Terms&) const = default;
  };

  static Terms terms_of(const ParamValues& values);
  /// Time since the last start of a shift, of a day.
  [[nodiscard]] double since_start(Time t) const;

  Terms terms_;
  double clock_;  ///< time of day at the start of the run
  std::vector<Time> shocks_;
};

}  // namespace quell
