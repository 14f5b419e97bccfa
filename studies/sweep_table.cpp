// SPDX-License-Identifier: BSD-3-Clause
#include "studies/sweep_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "models/observables.hpp"
#include "studies/figures.hpp"
#include "studies/results.hpp"
#include "studies/scorecard.hpp"

namespace quell {
namespace {

std::string_view name_of(Figure figure) {
  switch (figure) {
    case Figure::last_days:
      return "last_30_days";
    case Figure::end:
      return "end";
    case Figure::sum:
      break;
  }
  return "sum";
}

std::string_view doc_of(Figure figure) {
  switch (figure) {
    case Figure::last_days:
      return "mean over the last 30 days";
    case Figure::end:
      return "at the end";
    case Figure::sum:
      break;
  }
  return "sum over the run";
}

bool is_per_day(std::string_view unit) { return unit.ends_with("/d"); }

/// A rate that is summed over days is no rate any more.
std::string unit_of(std::string_view unit, Figure figure) {
  if (figure == Figure::sum && is_per_day(unit)) {
    unit.remove_suffix(std::string_view{"/d"}.size());
  }
  return std::string{unit};
}

/// What one run has recorded, as the data of a result file with one replicate.
Dataset data_of_run(const Config& config, Recording recording) {
  EnsembleResult result;
  result.replicates = {0};
  result.recordings.push_back(std::move(recording));
  return data_of(config, result, "", {});
}

}  // namespace

SweepTable::SweepTable(const Sweep& sweep) : sweep_(sweep) {
  const auto add = [this](Variable variable, std::size_t size) {
    variables_.push_back(std::move(variable));
    sizes_.push_back(size);
    values_per_run_ += size;
  };
  for (const std::string& name : sweep.figures) {
    const Observable& row = *find_observable(name);
    for (const Figure figure : figures_of(name, is_per_day(row.unit))) {
      add({.name = fmt::format("{}_{}", name, name_of(figure)),
           .unit = unit_of(row.unit, figure),
           .doc = fmt::format("{}: {}", row.doc, doc_of(figure)),
           .dimensions = {},
           .storage = Storage::real,
           .values = {}},
          1);
    }
  }
  for (const Target& target : sweep.targets) {
    add({.name = "target_" + target.id,
         .unit = target.unit,
         .doc = target.title,
         .dimensions = {},
         .storage = Storage::real,
         .values = {}},
        1);
  }
  const Dataset whole = data_of_run(sweep.scenario, blank_recording(sweep.scenario));
  for (const std::string& name : sweep.trajectories) {
    Variable variable = *whole.find_variable(name);
    variable.storage = Storage::real;  // a run that is missing has no number
    variable.dimensions.erase(variable.dimensions.begin());
    std::size_t size = 1;
    for (const std::string& dimension : variable.dimensions) {
      size *= whole.find_dimension(dimension)->size;
      const bool is_known =
          std::any_of(dimensions_.begin(), dimensions_.end(),
                      [&](const Dimension& known) { return known.name == dimension; });
      if (!is_known) dimensions_.push_back(*whole.find_dimension(dimension));
    }
    add(std::move(variable), size);
  }
}

std::vector<double> SweepTable::values_of(const Config& config, Recording recording) const {
  const Dataset data = data_of_run(config, std::move(recording));
  std::vector<double> values;
  values.reserve(values_per_run_);
  for (const std::string& name : sweep_.figures) {
    const Series series = series_of(data, name);
    for (const Figure figure : figures_of(name, series.is_per_day)) {
      values.push_back(figures(series, figure).front());
    }
  }
  for (const Score& scored : score(data, sweep_.targets)) {
    values.push_back(scored.is_covered() ? scored.draws.front() : undefined);
  }
  for (const std::string& name : sweep_.trajectories) {
    const std::vector<double>& whole = data.find_variable(name)->values;
    values.insert(values.end(), whole.begin(), whole.end());
  }
  return values;
}

}  // namespace quell
