// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "sim/random.hpp"

namespace quell {

/// Total size of Poisson(immigrants) clusters, in which every member has Poisson(branching) further
/// ones: generalised Poisson (Consul & Jain 1973, doi:10.1080/00401706.1973.10489112), mean
/// immigrants / (1 - branching), variance immigrants / (1 - branching)^3. Drawn generation by
/// generation; as `poisson`, word for word, where branching is 0, which must be below 1.
std::uint32_t clustered_poisson(Stream& stream, double immigrants, double branching);

}  // namespace quell
