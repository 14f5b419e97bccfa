// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "output/dataset.hpp"

namespace quell {

/// The commands by which results of `quell run`, `fork` or `whatif` are got again from the files
/// that their report offers.
std::string commands_for(const Dataset& data);

}  // namespace quell
