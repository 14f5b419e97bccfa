// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "cli/table.hpp"
#include "studies/scorecard.hpp"

namespace quell {

/// Three or four significant digits, and no exponent for the sizes that occur here.
std::string figure(double value);

/// The comparison as a table for people: one line per target, then what the groups amount to.
std::string scorecard_text(const std::vector<Score>& scores, const TableStyle& style);

/// The comparison as JSON: an array `targets`.
std::string scorecard_json(const std::vector<Score>& scores);

/// Of the targets of a group that a run covers.
struct Hits {
  std::size_t hit = 0;
  std::size_t covered = 0;
};
Hits hits_in(const std::vector<Score>& scores, const std::string& group);

/// True when every covered calibration target is hit.
bool all_calibration_hit(const std::vector<Score>& scores);

/// False when the run covers none of the calibration targets, or of all targets where there are
/// only held-out ones.
bool is_anything_compared(const std::vector<Score>& scores);

/// Colour and glyphs that suit standard output.
TableStyle style_for_stdout();

}  // namespace quell
