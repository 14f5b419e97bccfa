// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/chart.hpp"
#include "cli/table.hpp"

namespace quell {

/// One observable over time.
struct SummaryRow {
  std::string name;
  std::string unit;
  ChartSeries series;  ///< with its band, and no part of it empty
};

/// A table with a line per observable: its course as a sparkline, then figures of the mean, and the
/// band at the end. At most `width` columns, and no fewer than 80: a narrower terminal wraps.
std::string summary_text(std::span<const SummaryRow> rows, int width, const TableStyle& style);

/// Three significant digits in five columns, six where it is negative: "12.3k", "0.123", "1e-05".
std::string short_number(double value);

}  // namespace quell
