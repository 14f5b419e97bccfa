// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/config.hpp"
#include "scenarios/diagnostics.hpp"
#include "scenarios/edge_list.hpp"

namespace quell {

/// A change made on the command line: `following.gain` or `policy.twitter.precision`, and the value
/// as TOML.
struct Override {
  std::string key;
  std::string value;
  std::string option = "--set";  ///< named in messages
};

/// KEY=VALUE behind an option, or none with the reason reported.
std::optional<Override> parse_override(const std::string& option, const std::string& text,
                                       Report& report);

struct Scenario {
  Config config;
  std::vector<Diagnostic> warnings;
  std::optional<EdgeListCounts> edge_list;  ///< what its [graph] was read from
};

/// Throws ScenarioError with everything that is wrong.
Scenario read_scenario(const std::string& path, const std::vector<Override>& overrides = {});
Scenario read_scenario_text(const std::string& text, const std::string& name,
                            const std::vector<Override>& overrides = {});

/// The scenario as TOML with every value given, defaults included; reading it back, where a graph
/// that it names still is, gives the same configuration.
std::string resolved_toml(const Config& config);

}  // namespace quell
