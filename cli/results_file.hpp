// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "output/dataset.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}

namespace quell {

/// What to do about the trajectories of a run that has not ended.
enum class Unfinished { refuse, accept };

/// A result file, and which scenario of it where it is that of a what-if.
struct ResultsFile {
  std::string path;
  std::string change;

  void add_to(CLI::App& command);
  /// Throws OutputError, or ScenarioError where `change` does not fit the file.
  [[nodiscard]] Dataset read(Unfinished unfinished = Unfinished::refuse) const;
};

}  // namespace quell
