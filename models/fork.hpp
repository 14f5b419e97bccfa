// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/config.hpp"

namespace quell {

/// Why a run of `past` cannot go on as `future` in mid-course, each as "problem (reason)
/// suggestion"; none where it can. What may differ are values of policies that can change in a run;
/// what they say of the time before is not used.
std::vector<std::string> fork_obstacles(const Config& past, const Config& future);

/// `future` with the policies of `past` that it leaves out, at an amount of nothing: what they have
/// done stays, and they do no more.
Config with_policies_of(const Config& past, Config future);

}  // namespace quell
