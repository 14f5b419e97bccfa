// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace quell {

/// A text as a cell of CSV: in quotes where it needs them, and after an apostrophe where a
/// spreadsheet would take it for a formula.
std::string csv_cell(const std::string& text);

}  // namespace quell
