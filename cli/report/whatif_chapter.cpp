// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/report/chapters.hpp"
#include "cli/report/commands.hpp"
#include "cli/report/parts.hpp"
#include "cli/scorecard_view.hpp"
#include "cli/whatif_view.hpp"
#include "output/report/drawings.hpp"
#include "scenarios/headline.hpp"
#include "studies/series.hpp"
#include "studies/whatif.hpp"

namespace quell {
namespace {

std::string signed_text(double value) {
  return (value > 0.0 && std::isfinite(value) ? "+" : "") + figure(value);
}

std::string interval_text(const PairedDifference& paired) {
  if (!std::isfinite(paired.half_width)) return "-";
  return signed_text(paired.low()) + " .. " + signed_text(paired.high());
}

bool has_relative(const Effect& effect) {
  return effect.is_headline && effect.is_changed && std::isfinite(effect.paired.relative());
}

/// What the change takes, beside what it gives: "; 94.2 % more suspensions".
std::string price_of(const ChangeEffects& change, const Effect& told) {
  std::string text;
  for (const std::string_view name : {"suspensions", "false_positives"}) {
    const auto at =
        std::find_if(change.effects.begin(), change.effects.end(), [&](const Effect& effect) {
          return effect.observable == name && has_relative(effect) && &effect != &told;
        });
    if (at == change.effects.end()) continue;
    const double relative = at->paired.relative();
    text += fmt::format("{} {:.3g} % {} {}", text.empty() ? ";" : ",", 100.0 * std::abs(relative),
                        relative < 0.0 ? "less" : "more", name);
  }
  return text;
}

/// The most telling observable that the change changes, and the price.
std::string sentence_of(const Dataset& data, const ChangeEffects& change) {
  const auto at = std::find_if(change.effects.begin(), change.effects.end(), has_relative);
  if (at == change.effects.end()) return change_heading(data, change);
  const PairedDifference& paired = at->paired;
  std::string text = fmt::format(
      "{}: {:.3g} % {} {} ({})", change.name, 100.0 * std::abs(paired.relative()),
      paired.difference < 0.0 ? "less" : "more", at->observable, figure_name(at->figure));
  if (std::isfinite(paired.half_width)) {
    text +=
        fmt::format(", 90 % interval {:+.3g} to {:+.3g} %", 100.0 * paired.low() / paired.mean_a,
                    100.0 * paired.high() / paired.mean_a);
  }
  return text + price_of(change, *at) + ".";
}

report::Drawing effects_drawing(const ChangeEffects& change) {
  report::IntervalPlot plot{.axis = "difference to the baseline, % of its mean",
                            .least = -10.0,
                            .most = 10.0,
                            .bound = 200.0,
                            .rows = {}};
  for (const Effect& effect : change.effects) {
    if (!has_relative(effect)) continue;
    const PairedDifference& paired = effect.paired;
    const auto percent = [&](double value) { return 100.0 * value / std::abs(paired.mean_a); };
    plot.rows.push_back({.label = effect.observable,
                         .value = percent(paired.difference),
                         .low = percent(paired.low()),
                         .high = percent(paired.high()),
                         .text = figure_name(effect.figure)});
  }
  return {report::draw_intervals(plot),
          fmt::format("Relative differences of {} to the baseline, as in the table.", change.name)};
}

report::Table effects_table(const ChangeEffects& change, Rows rows) {
  report::Table table{.caption = rows == Rows::all ? "Every figure of every observable"
                                                   : "Main observables that changed",
                      .columns = {{"observable"},
                                  {"figure"},
                                  {"unit"},
                                  {"baseline", true},
                                  {"changed", true},
                                  {"difference", true},
                                  {"in %", true},
                                  {"90 % interval", true}},
                      .rows = {},
                      .is_folded = rows == Rows::all};
  for (const Effect& effect : change.effects) {
    if (rows == Rows::headline && !(effect.is_headline && effect.is_changed)) continue;
    const PairedDifference& paired = effect.paired;
    table.rows.push_back({effect.observable, figure_name(effect.figure), effect.unit,
                          figure(paired.mean_a), figure(paired.mean_b),
                          signed_text(paired.difference), signed_text(100.0 * paired.relative()),
                          interval_text(paired)});
  }
  return table;
}

report::Section change_section(const Dataset& data, const ChangeEffects& change) {
  report::Section section{.title = "Change: " + change.name, .blocks = {}};
  section.blocks.emplace_back(report::Prose{change_heading(data, change)});
  const report::Table table = effects_table(change, Rows::headline);
  if (!table.rows.empty()) {
    section.blocks.emplace_back(effects_drawing(change));
    section.blocks.emplace_back(table);
  }
  section.blocks.emplace_back(effects_table(change, Rows::all));
  if (const std::string cost = cost_text(change); !cost.empty()) {
    section.blocks.emplace_back(report::Prose{cost});
  }
  return section;
}

/// What has added up by each row.
Series so_far(Series series) {
  for (std::size_t replicate = 0; replicate < series.replicates.size(); ++replicate) {
    std::vector<double> amounts = series.amounts(replicate);
    double sum = 0.0;
    for (double& amount : amounts) {
      if (!std::isnan(amount)) sum += amount;
      amount = sum;
    }
    series.replicates[replicate] = std::move(amounts);
  }
  series.is_per_day = false;
  return series;
}

/// One observable of every arm in one chart. Of what happens now and then the curves of single days
/// would hide each other.
report::Chart arms_chart(const Dataset& data, const Variable& variable,
                         const std::vector<Dataset>& arms, bool adds_up) {
  report::Chart chart{.title = variable.name + (adds_up ? " so far" : ""),
                      .unit = variable.unit,
                      .doc = variable.doc + (adds_up ? ", added up from the start" : ""),
                      .axis = time_axis,
                      .ranges = range_note};
  const std::vector<std::string>& names = data.find_dimension("change")->labels;
  for (std::size_t k = 0; k < arms.size(); ++k) {
    const Series series = series_of(arms[k], variable.name);
    chart.lines.push_back(
        line_of(names[k], fan_of(adds_up ? so_far(series) : series), Ranges::outer));
  }
  return chart;
}

report::Section charts_section(const Dataset& data) {
  std::vector<Dataset> arms;
  for (std::size_t k = 0; k < data.find_dimension("change")->size; ++k) {
    arms.push_back(arm_of(data, k));
  }
  report::Charts first;
  report::Charts all{.show = report::Charts::Show::one, .label = "Observable", .charts = {}};
  for (const Variable* variable : observables_over_time(data)) {
    if (!is_ever_there(*variable) || variable->dimensions.back() == "stage") continue;
    const bool is_headline = std::find(headline_observables.begin(), headline_observables.end(),
                                       variable->name) != headline_observables.end();
    const bool is_per_day = series_of(arms.front(), variable->name).is_per_day;
    const bool adds_up =
        is_headline && figures_of(variable->name, is_per_day).front() == Figure::sum;
    (is_headline ? first : all).charts.push_back(arms_chart(data, *variable, arms, adds_up));
  }
  return {.title = "Trajectories", .blocks = {std::move(first), std::move(all)}};
}

/// Those of the baseline, and the days from which changes differ from it.
std::vector<report::Mark> marks_of(const Dataset& data, const std::optional<Config>& config,
                                   const std::vector<ChangeEffects>& effects) {
  std::vector<report::Mark> marks = marks_in(data, config);
  const std::vector<double>& times = data.find_dimension("time")->positions;
  for (const ChangeEffects& change : effects) {
    if (change.identical_rows == 0 || change.identical_rows >= times.size()) continue;
    marks.push_back({.day = start_day_of(data) + times[change.identical_rows - 1],
                     .kind = report::Mark::Kind::policy,
                     .text = change.name + " begins to differ"});
  }
  return marks;
}

}  // namespace

report::Chapter whatif_chapter(const Dataset& data, const std::vector<Target>& targets) {
  const std::optional<Config> config = config_of(data);
  const std::vector<ChangeEffects> effects = effects_of(data);
  const std::size_t replicates = data.find_dimension("replicate")->size;
  report::Chapter chapter{
      .title = attribute_text(data, "title"),
      .subtitle =
          fmt::format("{} to {}, scale {}, {} replicates that share their random numbers "
                      "with the baseline, seed {}",
                      attribute_text(data, "start"), attribute_text(data, "end"),
                      attribute_text(data, "scale"), replicates, attribute_text(data, "seed")) +
          fork_note(data),
      .axes = {time_axis_of(data)},
      .marks = marks_of(data, config, effects),
      .sections = {}};
  report::Section answer{.title = "In one sentence each", .blocks = {}};
  for (const ChangeEffects& change : effects) {
    answer.blocks.emplace_back(
        report::Prose{sentence_of(data, change), report::Prose::Role::headline});
  }
  answer.blocks.emplace_back(report::Prose{
      replicates == 1
          ? "One replicate gives no interval."
          : "Differences are changed less baseline, replicate by replicate; intervals are "
            "Student's "
            "t. From few replicates they are wide, and may reach beyond what is possible.",
      report::Prose::Role::note});
  if (const std::string note = scale_note(data); !note.empty()) {
    answer.blocks.emplace_back(report::Prose{note});
  }
  chapter.sections.push_back(std::move(answer));
  for (const ChangeEffects& change : effects) {
    chapter.sections.push_back(change_section(data, change));
  }
  chapter.sections.push_back(charts_section(data));
  if (config) {
    chapter.sections.push_back(events_section(*config, data));
    chapter.sections.back().title += ", in the baseline";
  }
  chapter.sections.push_back(scorecard_section(score(arm_of(data, 0), targets)));
  chapter.sections.back().title = "The baseline against published figures";
  chapter.sections.push_back(scenario_section(data, config));
  chapter.sections.push_back(conditions_section(data, config, commands_for(data)));
  return chapter;
}

}  // namespace quell
