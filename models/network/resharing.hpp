// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/settings.hpp"
#include "sim/random.hpp"
#include "sim/units.hpp"

namespace quell {

/// From the time at which somebody reads a post to that at which they share it on.
Duration reshare_delay(const ResharingSettings& resharing, Stream& stream);

}  // namespace quell
