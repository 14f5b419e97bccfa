// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/whatif.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/hdf5_signature.hpp"
#include "cli/run_record.hpp"
#include "cli/scenario_options.hpp"
#include "cli/scorecard_view.hpp"
#include "cli/simulation.hpp"
#include "cli/whatif_view.hpp"
#include "output/reader.hpp"
#include "studies/results.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

struct Options {
  ScenarioOptions scenario;
  SimulationOptions simulation;
  WhatIfOptions whatif;
  std::string past;  ///< the run from which all go on, if any
  bool all = false;
  bool json = false;
};

void print(const Dataset& data, const Options& options) {
  const std::vector<ChangeEffects> effects = effects_of(data);
  if (options.json) {
    fmt::print("{}", whatif_json(data, effects));
  } else {
    fmt::print("{}", whatif_text(data, effects, options.all ? Rows::all : Rows::headline,
                                 style_for_stdout()));
  }
}

/// The table of an earlier run again.
Exit print_results(const Options& options) {
  const SimulationOptions& simulation = options.simulation;
  const bool would_simulate =
      !options.scenario.overrides().empty() || !options.whatif.changes.empty() ||
      !options.whatif.without.empty() || !options.past.empty() || !simulation.output.empty() ||
      simulation.jobs > 0 || simulation.force || simulation.keeps_checkpoints();
  if (would_simulate) {
    fmt::print(stderr,
               "quell: error: {} holds results (nothing is simulated again) give the what-if file, "
               "or only --all or --json\n",
               options.scenario.path);
    return Exit::usage;
  }
  const Dataset data = read_dataset(options.scenario.path);
  if (data.find_dimension("change") == nullptr) {
    fmt::print(
        stderr,
        "quell: error: {} is the result of one scenario (a what-if has several) `quell show` "
        "and `quell compare` read it\n",
        options.scenario.path);
    return Exit::usage;
  }
  print(data, options);
  return Exit::done;
}

/// Of the states of all its scenarios, and of where they begin.
std::string identity_of(const WhatIf& whatif, const std::string& beginning) {
  std::string all = beginning;
  for (const Arm& arm : whatif.arms) all += arm.name + '\n' + resolved_toml(arm.config);
  return quell::identity_of(all);
}

/// Whether states of something else are there, which --force removes. Throws OutputError where they
/// are in the way.
bool has_stale_states(const fs::path& folder, const std::string& identity,
                      const SimulationOptions& options) {
  const std::string kept = kept_whatif(folder);
  const bool is_same = kept == identity;
  if (options.keeps_checkpoints() && holds_record(folder)) {
    throw OutputError(
        fmt::format("{} is there (a run was stopped) pass -o for another path", folder.string()));
  }
  if (kept.empty() || (is_same && options.keeps_checkpoints())) return false;
  if (!options.force) {
    throw OutputError(fmt::format(
        "{} is there ({}) --force begins anew", folder.string(),
        is_same ? "this what-if was stopped): --checkpoint-every goes on; without it,"
                : "another what-if, or that of another version, was stopped) pass -o for another "
                  "path;"));
  }
  return true;
}

/// Whether it was killed when its result was written and its states were still there.
bool has_written_result(const WhatIf& whatif, const std::string& identity, const fs::path& output) {
  std::error_code error;
  if (kept_whatif(checkpoint_folder(output)) != identity || !fs::exists(output, error))
    return false;
  try {
    const Dataset data = read_dataset(output);
    return data.whatif == whatif.text &&
           data.scenario == resolved_toml(whatif.arms.front().config) && is_of_this_commit(data);
  } catch (const OutputError&) {
    return false;  // it is something else
  }
}

