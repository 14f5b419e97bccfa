// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string_view>

namespace quell {

/// The observables that most questions are about, the first one first.
inline constexpr std::array<std::string_view, 8> headline_observables{
    "pro_posts", "active_pro_accounts", "followers_mean_census", "impressions_susceptible",
    "recruits",  "suspensions",         "false_positives",       "policy_cost"};

}  // namespace quell
