// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/config.hpp"
#include "scenarios/diagnostics.hpp"
#include "scenarios/toml.hpp"

namespace quell {

/// Dates that do not fit the run: errors where nothing says what holds at its start, warnings where
/// a date comes too late or too early to do anything. `config` is what was read from `root`.
void check_dates(const toml::table& root, const Config& config, Report& report);

}  // namespace quell
