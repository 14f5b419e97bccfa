// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
class Option;
}  // namespace CLI

namespace quell {

/// The options by which `run`, `check` and `whatif` change a scenario.
struct ScenarioOptions {
  std::string path;
  std::vector<std::string> changes;  ///< key=value
  std::string replicates;            ///< kept as text, so that errors name what was typed
  std::string seed;
  std::string scale;

  /// Gives the option of the file, which is required.
  CLI::Option* add_to(CLI::App& command, const std::string& file_doc = "scenario file (TOML)");
  /// Throws ScenarioError.
  [[nodiscard]] std::vector<Override> overrides() const;
  /// Throws ScenarioError; prints warnings to standard error unless `quiet`.
  [[nodiscard]] Scenario read(bool quiet) const;
};

}  // namespace quell
