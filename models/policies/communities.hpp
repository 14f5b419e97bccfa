// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "models/policies/adjacency.hpp"
#include "sim/random.hpp"

namespace quell {

/// A label for each node by asynchronous label propagation (Raghavan, Albert & Kumara 2007,
/// doi:10.1103/PhysRevE.76.036106): each starts with its own, and nodes in random order take the
/// label that most of their neighbours have, a random one of equals, until each has one of the most
/// frequent around it. Ends, because each change adds an edge within a label.
std::vector<std::uint32_t> communities(const Adjacency& graph, Stream& stream);

}  // namespace quell
