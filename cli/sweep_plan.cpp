// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>

#include "cli/progress_monitor.hpp"
#include "cli/sweep_commands.hpp"
#include "cli/table.hpp"
#include "scenarios/csv.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

struct PlanOptions {
  SweepOptions sweep;
  bool no_sample = false;
};

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
             size_text(merged_bytes(sweep, table, sweep.points)),
             counted(table.values_per_run(), "value", "values"));
  if (state.failed == 0) return Exit::done;
  std::fflush(stdout);
  fmt::print(stderr, "quell: error: {} failed ({}) mend the sweep before it is run\n",
             counted(state.failed, "run", "runs"), state.a_failure);
  return Exit::failed;
}

}  // namespace

void add_sweep_plan(CLI::App& sweep, Command& chosen) {
  const auto options = std::make_shared<PlanOptions>();
  CLI::App& command = add_sweep_command(
      sweep, chosen, "plan", "Show what a sweep would do, and time a sample", plan, options);
  command.footer(
      "Examples:\n"
      "  quell sweep plan scenarios/sweeps/what-matters.toml --scale 0.01 --no-sample");
  command.add_flag("--no-sample", options->no_sample, "time nothing");
}

}  // namespace quell
