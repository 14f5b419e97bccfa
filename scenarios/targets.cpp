// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "models/observables.hpp"
#include "scenarios/builtin.hpp"
#include "scenarios/table_reader.hpp"

namespace quell {
namespace {

constexpr std::array statistics{
    Statistic{"level", "the observable at the date `from`"},
    Statistic{"mean", "mean of the observable over the days of the window"},
    Statistic{"weighted_mean", "mean over the window, weighted with the observable `of`"},
    Statistic{"sum", "sum of the observable over the window"},
    Statistic{"ratio", "mean over the window divided by the mean over the base window"},
    Statistic{"sum_ratio", "sum over the window divided by the sum of `of` over the base window"},
    Statistic{"trend", "absolute slope over the window, per 30 days, relative to the mean"},
    Statistic{
        "lag_correlation",
        "largest correlation, over lags of 0 to 7 days, of the observable's day-to-day excess "
        "over its 31-day mean with the later excess of `of`"},
    Statistic{"median_lifetime",
              "median age at suspension of accounts opened within the window (Kaplan-Meier)"},
    Statistic{
        "generation_decline",
        "followers of a person's sixth account over those of the first, in a run as long as the "
        "window; the largest step up (at least 1) if they do not fall strictly"},
};

constexpr std::array params{
    Param{.key = "id", .kind = ParamKind::text, .unit = "1", .doc = "short name", .source = "-"},
    Param{.key = "group",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "how the target may be used",
          .source = "-",
          .choices = "calibration|validation"},
    Param{.key = "title", .kind = ParamKind::text, .unit = "1", .doc = "what it is", .source = "-"},
    Param{.key = "statistic",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "how it is computed; see `quell describe statistics`",
          .source = "-",
          .choices = "level|mean|weighted_mean|sum|ratio|sum_ratio|trend|lag_correlation|"
                     "median_lifetime|generation_decline"},
    Param{.key = "observable",
          .kind = ParamKind::observable,
          .unit = "1",
          .doc = "what is measured",
          .source = "-"},
    Param{.key = "of",
          .kind = ParamKind::observable,
          .unit = "1",
          .doc = "weight or denominator",
          .source = "-",
          .text_fallback = "none"},
    Param{.key = "from",
          .kind = ParamKind::date,
          .unit = "date",
          .doc = "start of the window",
          .source = "-"},
    Param{.key = "to",
          .kind = ParamKind::date,
          .unit = "date",
          .doc = "end of the window",
          .source = "-",
          .fallback = 0.0},
    Param{.key = "base_from",
          .kind = ParamKind::date,
          .unit = "date",
          .doc = "start of the base window",
          .source = "-",
          .fallback = 0.0},
    Param{.key = "base_to",
          .kind = ParamKind::date,
          .unit = "date",
          .doc = "end of the base window",
          .source = "-",
          .fallback = 0.0},
    Param{.key = "value",
          .unit = "as `unit`",
          .doc = "the published figure",
          .source = "-",
          .min = -unbounded},
    Param{.key = "low",
          .unit = "as `unit`",
          .doc = "least accepted",
          .source = "-",
          .min = -unbounded},
    Param{.key = "high",
          .unit = "as `unit`",
          .doc = "most accepted",
          .source = "-",
          .min = -unbounded},
    Param{.key = "unit",
          .kind = ParamKind::text,
          .unit = "1",
          .doc = "unit of the figure",
          .source = "-"},
    Param{.key = "source",
          .kind = ParamKind::text,
          .unit = "1",
          .doc = "where it was published",
          .source = "-"},
    Param{.key = "caution",
          .kind = ParamKind::text,
          .unit = "1",
          .doc = "what a hit or miss does not tell: shown below the scores",
          .source = "-",
          .text_fallback = "none"},
    Param{.key = "scaled",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "whether figure and range are for 1:1 and shrink with the scale of the run",
          .source = "-",
          .choices = "no|yes"},
};

Target target_from(const ParamValues& values, const Place& place) {
  return {.id = values.text("id"),
          .group = values.text("group"),
          .title = values.text("title"),
          .statistic = values.text("statistic"),
          .observable = values.text("observable"),
          .of = values.text("of"),
          .from = values.real("from"),
          .to = values.real("to"),
          .base_from = values.real("base_from"),
          .base_to = values.real("base_to"),
          .value = values.real("value"),
          .low = values.real("low"),
          .high = values.real("high"),
          .unit = values.text("unit"),
          .caution = values.text("caution"),
          .source = values.text("source"),
          .is_scaled = values.text("scaled") == "yes",
          .place = place};
}

/// What the table of one target says wrongly, each at its key.
class TargetCheck {
 public:
  TargetCheck(const Target& target, const toml::table& row, Report& report)
      : target_(target), row_(row), report_(report) {}

  void run() {
    if (!(target_.low <= target_.high)) complain("low", "low is above high");
    if (target_.statistic != "level" && !(target_.from < target_.to)) {
      complain("to", "'to' is missing or not after 'from'");
    }
    check_base();
    check_second();
    check_shapes();
  }

 private:
  void complain(std::string_view key, std::string_view problem) {
    const toml::node* node = row_.get(key);
    report_.error(place_of(node != nullptr ? node->source() : row_.source()),
                  fmt::format("target {}: {}", target_.id, problem));
  }

