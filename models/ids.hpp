// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "sim/follow_graph.hpp"
#include "sim/id.hpp"

namespace quell {

using PersonId = FollowerId;              ///< whoever follows is a person
using AccountId = FolloweeId;             ///< whoever is followed is a pro account
using CounterId = Id<struct CounterTag>;  ///< an account that posts against
using PolicyIndex = Id<struct PolicyTag>;
using SegmentIndex = std::uint8_t;
constexpr std::size_t most_segments = 255;

}  // namespace quell
