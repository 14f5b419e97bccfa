// SPDX-License-Identifier: BSD-3-Clause
#include "cli/single_run.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "cli/scorecard_view.hpp"
#include "studies/results.hpp"

namespace quell {

std::vector<Target> targets_of(const std::string& file, const Config& config) {
  std::vector<Target> targets = file.empty() ? builtin_targets() : read_targets(file);
  check_targets(targets, config);
  return targets;
}

Exit simulate(Simulation& simulation, const Config& config, const std::string& title,
              const std::vector<Target>& targets, const std::vector<std::string>& warnings) {
  const EnsembleResult result = simulation.run({&config, 1}, {}).front();
  if (simulation.can_go_on()) return simulation.end();
  if (result.replicates.empty()) return Exit::failed;
  const Dataset data = simulation.write(results_of(config, result, title, warnings));
  const Exit code = simulation.end();  // before anything that may not get out

  fmt::print("{}\n{}\n\n", simulation.path(), simulation.summary());
  std::fflush(stdout);  // the file is there, whatever becomes of the scores
  fmt::print("{}", scorecard_text(score(data, targets), style_for_stdout()));
  return code;
}

}  // namespace quell
