// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "models/param.hpp"

namespace quell {

/// Shortest text that reads back as the same double; always a TOML number.
std::string number_text(double value);

/// A TOML string.
std::string quoted(const std::string& text);

/// A parameter's value as it stands in a scenario.
std::string value_text(const Param& param, const ParamValue& value);

}  // namespace quell
