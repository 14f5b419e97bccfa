// SPDX-License-Identifier: BSD-3-Clause
#include "studies/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include "models/stage.hpp"
#include "models/variant.hpp"
#include "output/schema.hpp"
#include "scenarios/dates.hpp"
#include "scenarios/scenario.hpp"
#include "sim/version.hpp"

namespace quell {
namespace {

std::vector<std::string> dimensions_of(Shape shape) {
  switch (shape) {
    case Shape::time:
      return {"replicate", "time"};
    case Shape::time_segment:
      return {"replicate", "time", "segment"};
    case Shape::time_segment_stage:
      return {"replicate", "time", "segment", "stage"};
    case Shape::time_policy:
      return {"replicate", "time", "policy"};
    case Shape::generation:
      return {"replicate", "generation"};
    case Shape::cohort_age:
      break;
  }
  return {"replicate", "cohort", "age"};
}

std::vector<double> numbers(std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t k = 0; k < count; ++k) values[k] = static_cast<double>(k);
  return values;
}

std::vector<Dimension> dimensions(const Config& config, const EnsembleResult& result,
                                  const std::vector<std::string>& policies) {
  const Axes axes = axes_of(config);
  const std::vector<double>& times = result.recordings.front().times;
  const std::vector<std::string> stages(stage_names.begin(), stage_names.end());
  std::vector<double> replicates(result.replicates.begin(), result.replicates.end());
  std::vector<Dimension> all{
      {.name = "replicate",
       .size = replicates.size(),
       .unit = "1",
       .doc = "number of the replicate, which keys its random streams",
       .labels = {},
       .positions = std::move(replicates)},
      {.name = "time",
       .size = times.size(),
       .unit = "days since " + date_text(config.start_day()),
       .doc = "end of the observation interval",
       .labels = {},
       .positions = times},
      {.name = "segment",
       .size = axes.segments.size(),
       .unit = "",
       .doc = "region and language of persons",
       .labels = axes.segments,
       .positions = {}},
      {.name = "stage",
       .size = stages.size(),
       .unit = "",
       .doc = "rung of the recruitment ladder",
       .labels = stages,
       .positions = {}},
      {.name = "generation",
       .size = generation_count,
       .unit = "1",
       .doc = "earlier suspensions of the person",
       .labels = {},
       .positions = numbers(generation_count)},
      {.name = "cohort",
       .size = axes.cohorts,
       .unit = "1",
       .doc = "month of opening, in 30.4375 days from the start",
       .labels = {},
       .positions = numbers(axes.cohorts)},
      {.name = "age",
       .size = age_count,
       .unit = "d",
       .doc = "whole days since the account was opened; the last holds all older ones",
       .labels = {},
       .positions = numbers(age_count)}};
  if (!policies.empty()) {
    all.push_back({.name = "policy",
                   .size = policies.size(),
                   .unit = "",
                   .doc = "policy of the scenario",
                   .labels = policies,
                   .positions = {}});
  }
  return all;
}

/// Rows over the policies of one scenario as rows over all of `policies`.
std::vector<double> spread(const Recording& recording, const std::vector<double>& values,
                           const std::vector<std::string>& own,
                           const std::vector<std::string>& policies) {
  if (own == policies) return values;
  const std::size_t rows = recording.times.size();
  std::vector<double> all(rows * policies.size(), 0.0);
  for (std::size_t k = 0; k < own.size(); ++k) {
    const auto at = static_cast<std::size_t>(std::find(policies.begin(), policies.end(), own[k]) -
                                             policies.begin());
    for (std::size_t row = 0; row < rows; ++row) {
      all[row * policies.size() + at] = values[row * own.size() + k];
    }
  }
  return all;
}

/// One scenario after the other.
std::vector<Variable> variables(std::span<const Config* const> configs,
                                std::span<const EnsembleResult> results,
                                const std::vector<std::string>& policies) {
  std::vector<Variable> all;
  for (std::size_t row = 0; row < observables.size(); ++row) {
    const Observable& observable = observables[row];
    const bool is_by_policy = observable.shape == Shape::time_policy;
    if (is_by_policy && policies.empty()) continue;
    const auto has_it = [&](const Config* config) { return is_observed(observable, *config); };
    if (std::none_of(configs.begin(), configs.end(), has_it)) continue;
    const auto is_whole = [](const Config* config) { return variant_of(*config).counts_are_whole; };
    const bool is_count =
        observable.is_count && std::all_of(configs.begin(), configs.end(), is_whole);
    Variable variable{.name = std::string{observable.name},
                      .unit = std::string{observable.unit},
                      .doc = std::string{observable.doc},
                      .dimensions = dimensions_of(observable.shape),
                      .storage = is_count ? Storage::count : Storage::real,
                      .values = {}};
    for (std::size_t k = 0; k < configs.size(); ++k) {
      const std::vector<std::string> own = axes_of(*configs[k]).policies;
      for (const Recording& recording : results[k].recordings) {
        const std::vector<double> values =
            is_by_policy ? spread(recording, recording.values[row], own, policies)
                         : recording.values[row];
        variable.values.insert(variable.values.end(), values.begin(), values.end());
      }
    }
    all.push_back(std::move(variable));
  }
  return all;
}

std::vector<std::pair<std::string, Attribute>> attributes(
    const Config& config, std::span<const EnsembleResult> results, const std::string& title,
    const std::vector<std::string>& warnings) {
  std::string joined;
  for (const std::string& warning : warnings) {
    if (!joined.empty()) joined += '\n';
    joined += warning;
  }
  const ParamValues& run = config.at("run");
  std::uint64_t events = 0;
  for (const EnsembleResult& result : results) events += result.events;
  auto all = fixed_attributes();
  all.insert(all.end(), {{"title", title},
                         {"quell_version", std::string{version()}},
                         {"git_hash", std::string{git_hash()}},
                         {"seed", static_cast<std::int64_t>(run.real("seed"))},
                         {"rng", "Philox4x32-10"},
                         {"model", run.text("model")},
                         {"scale", run.real("scale")},
                         {"traffic", run.text("traffic")},
                         {"replicates_planned", static_cast<std::int64_t>(run.real("replicates"))},
                         {"wall_seconds", results.front().wall_seconds},
                         {"events", static_cast<std::int64_t>(events)},
                         {"warnings", joined},
                         {"start", date_text(run.real("start"))},
                         {"end", date_text(run.real("end"))}});
  if (config.graph != nullptr) {
    const ParamValues& graph = config.at("graph");
    all.insert(all.end(), {{"graph_file", graph.text("file")},
                           {"graph_crc32", graph.text("crc32")},
                           {"graph_edges", static_cast<std::int64_t>(config.graph->edges())}});
  }
  return all;
}

std::string sum_doc(Shape shape) {
  if (shape == Shape::time_segment) return "; the sum over segments";
  return shape == Shape::time_policy ? "; the sum over policies" : "";
}

}  // namespace

