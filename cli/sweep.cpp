// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "cli/commands.hpp"
#include "cli/progress_monitor.hpp"
#include "cli/slurm_job.hpp"
#include "cli/sweep_options.hpp"
#include "cli/table.hpp"
#include "scenarios/diagnostics.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

unsigned threads_of(unsigned jobs) {
  return jobs > 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
}

void add_jobs(CLI::App& command, unsigned& jobs, const std::string& doc) {
  command.add_option("--jobs", jobs, doc)->check(CLI::Range(1U, 4096U))->type_name("N");
}

/// Does some runs with a progress bar, and keeps them.
SweepOutcome do_runs_visibly(const Sweep& sweep, const SweepTable& table, const fs::path& folder,
                             std::span<const std::uint64_t> runs, unsigned jobs,
                             const std::string& name, bool quiet) {
  RunLog log(folder, header_of(sweep, table, jobs));
  ProgressOptions progress{.name = name,
                           .n_replicates = static_cast<std::uint32_t>(runs.size()),
                           .days = sweep.scenario.duration().days};
  progress.run_word = "run";
  if (quiet) progress.mode = ProgressMode::quiet;
  ProgressMonitor monitor{std::move(progress)};
  return do_runs(sweep, table, runs, jobs, log, monitor);
}

// --- run ----------------------------------------------------------------------------------------

struct RunOptions {
  SweepOptions sweep;
  MergeOptions merge;
  std::string part;
  unsigned jobs = 0;
  bool retry = false;
  bool no_merge = false;
};

/// Throws ScenarioError.
Part part_of(const std::string& text) {
  Part part;
  if (text.empty()) return part;
  char slash = 0;
  char rest = 0;
  unsigned long long i = 0;
  unsigned long long n = 0;
  const int read = std::sscanf(text.c_str(), "%llu%c%llu%c", &i, &slash, &n, &rest);
  if (read == 3 && slash == '/' && i >= 1 && i <= n && n <= most_runs) return {i, n};
  throw ScenarioError({{.place = {.file = on_one_line("--part " + text)},
                        .text = "no such part (parts are counted from 1) write 3/8 for the third "
                                "of eight"}});
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
  const Exit merge_code =
      merge_and_say(sweep, table, options.sweep, options.merge, Missing::refuse, *merged);
  return code == Exit::done ? merge_code : code;
}

// --- plan ---------------------------------------------------------------------------------------

struct PlanOptions {
  SweepOptions sweep;
  bool no_sample = false;
};

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
  return quoted + '"';
}

/// The table of all points, as CSV; gives its path, or a reason why there is none.
std::string write_points(const Sweep& sweep, const fs::path& folder) {
  constexpr std::uint64_t most = 1'000'000;
  if (sweep.points > most) return "too many for a table";
  const fs::path path = folder / "points.csv";
  std::ofstream file(path, std::ios::trunc);
  file << "point";
  for (const Factor& factor : sweep.factors) file << ',' << factor.key;
  for (std::uint64_t point = 0; point < sweep.points; ++point) {
    file << '\n' << point;
    for (std::size_t k = 0; k < sweep.factors.size(); ++k) {
      file << ',' << csv_cell(sweep.level(point, k).shown);
    }
  }
  file << '\n';
  file.close();
  if (file) return path.string();
  throw OutputError(
      fmt::format("cannot write {} (is the disk full?) pass --folder for another "
                  "folder",
                  path.string()));
}

std::string first_points(const Sweep& sweep) {
  constexpr std::uint64_t shown = 5;
  std::vector<TableColumn> columns{{"point", Align::right}};
  for (const Factor& factor : sweep.factors) columns.push_back({factor.key, Align::right});
  TextTable text(columns, {});
  for (std::uint64_t point = 0; point < std::min(shown, sweep.points); ++point) {
    std::vector<TableCell> row{std::to_string(point)};
    for (std::size_t k = 0; k < sweep.factors.size(); ++k) {
      row.emplace_back(clip_text(sweep.level(point, k).shown, 40, default_glyphs()));
    }
    text.add_row(std::move(row));
  }
  const std::string more =
      sweep.points > shown
          ? fmt::format("{} more\n", counted(sweep.points - shown, "point", "points"))
          : "";
  return text.str() + more;
}

/// Asks for an end when half a minute is over, but not before the first run is.
class SampleMonitor final : public EnsembleMonitor {
 public:
  explicit SampleMonitor(Duration run) : left_(run.days) {}
  void advanced(std::uint32_t, Duration step, std::uint64_t) noexcept override {
    left_ -= step.days;
  }
  [[nodiscard]] bool should_stop() const noexcept override {
    constexpr std::chrono::seconds most{30};
    constexpr double rounding = 1e-6;  // [d]
    const bool is_late = std::chrono::steady_clock::now() - begin_ > most;
    return is_interrupted() || (is_late && left_ <= rounding);
  }

 private:
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double left_;  ///< of the first run; below 0 once others are under way
};

