// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/scenario_options.hpp"
#include "cli/scorecard_view.hpp"
#include "output/writer.hpp"
#include "studies/ensemble.hpp"
#include "studies/results.hpp"

namespace quell {
namespace {

struct RunOptions {
  ScenarioOptions scenario;
  std::string output;
  std::string targets;
  unsigned jobs = 0;
  bool force = false;
  bool quiet = false;
};

// The one mutable global: a signal handler can reach nothing else, and all threads read it.
std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may not wait for a lock");

/// Turns the first SIGINT or SIGTERM into a request to stop; a second one ends the program.
class InterruptGuard {
 public:
  InterruptGuard() {
    interrupts = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { ++interrupts; };
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
  }
  ~InterruptGuard() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
  }
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

class ProgressMonitor final : public EnsembleMonitor {
 public:
  explicit ProgressMonitor(ProgressOptions options) : bar_(std::move(options)) {}
  void advanced(std::uint32_t index, Duration step, std::uint64_t events) noexcept override {
    bar_.advance(index, step.days, events);
  }
  [[nodiscard]] bool should_stop() const noexcept override { return interrupts != 0; }

 private:
  ProgressBar bar_;
};

EnsembleResult simulate(const Config& config, const RunOptions& options, const std::string& title,
                        unsigned jobs) {
  ProgressOptions progress{
      .name = title,
      .n_replicates = static_cast<std::uint32_t>(config.at("run").real("replicates")),
      .days = config.duration().days};
  if (options.quiet) progress.mode = ProgressMode::quiet;
  ProgressMonitor monitor{std::move(progress)};
  return run_ensemble(config, jobs, monitor);
}

Exit run(const RunOptions& options) {
  const Scenario scenario = options.scenario.read(options.quiet);
  const std::string title = std::filesystem::path{options.scenario.path}.stem().string();
  const std::string path = options.output.empty() ? title + ".h5" : options.output;
  const std::vector<Target> targets =
      options.targets.empty() ? builtin_targets() : read_targets(options.targets);
  check_targets(targets, scenario.config);
  const InterruptGuard guard;  // first, or an early Ctrl-C would leave the partial file behind
  OutputFile file{path, options.force ? Existing::replace : Existing::refuse};

  const unsigned jobs =
      options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  const EnsembleResult result = simulate(scenario.config, options, title, jobs);
  for (const std::string& failure : result.failures) {
    fmt::print(stderr, "quell: error: {}\n", failure);
  }
  const auto planned = static_cast<std::size_t>(scenario.config.at("run").real("replicates"));
  if (result.replicates.empty()) {
    fmt::print(stderr, "quell: error: no replicate finished ({}) nothing was written\n",
               result.is_interrupted ? "interrupted" : "all failed");
    return Exit::failed;
  }
  std::vector<std::string> warnings;
  warnings.reserve(scenario.warnings.size());
  for (const Diagnostic& warning : scenario.warnings) warnings.push_back(warning.str());
  const Dataset data = results_of(scenario.config, result, title, warnings);
  file.write(data);

  fmt::print("{}\n", std::filesystem::absolute(path).lexically_normal().string());
  fmt::print("{} of {} replicates, {:.1f} million events in {:.0f} s on {} thread{}\n\n",
             result.replicates.size(), planned, static_cast<double>(result.events) / 1e6,
             result.wall_seconds, jobs, jobs == 1 ? "" : "s");
  std::fflush(stdout);  // the file is there, whatever becomes of the scores
  fmt::print("{}", scorecard_text(score(data, targets), style_for_stdout()));
  if (result.replicates.size() == planned) return Exit::done;
  fmt::print(stderr, "quell: error: {}; the {} replicates that finished are kept\n",
             result.is_interrupted ? "interrupted" : "some replicates failed",
             result.replicates.size());
  return Exit::failed;
}

}  // namespace

void add_run(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("run", "Simulate a scenario and compare it with targets");
  auto options = std::make_shared<RunOptions>();
  options->scenario.add_to(*command);
  command->add_option("-o,--output", options->output, "result file (default: <scenario>.h5)")
      ->type_name("FILE");
  command->add_option("--jobs", options->jobs, "threads (default: all cores)")
      ->check(CLI::Range(1U, 4096U))
      ->type_name("N");
  command->add_option("--targets", options->targets, "targets file (default: decline-2016)")
      ->type_name("FILE");
  command->add_flag("--force", options->force, "replace an existing result file");
  command->add_flag("-q,--quiet", options->quiet, "no progress and no warnings");
  command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace quell