bool is_live(const Observable& observable, const Config& config) {
  switch (observable.shape) {
    case Shape::time:
    case Shape::time_segment:
      return is_observed(observable, config);
    case Shape::time_policy:
      return is_observed(observable, config) && !axes_of(config).policies.empty();
    default:  // of persons of all stages the sum never changes; the others are not over time
      return false;
  }
}

Dataset data_of(const Config& config, const EnsembleResult& result, const std::string& title,
                const std::vector<std::string>& warnings) {
  const std::vector<std::string> policies = axes_of(config).policies;
  const std::array configs{&config};
  Dataset data;
  data.attributes = attributes(config, {&result, 1}, title, warnings);
  data.dimensions = dimensions(config, result, policies);
  data.variables = variables(configs, {&result, 1}, policies);
  return data;
}

Dataset results_of(const Config& config, const EnsembleResult& result, const std::string& title,
                   const std::vector<std::string>& warnings) {
  Dataset data = data_of(config, result, title, warnings);
  data.scenario = resolved_toml(config);
  return data;
}

Dataset results_of(const WhatIf& whatif, const std::vector<EnsembleResult>& results) {
  const Config& baseline = whatif.arms.front().config;
  std::vector<const Config*> configs;
  std::vector<std::string> names;
  std::vector<std::string> policies;
  for (const Arm& arm : whatif.arms) {
    configs.push_back(&arm.config);
    names.push_back(arm.name);
    for (const std::string& policy : axes_of(arm.config).policies) {
      if (std::find(policies.begin(), policies.end(), policy) == policies.end()) {
        policies.push_back(policy);
      }
    }
  }
  Dataset data;
  data.attributes = attributes(baseline, results, whatif.title, texts_of(whatif.warnings));
  data.dimensions = dimensions(baseline, results.front(), policies);
  data.dimensions.insert(data.dimensions.begin(),
                         {.name = "change",
                          .size = names.size(),
                          .unit = "",
                          .doc = "the scenario as it is, then with each change",
                          .labels = names,
                          .positions = {}});
  data.variables = variables(configs, results, policies);
  for (Variable& variable : data.variables) {
    variable.dimensions.insert(variable.dimensions.begin(), "change");
  }
  data.scenario = resolved_toml(baseline);
  data.whatif = whatif.text;
  return data;
}

void note_past(Dataset& data, const SavedPast& past, const std::string& changes) {
  const Config& scenario = past.scenario();
  data.attributes.emplace_back("forked_at", date_text(scenario.start_day() + past.time().days));
  data.past = resolved_toml(scenario) + changes;
}

Recording blank_recording(const Config& config) {
  const double days = config.duration().days;
  const double cadence = config.at("run").real("cadence");
  Recording recording;
  recording.values.resize(observables.size());
  recording.times.push_back(0.0);
  for (double interval = 1.0; recording.times.back() < days; ++interval) {
    recording.times.push_back(std::min(days, interval * cadence));
  }
  return recording;
}

Dataset live_layout(const Config& config, const std::string& title) {
  EnsembleResult planned;
  planned.recordings.push_back(blank_recording(config));
  planned.replicates.resize(static_cast<std::size_t>(config.at("run").real("replicates")));
  std::iota(planned.replicates.begin(), planned.replicates.end(), 0U);
  Dataset data;
  for (auto& [name, value] : attributes(config, {&planned, 1}, title, {})) {
    if (name == "wall_seconds" || name == "events") continue;
    data.attributes.emplace_back(
        name, name == "filetype" ? Attribute{std::string{live_filetype}} : value);
  }
  for (Dimension& dimension : dimensions(config, planned, {})) {
    if (dimension.name == "replicate" || dimension.name == "time") {
      data.dimensions.push_back(std::move(dimension));
    }
  }
  for (const Observable& observable : observables) {
    if (!is_live(observable, config)) continue;
    data.variables.push_back({.name = std::string{observable.name},
                              .unit = std::string{observable.unit},
                              .doc = std::string{observable.doc} + sum_doc(observable.shape),
                              .dimensions = {"replicate", "time"},
                              .values = {},
                              .is_blockwise = true,
                              .is_growing = true});
  }
  data.scenario = resolved_toml(config);
  return data;
}

}  // namespace quell
