// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "cli/report/chapters.hpp"
#include "cli/report/parts.hpp"
#include "cli/scorecard_view.hpp"
#include "output/report/drawings.hpp"

namespace quell {
namespace {

constexpr std::size_t most_groups = 24;  ///< values of a parameter that are told apart in a chart

/// What was varied: a number per point. Texts count through what they are, in order of appearance.
struct Factor {
  std::string name;
  std::string unit;
  std::vector<double> values;
  std::vector<std::string> texts;  ///< of the values 1, 2, ...; empty for a number
};

/// What came out: the mean over replicates at each point, NaN where none was done.
struct Response {
  const Variable* variable;
  std::vector<double> means;
};

Factor factor_of(const Variable& variable) {
  Factor factor{variable.name, variable.unit, variable.values, {}};
  for (const std::string& text : variable.texts) {
    auto at = std::find(factor.texts.begin(), factor.texts.end(), text);
    if (at == factor.texts.end()) at = factor.texts.insert(at, text);
    factor.values.push_back(static_cast<double>(at - factor.texts.begin() + 1));
  }
  return factor;
}

std::vector<Factor> factors_in(const Dataset& data) {
  std::vector<Factor> factors;
  for (const Variable& variable : data.variables) {
    if (variable.dimensions == std::vector<std::string>{"point"}) {
      factors.push_back(factor_of(variable));
    }
  }
  return factors;
}

std::vector<Response> responses_in(const Dataset& data) {
  const std::size_t replicates = data.find_dimension("replicate")->size;
  std::vector<Response> responses;
  for (const Variable& variable : data.variables) {
    const bool is_figure = variable.dimensions == std::vector<std::string>{"point", "replicate"};
    if (!is_figure || variable.storage == Storage::text || variable.name == "done") continue;
    Response response{&variable, {}};
    for (std::size_t at = 0; at < variable.values.size(); at += replicates) {
      double sum = 0.0;
      std::size_t n = 0;
      for (std::size_t k = at; k < at + replicates; ++k) {
        if (!std::isfinite(variable.values[k])) continue;
        sum += variable.values[k];
        ++n;
      }
      response.means.push_back(n == 0 ? undefined : sum / static_cast<double>(n));
    }
    responses.push_back(std::move(response));
  }
  return responses;
}

/// Whether any two points differ in it.
bool is_varied(const Response& response) {
  const auto is_defined = [](double mean) { return std::isfinite(mean); };
  const auto first = std::find_if(response.means.begin(), response.means.end(), is_defined);
  return std::any_of(first, response.means.end(),
                     [&](double mean) { return is_defined(mean) && mean != *first; });
}

/// Takes out what is the same at all points, and says so.
report::Prose take_constants(std::vector<Response>& responses) {
  std::string names;
  for (const Response& response : responses) {
    if (!is_varied(response)) names += (names.empty() ? "" : ", ") + response.variable->name;
  }
  std::erase_if(responses, [](const Response& response) { return !is_varied(response); });
  return {names.empty() ? "Everything that was kept differs between points."
                        : "The same at all points, or not known at any: " + names + ".",
          report::Prose::Role::note};
}

/// Means of points whose parameter is the same, or, where it takes many values, is close.
std::map<double, std::vector<double>> grouped(const Factor& factor, const Response& response) {
  std::map<double, std::vector<double>> by_value;
  for (std::size_t k = 0; k < factor.values.size(); ++k) {
    if (std::isfinite(response.means[k])) by_value[factor.values[k]].push_back(response.means[k]);
  }
  if (by_value.size() <= most_groups) return by_value;
  std::vector<std::size_t> order;
  for (std::size_t k = 0; k < factor.values.size(); ++k) {
    if (std::isfinite(response.means[k])) order.push_back(k);
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return factor.values[a] < factor.values[b]; });
  std::map<double, std::vector<double>> by_group;
  const std::size_t groups = most_groups / 2;
  for (std::size_t g = 0; g < groups; ++g) {
    std::vector<double> means;
    double sum = 0.0;
    for (std::size_t k = g * order.size() / groups; k < (g + 1) * order.size() / groups; ++k) {
      sum += factor.values[order[k]];
      means.push_back(response.means[order[k]]);
    }
    by_group[sum / static_cast<double>(means.size())] = std::move(means);
  }
  return by_group;
}

/// The axis of a factor is named by its number: several responses may leave out different points.
struct Curve {
  report::Axis axis;
  report::Chart chart;
};

Curve curve_of(const Factor& factor, const Response& response, std::size_t number) {
  Curve curve{.axis = {.name = fmt::format("{} ({})", factor.name, number), .x = {}}, .chart = {}};
  report::Line line{.name = response.variable->name};
  for (const auto& [value, means] : grouped(factor, response)) {
    curve.axis.x.push_back(value);
    const double sum = std::accumulate(means.begin(), means.end(), 0.0);
    line.mean.push_back(sum / static_cast<double>(means.size()));
    line.low.push_back(quantile(means, 0.05));
    line.high.push_back(quantile(means, 0.95));
  }
  curve.chart = {.title = fmt::format("{} over {}", response.variable->name, factor.name),
                 .unit = response.variable->unit,
                 .doc = response.variable->doc,
                 .axis = curve.axis.name,
                 .ranges = "5th to 95th percentile over points",
                 .lines = {std::move(line)},
                 .is_from_zero = false};
  return curve;
}

std::string label_of(const Factor& factor, double value) {
  return factor.texts.empty() ? fmt::format("{:.4g}", value) : fmt::format("no. {:.0f}", value);
}

std::vector<double> distinct(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// Of two parameters on a grid; empty where they take too many values for one.
std::string heat_map_of(const Factor& x, const Factor& y, const Response& response) {
  const std::vector<double> columns = distinct(x.values);
  const std::vector<double> rows = distinct(y.values);
  if (columns.size() > most_groups || rows.size() > most_groups) return "";
  report::HeatMap map{
      .x_name = x.name, .y_name = y.name, .x_labels = {}, .y_labels = {}, .values = {}};
  for (const double value : columns) map.x_labels.push_back(label_of(x, value));
  for (const double value : rows) map.y_labels.push_back(label_of(y, value));
  std::vector<double> sums(columns.size() * rows.size(), 0.0);
  std::vector<double> counts(sums.size(), 0.0);
  for (std::size_t k = 0; k < response.means.size(); ++k) {
    if (!std::isfinite(response.means[k])) continue;
    const auto place = [](const std::vector<double>& in, double value) {
      return static_cast<std::size_t>(std::lower_bound(in.begin(), in.end(), value) - in.begin());
    };
    const std::size_t cell =
        place(rows, y.values[k]) * columns.size() + place(columns, x.values[k]);
    sums[cell] += response.means[k];
    counts[cell] += 1.0;
  }
  for (std::size_t k = 0; k < sums.size(); ++k) {
    map.values.push_back(counts[k] > 0.0 ? sums[k] / counts[k] : undefined);
  }
  return report::draw_heat_map(map);
}

report::Section varied_section(const Dataset& data, const std::vector<Factor>& factors) {
  report::Section section{.title = "What was varied", .blocks = {}};
  section.blocks.emplace_back(report::Prose{
      fmt::format("{} points, {} replicates each; {} runs gave values, {} failed.",
                  data.find_dimension("point")->size, data.find_dimension("replicate")->size,
                  attribute_text(data, "runs_done"), attribute_text(data, "runs_failed"))});
  report::Table table{
      .caption = "Parameters",
      .columns = {{"parameter"}, {"unit"}, {"values", true}, {"from", true}, {"to", true}}};
  for (const Factor& factor : factors) {
    const std::vector<double> values = distinct(factor.values);
    if (values.empty()) continue;
    table.rows.push_back({factor.name, factor.unit, std::to_string(values.size()),
                          label_of(factor, values.front()), label_of(factor, values.back())});
  }
  section.blocks.emplace_back(std::move(table));
  for (const Factor& factor : factors) {
    report::Table texts{.caption = "Values of " + factor.name,
                        .columns = {{"no.", true}, {"value"}},
                        .rows = {},
                        .is_folded = factor.texts.size() > 12};
    for (std::size_t k = 0; k < factor.texts.size(); ++k) {
      texts.rows.push_back({std::to_string(k + 1), factor.texts[k]});
    }
    if (!texts.rows.empty()) section.blocks.emplace_back(std::move(texts));
  }
  return section;
}

report::Section curves_section(const std::vector<Factor>& factors,
                               const std::vector<Response>& responses,
                               std::vector<report::Axis>& axes) {
  report::Section section{.title = "Response curves", .blocks = {}};
  section.blocks.emplace_back(
      report::Prose{"At each value of a parameter, or group of close values: the mean over all "
                    "points that have it, "
                    "of means over replicates. The area is the spread between those points, which "
                    "is what the other "
                    "parameters do.",
                    report::Prose::Role::note});
  std::size_t number = 0;
  for (const Response& response : responses) {
    report::Charts charts;
    for (const Factor& factor : factors) {
      Curve curve = curve_of(factor, response, ++number);
      axes.push_back(std::move(curve.axis));
      charts.charts.push_back(std::move(curve.chart));
    }
    section.blocks.emplace_back(std::move(charts));
  }
  return section;
}

}  // namespace

report::Chapter sweep_chapter(const Dataset& data) {
  const std::optional<Config> config = config_of(data);
  const std::vector<Factor> factors = factors_in(data);
  std::vector<Response> responses = responses_in(data);
  report::Chapter chapter{
      .title = attribute_text(data, "title"),
      .subtitle = fmt::format("sweep, design {}, {} to {}, random numbers {}, seed {}",
                              attribute_text(data, "design"), attribute_text(data, "start"),
                              attribute_text(data, "end"), attribute_text(data, "random_numbers"),
                              attribute_text(data, "seed")),
      .axes = {},
      .marks = {},
      .sections = {}};
  chapter.sections.push_back(varied_section(data, factors));
  chapter.sections.back().blocks.emplace_back(take_constants(responses));
  if (factors.size() == 2) {
    report::Section maps{.title = "Over both parameters", .blocks = {}};
    for (const Response& response : responses) {
      const std::string svg = heat_map_of(factors[0], factors[1], response);
      if (svg.empty()) continue;
      maps.blocks.emplace_back(
          report::Prose{fmt::format("{} [{}]: {}", response.variable->name, response.variable->unit,
                                    response.variable->doc)});
      maps.blocks.emplace_back(report::Drawing{
          svg, fmt::format("Heat map of {} over {} and {}; each cell has its value.",
                           response.variable->name, factors[0].name, factors[1].name)});
    }
    if (!maps.blocks.empty()) chapter.sections.push_back(std::move(maps));
  }
  chapter.sections.push_back(curves_section(factors, responses, chapter.axes));
  chapter.sections.push_back(scenario_section(data, config));
  chapter.sections.push_back(conditions_section(
      data, config,
      "# sweep.toml names its scenario: put scenario.toml there, or change that line\n"
      "quell sweep run sweep.toml\n"));
  return chapter;
}

}  // namespace quell
