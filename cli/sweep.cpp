// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <cstdio>

#include "cli/sweep_commands.hpp"
#include "cli/table.hpp"
#include "scenarios/diagnostics.hpp"

namespace quell {
namespace {

/// Two digits, or more where the number is large.
std::string two_digits(double value) {
  return value < 10.0 ? fmt::format("{:.2g}", value) : fmt::format("{:.0f}", value);
}

}  // namespace

std::string hours(double seconds) {
  return seconds < 360.0 ? two_digits(seconds) + " s" : two_digits(seconds / 3600.0) + " h";
}

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

void add_sweep(CLI::App& app, Command& chosen) {
  CLI::App* sweep = app.add_subcommand(
      "sweep", "Simulate a scenario at many points of its parameters, here or on a cluster");
  sweep->require_subcommand(1);
  sweep->footer(
      "Examples:\n"
      "  quell sweep plan my-sweep.toml\n"
      "  quell sweep run my-sweep.toml");
  add_sweep_plan(*sweep, chosen);
  add_sweep_run(*sweep, chosen);
  add_sweep_slurm(*sweep, chosen);
  add_sweep_status(*sweep, chosen);
  add_sweep_merge(*sweep, chosen);
}

}  // namespace quell
