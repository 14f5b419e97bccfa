// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "scenarios/toml.hpp"

namespace quell {

/// Takes a table out of a parsed scenario: `retaliation`, `policy.twitter`, or all of `shock`.
void remove_table(toml::table& root, const std::string& name, const Place& place, Report& report);

/// Writes a [change.NAME] table into a parsed scenario. What `remove` lists goes first; then values
/// replace those of tables that are there, other tables are added. The change is used up.
void apply_change(toml::table& root, toml::table& change, Report& report);

}  // namespace quell