Exit ask(const Options& options) {
  WhatIfOptions changes = options.whatif;
  changes.overrides = options.scenario.overrides();
  std::optional<KeptRun> kept;
  std::optional<SavedPast> past;
  std::string beginning;
  if (!options.past.empty()) {
    const fs::path folder = record_folder(options.past);
    kept = read_record(folder);
    past.emplace(folder, kept->identity, kept->scenario.config);
    beginning = fmt::format("{}, day {}\n", kept->identity, past->time().days);
    changes.past = &kept->scenario;
  }
  const WhatIf whatif = read_whatif(options.scenario.path, changes);
  if (!options.simulation.quiet) {
    for (const Diagnostic& warning : whatif.warnings) fmt::print(stderr, "{}\n", warning.str());
  }
  std::vector<Config> configs;
  std::vector<std::string> names;
  for (const Arm& arm : whatif.arms) {
    configs.push_back(arm.config);
    names.push_back(arm.name);
  }
  const fs::path path{options.scenario.path};
  const std::string title =
      kept && path.empty() ? kept->record.title + "-whatif" : path.stem().string();
  const std::string identity = identity_of(whatif, beginning);
  SimulationOptions chosen = options.simulation;
  // The same bytes would replace it.
  chosen.force = chosen.force || has_written_result(whatif, identity, chosen.output_for(title));
  Simulation simulation{chosen, title};
  const fs::path folder = checkpoint_folder(simulation.path());
  const bool is_stale = has_stale_states(folder, identity, options.simulation);
  if (past) simulation.begin_from(std::move(*past));
  if (chosen.keeps_checkpoints()) {
    simulation.keep_checkpoints(folder, identity, configs, "the same command");
  }
  simulation.require_room(configs);
  if (is_stale) {
    discard_states(folder);
    discard_record(folder);
  }
  if (chosen.keeps_checkpoints()) write_whatif_record(folder, identity);
  const std::vector<EnsembleResult> results = simulation.run(configs, names);
  if (simulation.can_go_on()) return simulation.end();
  if (results.front().replicates.empty()) return Exit::failed;
  const Dataset data = simulation.write(results_of(whatif, results));
  const Exit code = simulation.end();  // before anything that may not get out

  if (!options.json) fmt::print("{}\n{}\n\n", simulation.path(), simulation.summary());
  std::fflush(stdout);  // the file is there, whatever becomes of the table
  print(data, options);
  return code;
}

}  // namespace

void add_whatif(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand(
      "whatif", "Simulate a scenario with and without changes, on the same random numbers");
  auto options = std::make_shared<Options>();
  options->scenario
      .add_to(*command,
              "what-if file, or a scenario with --change or --without, or results to show again")
      ->required(false);
  command
      ->add_option("--from", options->past,
                   "begin all where a run of `quell run --stop-at` stands, in the folder "
                   "<result>.checkpoint; what changes holds from then on")
      ->type_name("FILE");
  command
      ->add_option("--change", options->whatif.changes,
                   "a change to ask about: return.probability=0.5; repeatable, each by itself")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command
      ->add_option("--without", options->whatif.without,
                   "a table to leave out: policy.twitter, retaliation; repeatable, each by itself")
      ->type_name("TABLE")
      ->allow_extra_args(false);
  options->simulation.add_to(*command, "<what-if>.h5");
  options->simulation.add_checkpoints(*command, "the same command");
  command->add_flag("--all", options->all,
                    "every figure of every observable, not only the main ones that changed");
  command->add_flag("--json", options->json, "print JSON");
  command->footer(
      "Examples:\n"
      "  quell whatif scenarios/whatif/no-suspension.toml -o no-suspension.h5\n"
      "  quell whatif my.toml --change return.probability=0.5 --without policy.twitter\n"
      "  quell whatif --from my.h5.checkpoint --change policy.twitter.per_day=300\n"
      "  quell whatif no-suspension.h5 --all          # the table of an earlier run");
  command->callback([&chosen, options] {
    if (options->scenario.path.empty() && options->past.empty()) {
      throw CLI::RequiredError("scenario");
    }
    chosen = [options] {
      return is_hdf5(options->scenario.path) ? print_results(*options) : ask(*options);
    };
  });
}

}  // namespace quell
