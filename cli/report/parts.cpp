// SPDX-License-Identifier: BSD-3-Clause
#include "cli/report/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "cli/scorecard_view.hpp"
#include "models/variant.hpp"
#include "output/report/drawings.hpp"
#include "scenarios/dates.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/toml_text.hpp"
#include "studies/series.hpp"

namespace quell {
namespace {

using report::Mark;

/// A table of the scenario, whether it is a policy or not.
struct Owner {
  std::string name;
  bool is_policy = false;
  const ParamValues* values = nullptr;
};

std::vector<Owner> owners_in(const Config& config) {
  std::vector<Owner> owners;
  for (const Section& section : config.sections) {
    const std::string kind{section.spec->name};
    if (kind == "run") continue;
    owners.push_back({section.name.empty() ? kind : fmt::format("{} ({})", section.name, kind),
                      false, &section.values});
  }
  for (const PolicyConfig& policy : config.policies) {
    owners.push_back({policy.name, true, &policy.values});
  }
  return owners;
}

std::string with_unit(double value, std::string_view unit) {
  const std::string text = figure(value);
  return unit == "1" || unit.empty() ? text : fmt::format("{} {}", text, unit);
}

void add_marks(const Owner& owner, std::size_t row, const Frame& frame, std::vector<Mark>& marks) {
  const Param& param = owner.values->params()[row];
  const auto kind = owner.is_policy ? Mark::Kind::policy : Mark::Kind::event;
  const double end_day = frame.start_day + frame.duration.days;
  const auto add = [&](double day, const std::string& text) {
    if (day > frame.start_day && day < end_day) marks.push_back({day, kind, text});
  };
  if (param.kind == ParamKind::date) {
    add(std::get<double>(owner.values->values()[row]), owner.name);
    return;
  }
  const Course* course = owner.values->course(row);
  const auto* table = std::get_if<std::vector<Knot>>(&owner.values->values()[row]);
  if (course == nullptr && table == nullptr) return;
  for (const Knot& knot : course != nullptr ? course->base : *table) {
    add(knot.day,
        fmt::format("{}: {} {}", owner.name, param.key, with_unit(knot.value, param.unit)));
  }
}

std::vector<Mark> marks_of(const Owner& owner, const Frame& frame) {
  std::vector<Mark> marks;
  for (std::size_t row = 0; row < owner.values->params().size(); ++row) {
    add_marks(owner, row, frame, marks);
  }
  return marks;
}

/// First days of quarters, or of years in a long run.
void add_ticks(report::Timeline& timeline) {
  const bool is_long = timeline.to - timeline.from > 4.0 * 366.0;
  for (double day = std::ceil(timeline.from); day <= timeline.to; ++day) {
    const std::string date = date_text(day);
    const std::string month = date.substr(5, 2);
    const bool is_quarter = month == "01" || month == "04" || month == "07" || month == "10";
    if (date.substr(8) != "01" || !(is_long ? month == "01" : is_quarter)) continue;
    timeline.tick_days.push_back(day);
    timeline.tick_labels.push_back(date.substr(0, 7));
  }
}

/// What acts from outside over the run, one line for each course of one key.
report::Charts drivers_of(const Config& config, const Dataset& data) {
  report::Chart chart{.title = "drivers",
                      .unit = "1",
                      .doc = "courses that the scenario gives, linear between their dates",
                      .axis = time_axis};
  const report::Axis axis = time_axis_of(data);
  for (const Owner& owner : owners_in(config)) {
    for (std::size_t row = 0; row < owner.values->params().size(); ++row) {
      const Param& param = owner.values->params()[row];
      const auto* knots = std::get_if<std::vector<Knot>>(&owner.values->values()[row]);
      if (owner.is_policy || param.kind != ParamKind::lines || knots->size() < 2) continue;
      report::Line line{.name = fmt::format("{}: {}", owner.name, param.key)};
      for (const double day : axis.x) line.mean.push_back(line_at(*knots, day));
      chart.lines.push_back(std::move(line));
    }
  }
  report::Charts charts;
  if (!chart.lines.empty()) charts.charts.push_back(std::move(chart));
  return charts;
}

std::string interval_text(double low, double high) {
  return std::isfinite(low) ? fmt::format("{} .. {}", figure(low), figure(high)) : "-";
}

std::string verdict(const Score& score) {
  if (!score.is_covered()) return "not covered";
  if (std::isnan(score.mean)) return "undefined";
  return score.is_hit ? "hit" : "miss";
}

/// Simulated less published, over half the width of the accepted range.
report::Drawing scores_drawing(const std::vector<Score>& scores) {
  report::IntervalPlot plot{
      .axis = "simulated less the middle of the accepted range, over half its width",
      .range_low = -1.0,
      .range_high = 1.0,
      .least = -3.0,
      .most = 3.0,
      .bound = 6.0,
      .rows = {}};
  std::string description =
      "Targets and how far the simulated values are from their accepted ranges.";
  for (const Score& score : scores) {
    const double half_width = 0.5 * (score.target.high - score.target.low);
    if (!std::isfinite(score.mean) || !(half_width > 0.0)) continue;
    const double centre = 0.5 * (score.target.high + score.target.low);
    const auto scaled = [&](double value) { return (value - centre) / half_width; };
    plot.rows.push_back({.label = score.target.id,
                         .value = scaled(score.mean),
                         .low = scaled(score.low),
                         .high = scaled(score.high),
                         .text = score.target.title,
                         .is_miss = !score.is_hit});
    description += fmt::format(" {}: {}.", score.target.id, verdict(score));
  }
  return {report::draw_intervals(plot), description};
}

report::Table scores_table(const std::vector<Score>& scores) {
  report::Table table{.caption = "Targets",
                      .columns = {{"id"},
                                  {"target"},
                                  {"group"},
                                  {"published, at this scale", true},
                                  {"accepted", true},
                                  {"simulated", true},
                                  {"90 % interval", true},
                                  {""},
                                  {"source"}}};
  for (const Score& score : scores) {
    const Target& target = score.target;
    table.rows.push_back(
        {target.id, target.title, target.group == "validation" ? "held out" : target.group,
         figure(target.value), interval_text(target.low, target.high), figure(score.mean),
         interval_text(score.low, score.high), verdict(score), target.source});
  }
  return table;
}

std::string range_of(const Param& param) {
  return std::isnan(param.low) ? "" : fmt::format("{} .. {}", param.low, param.high);
}

report::Table values_table(const Config& config) {
  report::Table table{
      .caption = "Every value of the scenario, and where it is from",
      .columns =
          {{"table"}, {"key"}, {"value"}, {"unit"}, {"published range"}, {"source"}, {"meaning"}},
      .rows = {},
      .is_folded = true};
  for (const Owner& owner : owners_in(config)) {
    for (std::size_t row = 0; row < owner.values->params().size(); ++row) {
      const Param& param = owner.values->params()[row];
      const std::string value = owner.values->course(row) != nullptr
                                    ? "changes, see the scenario below"
                                    : value_text(param, owner.values->values()[row]);
      table.rows.push_back({owner.name, std::string{param.key}, value, std::string{param.unit},
                            range_of(param), std::string{param.source}, std::string{param.doc}});
    }
  }
  return table;
}

}  // namespace

std::optional<Config> config_of(const Dataset& data) {
  try {
    return read_scenario_text(data.scenario, "scenario").config;
  } catch (const ScenarioError&) {
    return std::nullopt;
  }
}

report::Axis time_axis_of(const Dataset& data) {
  report::Axis axis{
      .name = time_axis, .is_date = true, .x = data.find_dimension("time")->positions};
  for (double& day : axis.x) day += start_day_of(data);
  return axis;
}

report::Line line_of(const std::string& name, const Fan& fan, Ranges ranges) {
  report::Line line{.name = name, .mean = fan.mean, .low = fan.low, .high = fan.high};
  if (ranges == Ranges::both) {
    line.inner_low = fan.inner_low;
    line.inner_high = fan.inner_high;
  }
  return line;
}

std::vector<const Variable*> observables_over_time(const Dataset& data) {
  std::vector<const Variable*> all;
  for (const Variable& variable : data.variables) {
    if (is_over_time(variable) || is_over_time_in_arms(variable)) all.push_back(&variable);
  }
  return all;
}

bool is_ever_there(const Variable& variable) {
  return std::any_of(variable.values.begin(), variable.values.end(),
                     [](double value) { return std::isfinite(value) && value != 0.0; });
}

std::vector<Mark> marks_of(const Config& config) {
  std::vector<Mark> marks;
  for (const Owner& owner : owners_in(config)) {
    const std::vector<Mark> mine = marks_of(owner, config.frame());
    marks.insert(marks.end(), mine.begin(), mine.end());
  }
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Mark& a, const Mark& b) { return a.day < b.day; });
  return marks;
}

