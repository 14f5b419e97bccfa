// SPDX-License-Identifier: BSD-3-Clause
#include "studies/results.hpp"

#include <fmt/format.h>

#include "models/stage.hpp"
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

std::vector<Dimension> dimensions(const Config& config, const EnsembleResult& result) {
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
  if (!axes.policies.empty()) {
    all.push_back({.name = "policy",
                   .size = axes.policies.size(),
                   .unit = "",
                   .doc = "policy of the scenario",
                   .labels = axes.policies,
                   .positions = {}});
  }
  return all;
}

std::vector<Variable> variables(const EnsembleResult& result, bool has_policies) {
  std::vector<Variable> all;
  for (std::size_t row = 0; row < observables.size(); ++row) {
    const Observable& observable = observables[row];
    if (observable.shape == Shape::time_policy && !has_policies) continue;
    Variable variable{.name = std::string{observable.name},
                      .unit = std::string{observable.unit},
                      .doc = std::string{observable.doc},
                      .dimensions = dimensions_of(observable.shape),
                      .storage = observable.is_count ? Storage::count : Storage::real,
                      .values = {}};
    for (const Recording& recording : result.recordings) {
      variable.values.insert(variable.values.end(), recording.values[row].begin(),
                             recording.values[row].end());
    }
    all.push_back(std::move(variable));
  }
  return all;
}

}  // namespace

Dataset results_of(const Config& config, const EnsembleResult& result, const std::string& title,
                   const std::vector<std::string>& warnings) {
  const ParamValues& run = config.at("run");
  std::string joined;
  for (const std::string& warning : warnings) {
    if (!joined.empty()) joined += '\n';
    joined += warning;
  }
  Dataset data;
  data.attributes = fixed_attributes();
  data.attributes.insert(data.attributes.end(),
                         {{"title", title},
                          {"quell_version", std::string{version()}},
                          {"git_hash", std::string{git_hash()}},
                          {"seed", static_cast<std::int64_t>(run.real("seed"))},
                          {"rng", "Philox4x32-10"},
                          {"model", run.text("model")},
                          {"scale", run.real("scale")},
                          {"traffic", run.text("traffic")},
                          {"replicates_planned", static_cast<std::int64_t>(run.real("replicates"))},
                          {"wall_seconds", result.wall_seconds},
                          {"events", static_cast<std::int64_t>(result.events)},
                          {"warnings", joined},
                          {"start", date_text(run.real("start"))},
                          {"end", date_text(run.real("end"))}});
  if (config.graph != nullptr) {
    const ParamValues& graph = config.at("graph");
    data.attributes.insert(data.attributes.end(),
                           {{"graph_file", graph.text("file")},
                            {"graph_crc32", graph.text("crc32")},
                            {"graph_edges", static_cast<std::int64_t>(config.graph->edges())}});
  }
  data.dimensions = dimensions(config, result);
  data.variables = variables(result, !config.policies.empty());
  data.scenario = resolved_toml(config);
  return data;
}

}  // namespace quell
