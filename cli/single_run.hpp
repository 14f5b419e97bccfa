// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "cli/simulation.hpp"
#include "studies/scorecard.hpp"

namespace quell {

/// Those of a file, or the built-in ones where none is named. Throws ScenarioError where they ask
/// for what the scenario does not record.
std::vector<Target> targets_of(const std::string& file, const Config& config);

/// One scenario from the first event to the comparison with the targets. What the file says of
/// warnings is from `warnings`.
Exit simulate(Simulation& simulation, const Config& config, const std::string& title,
              const std::vector<Target>& targets, const std::vector<std::string>& warnings);

}  // namespace quell
