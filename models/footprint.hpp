// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/config.hpp"

namespace quell {

/// Memory that one replicate takes, as far as it can be told before it begins [B].
struct Footprint {
  double state = 0.0;      ///< at the start; it may grow
  double recording = 0.0;  ///< all that it records
};

Footprint footprint_of(const Config& config);
/// What the two take at most.
Footprint larger_of(const Footprint& a, const Footprint& b);

}  // namespace quell
