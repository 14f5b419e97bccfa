// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/samples.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <span>
#include <stdexcept>

#include "cli/report/chapters.hpp"
#include "cli/scorecard_view.hpp"
#include "cli/whatif_view.hpp"
#include "models/model.hpp"
#include "models/observables.hpp"
#include "models/registry.hpp"
#include "output/block_file.hpp"
#include "output/encode.hpp"
#include "output/live_file.hpp"
#include "output/run_log.hpp"
#include "output/schema.hpp"
#include "output/seal.hpp"
#include "output/state_file.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/whatif.hpp"
#include "studies/ensemble.hpp"
#include "studies/export.hpp"
#include "studies/results.hpp"
#include "studies/scorecard.hpp"
#include "studies/whatif.hpp"
#include "tests/fuzz/target.hpp"

namespace quell::fuzz {
namespace {

namespace fs = std::filesystem;

struct NoMonitor final : EnsembleMonitor {
  void advanced(std::uint32_t /*index*/, Duration /*step*/,
                std::uint64_t /*events*/) noexcept override {}
  [[nodiscard]] bool should_stop() const noexcept override { return false; }
};

/// One variable of each kind of axes is enough.
Dataset small(Dataset data) {
  constexpr std::array kept{"traffic",
                            "persons",
                            "policy_actions",
                            "endings_by_age",
                            "recruits",
                            "withdrawals_by_age",
                            "impressions_susceptible",
                            "followers_by_generation"};
  std::erase_if(data.variables, [&](const Variable& variable) {
    return std::find(kept.begin(), kept.end(), variable.name) == kept.end();
  });
  for (auto& [name, value] : data.attributes) {
    if (name == "wall_seconds") value = 0.5;  // the rest is the same every time
  }
  return data;
}

Dataset make_run() {
  const Config config = read_scenario_text(std::string{state_scenario_text}, "sample").config;
  NoMonitor monitor;
  return small(results_of(config, run_ensemble(config, 1, monitor), "sample", {"a warning"}));
}

Dataset make_whatif() {
  const MemoryFile scenario(scenario_number);
  const MemoryFile file(input_number);
  scenario.write(state_scenario_text);
  file.write("scenario = \"" + scenario.path() + "\"\n[change.no_return]\nremove = [\"return\"]\n");
  const WhatIf whatif = read_whatif(file.path());
  std::vector<Config> configs;
  for (const Arm& arm : whatif.arms) configs.push_back(arm.config);
  NoMonitor monitor;
  return small(results_of(whatif, run_ensembles(configs, 1, monitor)));
}

Variable made(std::string name, std::vector<std::string> axes, std::vector<double> values) {
  return {.name = std::move(name),
          .unit = "1",
          .doc = "made up",
          .dimensions = std::move(axes),
          .storage = Storage::real,
          .values = std::move(values)};
}

Dataset make_sweep() {
  Dataset data;
  for (const SchemaRow& row : sweep_schema) {
    if (row.role != Role::attribute) continue;
    Attribute value = std::string{row.fixed.empty() ? "sample" : row.fixed};
    if (row.content == Content::real) value = 0.5;
    if (row.content == Content::integer) value = std::int64_t{6};
    data.attributes.emplace_back(row.name(), value);
  }
  data.dimensions = {{.name = "point",
                      .size = 3,
                      .unit = "1",
                      .doc = "point",
                      .labels = {},
                      .positions = {0, 1, 2}},
                     {.name = "replicate",
                      .size = 2,
                      .unit = "1",
                      .doc = "replicate",
                      .labels = {},
                      .positions = {0, 1}}};
  data.variables = {made("return.probability", {"point"}, {0.1, 0.2, 0.3}),
                    made("following.gain", {"point"}, {1, 2, 1}),
                    made("done", {"point", "replicate"}, {1, 1, 1, 1, 1, 0}),
                    made("traffic_end", {"point", "replicate"}, {5, 6, 7, 8, 9, undefined})};
  data.scenario = run_sample().scenario;
  data.sweep = "scenario = \"scenario.toml\"\n[vary]\nreturn.probability = [0.1, 0.2, 0.3]\n";
  return data;
}

report::Chapter chapter_of(const Dataset& data, const std::vector<Target>& targets) {
  if (data.find_dimension("point") != nullptr) return sweep_chapter(data);
  return data.find_dimension("change") != nullptr ? whatif_chapter(data, targets)
                                                  : run_chapter(data, targets);
}

void export_all(const Dataset& data) {
  for (const TableForm form : {TableForm::wide, TableForm::tidy})
    write_csv(data, form, exportable(data, form), [](std::string_view) {});
}

/// Runs that the data cannot be compared with are told by std::invalid_argument.
void allow_refusal(const auto& action) {
  try {
    action();
  } catch (const std::invalid_argument&) {
  }
}

void put(const fs::path& path, std::span<const std::byte> bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

/// As of an older version: a changed byte is told by what reads it, not by the checksum.
std::vector<std::byte> without_seal(std::vector<std::byte> bytes) {
  std::vector<std::byte> nothing;
  seal(nothing);
  bytes.resize(bytes.size() - nothing.size());
  return bytes;
}

void write_state_seed(const fs::path& folder) {
  fs::create_directories(folder);
  const Config config = read_scenario_text(std::string{state_scenario_text}, "state").config;
  const std::unique_ptr<Model> model = make_model(config, 0);
  model->advance();
  write_state(folder / "day-1.state", {.identity = "seed", .index = 0, .days = 1.0},
              [&](BlockVisitor& visitor) { model->visit_blocks(visitor); });
}

void write_log_seed(const fs::path& folder) {
  fs::create_directories(folder);
  for (const fs::path& old : run_logs_in(folder)) fs::remove(old);
  RunLog log(folder, {.sweep = "seed", .values_per_run = 3});
  log.append({.run = 0, .cpu_seconds = 0.5, .failure = {}, .values = {1, 2, 3}});
  log.append({.run = 1, .cpu_seconds = 0.5, .failure = "no reason", .values = {}});
  log.append({.run = 2, .cpu_seconds = 0.5, .failure = {}, .values = {4, 5, 6}});
}

/// A run under way, of which nothing is observed yet.
void write_live_seed(const fs::path& path) {
  const Config config = read_scenario_text(std::string{state_scenario_text}, "live").config;
  fs::path place = path;
  place += ".live";
  const LiveFile live(place, small(live_layout(config, "sample")));
  fs::copy_file(place, path, fs::copy_options::overwrite_existing);
}

/// Words of scenarios, as a dictionary of libFuzzer.
void write_words(const fs::path& path) {
  std::set<std::string_view> words{"name", "kind", "[[", "2014-07-01", "change", "vary", "target"};
  const auto take = [&words](std::string_view name, std::span<const Param> params) {
    words.insert(name);
    for (const Param& param : params) {
      words.insert(param.key);
      for (std::string_view rest = param.choices; !rest.empty();) {
        const std::size_t end = std::min(rest.find('|'), rest.size());
        words.insert(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
  };
  for (const SectionSpec* section : all_sections()) take(section->name, section->params);
  for (const PolicySpec* policy : all_policies()) take(policy->name, policy->params);
  take("target", target_params());
  for (const Observable& observable : observables) words.insert(observable.name);
  std::ofstream file(path);
  for (const std::string_view word : words) file << '"' << word << "\"\n";
}

}  // namespace

const Dataset& run_sample() {
  static const Dataset data = make_run();
  return data;
}

const Dataset& whatif_sample() {
  static const Dataset data = make_whatif();
  return data;
}

const Dataset& sweep_sample() {
  static const Dataset data = make_sweep();
  return data;
}

void look_at(const Dataset& data) {
  static const std::vector<Target> targets = builtin_targets();
  const bool is_sweep = data.find_dimension("point") != nullptr;
  const bool is_whatif = data.find_dimension("change") != nullptr;
  allow_refusal([&] {
    report::Page page{.title = "fuzz", .made_by = "fuzz", .chapters = {}};
    page.chapters.push_back(chapter_of(data, targets));
    (void)report::html_of(page);
  });
  export_all(data);
  if (is_sweep) return;
  allow_refusal([&] {
    const std::vector<Score> scores = score(is_whatif ? arm_of(data, 0) : data, targets);
    (void)scorecard_text(scores, {});
    (void)scorecard_json(scores);
  });
  if (!is_whatif) return;
  allow_refusal([&] {
    const std::vector<ChangeEffects> effects = effects_of(data);
    (void)whatif_text(data, effects, Rows::all, {});
    (void)whatif_json(data, effects);
  });
}

void write_seeds(const fs::path& folder) {
  fs::create_directories(folder);
  write_words(folder / "words.dict");
  put(folder / "results/sealed.h5", encode(run_sample()));
  put(folder / "results/run.h5", without_seal(encode(run_sample())));
  put(folder / "results/whatif.h5", without_seal(encode(whatif_sample())));
  const fs::path sweep = folder / "results/sweep.h5";
  BlockFile(sweep, sweep_sample(), sweep_schema).close();
  std::vector<std::byte> nothing;
  seal(nothing);
  fs::resize_file(sweep, fs::file_size(sweep) - nothing.size());
  write_live_seed(folder / "results/live.h5");
  write_state_seed(folder / "state");
  write_log_seed(folder / "run_log");
}

}  // namespace quell::fuzz
