// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "scenarios/scenario.hpp"
#include "scenarios/toml.hpp"

namespace quell {

/// Writes one command-line change into a parsed scenario, as if the file had said so. The named
/// entry of a list of tables must exist, and so must a table whose absence switches something off.
void apply_override(toml::table& root, const Override& change, Report& report);

}  // namespace quell
