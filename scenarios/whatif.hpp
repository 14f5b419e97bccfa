// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/fork.hpp"

namespace quell {

/// A scenario as it is, or with one change.
struct Arm {
  std::string name;
  Config config;
};

struct WhatIf {
  std::string title;
  std::vector<Arm> arms;  ///< the baseline first, and at least one change
  std::string text;       ///< the file; changes of the command line are comments in it
  std::vector<Diagnostic> warnings;
};

/// What the command line adds to a what-if.
struct WhatIfOptions {
  std::vector<Override> overrides;   ///< of the baseline, and so of every change
  std::vector<std::string> changes;  ///< KEY=VALUE, each a change of its own
  std::vector<std::string> without;  ///< tables, each left out in a change of its own
  /// A run in mid-course from which all go on. Its scenario is the baseline, whatever the file
  /// says, and changes are those that it can take over.
  const PastScenario* past = nullptr;
};

/// Reads a what-if file, or a scenario that the options change; `path` is empty for that of a past.
/// Throws ScenarioError with everything that is wrong.
WhatIf read_whatif(const std::string& path, const WhatIfOptions& options = {});

/// Whether the file is meant as a what-if; false for one that cannot be read, or only once.
bool is_whatif(const std::string& path);

constexpr std::string_view baseline_name = "baseline";

}  // namespace quell
