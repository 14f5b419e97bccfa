// SPDX-License-Identifier: BSD-3-Clause
// What a sweep adds to the simulations it is made of, and what its merge takes.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "studies/sweep_merge.hpp"
#include "studies/sweep_runs.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

class NoMonitor final : public EnsembleMonitor {
 public:
  void advanced(std::uint32_t, Duration, std::uint64_t) noexcept override {}
  [[nodiscard]] bool should_stop() const noexcept override { return false; }
};

/// A folder that is gone in the end.
class Folder {
 public:
  Folder() {
    std::string path = (fs::temp_directory_path() / "quell-bench-XXXXXX").string();
    path_ = ::mkdtemp(path.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// So many points of the cheapest scenario in the tree: forty days at 1:200.
Sweep sweep_of(const Folder& folder, std::int64_t points) {
  const fs::path file = folder.path() / "s.toml";
  std::ofstream(file)
      << "scenario = \"" QUELL_SOURCE_DIR "/tests/scenarios/tiny.toml\"\n"
      << "design = \"latin_hypercube\"\npoints = " << points
      << "\nreplicates = 1\n[vary]\nreturn.probability = { from = 0.7, to = 0.98 }\n"
      << "policy.twitter.per_day = { from = 100, to = 1000 }\n";
  return read_sweep(file.string());
}

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// A hundred runs as part of the sweep and the same ones by themselves, in turn, so that both meet
/// the same machine.
void share_of_simulation(benchmark::State& state) {
  constexpr std::size_t step = 100;
  NoMonitor monitor;
  double in_sweep = 0.0;
  double alone = 0.0;
  for (auto _ : state) {
    const Folder folder;
    const Sweep sweep = sweep_of(folder, state.range(0));
    const SweepTable table(sweep);
    RunLog log(folder.path(), header_of(sweep, table, 1));
    std::vector<std::uint64_t> runs(step);
    for (std::uint64_t first = 0; first < sweep.runs(); first += step) {
      std::iota(runs.begin(), runs.end(), first);
      std::vector<Config> configs;
      for (const std::uint64_t run : runs) configs.push_back(sweep.config(run));
      double before = cpu_seconds();
      for (const Config& config : configs) {
        benchmark::DoNotOptimize(run_replicate(config, 0, 0, monitor));
      }
      alone += cpu_seconds() - before;
      before = cpu_seconds();
      do_runs(sweep, table, runs, 1, log, monitor);
      in_sweep += cpu_seconds() - before;
    }
  }
  state.counters["simulation"] = alone / in_sweep;
  state.counters["runs/s"] = static_cast<double>(state.range(0)) / in_sweep;
}

/// Most memory that the process has had since `forget_peak`, file pages included [B].
double peak_bytes() {
  std::ifstream file("/proc/self/status");
  std::string word;
  double kilobytes = 0.0;
  while (file >> word && word != "VmHWM:") continue;
  file >> kilobytes;
  return 1024.0 * kilobytes;
}
void forget_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

/// Runs without simulations: records of zeros.
void merge(benchmark::State& state) {
  const Folder folder;
  const Sweep sweep = sweep_of(folder, state.range(0));
  const SweepTable table(sweep);
  {
    RunLog log(folder.path(), header_of(sweep, table, 1));
    RunRecord record;
    record.values.resize(table.values_per_run());
    for (record.run = 0; record.run < sweep.runs(); ++record.run) log.append(record);
  }
  forget_peak();
  const double before = peak_bytes();
  for (auto _ : state) {
    OutputFile file(folder.path() / "s.h5", Existing::replace);
    merge_runs(sweep, table, folder.path(), Missing::refuse, {0, sweep.points}, file);
  }
  state.counters["peak bytes"] = peak_bytes() - before;
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(share_of_simulation)
    ->Name("studies/sweep/share_of_simulation")
    ->Arg(10000)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);
BENCHMARK(merge)
    ->Name("studies/sweep/merge")
    ->Arg(10000)
    ->Arg(100000)
    ->Arg(1000000)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace quell
