// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/config.hpp"
#include "scenarios/diagnostics.hpp"
#include "scenarios/toml.hpp"

namespace quell {

/// Warns of what stands in the scenario and has no effect in it: tables, policies and values that
/// lack what they need, and rules on what is never observed. `config` is what was read from `root`.
void check_idle(const toml::table& root, const Config& config, Report& report);

}  // namespace quell
