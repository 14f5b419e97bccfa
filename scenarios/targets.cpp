// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/targets.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

#include "scenarios/builtin.hpp"
#include "scenarios/table_reader.hpp"

namespace quell {
namespace {

constexpr std::array statistics{
    Statistic{"level", "the observable at the date `from`"},
    Statistic{"mean", "mean of the observable over the window"},
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
    Statistic{"generation_decline",
              "followers of a person's sixth account over those of the first; the largest step up "
              "(at least 1) if they do not fall strictly"},
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
    Param{.key = "scaled",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "whether figure and range are for 1:1 and shrink with the scale of the run",
          .source = "-",
          .choices = "no|yes"},
};

Target target_from(const ParamValues& values) {
  Target target{.id = values.text("id"),
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
                .source = values.text("source"),
                .is_scaled = values.text("scaled") == "yes"};
  if (target.base_to == 0.0) {
    target.base_from = target.from;
    target.base_to = target.to;
  }
  return target;
}

void check(const Target& target, const Place& place, std::set<std::string>& ids, Report& report) {
  if (!ids.insert(target.id).second) {
    report.error(place, fmt::format("a second target has the id '{}'", target.id));
  }
  if (!(target.low <= target.high)) {
    report.error(place, fmt::format("target {}: low is above high", target.id));
  }
  if (target.statistic != "level" && !(target.from < target.to)) {
    report.error(place, fmt::format("target {}: 'to' is missing or not after 'from'", target.id));
  }
  const bool needs_second = target.statistic == "weighted_mean" ||
                            target.statistic == "sum_ratio" ||
                            target.statistic == "lag_correlation";
  if (needs_second && target.of == "none") {
    report.error(place, fmt::format("target {}: {} needs an observable in 'of'", target.id,
                                    target.statistic));
  }
}

std::vector<Target> targets_in(const std::optional<toml::table>& root, const std::string& file,
                               Report& report) {
  std::vector<Target> targets;
  report.throw_if_errors();
  std::set<std::string> ids;
  for (const auto& [key, node] : *root) {
    if (key.str() != "target" || !node.is_array_of_tables()) {
      report.error(place_of(key.source()), "a targets file holds [[target]] tables only");
    }
  }
  TableReader reader(report, {});
  if (const toml::array* rows = (*root)["target"].as_array()) {
    for (const toml::node& row : *rows) {
      if (!row.is_table()) continue;
      const std::size_t before = report.all().size();
      const ParamValues values = reader.read(*row.as_table(), params, "[[target]]");
      if (report.all().size() > before) continue;
      targets.push_back(target_from(values));
      check(targets.back(), place_of(row.source()), ids, report);
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

std::vector<Target> builtin_targets() {
  Report report;
  const std::string name = "decline-2016.toml (built in)";
  return targets_in(parse_toml(builtin_targets_toml(), name, report), name, report);
}

}  // namespace quell
