// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string_view>

#include "models/component.hpp"

namespace quell {

/// Every section that a scenario may have, in the order in which they are shown.
std::span<const SectionSpec* const> all_sections();
/// Every policy, alphabetical.
std::span<const PolicySpec* const> all_policies();

/// Null where there is none of that name.
const SectionSpec* find_section(std::string_view name);
const PolicySpec* find_policy(std::string_view name);

}  // namespace quell
