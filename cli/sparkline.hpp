// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "cli/table.hpp"

namespace quell {

/// Values in equal steps as one line of at most `width` columns, each the mean of its share of the
/// values, from the lowest ("▁", in ASCII ".") to the highest ("█", "@"); a constant stays low.
/// Undefined values are blank.
std::string draw_sparkline(const std::vector<double>& values, int width, Glyphs glyphs);

}  // namespace quell
