// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "cli/table.hpp"
#include "studies/whatif.hpp"

namespace quell {

/// Which rows a table has: headline observables that changed, or every figure of every observable.
enum class Rows { headline, all };

/// A table for each change, and how to read it. `data` are the results that `effects` come from.
std::string whatif_text(const Dataset& data, const std::vector<ChangeEffects>& effects, Rows rows,
                        const TableStyle& style);

/// "mean of last 30 d".
std::string figure_name(Figure figure);
/// What a change costs, and per recruit averted or more; empty where it costs nothing. Ends in
/// '\n'.
std::string cost_text(const ChangeEffects& change);
/// Until when a change leaves everything as it is, as a line.
std::string change_heading(const Dataset& data, const ChangeEffects& change);

/// The same as JSON, always with all rows.
std::string whatif_json(const Dataset& data, const std::vector<ChangeEffects>& effects);

}  // namespace quell
