// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cli/slurm_job.hpp"
#include "cli/sweep_commands.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

struct SlurmOptions {
  SweepOptions sweep;
  MergeOptions merge;
  std::uint64_t parts = 0;
  unsigned cpus = 1;
  std::string time;
  std::string memory;
  std::string partition;
  std::uint64_t most_at_once = 0;
  bool retry = false;
  bool submit = false;
};

/// As many parts that each takes about half an hour, if it is known how long runs take.
std::uint64_t parts_for(const Sweep& sweep, const SweepState& state, unsigned cpus) {
  constexpr double part_seconds = 1800.0;
  constexpr double most_parts = 1000.0;  // Slurm's own limit on arrays is 1001 unless raised
  const auto runs = static_cast<double>(std::max<std::uint64_t>(1, sweep.runs()));
  const double each =
      state.records > 0 ? state.cpu_seconds / static_cast<double>(state.records) : part_seconds;
  const double parts = std::ceil(each * static_cast<double>(state.left()) / cpus / part_seconds);
  return static_cast<std::uint64_t>(std::clamp(parts, 1.0, std::min(most_parts, runs)));
}

Exit slurm(const SlurmOptions& options) {
  const Sweep sweep = options.sweep.read(PointChecks::some);
  const fs::path folder = options.sweep.make_log_folder();
  const SweepState state = state_of(sweep, folder);
  SlurmJob job;
  job.program = fs::read_symlink("/proc/self/exe").string();
  job.name = fs::path{options.sweep.scenario.path}.stem().string();
  job.sweep_words = options.sweep.as_words();
  job.merge_words =
      "-o " + shell_word(fs::absolute(options.merge.path(options.sweep)).lexically_normal());
  job.folder = fs::absolute(folder).lexically_normal();
  job.parts = options.parts > 0 ? options.parts : parts_for(sweep, state, options.cpus);
  job.cpus = options.cpus;
  job.time = options.time;
  job.memory = options.memory;
  job.partition = options.partition;
  job.most_at_once = options.most_at_once;
  job.retry = options.retry;
  write_scripts(job);
  fmt::print("{}\n{}\n{} for {} that are left\n", (job.folder / "job.sh").string(),
             (job.folder / "merge.sh").string(), counted(job.parts, "task", "tasks"),
             counted(state.left(), "run", "runs"));
  if (!options.submit) {
    fmt::print("submit with: sbatch {}\n", shell_word((job.folder / "job.sh").string()));
    return Exit::done;
  }
  std::fflush(stdout);
  const Submitted submitted = submit(job);
  fmt::print("submitted: array {}, merge {}\n", submitted.array, submitted.merge);
  return Exit::done;
}

/// What stands in an #SBATCH line must be one word there.
const CLI::Validator one_word{
    [](const std::string& text) {
      return text.find_first_of(" \t\n\"'\\#") == std::string::npos
                 ? std::string{}
                 : std::string{"one word is needed, such as 2:00:00 or 4G"};
    },
    "", "one word"};

}  // namespace

void add_sweep_slurm(CLI::App& sweep, Command& chosen) {
  const auto options = std::make_shared<SlurmOptions>();
  CLI::App& command = add_sweep_command(
      sweep, chosen, "slurm", "Write the scripts of an array job and a merge, or submit them",
      slurm, options);
  command.footer(
      "Examples:\n"
      "  quell sweep slurm my-sweep.toml --parts 50 --time 2:00:00 --submit");
  options->merge.add_to(command);
  command
      .add_option("--parts", options->parts,
                  "tasks of the array (default: of half an hour each, if runs were timed)")
      ->check(CLI::Range(std::uint64_t{1}, most_runs))
      ->type_name("N");
  command.add_option("--cpus", options->cpus, "threads of each task (default: 1)")
      ->check(CLI::Range(1U, 4096U))
      ->type_name("N");
  command.add_option("--time", options->time, "time limit of each task: 2:00:00")
      ->check(one_word)
      ->type_name("LIMIT");
  command.add_option("--mem", options->memory, "memory of each task: 4G")
      ->check(one_word)
      ->type_name("SIZE");
  command.add_option("--partition", options->partition, "partition of the cluster")
      ->check(one_word)
      ->type_name("NAME");
  command.add_option("--most-at-once", options->most_at_once, "tasks at a time (default: all)")
      ->type_name("N");
  command.add_flag("--retry-failed", options->retry,
                   "let the tasks try runs again that failed before");
  command.add_flag("--submit", options->submit, "hand them to sbatch");
}

}  // namespace quell
