// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include "cli/progress_monitor.hpp"
#include "cli/resources.hpp"
#include "cli/sweep_commands.hpp"
#include "cli/table.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

struct RunOptions {
  SweepOptions sweep;
  MergeOptions merge;
  std::string part;
  unsigned jobs = 0;
  bool retry = false;
  bool no_merge = false;
};

/// Does some runs with a progress bar, and keeps them.
SweepOutcome do_runs_visibly(const Sweep& sweep, const SweepTable& table, const fs::path& folder,
                             std::span<const std::uint64_t> runs, unsigned jobs,
                             const std::string& name, bool quiet) {
  bound_memory(supply_for(folder), jobs);
  RunLog log(folder, header_of(sweep, table, jobs));
  ProgressOptions progress{.name = name,
                           .n_replicates = static_cast<std::uint32_t>(runs.size()),
                           .days = sweep.scenario.duration().days};
  progress.run_word = "run";
  if (quiet) progress.mode = ProgressMode::quiet;
  ProgressMonitor monitor{std::move(progress)};
  return do_runs(sweep, table, runs, jobs, log, monitor);
}

/// What the runs of a sweep take, from points that are equally far apart in a large one. Those
/// that do not fit together fail by themselves.
std::vector<Footprint> footprints_of(const Sweep& sweep, std::span<const std::uint64_t> runs) {
  constexpr std::size_t most = 1000;
  const std::size_t step = (runs.size() + most - 1) / most;
  std::vector<Footprint> found;
  for (std::size_t k = 0; k < runs.size(); k += step) {
    try {
      found.push_back(footprint_of(sweep.config(sweep.point_of(runs[k]))));
    } catch (const std::invalid_argument&) {
      continue;
    }
  }
  return found;
}

/// Throws where even the smallest runs do not fit side by side; warns where the largest does not
/// fit by itself, for the others go on without it, as they do when one grows beyond what there is.
void require_room(const Sweep& sweep, std::span<const std::uint64_t> runs, unsigned jobs,
                  const fs::path& folder, bool quiet) {
  const std::vector<Footprint> found = footprints_of(sweep, runs);
  if (found.empty()) return;
  const auto [smallest, largest] =
      std::minmax_element(found.begin(), found.end(),
                          [](const Footprint& a, const Footprint& b) { return a.state < b.state; });
  Demand demand{.each = *smallest, .scale = sweep.scenario.at("run").real("scale")};
  demand.at_once = static_cast<unsigned>(std::min<std::size_t>(jobs, runs.size()));
  demand.runs = demand.at_once;  // each is kept on the disk when it is done
  const Supply supply = supply_for(folder);
  require_supply(demand, supply);
  if (largest->state > supply.memory && !quiet) {
    fmt::print(stderr,
               "quell: warning: the largest run needs some {} of memory ({} can be had) it may "
               "fail, and the others go on\n",
               bytes_text(largest->state), bytes_text(supply.memory));
  }
}

void say_ahead(const Sweep& sweep, const SweepState& state, std::size_t runs) {
  fmt::print(stderr, "{} of {}, {} done before{}\n", counted(runs, "run", "runs"), sweep.runs(),
             state.done,
             state.damaged == 0
                 ? ""
                 : fmt::format("; {} cut off or damaged, to be done again",
                               counted(state.damaged, "record was", "records were")));
}

Exit say_after(const RunOptions& options, const SweepOutcome& outcome, unsigned jobs,
               double seconds) {
  fmt::print("{} in {:.0f} s on {}, {:.0f} s of CPU; kept in {}\n",
             counted(outcome.done, "run", "runs"), seconds, counted(jobs, "thread", "threads"),
             outcome.cpu_seconds,
             fs::absolute(options.sweep.log_folder()).lexically_normal().string());
  std::fflush(stdout);
  const bool is_merged = options.part.empty() && !options.no_merge && !outcome.is_interrupted;
  if (outcome.failed > 0 && !is_merged) {  // else the merge says it
    fmt::print(stderr,
               "quell: error: {} failed ({}) the others are kept; --retry-failed tries them "
               "again\n",
               counted(outcome.failed, "run", "runs"), outcome.a_failure);
  }
  if (outcome.is_interrupted) {
    fmt::print(stderr,
               "quell: error: interrupted; the runs that finished are kept, and the same "
               "command goes on from there\n");
    return outcome.done > 0 ? Exit::stopped : Exit::failed;
  }
  return outcome.failed > 0 ? Exit::failed : Exit::done;
}

Exit run(const RunOptions& options) {
  const Part part = part_of(options.part);
  const Sweep sweep =
      options.sweep.read(options.part.empty() ? PointChecks::some : PointChecks::none);
  const SweepTable table(sweep);
  const bool will_merge = options.part.empty() && !options.no_merge;
  std::optional<Interrupts> interrupts(std::in_place);
  std::optional<OutputFile> merged;
  if (will_merge)
    merged.emplace(options.merge.path(options.sweep),
                   options.merge.force ? Existing::replace : Existing::refuse);
  const fs::path folder = options.sweep.make_log_folder();
  const SweepState state = state_of(sweep, folder);
  const std::vector<std::uint64_t> runs = runs_to_do(sweep, state, part, options.retry);
  if (!options.sweep.quiet) say_ahead(sweep, state, runs.size());
  Exit code = Exit::done;
  if (!runs.empty()) {
    const unsigned jobs = threads_of(options.jobs);
    try {
      require_room(sweep, runs, jobs, folder, options.sweep.quiet);
    } catch (...) {
      std::error_code ignored;
      fs::remove(folder, ignored);  // unless runs are kept there
      throw;
    }
    const auto begin = std::chrono::steady_clock::now();
    const std::string name = fs::path{options.sweep.scenario.path}.stem().string();
    const SweepOutcome outcome =
        do_runs_visibly(sweep, table, folder, runs, jobs, name, options.sweep.quiet);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    code = say_after(options, outcome, jobs, taken.count());
    if (outcome.is_interrupted) return code;
  }
  if (!will_merge) return code;
  interrupts.reset();  // what a merge was about to write is made again in no time
  const Exit merge_code = merge_and_say(sweep, table, options.sweep, options.merge, *merged);
  return code == Exit::done ? merge_code : code;
}

}  // namespace

void add_sweep_run(CLI::App& sweep, Command& chosen) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App& command = add_sweep_command(
      sweep, chosen, "run", "Do the runs that are not done; then merge, unless it is one part", run,
      options);
  command.footer(
      "Examples:\n"
      "  quell sweep run my-sweep.toml --jobs 4\n"
      "  quell sweep run my-sweep.toml --part 3/8     # one of eight workers");
  options->merge.add_to(command);
  command.add_option("--part", options->part, "one of several workers: 3/8; merges nothing")
      ->type_name("I/N")
      ->excludes("--output")
      ->excludes("--force");
  command.add_option("--jobs", options->jobs, "threads (default: all cores)")
      ->check(CLI::Range(1U, 4096U))
      ->type_name("N");
  command.add_flag("--retry-failed", options->retry, "try runs again that failed before");
  command.add_flag("--no-merge", options->no_merge, "leave the merge to `sweep merge`")
      ->excludes("--output")
      ->excludes("--force");
}

}  // namespace quell
