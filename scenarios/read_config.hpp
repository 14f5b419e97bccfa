// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "models/config.hpp"
#include "scenarios/toml.hpp"

namespace quell {

/// Checks a parsed scenario; what is wrong is reported. `file` is named where no line is to blame.
Config read_config(const toml::table& root, const std::string& file, Report& report);

}  // namespace quell