/// Runs spread over the points, timed and kept: nothing of it is lost.
void sample(const Sweep& sweep, const SweepTable& table, const fs::path& folder) {
  constexpr std::uint64_t most = 5;
  const Interrupts interrupts;
  const SweepState state = state_of(sweep, folder);
  std::vector<std::uint64_t> runs;
  const std::uint64_t count = std::min(most, sweep.points);
  for (std::uint64_t k = 0; k < count; ++k) {
    const std::uint64_t run = (2 * k + 1) * sweep.points / (2 * count);
    if (!state.is_done[run] && !state.is_failed[run]) runs.push_back(run);
  }
  if (runs.empty()) return;
  RunLog log(folder, header_of(sweep, table, 1));
  SampleMonitor monitor{sweep.scenario.duration()};
  do_runs(sweep, table, runs, 1, log, monitor);
}

/// Two digits, or more where the number is large.
std::string two_digits(double value) {
  return value < 10.0 ? fmt::format("{:.2g}", value) : fmt::format("{:.0f}", value);
}

std::string hours(double seconds) {
  return seconds < 360.0 ? two_digits(seconds) + " s" : two_digits(seconds / 3600.0) + " h";
}

std::string size_text(std::uint64_t bytes) {
  return fmt::format("{}B", format_count(static_cast<double>(bytes)) + (bytes < 1000 ? " " : ""));
}

Exit plan(const PlanOptions& options) {
  const Sweep sweep = options.sweep.read(PointChecks::some);
  const SweepTable table(sweep);
  const fs::path folder = options.sweep.make_log_folder();
  const std::string points = write_points(sweep, folder);
  fmt::print("{}\n\n{}\n{} of {}, {} of each: {}\nall points: {}\n", sweep.title,
             first_points(sweep), counted(sweep.points, "point", "points"),
             counted(sweep.factors.size(), "factor", "factors"),
             counted(sweep.replicates, "replicate", "replicates"),
             counted(sweep.runs(), "run", "runs"), points);
  std::fflush(stdout);
  if (!options.no_sample) sample(sweep, table, folder);
  const SweepState state = state_of(sweep, folder);
  if (state.records > 0) {
    const double each = state.cpu_seconds / static_cast<double>(state.records);
    const double all = each * static_cast<double>(state.left());
    const unsigned threads = threads_of(0);
    fmt::print("time: {} a run ({} timed), {} of CPU for the {} that are left: {} on {}\n",
               hours(each), state.records, hours(all), state.left(), hours(all / threads),
               counted(threads, "thread", "threads"));
  }
  const std::uint64_t log_bytes = sweep.runs() * (table.values_per_run() * sizeof(double) + 40);
  fmt::print("disk: {} of runs, and up to {} merged ({} of each run)\n", size_text(log_bytes),
             size_text(merged_bytes(sweep, table)),
             counted(table.values_per_run(), "value", "values"));
  if (state.failed == 0) return Exit::done;
  std::fflush(stdout);
  fmt::print(stderr, "quell: error: {} failed ({}) mend the sweep before it is run\n",
             counted(state.failed, "run", "runs"), state.a_failure);
  return Exit::failed;
}

// --- slurm --------------------------------------------------------------------------------------

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

// --- status, merge ------------------------------------------------------------------------------

struct StatusOptions {
  SweepOptions sweep;
  bool json = false;
};

Exit status(const StatusOptions& options) {
  const Sweep sweep = options.sweep.read(PointChecks::none);
  const SweepState state = state_of(sweep, options.sweep.log_folder());
  unsigned threads = 0;
  for (const Worker& worker : state.workers) threads += worker.jobs;
  std::optional<double> cpu_left;
  if (state.records > 0) {
    cpu_left =
        state.cpu_seconds / static_cast<double>(state.records) * static_cast<double>(state.left());
  }
  if (options.json) {
    Json root{{"runs", sweep.runs()},
              {"done", state.done},
              {"failed", state.failed},
              {"left", state.left()},
              {"running", state.workers.size()},
              {"records", state.records},
              {"damaged", state.damaged},
              {"cpu_seconds", state.cpu_seconds},
              {"cpu_seconds_left", nullptr},
              {"seconds_left", nullptr}};
    if (cpu_left) root["cpu_seconds_left"] = *cpu_left;
    if (cpu_left && threads > 0) root["seconds_left"] = *cpu_left / threads;
    fmt::print("{}\n", root.dump(2));
    return Exit::done;
  }
  const double percent =
      100.0 * static_cast<double>(state.done) / static_cast<double>(sweep.runs());
  fmt::print("{} of {} runs done ({:.0f} %), {} failed, {} left\n", state.done, sweep.runs(),
             std::floor(percent), state.failed, state.left());
  for (const Worker& worker : state.workers) {
    fmt::print("at work: process {} on {}, {}\n", worker.process, worker.host,
               counted(worker.jobs, "thread", "threads"));
  }
  if (cpu_left && state.left() > 0) {
    fmt::print("{} of CPU left{}\n", hours(*cpu_left),
               threads == 0 ? ", but no worker is at work"
                            : fmt::format(": {} on {}", hours(*cpu_left / threads),
                                          counted(threads, "thread", "threads")));
  }
  if (state.failed > 0) fmt::print("a failure: {}\n", state.a_failure);
  if (state.damaged > 0) {
    fmt::print("{} cut off or damaged; `quell sweep run` does them again\n",
               counted(state.damaged, "record is", "records are"));
  }
  return Exit::done;
}

