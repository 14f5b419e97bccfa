// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.hpp"

namespace quell {

/// The scenario of a run that is saved in mid-course.
struct PastScenario {
  std::string path;  ///< from which its graph is found
  std::string text;
  Config config;
};

/// How a saved run is to go on: its scenario with changes. Warnings are those that the past had
/// not. Throws ScenarioError with everything that is wrong, see fork_obstacles.
Scenario read_future(const PastScenario& past, const std::vector<Override>& overrides);

/// Reports at `place` what a saved run cannot take over from `future`, which gets the policies that
/// it leaves out back, at an amount of nothing.
void make_future(const PastScenario& past, const Place& place, Config& future, Report& report);

}  // namespace quell
