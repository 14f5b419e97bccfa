// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/fork.hpp"

#include <set>
#include <utility>

#include "models/fork.hpp"

namespace quell {

Scenario read_future(const PastScenario& past, const std::vector<Override>& overrides) {
  const std::vector<std::string> texts =
      texts_of(read_scenario_text(past.text, past.path).warnings);
  const std::set<std::string> said(texts.begin(), texts.end());
  Scenario future = read_scenario_text(past.text, past.path, overrides);
  std::erase_if(future.warnings,
                [&](const Diagnostic& warning) { return said.contains(warning.str()); });
  std::string place;
  for (const Override& change : overrides) {
    if (!place.empty()) place += ' ';
    place += change.option + " " + change.key + "=" + change.value;
  }
  Report report;
  make_future(past, {.file = on_one_line(place)}, future.config, report);
  report.throw_if_errors();
  return future;
}

void make_future(const PastScenario& past, const Place& place, Config& future, Report& report) {
  const std::vector<std::string> obstacles = fork_obstacles(past.config, future);
  for (const std::string& obstacle : obstacles) report.error(place, obstacle);
  if (obstacles.empty()) future = with_policies_of(past.config, std::move(future));
}

}  // namespace quell