struct MergeCommandOptions {
  SweepOptions sweep;
  MergeOptions merge;
  bool incomplete = false;
};

Exit merge(const MergeCommandOptions& options) {
  const Sweep sweep = options.sweep.read(PointChecks::none);
  const SweepTable table(sweep);
  OutputFile file(options.merge.path(options.sweep),
                  options.merge.force ? Existing::replace : Existing::refuse);
  return merge_and_say(sweep, table, options.sweep, options.merge,
                       options.incomplete ? Missing::allow : Missing::refuse, file);
}

/// What stands in an #SBATCH line must be one word there.
const CLI::Validator one_word{
    [](const std::string& text) {
      return text.find_first_of(" \t\n\"'\\#") == std::string::npos
                 ? std::string{}
                 : std::string{"one word is needed, such as 2:00:00 or 4G"};
    },
    "", "one word"};

template <class Options, class Function>
std::shared_ptr<Options> add_command(CLI::App& app, Command& chosen, const std::string& name,
                                     const std::string& doc, Function function) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(name, doc);
  options->sweep.add_to(*command);
  command->callback([&chosen, options, function] {
    chosen = [options, function] { return function(*options); };
  });
  return options;
}

}  // namespace

void add_sweep(CLI::App& app, Command& chosen) {
  CLI::App* sweep = app.add_subcommand(
      "sweep", "Simulate a scenario at many points of its parameters, here or on a cluster");
  sweep->require_subcommand(1);

  const auto planned = add_command<PlanOptions>(
      *sweep, chosen, "plan", "Show what a sweep would do, and time a sample", plan);
  sweep->get_subcommand("plan")->add_flag("--no-sample", planned->no_sample, "time nothing");

  const auto run_options = add_command<RunOptions>(
      *sweep, chosen, "run", "Do the runs that are not done; then merge, unless it is one part",
      run);
  CLI::App* run_command = sweep->get_subcommand("run");
  run_options->merge.add_to(*run_command);
  run_command->add_option("--part", run_options->part, "one of several workers: 3/8")
      ->type_name("I/N");
  add_jobs(*run_command, run_options->jobs, "threads (default: all cores)");
  run_command->add_flag("--retry-failed", run_options->retry, "try runs again that failed before");
  run_command->add_flag("--no-merge", run_options->no_merge, "leave the merge to `sweep merge`");

  const auto slurm_options = add_command<SlurmOptions>(
      *sweep, chosen, "slurm", "Write the scripts of an array job and a merge, or submit them",
      slurm);
  CLI::App* slurm_command = sweep->get_subcommand("slurm");
  slurm_options->merge.add_to(*slurm_command);
  slurm_command
      ->add_option("--parts", slurm_options->parts,
                   "tasks of the array (default: of half an hour each, if runs were timed)")
      ->check(CLI::Range(std::uint64_t{1}, most_runs))
      ->type_name("N");
  slurm_command->add_option("--cpus", slurm_options->cpus, "threads of each task (default: 1)")
      ->check(CLI::Range(1U, 4096U))
      ->type_name("N");
  slurm_command->add_option("--time", slurm_options->time, "time limit of each task: 2:00:00")
      ->check(one_word)
      ->type_name("LIMIT");
  slurm_command->add_option("--mem", slurm_options->memory, "memory of each task: 4G")
      ->check(one_word)
      ->type_name("SIZE");
  slurm_command->add_option("--partition", slurm_options->partition, "partition of the cluster")
      ->check(one_word)
      ->type_name("NAME");
  slurm_command
      ->add_option("--most-at-once", slurm_options->most_at_once, "tasks at a time (default: all)")
      ->type_name("N");
  slurm_command->add_flag("--retry-failed", slurm_options->retry,
                          "let the tasks try runs again that failed before");
  slurm_command->add_flag("--submit", slurm_options->submit, "hand them to sbatch");

  const auto status_options = add_command<StatusOptions>(
      *sweep, chosen, "status", "Show how far a sweep is, from its files alone", status);
  sweep->get_subcommand("status")->add_flag("--json", status_options->json, "print JSON");

  const auto merge_options = add_command<MergeCommandOptions>(
      *sweep, chosen, "merge", "Put the runs of all workers into one file", merge);
  CLI::App* merge_command = sweep->get_subcommand("merge");
  merge_options->merge.add_to(*merge_command);
  merge_command->add_flag("--incomplete", merge_options->incomplete,
                          "merge what there is, though runs are missing");
}

}  // namespace quell