std::vector<Mark> marks_in(const Dataset& data, const std::optional<Config>& config) {
  std::vector<Mark> marks;
  if (config) marks = marks_of(*config);
  const std::optional<double> forked = day_in(attribute_text(data, "forked_at").substr(0, 10));
  if (forked) {
    marks.push_back({.day = *forked, .kind = Mark::Kind::policy, .text = "the future begins"});
  }
  return marks;
}

report::Section events_section(const Config& config, const Dataset& data) {
  report::Section section{.title = "What happened when", .blocks = {}};
  const Frame frame = config.frame();
  report::Timeline timeline{.from = frame.start_day,
                            .to = frame.start_day + frame.duration.days,
                            .rows = {},
                            .tick_days = {},
                            .tick_labels = {}};
  add_ticks(timeline);
  for (const Owner& owner : owners_in(config)) {
    report::TimelineRow row{.label = owner.name, .is_policy = owner.is_policy, .days = {}};
    for (const Mark& mark : marks_of(owner, frame)) row.days.push_back(mark.day);
    if (!row.days.empty()) timeline.rows.push_back(std::move(row));
  }
  report::Table table{.caption = "Dates of the scenario",
                      .columns = {{"date"}, {"what"}, {"of"}},
                      .rows = {},
                      .is_folded = true};
  for (const Mark& mark : marks_of(config)) {
    table.rows.push_back(
        {date_text(mark.day), mark.text, mark.kind == Mark::Kind::policy ? "policy" : "outside"});
  }
  if (table.rows.empty()) {
    section.blocks.emplace_back(
        report::Prose{"Nothing in the scenario has a date within the run."});
    return section;
  }
  section.blocks.emplace_back(
      report::Prose{"Each dot is a date at which a policy, or something outside, changes. The "
                    "charts have a line at "
                    "each: solid for policies, dashed for the rest; what it is stands below a "
                    "chart when you point "
                    "at it.",
                    report::Prose::Role::note});
  section.blocks.emplace_back(
      report::Drawing{report::draw_timeline(timeline), "Dates of the scenario, as in the table."});
  section.blocks.emplace_back(std::move(table));
  section.blocks.emplace_back(drivers_of(config, data));
  return section;
}

