// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "cli/child_process.hpp"
#include "cli/commands.hpp"
#include "cli/interrupts.hpp"
#include "cli/scenario_options.hpp"
#include "cli/scorecard_view.hpp"
#include "cli/variants_view.hpp"
#include "models/variant.hpp"
#include "output/errors.hpp"
#include "output/reader.hpp"
#include "output/writer.hpp"
#include "scenarios/suggest.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;
using Variants = std::vector<const VariantSpec*>;

struct Options {
  ScenarioOptions scenario;
  std::vector<std::string> models;
  std::string targets;
  std::string folder;
  unsigned jobs = 0;  ///< 0: all cores
  bool force = false;
  bool quiet = false;
  bool json = false;

  [[nodiscard]] std::string title() const { return fs::path{scenario.path}.stem().string(); }
};

/// A folder under the temporary one, removed with all that is in it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "quell-variants-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw OutputError(fmt::format(
          "cannot create a folder in {} ({}) let the variable TMPDIR name one that you may write "
          "to",
          fs::temp_directory_path().string(), std::generic_category().message(errno)));
    }
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] fs::path file_of(const VariantSpec& variant) const {
    return path_ / fmt::format("{}.h5", variant.name);
  }

 private:
  fs::path path_;
};

/// Where results are kept, every file open before the first run; or nothing.
class KeptFiles {
 public:
  KeptFiles(const Options& options, const Variants& variants) {
    if (options.folder.empty()) return;
    std::error_code error;
    fs::create_directories(options.folder, error);
    if (error || !fs::is_directory(options.folder)) {
      throw OutputError(
          fmt::format("cannot create the folder {} ({}) pass -o for one that you may write to",
                      options.folder, error ? error.message() : "it is no folder"));
    }
    for (const VariantSpec* variant : variants) {
      const fs::path path =
          fs::path{options.folder} / fmt::format("{}-{}.h5", options.title(), variant->name);
      paths_.push_back(fs::absolute(path).lexically_normal().string());
      files_.push_back(
          std::make_unique<OutputFile>(path, options.force ? Existing::replace : Existing::refuse));
    }
  }
  /// The path of the copy, or "" where nothing is kept. Throws OutputError.
  std::string keep(const fs::path& results, std::size_t variant) {
    if (files_.empty()) return "";
    files_[variant]->write([&](const fs::path& path) {
      std::error_code error;
      fs::copy_file(results, path, fs::copy_options::overwrite_existing, error);
      if (!error) return;
      throw OutputError(fmt::format("cannot write {} ({}) pass -o for a folder on another disk",
                                    paths_[variant], error.message()));
    });
    return paths_[variant];
  }

 private:
  std::vector<std::string> paths_;
  std::vector<std::unique_ptr<OutputFile>> files_;
};

[[noreturn]] void refuse(std::string place, std::string text) {
  throw ScenarioError({{.place = {.file = std::move(place)}, .text = std::move(text)}});
}

/// Throws ScenarioError with all names that are none.
Variants chosen_variants(const std::vector<std::string>& chosen) {
  std::vector<std::string_view> names;
  Variants variants;
  for (const VariantSpec* variant : all_variants()) {
    names.push_back(variant->name);
    if (chosen.empty() && !variant->has_own_scenarios) variants.push_back(variant);
  }
  Report report;
  for (const std::string& name : chosen) {
    const VariantSpec* variant = find_variant(name);
    if (variant == nullptr) {
      report.error({.file = "--models"},
                   fmt::format("no model is named '{}' (there are: {}).{}", name, listed(names),
                               did_you_mean(name, names)));
    } else if (std::find(variants.begin(), variants.end(), variant) != variants.end()) {
      report.error({.file = "--models"}, fmt::format("'{}' stands there twice", name));
    } else {
      variants.push_back(variant);
    }
  }
  report.throw_if_errors();
  return variants;
}

/// What the variants would all refuse is told once. Returns the warnings. The scenario is dropped
/// again: what this process holds would count as memory of the others.
Lines check_scenario(const Options& options, const std::vector<Target>& targets) {
  const std::string& path = options.scenario.path;
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_regular_file(path, error)) {
    refuse(path, "it is no plain file (every variant reads it again) give the path of one");
  }
  for (const Override& change : options.scenario.overrides()) {
    if (change.key == "run.model") {
      refuse("--set run.model", "the model is what differs here; choose some with --models");
    }
  }
  const Scenario scenario = options.scenario.read(options.quiet);
  check_targets(targets, scenario.config);
  return texts_of(scenario.warnings);
}

Lines words_of(const Options& options, const VariantSpec& variant, const fs::path& results) {
  const ScenarioOptions& scenario = options.scenario;
  Lines words{"/proc/self/exe", "run"};
  const auto add = [&words](const std::string& option, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {option, value});
  };
  for (const std::string& change : scenario.changes) add("--set", change);
  add("--set", fmt::format("run.model={}", variant.name));
  add("--replicates", variant.is_random ? scenario.replicates : "1");
  add("--seed", scenario.seed);
  add("--scale", scenario.scale);
  add("--targets", options.targets);
  if (options.jobs > 0) add("--jobs", std::to_string(options.jobs));
  if (options.quiet) words.emplace_back("--quiet");
  add("--output", results.string());
  words.insert(words.end(), {"--", scenario.path});
  return words;
}

/// Passes on what a variant says on standard error, and keeps its first error.
class Listener {
 public:
  Listener(std::string title, std::string_view model, const Lines& told)
      : title_(std::move(title)), model_(model), told_(told) {}

