// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quell {

/// " Did you mean 'x'?" for the candidate nearest to a misspelt name, or nothing if none is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& candidates);

/// "a, b, c".
std::string listed(const std::vector<std::string_view>& names);

}  // namespace quell
