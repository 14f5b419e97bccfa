// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "scenarios/scenario.hpp"
#include "scenarios/toml.hpp"

namespace quell {

/// Checks a parsed scenario; what is wrong is reported, and warnings too. `file` is its path: named
/// where no line is to blame, and where an edge list is looked for.
Scenario read_parsed(const toml::table& root, const std::string& file, Report& report);

}  // namespace quell
