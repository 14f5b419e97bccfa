// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/json_text.hpp"
#include "cli/sweep_commands.hpp"
#include "cli/table.hpp"

namespace quell {
namespace {

using Json = nlohmann::ordered_json;

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
    fmt::print("{}", json_text(root));
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

}  // namespace

void add_sweep_status(CLI::App& sweep, Command& chosen) {
  const auto options = std::make_shared<StatusOptions>();
  CLI::App& command = add_sweep_command(
      sweep, chosen, "status", "Show how far a sweep is, from its files alone", status, options);
  command.footer(
      "Examples:\n"
      "  quell sweep status my-sweep.toml");
  command.add_flag("--json", options->json, "print JSON");
}

}  // namespace quell
