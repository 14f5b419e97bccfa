// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.hpp"
#include "cli/results_file.hpp"
#include "cli/scorecard_view.hpp"

namespace quell {
namespace {

struct CompareOptions {
  ResultsFile results;
  std::string targets;
  bool json = false;
};

Exit compare(const CompareOptions& options) {
  const std::vector<Target> targets =
      options.targets.empty() ? builtin_targets() : read_targets(options.targets);
  const std::vector<Score> scores = score(options.results.read(), targets);
  fmt::print("{}",
             options.json ? scorecard_json(scores) : scorecard_text(scores, style_for_stdout()));
  if (!is_anything_compared(scores)) {
    fmt::print(stderr,
               "quell: warning: nothing was compared (the run covers no window of a calibration "
               "target) give --targets a file that fits the run\n");
    return Exit::missed;
  }
  return all_calibration_hit(scores) ? Exit::done : Exit::missed;
}

}  // namespace

void add_compare(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand(
      "compare",
      "Compare results with published targets (exit code 3: a calibration target missed, "
      "or none covered)");
  auto options = std::make_shared<CompareOptions>();
  options->results.add_to(*command);
  command->add_option("--targets", options->targets, "targets file (default: decline-2016)")
      ->type_name("FILE");
  command->add_flag("--json", options->json, "print JSON");
  command->footer(
      "Examples:\n"
      "  quell compare my.h5\n"
      "  quell compare my.h5 --targets scenarios/targets/decline-2016.toml --json");
  command->callback([&chosen, options] { chosen = [options] { return compare(*options); }; });
}

}  // namespace quell