  void hear(const std::string& line) {
    if (std::find(told_.begin(), told_.end(), line) != told_.end()) return;
    constexpr std::string_view sign = "error: ";
    const std::size_t at = line.find(sign);
    if (at != std::string::npos && error_.empty()) error_ = line.substr(at + sign.size());
    const std::string progress = title_ + ": ";
    const bool is_progress = line.starts_with(progress) && line.find(" % (") != std::string::npos;
    const std::string shown =
        is_progress ? fmt::format("{}, {}: {}", title_, model_, line.substr(progress.size()))
                    : line;
    std::fputs((shown + "\n").c_str(), stderr);
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  std::string title_;
  std::string model_;
  const Lines& told_;  ///< before
  std::string error_;
};

/// What asks a run for an early end, once this process was asked. It may have had the same signal
/// as this process, and a second one would end it at once (Interrupts): so one that this process
/// has not had, whose handler is still there.
int stop_signal() {
  if (!is_interrupted()) return 0;
  for (const int signal : {SIGUSR1, SIGTERM}) {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    if (now.sa_handler != SIG_DFL) return signal;
  }
  return SIGINT;
}

std::string reason_of(const ProcessEnd& end, const std::string& error) {
  if (end.signal != 0) {
    return fmt::format("signal {} ended it ({})", end.signal, ::strsignal(end.signal));
  }
  return error.empty() ? fmt::format("it ended with exit code {}", end.exit_code) : error;
}

VariantRun run_variant(const Options& options, const VariantSpec& variant, const fs::path& results,
                       const Lines& told) {
  Listener listener{options.title(), variant.name, told};
  const ProcessEnd end = run_process(
      words_of(options, variant, results), [&](const std::string& line) { listener.hear(line); },
      stop_signal);
  VariantRun run{.model = std::string{variant.name},
                 .cpu_seconds = end.cpu_seconds,
                 .peak_bytes = end.peak_bytes};
  if (end.signal == 0 && end.exit_code == static_cast<int>(Exit::done)) {
    run.end = VariantEnd::done;
    return run;
  }
  const bool is_refused = end.signal == 0 && end.exit_code == static_cast<int>(Exit::usage);
  run.end = is_refused            ? VariantEnd::refused
            : fs::exists(results) ? VariantEnd::partial
                                  : VariantEnd::failed;
  run.reason = reason_of(end, listener.error());
  return run;
}

/// A failure is that of the variant.
void read_results(VariantRun& run, const fs::path& results, const std::vector<Target>& targets) {
  if (!fs::exists(results)) return;
  try {
    const Dataset data = read_dataset(results);
    run.scores = score(data, targets);
    run.replicates = data.find_dimension("replicate")->size;
    run.events = static_cast<double>(std::get<std::int64_t>(*data.find_attribute("events")));
  } catch (const std::exception& error) {
    run.end = VariantEnd::failed;
    run.reason = error.what();
  }
}

std::vector<VariantRun> run_variants(const Options& options, const Variants& variants,
                                     const std::vector<Target>& targets, const Lines& told) {
  KeptFiles kept{options, variants};
  const ScratchFolder scratch;
  std::vector<VariantRun> runs;
  for (std::size_t k = 0; k < variants.size(); ++k) {
    const VariantSpec& variant = *variants[k];
    if (is_interrupted()) {
      runs.push_back({.model = std::string{variant.name}, .reason = "interrupted"});
      continue;
    }
    const fs::path results = scratch.file_of(variant);
    runs.push_back(run_variant(options, variant, results, told));
    if (!fs::exists(results)) continue;
    try {
      runs.back().file = kept.keep(results, k);
    } catch (const OutputError& error) {
      fmt::print(stderr, "quell: error: {}\n", error.what());
      runs.back().end = VariantEnd::failed;
      runs.back().reason = error.what();
    }
  }
  // Only now: results held here would count as memory of the processes that follow.
  for (std::size_t k = 0; k < variants.size(); ++k) {
    read_results(runs[k], scratch.file_of(*variants[k]), targets);
  }
  return runs;
}

Exit compare_variants(const Options& options) {
  const Variants variants = chosen_variants(options.models);
  const std::vector<Target> targets =
      options.targets.empty() ? builtin_targets() : read_targets(options.targets);
  const Lines told = check_scenario(options, targets);
  const Interrupts interrupts;
  const std::vector<VariantRun> runs = run_variants(options, variants, targets, told);
  fmt::print("{}", options.json ? variants_json(options.title(), runs)
                                : variants_text(runs, style_for_stdout()));
  const bool is_done = std::all_of(
      runs.begin(), runs.end(), [](const VariantRun& run) { return run.end == VariantEnd::done; });
  return is_done ? Exit::done : Exit::failed;
}

}  // namespace

void add_variants(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand(
      "variants", "Simulate a scenario in several variants of the model, and compare them");
  auto options = std::make_shared<Options>();
  options->scenario.add_to(*command);
  command
      ->add_option("--models", options->models,
                   "which variants: network,mean_field (default: all that take the same scenarios)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("MODELS");
  command->add_option("--targets", options->targets, "targets file (default: decline-2016)")
      ->type_name("FILE");
  command
      ->add_option("-o,--output", options->folder,
                   "folder for the results, <scenario>-<model>.h5 (default: they are not kept)")
      ->type_name("DIR");
  command->add_option("--jobs", options->jobs, "threads (default: all cores)")
      ->check(CLI::Range(1U, 4096U))
      ->type_name("N");
  command->add_flag("--force", options->force, "replace existing result files");
  command->add_flag("-q,--quiet", options->quiet, "no progress and no warnings");
  command->add_flag("--json", options->json, "print JSON");
  command->footer(
      "Examples:\n"
      "  quell variants scenarios/baseline.toml --models network,mean_field --scale 0.01");
  command->callback(
      [&chosen, options] { chosen = [options] { return compare_variants(*options); }; });
}

}  // namespace quell
