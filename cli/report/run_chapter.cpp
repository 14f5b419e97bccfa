// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "cli/report/chapters.hpp"
#include "cli/report/commands.hpp"
#include "cli/report/parts.hpp"
#include "cli/scorecard_view.hpp"
#include "studies/figures.hpp"
#include "studies/series.hpp"

namespace quell {
namespace {

/// What is drawn without being asked for, where the run has it.
constexpr std::array<std::string_view, 11> first_shown{"traffic",
                                                       "active_pro_accounts",
                                                       "followers_mean_census",
                                                       "followers_mean_discovery",
                                                       "anti_pro_ratio",
                                                       "suspensions",
                                                       "returns",
                                                       "impressions_susceptible",
                                                       "recruits",
                                                       "counter_posts",
                                                       "policy_actions"};

report::Chart chart_of(const Dataset& data, const Variable& variable, Ranges ranges) {
  report::Chart chart{.title = variable.name,
                      .unit = variable.unit,
                      .doc = variable.doc,
                      .axis = time_axis,
                      .ranges = range_note};
  chart.lines.push_back(line_of(variable.name, fan_of(series_of(data, variable.name)), ranges));
  return chart;
}

/// The entries of its last axis as lines, such as stages or policies, in one chart.
report::Chart parts_chart(const Dataset& data, const Variable& variable) {
  const Dimension& axis = *data.find_dimension(variable.dimensions.back());
  report::Chart chart{.title = fmt::format("{} by {}", variable.name, axis.name),
                      .unit = variable.unit,
                      .doc = variable.doc,
                      .axis = time_axis,
                      .ranges = ""};
  for (std::size_t k = 0; k < axis.size; ++k) {
    const std::string name = axis.labels.empty() ? std::to_string(k) : axis.labels[k];
    chart.lines.push_back({.name = name, .mean = fan_of(series_of(data, variable.name, k)).mean});
  }
  return chart;
}

bool has_parts(const Dataset& data, const Variable& variable) {
  const std::string& last = variable.dimensions.back();
  return last != "time" && data.find_dimension(last)->size > 1;
}

/// All stages together are everybody, at any time.
bool says_something_in_all(const Variable& variable) {
  return variable.dimensions.back() != "stage";
}

report::Section charts_section(const Dataset& data) {
  report::Charts first;
  report::Charts all{.show = report::Charts::Show::one, .label = "Observable", .charts = {}};
  std::vector<std::string> empty;
  const auto observables = observables_over_time(data);
  for (const std::string_view name : first_shown) {
    const auto at = std::find_if(observables.begin(), observables.end(),
                                 [&](const Variable* each) { return each->name == name; });
    if (at != observables.end() && is_ever_there(**at))
      first.charts.push_back(chart_of(data, **at, Ranges::both));
  }
  for (const Variable* variable : observables) {
    if (!is_ever_there(*variable)) {
      empty.push_back(variable->name);
      continue;
    }
    const bool is_shown =
        std::find(first_shown.begin(), first_shown.end(), variable->name) != first_shown.end();
    if (!is_shown && says_something_in_all(*variable))
      all.charts.push_back(chart_of(data, *variable, Ranges::outer));
    if (has_parts(data, *variable)) all.charts.push_back(parts_chart(data, *variable));
  }
  report::Section section{.title = "Trajectories", .blocks = {}};
  if (const std::string note = scale_note(data); !note.empty()) {
    section.blocks.emplace_back(report::Prose{note + " Published counts are shown at that scale."});
  }
  section.blocks.emplace_back(report::Prose{
      "Lines are means over replicates; the areas reach from the 5th to the 95th percentile, the "
      "darker ones from the 25th to the 75th. Drag to enlarge, double-click or press 0 to see all.",
      report::Prose::Role::note});
  section.blocks.emplace_back(std::move(first));
  section.blocks.emplace_back(std::move(all));
  if (!empty.empty()) {
    std::string names;
    for (const std::string& name : empty) names += (names.empty() ? "" : ", ") + name;
    section.blocks.emplace_back(report::Prose{
        "Zero, or without a value, throughout: " + names + ".", report::Prose::Role::note});
  }
  return section;
}

std::string percent(double share) { return fmt::format("{:.1f} %", 100.0 * share); }

std::string fall_text(double fall) {
  return fmt::format("a {} of {}", fall < 0.0 ? "rise" : "fall", percent(std::abs(fall)));
}

/// "(90 % of replicates: a to b)"; one replicate has no spread.
std::string spread_text(std::size_t replicates, const std::string& low, const std::string& high) {
  return replicates == 1 ? "(one replicate, so no interval)"
                         : fmt::format("(90 % of replicates: {} to {})", low, high);
}

/// The decline that was reported, against the one that is simulated; or what traffic comes to.
std::string headline_of(const Dataset& data, const std::vector<Score>& scores) {
  const std::size_t replicates = data.find_dimension("replicate")->size;
  const auto decline = std::find_if(scores.begin(), scores.end(), [](const Score& score) {
    return score.target.id == "C1" && std::isfinite(score.mean);
  });
  if (decline != scores.end()) {
    const double fall = 1.0 - decline->mean;
    return fmt::format(
        "Traffic {} by {} over the run {}; officials reported {}.", fall < 0.0 ? "rose" : "fell",
        percent(std::abs(fall)),
        spread_text(replicates, fall_text(1.0 - decline->high), fall_text(1.0 - decline->low)),
        fall_text(1.0 - decline->target.value));
  }
  if (data.find_variable("traffic") == nullptr) return "The file records no traffic.";
  const std::vector<double> ends = figures(series_of(data, "traffic"), Figure::last_days);
  const double sum = std::accumulate(ends.begin(), ends.end(), 0.0);
  return fmt::format(
      "Traffic over the last {:.0f} days was {} on average {}.", last_days,
      figure(sum / static_cast<double>(ends.size())),
      spread_text(replicates, figure(quantile(ends, 0.05)), figure(quantile(ends, 0.95))));
}

std::string subtitle_of(const Dataset& data) {
  return fmt::format(
             "{} to {}, model {}, scale {}, {} of {} replicates, seed {}, a unit of traffic: {}",
             attribute_text(data, "start"), attribute_text(data, "end"),
             attribute_text(data, "model"), attribute_text(data, "scale"),
             data.find_dimension("replicate")->size, attribute_text(data, "replicates_planned"),
             attribute_text(data, "seed"), attribute_text(data, "traffic")) +
         fork_note(data);
}

}  // namespace

report::Chapter run_chapter(const Dataset& data, const std::vector<Target>& targets) {
  const std::optional<Config> config = config_of(data);
  const std::vector<Score> scores = score(data, targets);
  report::Chapter chapter{.title = attribute_text(data, "title"),
                          .subtitle = subtitle_of(data),
                          .axes = {time_axis_of(data)},
                          .marks = marks_in(data, config),
                          .sections = {}};
  chapter.sections.push_back(
      {.title = "In one sentence",
       .blocks = {report::Prose{headline_of(data, scores), report::Prose::Role::headline}}});
  chapter.sections.push_back(charts_section(data));
  if (config) chapter.sections.push_back(events_section(*config, data));
  chapter.sections.push_back(scorecard_section(scores));
  chapter.sections.push_back(scenario_section(data, config));
  chapter.sections.push_back(conditions_section(data, config, commands_for(data)));
  return chapter;
}

}  // namespace quell
