// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "scenarios/diagnostics.hpp"
#include "scenarios/sweep.hpp"
#include "scenarios/toml.hpp"

namespace quell {

/// What the [vary] of a sweep file is about.
struct VariedScenario {
  const std::string& sweep;          ///< path of the sweep file
  const std::string& scenario;       ///< path of the scenario
  const std::string& scenario_text;  ///< and what stands in it
  const std::vector<Override>& overrides;
  const Config& config;  ///< the scenario with the overrides
  Design design = Design::grid;
};

/// Reads the table [vary]; everything that is wrong with it, and what of a value is to be warned
/// of, is reported. Anything in `report` before is taken for said.
std::vector<Factor> read_factors(const toml::node& vary, const VariedScenario& varied,
                                 Report& report);

}  // namespace quell
