// SPDX-License-Identifier: BSD-3-Clause
// quell-mpi: the runs of a sweep inside one allocation. Rank 0 hands out runs in ever smaller
// chunks (guided self-scheduling, Polychronopoulos & Kuck 1987, doi:10.1109/TC.1987.5009495), the
// others do them and keep each in a log of their own: what a killed job has finished is not lost.
// Plain two-sided messages and the C interface work alike with Open MPI and MPICH.
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <fmt/format.h>
#include <mpi.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "cli/interrupts.hpp"
#include "cli/progress.hpp"
#include "cli/resources.hpp"
#include "cli/sweep_options.hpp"
#include "cli/table.hpp"
#include "output/errors.hpp"
#include "scenarios/diagnostics.hpp"
#include "sim/version.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

struct Options {
  SweepOptions sweep;
  MergeOptions merge;
  bool retry = false;
  bool no_merge = false;
};

/// What a worker says when it asks for more.
struct Report {
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::uint64_t is_interrupted = 0;
};

constexpr int report_tag = 1;
constexpr int chunk_tag = 2;

/// Tasks that were started together, as far as the environment tells, or 1.
int tasks_started() {
  for (const char* name :
       {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"}) {
    const char* text = std::getenv(name);         // NOLINT(concurrency-mt-unsafe): one thread
    if (text != nullptr) return std::atoi(text);  // NOLINT(cert-err34-c): a launcher's number
  }
  return 1;
}

class NoMonitor final : public EnsembleMonitor {
 public:
  void advanced(std::uint32_t, Duration, std::uint64_t) noexcept override {}
  [[nodiscard]] bool should_stop() const noexcept override { return is_interrupted(); }
};

// --- workers ------------------------------------------------------------------------------------

/// Asks for runs and does them until there are none.
void work(const Sweep& sweep, const SweepTable& table, const fs::path& folder) {
  std::optional<RunLog> log;
  PopulationStore store;
  NoMonitor monitor;
  Report report;
  for (;;) {
    MPI_Send(&report, 3, MPI_UINT64_T, 0, report_tag, MPI_COMM_WORLD);
    MPI_Status status;
    MPI_Probe(0, chunk_tag, MPI_COMM_WORLD, &status);
    int count = 0;
    MPI_Get_count(&status, MPI_UINT64_T, &count);
    std::vector<std::uint64_t> runs(static_cast<std::size_t>(count));
    MPI_Recv(runs.data(), count, MPI_UINT64_T, 0, chunk_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (runs.empty()) return;
    if (!log) log.emplace(folder, header_of(sweep, table, 1));
    const SweepOutcome outcome = do_runs(sweep, table, runs, {&store, 1}, *log, monitor);
    report = {outcome.done, outcome.failed, outcome.is_interrupted ? 1U : 0U};
  }
}

// --- rank 0 -------------------------------------------------------------------------------------

class Dispatcher {
 public:
  Dispatcher(std::span<const std::uint64_t> runs, int workers, const ProgressOptions& progress)
      : runs_(runs), workers_(workers), days_(progress.days), bar_(progress) {}

  /// Until every worker has been told that there is no more.
  Report serve() {
    for (int at_work = workers_; at_work > 0;) {
      const int worker = next_report();
      const std::size_t count = total_.is_interrupted != 0 || is_interrupted() ? 0 : next_chunk();
      MPI_Send(runs_.data() + given_, static_cast<int>(count), MPI_UINT64_T, worker, chunk_tag,
               MPI_COMM_WORLD);
      given_ += count;
      if (count == 0) --at_work;
    }
    if (given_ < runs_.size()) total_.is_interrupted = 1;
    return total_;
  }

 private:
  /// Sleeps between two looks: an MPI that waits by itself would take a whole core.
  int next_report() {
    MPI_Status status;
    int is_there = 0;
    while (MPI_Iprobe(MPI_ANY_SOURCE, report_tag, MPI_COMM_WORLD, &is_there, &status),
           is_there == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    Report report;
    MPI_Recv(&report, 3, MPI_UINT64_T, status.MPI_SOURCE, report_tag, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    for (std::uint64_t k = 0; k < report.done + report.failed; ++k)
      bar_.advance(finished_++, days_);
    total_.done += report.done;
    total_.failed += report.failed;
    total_.is_interrupted |= report.is_interrupted;
    return status.MPI_SOURCE;
  }

  [[nodiscard]] std::size_t next_chunk() const {
    constexpr std::size_t most = 1000;  // what a killed job has not yet heard of is still in logs
    const std::size_t left = runs_.size() - given_;
    const std::size_t share = left / (2 * static_cast<std::size_t>(workers_));
    return std::min({left, std::max<std::size_t>(share, 1), most});
  }

  std::span<const std::uint64_t> runs_;
  int workers_;
  double days_;  ///< of a run
  ProgressBar bar_;
  Report total_;
  std::size_t given_ = 0;
  std::uint32_t finished_ = 0;
};

/// On a network file system the logs of others may take a while to be seen.
SweepState wait_for_logs(const Sweep& sweep, const fs::path& folder, std::uint64_t tried) {
  SweepState state = state_of(sweep, folder);
  for (int second = 0; second < 90 && state.done + state.failed < tried; ++second) {
    std::this_thread::sleep_for(std::chrono::seconds{1});
    state = state_of(sweep, folder);
  }
  return state;
}

Exit say_failures(const SweepState& state) {
  if (state.failed == 0) return Exit::done;
  fmt::print(stderr, "quell-mpi: error: {} failed ({}) the others are kept\n",
             counted(state.failed, "run", "runs"), state.a_failure);
  return Exit::failed;
}

Exit lead(const Options& options, const Sweep& sweep, const SweepTable& table, int workers) {
  const fs::path folder = options.sweep.log_folder();
  const SweepState before = state_of(sweep, folder);
  const std::vector<std::uint64_t> runs = runs_to_do(sweep, before, {}, options.retry);
  std::optional<OutputFile> merged;
  if (!options.no_merge) {
    merged.emplace(options.merge.path(options.sweep),
                   options.merge.force ? Existing::replace : Existing::refuse);
  }
  if (!options.sweep.quiet) {
    fmt::print(stderr, "{} of {}, {} done before; {} and one rank that hands them out\n",
               counted(runs.size(), "run", "runs"), sweep.runs(), before.done,
               counted(static_cast<std::size_t>(workers), "worker", "workers"));
  }
  ProgressOptions progress{.name = fs::path{options.sweep.scenario.path}.stem().string(),
                           .n_replicates = static_cast<std::uint32_t>(runs.size()),
                           .days = sweep.scenario.duration().days};
  progress.run_word = "run";
  progress.mode = options.sweep.quiet ? ProgressMode::quiet : ProgressMode::log;
  const Report report = Dispatcher(runs, workers, progress).serve();
  if (report.is_interrupted != 0) {
    fmt::print(stderr,
               "quell-mpi: error: interrupted; the {} that finished are kept, and the same "
               "command goes on from there\n",
               counted(report.done, "run", "runs"));
    return report.done > 0 ? Exit::stopped : Exit::failed;
  }
  const std::uint64_t left_alone = options.retry ? 0 : before.failed;
  const SweepState after =
      wait_for_logs(sweep, folder, before.done + left_alone + report.done + report.failed);
  if (!merged) return say_failures(after);
  return merge_and_say(sweep, table, options.sweep, options.merge, *merged);
}

/// One process alone does everything itself.
Exit do_alone(const Options& options, const Sweep& sweep, const SweepTable& table) {
  const fs::path folder = options.sweep.make_log_folder();
  const std::vector<std::uint64_t> runs =
      runs_to_do(sweep, state_of(sweep, folder), {}, options.retry);
  std::optional<OutputFile> merged;
  if (!options.no_merge) {
    merged.emplace(options.merge.path(options.sweep),
                   options.merge.force ? Existing::replace : Existing::refuse);
  }
  if (!runs.empty()) {
    RunLog log(folder, header_of(sweep, table, 1));
    NoMonitor monitor;
    const SweepOutcome outcome = do_runs(sweep, table, runs, 1, log, monitor);
    if (outcome.is_interrupted) return outcome.done > 0 ? Exit::stopped : Exit::failed;
  }
  if (!merged) return say_failures(state_of(sweep, folder));
  return merge_and_say(sweep, table, options.sweep, options.merge, *merged);
}

/// Every rank reads the sweep; none where it is wrong. Throws where some read another one than the
/// others, or cannot read it: they would wait for each other, or do other runs.
std::optional<Sweep> read_together(const Options& options, int rank) {
  SweepOptions own = options.sweep;
  own.quiet = own.quiet || rank != 0;
  std::optional<Sweep> sweep;
  std::string problem;
  try {
    sweep = own.read(PointChecks::none);
  } catch (const ScenarioError& error) {
    problem = error.what();
  }
  const std::uint64_t mine = sweep ? std::stoull(sweep->identity(), nullptr, 16) : 0;
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  MPI_Allreduce(&mine, &least, 1, MPI_UINT64_T, MPI_MIN, MPI_COMM_WORLD);
  MPI_Allreduce(&mine, &most, 1, MPI_UINT64_T, MPI_MAX, MPI_COMM_WORLD);
  if (most != least) {
    throw std::runtime_error(sweep
                                 ? "the ranks read different sweeps (was a file changed, or is one "
                                   "not on all nodes?) put them where all nodes see them"
                                 : problem);
  }
  if (!sweep && rank == 0) std::fputs(fmt::format("{}\n", problem).c_str(), stderr);
  return sweep;
}

/// Gives each rank its share of the memory of its node: a run that grows beyond fails, others go
/// on.
void bound_memory_of_rank(const fs::path& folder) {
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
  int ranks = 1;
  MPI_Comm_size(node, &ranks);
  Supply supply = supply_for(folder);
  MPI_Barrier(node);  // all have seen the same before one takes of it
  MPI_Comm_free(&node);
  supply.memory /= ranks;
  bound_memory(supply, 1);
}

Exit run(const Options& options, int rank, int size) {
  if (const int started = tasks_started(); size == 1 && started > 1) {
    fmt::print(
        stderr,
        "quell-mpi: error: {} tasks were started, and each is alone (a singleton: launcher "
        "and MPI library do not fit, or there was no launcher) start them with the mpirun of "
        "the MPI that quell-mpi was built with (-n 1 for a single one), or with srun "
        "--mpi=pmix (Open MPI) or --mpi=pmi2 (MPICH)\n",
        started);
    return Exit::failed;
  }
  const std::optional<Sweep> read = read_together(options, rank);
  if (!read) return Exit::usage;
  const Sweep& sweep = *read;
  const SweepTable table(sweep);
  const Interrupts interrupts;
  bound_memory_of_rank(options.sweep.log_folder());
  if (size == 1) return do_alone(options, sweep, table);
  const fs::path folder = options.sweep.make_log_folder();
  if (rank == 0) return lead(options, sweep, table, size - 1);
  work(sweep, table, folder);
  return Exit::done;
}

/// An error of a single rank ends the whole job, which would wait for it otherwise.
Exit run_guarded(const Options& options, int rank, int size) {
  const auto complain = [&](const char* what) {
    std::fputs(fmt::format("quell-mpi: error: rank {}: {}\n", rank, what).c_str(), stderr);
    if (size > 1) MPI_Abort(MPI_COMM_WORLD, static_cast<int>(Exit::failed));
    return Exit::failed;
  };
  try {
    return run(options, rank, size);
  } catch (const std::bad_alloc&) {
    return complain("out of memory (the network does not fit) a smaller --scale needs less");
  } catch (const std::exception& error) {
    return complain(error.what());
  }
}

int parse_and_run(int argc, char** argv) {
  int rank = 0;
  int size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  CLI::App app{
      "quell-mpi does the runs of a sweep on all ranks of one MPI job, then merges them.\n"
      "`quell sweep` has the other ways, and says how far it is.",
      "quell-mpi"};
  app.set_version_flag("--version", fmt::format("quell {} ({})", version(), git_hash()));
  Options options;
  options.sweep.add_to(app);
  options.merge.add_to(app);
  app.add_flag("--retry-failed", options.retry, "try runs again that failed before");
  app.add_flag("--no-merge", options.no_merge, "leave the merge to `quell sweep merge`");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (rank != 0) return error.get_exit_code() == 0 ? 0 : static_cast<int>(Exit::usage);
    return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::usage);
  }
  return static_cast<int>(run_guarded(options, rank, size));
}

}  // namespace
}  // namespace quell

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file above `ulimit -f` is an error to report, not a crash
  MPI_Init(&argc, &argv);
  const int code = quell::parse_and_run(argc, argv);
  MPI_Finalize();
  return code;
}
