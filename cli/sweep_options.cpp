// SPDX-License-Identifier: BSD-3-Clause
#include "cli/sweep_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <system_error>

#include "cli/table.hpp"
#include "cli/text.hpp"
#include "output/errors.hpp"
#include "output/system_errors.hpp"

namespace quell {

namespace fs = std::filesystem;

void SweepOptions::add_to(CLI::App& command) {
  scenario.add_to(command, "sweep file (TOML)");
  command
      .add_option("--folder", folder,
                  "where the runs are kept (default: <sweep>.sweep in the current folder)")
      ->type_name("DIR");
  command.add_flag("-q,--quiet", quiet, "no progress and no warnings");
}

Sweep SweepOptions::read(PointChecks checks) const {
  Sweep sweep = read_sweep(scenario.path, scenario.overrides(), checks);
  if (!quiet) {
    for (const Diagnostic& warning : sweep.warnings) fmt::print(stderr, "{}\n", warning.str());
  }
  return sweep;
}

fs::path SweepOptions::log_folder() const {
  return folder.empty() ? fs::path{fs::path{scenario.path}.stem().string() + ".sweep"}
                        : fs::path{folder};
}

fs::path SweepOptions::make_log_folder() const {
  fs::path path = log_folder();
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && fs::is_directory(path)) return path;
  throw OutputError(
      fmt::format("cannot create the folder {} ({}) pass --folder for one that you "
                  "may write to",
                  path.string(), error ? describe_error(error.value()) : "it is no folder"));
}

std::string SweepOptions::as_words() const {
  std::string words = shell_word(fs::absolute(scenario.path).lexically_normal().string());
  const auto add = [&words](std::string_view option, const std::string& value) {
    if (!value.empty()) words += fmt::format(" {} {}", option, shell_word(value));
  };
  add("--folder", fs::absolute(log_folder()).lexically_normal().string());
  for (const std::string& change : scenario.changes) add("--set", change);
  add("--replicates", scenario.replicates);
  add("--seed", scenario.seed);
  add("--scale", scenario.scale);
  return words;
}

void MergeOptions::add_to(CLI::App& command) {
  command.add_option("-o,--output", output, "merged file (default: <sweep>.h5)")->type_name("FILE");
  command.add_flag("--force", force, "replace an existing merged file");
}

fs::path MergeOptions::path(const SweepOptions& sweep) const {
  return output.empty() ? fs::path{fs::path{sweep.scenario.path}.stem().string() + ".h5"}
                        : fs::path{output};
}

Exit say_merged(const fs::path& path, const MergeOutcome& outcome) {
  fmt::print("{}\n{} of {} runs\n", fs::absolute(path).lexically_normal().string(), outcome.done,
             outcome.done + outcome.failed + outcome.missing);
  std::fflush(stdout);
  if (outcome.missing > 0) {
    fmt::print(stderr,
               "quell: error: {} missing (not a number in the file) `quell sweep run` does "
               "what is missing\n",
               counted(outcome.missing, "run is", "runs are"));
  }
  if (outcome.failed > 0) {
    fmt::print(stderr,
               "quell: error: {} failed ({}), not a number in the file; --retry-failed of "
               "`quell sweep run` tries again\n",
               counted(outcome.failed, "run", "runs"), outcome.a_failure);
  }
  if (outcome.missing == 0 && outcome.failed == 0) return Exit::done;
  return Exit::failed;
}

Exit merge_and_say(const Sweep& sweep, const SweepTable& table, const SweepOptions& options,
                   const MergeOptions& merge, OutputFile& file) {
  const MergeOutcome outcome =
      merge_runs(sweep, table, options.log_folder(), Missing::refuse, {0, sweep.points}, file);
  return say_merged(merge.path(options), outcome);
}

}  // namespace quell
