// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

#include "models/param.hpp"

namespace quell {

/// A unit as it follows a number in a sentence: "per day" for 1/d, "" for 1.
std::string unit_words(std::string_view unit);

/// The value of one row in words, with dates, units and what a rule does.
std::string value_words(const ParamValues& values, std::size_t row);

/// Whether the value is that which a scenario without the key has.
bool is_default(const ParamValues& values, std::size_t row);

}  // namespace quell
