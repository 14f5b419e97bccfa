// SPDX-License-Identifier: BSD-3-Clause
#include "studies/sweep_layout.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "output/schema.hpp"
#include "scenarios/dates.hpp"
#include "sim/version.hpp"

namespace quell {
namespace {

std::string_view name_of(Design design) {
  switch (design) {
    case Design::grid:
      return "grid";
    case Design::list:
      return "list";
    case Design::latin_hypercube:
      return "latin_hypercube";
    case Design::sobol:
      break;
  }
  return "sobol";
}

Variable coordinate_of(const Factor& factor) {
  const bool is_date = factor.param.kind == ParamKind::date && factor.is_number();
  return {.name = factor.key,
          .unit = is_date ? "days since 1970-01-01" : std::string{factor.param.unit},
          .doc = std::string{factor.param.doc},
          .dimensions = {"point"},
          .storage = factor.is_number() ? Storage::real : Storage::text,
          .values = {},
          .is_coordinate = true,
          .is_blockwise = true};
}

}  // namespace

Attributes sweep_attributes(const Sweep& sweep, const PointRange& points,
                            const MergeOutcome& outcome, const std::string& failures) {
  const ParamValues& run = sweep.scenario.at("run");
  const auto whole = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
  auto all = fixed_attributes(sweep_schema);
  all.insert(all.end(), {{"title", sweep.title},
                         {"quell_version", std::string{version()}},
                         {"git_hash", std::string{git_hash()}},
                         {"sweep_id", sweep.identity()},
                         {"design", std::string{name_of(sweep.design)}},
                         {"random_numbers", sweep.has_common_numbers ? "common" : "independent"},
                         {"seed", static_cast<std::int64_t>(run.real("seed"))},
                         {"rng", "Philox4x32-10"},
                         {"model", run.text("model")},
                         {"scale", run.real("scale")},
                         {"traffic", run.text("traffic")},
                         {"start", date_text(run.real("start"))},
                         {"end", date_text(run.real("end"))},
                         {"first_point", whole(points.first)},
                         {"runs", whole(points.count * sweep.replicates)},
                         {"runs_done", whole(outcome.done)},
                         {"runs_failed", whole(outcome.failed)},
                         {"failures", failures}});
  return all;
}

Dataset sweep_layout(const Sweep& sweep, const SweepTable& table, const PointRange& points) {
  Dataset data;
  std::vector<double> replicates(sweep.replicates);
  for (std::size_t k = 0; k < replicates.size(); ++k) replicates[k] = static_cast<double>(k);
  data.dimensions.push_back({.name = "point",
                             .size = points.count,
                             .unit = "",
                             .doc = "point of the sweep, from `first_point` on",
                             .labels = {},
                             .positions = {}});
  data.dimensions.push_back({.name = "replicate",
                             .size = replicates.size(),
                             .unit = "1",
                             .doc = "number of the replicate",
                             .labels = {},
                             .positions = std::move(replicates)});
  for (const Dimension& dimension : table.dimensions()) data.dimensions.push_back(dimension);
  for (const Factor& factor : sweep.factors) data.variables.push_back(coordinate_of(factor));
  data.variables.push_back({.name = "done",
                            .unit = "1",
                            .doc = "1 for a run that gave values, else 0",
                            .dimensions = {"point", "replicate"},
                            .storage = Storage::count,
                            .values = {},
                            .is_blockwise = true});
  for (Variable variable : table.variables()) {
    variable.dimensions.insert(variable.dimensions.begin(), {"point", "replicate"});
    variable.values.clear();
    variable.is_blockwise = true;
    data.variables.push_back(std::move(variable));
  }
  data.scenario = resolved_toml(sweep.scenario);
  data.sweep = sweep.text;
  return data;
}

void fill_factors(const Sweep& sweep, std::uint64_t first, BlockFile::Extent points,
                  BlockFile& file) {
  for (std::size_t factor = 0; factor < sweep.factors.size(); ++factor) {
    std::vector<double> numbers;
    std::vector<std::string> texts;
    for (std::uint64_t k = 0; k < points.count; ++k) {
      Level level = sweep.level(first + points.first + k, factor);
      numbers.push_back(level.number);
      texts.push_back(std::move(level.shown));
    }
    if (sweep.factors[factor].is_number()) {
      file.write(factor, {&points, 1}, numbers);
    } else {
      file.write(factor, points, texts);
    }
  }
}

}  // namespace quell
