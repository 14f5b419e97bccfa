// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "models/policies/adjacency.hpp"
#include "sim/random.hpp"

namespace quell {

/// For each node, over all pairs of others, the share of the shortest paths between them that pass
/// through it, summed (Freeman 1977, doi:10.2307/3033543; Brandes 2001,
/// doi:10.1080/0022250X.2001.9990249). Estimated, without bias, from the paths that begin at
/// `pivots` nodes drawn without replacement (Brandes & Pich 2007, doi:10.1142/S0218127407018403),
/// exact where there are as many. Takes time in proportion to pivots times edges.
std::vector<double> betweenness(const Adjacency& graph, std::uint64_t pivots, Stream& stream);

}  // namespace quell
