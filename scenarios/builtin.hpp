// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace quell {

/// Text of scenarios/targets/decline-2016.toml; the definition is written by the build.
std::string_view builtin_targets_toml();

}  // namespace quell
