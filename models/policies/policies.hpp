// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/component.hpp"

namespace quell {

#define QUELL_POLICY(name) extern const PolicySpec policy_##name;
#include "models/policies/policies.inc"
#undef QUELL_POLICY

}  // namespace quell
