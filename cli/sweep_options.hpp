// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <string>

#include "cli/commands.hpp"
#include "cli/scenario_options.hpp"
#include "output/writer.hpp"
#include "scenarios/sweep.hpp"
#include "studies/sweep_merge.hpp"
#include "studies/sweep_runs.hpp"

namespace quell {

/// The options that say which sweep a command is about.
struct SweepOptions {
  ScenarioOptions scenario;  ///< its path is that of the sweep file
  std::string folder;
  bool quiet = false;

  void add_to(CLI::App& command);
  /// Throws ScenarioError; prints warnings to standard error unless `quiet`.
  [[nodiscard]] Sweep read(PointChecks checks) const;
  /// Where the logs of its runs are.
  [[nodiscard]] std::filesystem::path log_folder() const;
  /// The same, created if need be. Throws OutputError.
  [[nodiscard]] std::filesystem::path make_log_folder() const;
  /// The same options again, each in quotes for a shell.
  [[nodiscard]] std::string as_words() const;
};

/// The options that say where a sweep is merged to.
struct MergeOptions {
  std::string output;
  bool force = false;

  void add_to(CLI::App& command);
  [[nodiscard]] std::filesystem::path path(const SweepOptions& sweep) const;
};

/// Says what was merged; runs that are missing or failed are an error.
Exit say_merged(const std::filesystem::path& path, const MergeOutcome& outcome);

/// Merges all points and says so. Throws OutputError where runs are missing.
Exit merge_and_say(const Sweep& sweep, const SweepTable& table, const SweepOptions& options,
                   const MergeOptions& merge, OutputFile& file);

}  // namespace quell
