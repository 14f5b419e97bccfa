// SPDX-License-Identifier: BSD-3-Clause
// Scenarios in which every number of every adaptive policy has something to say, for tests that
// loop over all of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/config.hpp"
#include "scenarios/scenario.hpp"

namespace quell {

/// What the golden scenario gets: nothing, or a policy of a kind that it has not, strong enough to
/// be seen. One at a time, since all of them together would end what there is to see.
extern const std::vector<std::string> worlds;

/// The golden scenario and more, with a wave and a list at any time, surges and shifts.
Config eventful(const std::string& more, const std::vector<Override>& changes = {});

/// Calls `body(policy, row)` for every number of every adaptive policy in `more`, or in the golden
/// scenario where there is no more.
void for_each_number(const std::string& more,
                     const std::function<void(const PolicyConfig&, std::size_t)>& body);

/// `policy.NAME.KEY`.
std::string key_of(const PolicyConfig& policy, std::size_t row);

std::vector<Knot> base_of(const PolicyConfig& policy, std::size_t row);
/// Far from the base, so that it is seen.
double other_value(const Param& param, const std::vector<Knot>& base);
std::string table_text(const std::vector<Knot>& knots);

}  // namespace quell