report::Section scorecard_section(const std::vector<Score>& scores) {
  report::Section section{.title = "Against published figures", .blocks = {}};
  const Hits calibration = hits_in(scores, "calibration");
  const Hits validation = hits_in(scores, "validation");
  if (calibration.covered + validation.covered == 0) {
    section.blocks.emplace_back(report::Prose{
        "The run covers the window of none of the targets, so it was compared with none."});
    return section;
  }
  section.blocks.emplace_back(report::Prose{fmt::format(
      "{} of {} calibration targets are hit, and {} of {} that were held out. Dots are means over "
      "replicates, bars reach from the 5th to the 95th percentile; the area is what is accepted.",
      calibration.hit, calibration.covered, validation.hit, validation.covered)});
  section.blocks.emplace_back(scores_drawing(scores));
  section.blocks.emplace_back(scores_table(scores));
  for (const Score& score : scores) {
    if (!score.is_covered() || score.target.caution == "none") continue;
    section.blocks.emplace_back(report::Prose{
        fmt::format("{}: {}", score.target.id, score.target.caution), report::Prose::Role::note});
  }
  return section;
}

report::Section scenario_section(const Dataset& data, const std::optional<Config>& config) {
  report::Section section{.title = "Scenario and sources", .blocks = {}};
  if (config) section.blocks.emplace_back(values_table(*config));
  section.blocks.emplace_back(report::Listing{
      .caption = "The scenario, complete", .text = data.scenario, .file_name = "scenario.toml"});
  if (!data.whatif.empty()) {
    section.blocks.emplace_back(
        report::Listing{.caption = "The what-if", .text = data.whatif, .file_name = "whatif.toml"});
  }
  if (!data.past.empty()) {
    section.blocks.emplace_back(report::Listing{
        .caption = "The scenario until " + attribute_text(data, "forked_at") + ", complete",
        .text = data.past,
        .file_name = "past.toml"});
  }
  if (!data.sweep.empty()) {
    section.blocks.emplace_back(
        report::Listing{.caption = "The sweep", .text = data.sweep, .file_name = "sweep.toml"});
  }
  return section;
}

report::Section conditions_section(const Dataset& data, const std::optional<Config>& config,
                                   const std::string& again) {
  report::Section section{.title = "Limits, citing, and how to get this again", .blocks = {}};
  const auto say = [&](std::string text) {
    section.blocks.emplace_back(report::Prose{std::move(text)});
  };
  say("These are results of a model, under the assumptions above: they compare what the model "
      "gives "
      "with and without a measure, and forecast nothing. Intervals hold the spread between "
      "replicates, "
      "not what is uncertain about parameters or about the model.");
  if (config) {
    const VariantSpec& variant = variant_of(*config);
    say(fmt::format("Model {}: {} What it neglects: {}.", variant.name, variant.summary,
                    variant.neglects));
  }
  if (const std::string note = scale_note(data); !note.empty()) say(note);
  std::istringstream warnings{attribute_text(data, "warnings")};
  for (std::string line; std::getline(warnings, line);) {
    if (!line.empty() && line != "-") say("Warning of the run: " + line);
  }
  const std::string version = fmt::format("quell {} ({})", attribute_text(data, "quell_version"),
                                          attribute_text(data, "git_hash"));
  say(fmt::format("To cite: {}, scenario \"{}\", seed {}, random numbers {}.", version,
                  attribute_text(data, "title"), attribute_text(data, "seed"),
                  attribute_text(data, "rng")));
  section.blocks.emplace_back(
      report::Listing{.caption = "To get the same numbers, to the last bit, with " + version,
                      .text = again,
                      .file_name = "",
                      .is_folded = false});
  return section;
}

}  // namespace quell
