// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "output/dataset.hpp"
#include "scenarios/fork.hpp"

namespace quell {

/// What a run notes beside its checkpoints, so that `quell resume` needs nothing else.
struct ResumeRecord {
  std::string title;
  std::string scenario_path;  ///< absolute; a graph is found from there
  std::string output;         ///< absolute
  std::string targets;        ///< absolute, or empty for those built in
  bool force = false;
  bool live = false;
  double checkpoint_seconds = 0.0;
  std::vector<std::string> warnings;
  std::string version;  ///< of the program, with its commit
};

/// The program that runs now, as `version` above.
std::string this_version();

/// Beside the result, for it and nothing else.
std::filesystem::path checkpoint_folder(const std::filesystem::path& output);

/// Makes the folder, where there is none, and writes the record and the resolved scenario into it.
/// Throws OutputError.
void write_record(const std::filesystem::path& folder, const ResumeRecord& record,
                  const Config& config);

/// Whether somebody wrote a record there.
bool holds_record(const std::filesystem::path& folder);

/// Removes all states in it, of whatever run.
void discard_states(const std::filesystem::path& folder) noexcept;

/// Removes the record of a run or what-if, and the folder where nothing else is in it.
void discard_record(const std::filesystem::path& folder) noexcept;

struct KeptRun {
  ResumeRecord record;
  PastScenario scenario;
  std::string identity;  ///< of the states, see Checkpoints
};

/// Throws OutputError where the folder holds no run or one of another version, ScenarioError where
/// its scenario cannot be read back, as after its graph has changed.
KeptRun read_record(const std::filesystem::path& folder);

/// The folder that is meant: it itself, or the result that it belongs to. Absolute.
std::filesystem::path record_folder(const std::string& path);

/// Of the states of a scenario in this program, or of several by all that they say.
std::string identity_of(const Config& config);
std::string identity_of(const std::string& resolved_scenarios);

/// What a what-if notes beside its checkpoints: which one it is, for the same command goes on.
/// Makes the folder where there is none. Throws OutputError.
void write_whatif_record(const std::filesystem::path& folder, const std::string& identity);
/// The identity that somebody wrote there; empty where nobody did.
std::string kept_whatif(const std::filesystem::path& folder);

/// Whether this very program wrote the results.
bool is_of_this_commit(const Dataset& data);

/// "`quell resume FOLDER`".
std::string resume_command(const std::filesystem::path& folder);

}  // namespace quell
