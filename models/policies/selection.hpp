// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <optional>

#include "models/conditions.hpp"
#include "models/network/world.hpp"
#include "models/policy_rates.hpp"

namespace quell {

/// Rows that every policy with tier weights has in its Param table.
constexpr Param core_weight_param{
    .key = "core_weight",
    .unit = "1",
    .doc = "chance of a core account to be picked, relative to an ordinary one",
    .source = "M1, Berger & Morgan 2015",
    .fallback = 1.0,
    .max = 1000.0,
    .needs = &core_exists};
constexpr Param throwaway_weight_param{
    .key = "throwaway_weight",
    .unit = "1",
    .doc = "chance of a throwaway account to be picked, relative to an ordinary one",
    .source = "assumption",
    .fallback = 1.0,
    .max = 1000.0,
    .needs = &throwaways_exist};

TierWeights tier_weights(const ParamValues& values);

/// An active account picked with probability proportional to its tier's weight; none where no
/// account has weight.
std::optional<AccountId> pick_account(const World& world, const TierWeights& weights,
                                      Stream& stream);

}  // namespace quell
