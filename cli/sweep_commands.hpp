// SPDX-License-Identifier: BSD-3-Clause
// The commands below `quell sweep`, each in a file of its own.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <thread>

#include "cli/commands.hpp"
#include "cli/sweep_options.hpp"

namespace quell {

void add_sweep_plan(CLI::App& sweep, Command& chosen);
void add_sweep_run(CLI::App& sweep, Command& chosen);
void add_sweep_slurm(CLI::App& sweep, Command& chosen);
void add_sweep_status(CLI::App& sweep, Command& chosen);
void add_sweep_merge(CLI::App& sweep, Command& chosen);

/// A command whose options begin with those of every sweep command; gives its other options a place
/// that lives as long as it is needed.
template <class Options, class Function>
CLI::App& add_sweep_command(CLI::App& sweep, Command& chosen, const std::string& name,
                            const std::string& doc, Function function,
                            const std::shared_ptr<Options>& options) {
  CLI::App* command = sweep.add_subcommand(name, doc);
  options->sweep.add_to(*command);
  command->callback([&chosen, options, function] {
    chosen = [options, function] { return function(*options); };
  });
  return *command;
}

inline unsigned threads_of(unsigned jobs) {
  return jobs > 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
}

/// Of CPU or of waiting, in seconds or hours.
std::string hours(double seconds);

/// "3/8", or all where it is empty. Throws ScenarioError.
Part part_of(const std::string& text);

}  // namespace quell