  void check_base() {
    const bool has_from = row_.contains("base_from");
    const bool has_to = row_.contains("base_to");
    const bool is_ratio = target_.statistic == "ratio";
    if ((has_from || has_to) && !is_ratio && target_.statistic != "sum_ratio") {
      complain(has_from ? "base_from" : "base_to",
               target_.statistic + " has no base window (ratio and sum_ratio have one) remove it");
    } else if (has_from != has_to) {
      complain(has_from ? "base_from" : "base_to",
               fmt::format("'{}' is missing (a base window has two ends) add it",
                           has_from ? "base_to" : "base_from"));
    } else if (has_from && !(target_.base_from < target_.base_to)) {
      complain("base_to", "'base_to' is not after 'base_from'");
    } else if (is_ratio && !has_from) {
      complain("statistic",
               "ratio needs a base window (over its own window it would be 1) add 'base_from' and "
               "'base_to'");
    }
  }

  void check_second() {
    constexpr std::array takers{"weighted_mean", "sum_ratio", "lag_correlation", "median_lifetime"};
    const bool takes_second =
        std::find(takers.begin(), takers.end(), target_.statistic) != takers.end();
    const bool has_second = target_.of != "none";
    if (takes_second && !has_second) {
      complain("statistic", target_.statistic + " needs an observable in 'of'");
    }
    if (!takes_second && has_second) {
      complain("of", target_.statistic +
                         " takes no second observable (nothing would be done with "
                         "it) remove 'of'");
    }
  }

  /// A statistic is computed from observables over time, by generation, or by month and age.
  void check_shapes() {
    const bool by_age = target_.statistic == "median_lifetime";
    const bool by_generation = target_.statistic == "generation_decline";
    const auto fits = [&](Shape shape) {
      if (by_age) return shape == Shape::cohort_age;
      if (by_generation) return shape == Shape::generation;
      return shape != Shape::cohort_age && shape != Shape::generation;
    };
    const auto check = [&](std::string_view key, const std::string& name) {
      const Observable* const row = find_observable(name);
      if (row == nullptr || fits(row->shape)) return;
      complain(key, fmt::format("{} cannot be computed from '{}' (an observable {} is needed; see "
                                "`quell describe observables`)",
                                target_.statistic, name,
                                by_age          ? "by cohort and age"
                                : by_generation ? "by generation"
                                                : "over time"));
    };
    check("observable", target_.observable);
    check("of", target_.of);
  }

  const Target& target_;
  const toml::table& row_;
  Report& report_;
};

std::vector<Target> targets_in(const std::optional<toml::table>& root, const std::string& file,
                               Report& report) {
  std::vector<Target> targets;
  report.throw_if_errors();
  if (root->contains("run") && !root->contains("target")) {
    report.error({.file = file},
                 "this is a scenario (a targets file holds [[target]] tables)"
                 " give a file such as scenarios/targets/decline-2016.toml");
    report.throw_if_errors();
  }
  for (const auto& [key, node] : *root) {
    if (key.str() != "target" || !node.is_array_of_tables()) {
      report.error(
          place_of(key.source()),
          fmt::format("'{}' has no place here (a targets file holds [[target]] tables only)",
                      key.str()));
    }
  }
  std::set<std::string> ids;
  TableReader reader(report, {});
  if (const toml::array* rows = (*root)["target"].as_array()) {
    for (const toml::node& node : *rows) {
      if (!node.is_table()) continue;
      const toml::table& row = *node.as_table();
      const std::size_t before = report.all().size();
      const ParamValues values = reader.read(row, params, "[[target]]");
      if (report.all().size() > before) continue;
      Target target = target_from(values, place_of(row.source()));
      if (!ids.insert(target.id).second) {
        report.error(target.place, fmt::format("a second target has the id '{}'", target.id));
      }
      TargetCheck{target, row, report}.run();
      if (!row.contains("base_to")) {
        target.base_from = target.from;
        target.base_to = target.to;
      }
      targets.push_back(std::move(target));
    }
  }
  if (targets.empty() && !report.has_errors()) {
    report.error({.file = file, .line = 1, .column = 1}, "there is no [[target]] in it");
  }
  report.throw_if_errors();
  return targets;
}

}  // namespace

std::span<const Statistic> all_statistics() { return statistics; }
std::span<const Param> target_params() { return params; }

std::vector<Target> read_targets(const std::string& path) {
  Report report;
  return targets_in(parse_toml_file(path, report), path, report);
}

void check_targets(const std::vector<Target>& targets, const Config& config) {
  if (!config.policies.empty()) return;
  Report report;
  for (const Target& target : targets) {
    for (const Observable& row : observables) {
      const bool is_named = row.name == target.observable || row.name == target.of;
      if (row.shape != Shape::time_policy || !is_named) continue;
      report.error(
          target.place,
          fmt::format("target {}: this scenario has no '{}' (it has no [[policy]]) add one "
                      "to the scenario, or leave the target out",
                      target.id, row.name));
    }
  }
  report.throw_if_errors();
}

std::vector<Target> builtin_targets() {
  Report report;
  const std::string name = "decline-2016.toml (built in)";
  return targets_in(parse_toml(builtin_targets_toml(), name, report), name, report);
}

}  // namespace quell
