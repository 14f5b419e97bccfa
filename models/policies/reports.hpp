// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/config.hpp"

namespace quell {

/// At any time of the run, or under any rule.
bool is_ever_positive(const ParamValues& values, std::string_view key);

/// Whether anything in the scenario makes users report pro accounts: [reporting], or a policy with
/// a `report` above 0.
bool has_reporters(const Config& config);

}  // namespace quell
