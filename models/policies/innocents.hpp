// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/conditions.hpp"
#include "models/network/world.hpp"

namespace quell {

/// Row that policies which detect accounts have in their Param table.
constexpr Param precision_param{
    .key = "precision",
    .unit = "1",
    .doc = "share of suspensions that hit pro accounts; the rest hits counter accounts",
    .source = "M8",
    .fallback = 0.98,
    .min = 0.001,
    .max = 1.0,
    .low = 0.9,
    .high = 0.999,
    .needs = &counter_accounts_exist};

/// Suspends a uniform active counter account; says whether there was one.
bool suspend_innocent(World& world, PolicyIndex policy, Stream& stream);

/// The price of one hit at `precision` p: Poisson((1 - p) / p) innocents are suspended with it, so
/// that a share p of all suspensions is right. Each costs `cost`.
void suspend_bystanders(World& world, PolicyIndex policy, double precision, double cost,
                        Stream& stream);

}  // namespace quell
