// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "scenarios/whatif.hpp"

namespace quell {

/// What a scenario will simulate, in sentences of at most `width` columns, made from its values and
/// the tables that say what these mean.
std::string explanation(const std::string& title, const Config& config, int width);

/// The same of the baseline of a what-if, then what each change changes.
std::string explanation(const WhatIf& whatif, int width);

}  // namespace quell
