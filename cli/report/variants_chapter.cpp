// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/report/chapters.hpp"
#include "cli/scorecard_view.hpp"
#include "scenarios/diagnostics.hpp"

namespace quell {
namespace {

using Json = nlohmann::json;

/// The number of a key, or "-".
std::string number_text(const Json& object, const char* key, double unit = 1.0) {
  const Json& value = object.at(key);
  return value.is_number() ? figure(value.get<double>() / unit) : "-";
}

/// A count that others wrote may be any number, also one that no integer holds.
std::string count_text(const Json& count) { return fmt::format("{:.0f}", count.get<double>()); }

std::string hits_text(const Json& hits) {
  if (hits.is_null()) return "-";
  return fmt::format("{} of {}", count_text(hits.at("hit")), count_text(hits.at("covered")));
}

report::Table costs_table(const Json& root) {
  report::Table table{.caption = "What each variant takes, and what it hits",
                      .columns = {{"model"},
                                  {"end"},
                                  {"replicates", true},
                                  {"calibration", true},
                                  {"held out", true},
                                  {"CPU s per replicate", true},
                                  {"events per replicate", true},
                                  {"events per CPU s", true},
                                  {"peak memory, MB", true},
                                  {"reason"}}};
  for (const Json& run : root.at("variants")) {
    table.rows.push_back(
        {run.at("model").get<std::string>(), run.at("end").get<std::string>(),
         count_text(run.at("replicates")), hits_text(run.at("calibration")),
         hits_text(run.at("validation")), number_text(run, "cpu_seconds_per_replicate"),
         number_text(run, "events_per_replicate"), number_text(run, "events_per_cpu_second"),
         number_text(run, "peak_memory_bytes", 1e6),
         run.at("reason").is_string() ? run.at("reason").get<std::string>() : ""});
  }
  return table;
}

report::Table targets_table(const Json& root) {
  report::Table table{.caption = "Targets: what each variant gives (mean over replicates)",
                      .columns = {{"id"}, {"target"}, {"published", true}}};
  for (const Json& run : root.at("variants")) {
    table.columns.push_back({run.at("model").get<std::string>(), true});
    table.columns.push_back({"distance", true});
  }
  for (const Json& target : root.at("targets")) {
    std::vector<std::string> row{target.at("id").get<std::string>(),
                                 target.at("title").get<std::string>(),
                                 number_text(target, "published")};
    for (const Json& run : root.at("variants")) {
      const Json& of = target.at("models").at(run.at("model").get<std::string>());
      row.push_back(number_text(of, "simulated"));
      row.push_back(number_text(of, "distance"));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

report::Chapter variants_chapter(const std::string& text, const std::string& path) {
  try {
    const Json root = Json::parse(text);
    report::Chapter chapter{
        .title = root.at("title").get<std::string>() + ": variants of the model",
        .subtitle = "",
        .axes = {},
        .marks = {},
        .sections = {}};
    chapter.sections.push_back(
        {.title = "Fit and cost",
         .blocks = {costs_table(root), targets_table(root),
                    report::Prose{"Distance: simulated less published, over half the width of the "
                                  "accepted range. CPU and memory are those of the variant's own "
                                  "process.",
                                  report::Prose::Role::note}}});
    return chapter;
  } catch (const Json::exception& error) {
    throw ScenarioError(
        {{.place = {.file = path},
          .text = fmt::format("it is neither a result file nor what `quell variants "
                              "--json` prints ({}) give files of `quell run`, "
                              "`whatif`, `sweep merge` or `variants --json`",
                              error.what())}});
  }
}

}  // namespace quell
