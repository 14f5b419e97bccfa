// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace quell {

/// An array job that does a sweep, and the job that merges it.
struct SlurmJob {
  std::string program;             ///< path of quell
  std::string name;                ///< of the sweep
  std::string sweep_words;         ///< options of the sweep, for a shell
  std::string merge_words;         ///< options of the merge, for a shell
  std::filesystem::path folder;    ///< of scripts, logs and messages; exists
  std::uint64_t parts = 1;         ///< tasks of the array
  unsigned cpus = 1;               ///< of each task
  std::string time;                ///< limit of each task, as Slurm reads it; may be empty
  std::string memory;              ///< of each task, likewise
  std::string partition;           ///< likewise
  std::uint64_t most_at_once = 0;  ///< tasks; 0: as many as there is room for
  bool retry = false;              ///< runs that failed are tried again
};

std::string array_script(const SlurmJob& job);
std::string merge_script(const SlurmJob& job);

/// Writes both into the folder: job.sh and merge.sh. Throws OutputError.
void write_scripts(const SlurmJob& job);

/// Hands both to sbatch, the merge to begin when the array has ended; gives their numbers. Throws
/// OutputError where there is no sbatch, or it refuses.
struct Submitted {
  std::string array;
  std::string merge;
};
Submitted submit(const SlurmJob& job);

}  // namespace quell
