// SPDX-License-Identifier: BSD-3-Clause
#include "cli/variants_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/json_text.hpp"
#include "cli/progress.hpp"
#include "cli/scorecard_view.hpp"

namespace quell {
namespace {

using Json = nlohmann::ordered_json;

std::string end_name(VariantEnd end) {
  switch (end) {
    case VariantEnd::done:
      return "done";
    case VariantEnd::partial:
      return "partial";
    case VariantEnd::failed:
      return "failed";
    case VariantEnd::refused:
      return "refused";
    case VariantEnd::not_run:
      break;
  }
  return "not run";
}

/// None where the variant says nothing about any target of the group.
std::optional<Hits> hits_of(const VariantRun& run, const std::string& group) {
  const Hits hits = hits_in(run.scores, group);
  return hits.covered > 0 ? std::optional{hits} : std::nullopt;
}

/// Undefined without a replicate.
double per_replicate(double total, const VariantRun& run) {
  return run.replicates > 0 ? total / static_cast<double>(run.replicates) : undefined;
}

/// Undefined for a variant that has no events.
double events_per_replicate(const VariantRun& run) {
  return run.events > 0.0 ? per_replicate(run.events, run) : undefined;
}

double event_rate(const VariantRun& run) {
  const bool has_rate = run.replicates > 0 && run.events > 0.0 && run.cpu_seconds > 0.0;
  return has_rate ? run.events / run.cpu_seconds : undefined;
}

std::string hits_text(const std::optional<Hits>& hits) {
  return hits ? fmt::format("{} of {}", hits->hit, hits->covered) : "-";
}

std::string count_text(double count) { return std::isfinite(count) ? format_count(count) : "-"; }

std::string memory_text(double bytes) {
  constexpr double mebibyte = 1024.0 * 1024.0;
  const double size = std::round(bytes / mebibyte);
  return size < 1024.0 ? fmt::format("{:.0f} MiB", size)
                       : fmt::format("{:.1f} GiB", bytes / mebibyte / 1024.0);
}

std::vector<TableCell> cells_of(const VariantRun& run) {
  const bool has_results = run.replicates > 0;
  const bool is_done = run.end == VariantEnd::done;
  return {run.model,
          hits_text(hits_of(run, "calibration")),
          hits_text(hits_of(run, "validation")),
          has_results ? std::to_string(run.replicates) : "-",
          figure(per_replicate(run.cpu_seconds, run)),
          count_text(events_per_replicate(run)),
          count_text(event_rate(run)),
          has_results ? memory_text(run.peak_bytes) : "-",
          is_done ? TableCell{""} : TableCell{end_name(run.end), Colour::yellow}};
}

std::string variant_table(const std::vector<VariantRun>& runs, const TableStyle& style) {
  TextTable table({{"model"},
                   {"calibration", Align::right},
                   {"held out", Align::right},
                   {"replicates", Align::right},
                   {"CPU s/replicate", Align::right},
                   {"events/replicate", Align::right},
                   {"events/CPU s", Align::right},
                   {"peak memory", Align::right},
                   {""}},
                  style);
  for (const VariantRun& run : runs) table.add_row(cells_of(run));
  std::string text = table.str() + "\n";
  for (const VariantRun& run : runs) {
    if (run.end == VariantEnd::done) continue;
    text += fmt::format("{} {}: {}\n", run.model, end_name(run.end), run.reason);
  }
  return text;
}

std::string distance_text(double distance) {
  if (!std::isfinite(distance)) return "";
  if (std::abs(distance) < 0.005) return "0.00";
  return std::abs(distance) < 100.0 ? fmt::format("{:+.2f}", distance)
                                    : fmt::format("{:+.0f}", distance);
}

/// The simulated value, then distance and verdict.
void add_cells(const Score& score, std::vector<TableCell>& cells) {
  if (!score.is_covered()) {
    cells.insert(cells.end(), {{"-", Colour::dim}, ""});
  } else if (!std::isfinite(score.mean)) {
    cells.insert(cells.end(), {{"-", Colour::dim}, {"       undefined", Colour::yellow}});
  } else {
    cells.emplace_back(figure(score.mean));
    cells.emplace_back(
        fmt::format("{:>6} {}", distance_text(distance(score)), score.is_hit ? "hit" : "miss"),
        score.is_hit ? Colour::green : Colour::red);
  }
}

const Score* score_of(const VariantRun& run, std::size_t row) {
  return run.scores.empty() ? nullptr : &run.scores[row];
}

/// A variant that has scores, or null: all have the same targets.
const VariantRun* any_scored(const std::vector<VariantRun>& runs) {
  const auto at = std::find_if(runs.begin(), runs.end(),
                               [](const VariantRun& run) { return !run.scores.empty(); });
  return at == runs.end() ? nullptr : &*at;
}

bool is_covered(const std::vector<VariantRun>& runs, std::size_t row) {
  return std::any_of(runs.begin(), runs.end(), [row](const VariantRun& run) {
    const Score* score = score_of(run, row);
    return score != nullptr && score->is_covered();
  });
}

std::string target_table(const std::vector<VariantRun>& runs, const TableStyle& style) {
  constexpr int title_width = 36;  // the others shall fit beside it; `quell compare` has it all
  const VariantRun* scored = any_scored(runs);
  if (scored == nullptr) return "";
  std::vector<TableColumn> columns{{"id"}, {"target"}, {"published", Align::right}};
  for (const VariantRun& run : runs) {
    if (run.scores.empty()) continue;
    columns.insert(columns.end(), {{run.model, Align::right}, {"distance"}});
  }
  TextTable table(std::move(columns), style);
  std::string group;
  std::string cautions;
  for (std::size_t row = 0; row < scored->scores.size(); ++row) {
    const Target& target = scored->scores[row].target;
    if (target.group != group) {
      group = target.group;
      table.add_row(
          {"", {group == "calibration" ? "calibration" : "validation (held out)", Colour::bold}});
    }
    std::vector<TableCell> cells{target.id, clip_text(target.title, title_width, style.glyphs),
                                 figure(target.value)};
    for (const VariantRun& run : runs) {
      if (!run.scores.empty()) add_cells(run.scores[row], cells);
    }
    table.add_row(std::move(cells));
    if (target.caution != "none" && is_covered(runs, row)) {
      cautions += fmt::format("{}: {}\n", target.id, target.caution);
    }
  }
  return "\n" + table.str() +
         "\nUnder each model: the simulated value, mean over replicates (-: it does not say it); "
         "distance:\nsimulated less published, over half the width of the accepted range.\n" +
         cautions;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json hits_json(const std::optional<Hits>& hits) {
  if (!hits) return nullptr;
  return {{"hit", hits->hit}, {"covered", hits->covered}};
}

Json run_json(const VariantRun& run) {
  const bool has_results = run.replicates > 0;
  return {{"model", run.model},
          {"end", end_name(run.end)},
          {"reason", run.reason.empty() ? Json(nullptr) : Json(run.reason)},
          {"replicates", run.replicates},
          {"calibration", hits_json(hits_of(run, "calibration"))},
          {"validation", hits_json(hits_of(run, "validation"))},
          {"cpu_seconds_per_replicate", number(per_replicate(run.cpu_seconds, run))},
          {"events_per_replicate", number(events_per_replicate(run))},
          {"events_per_cpu_second", number(event_rate(run))},
          {"peak_memory_bytes", has_results ? number(run.peak_bytes) : Json(nullptr)},
          {"file", run.file.empty() ? Json(nullptr) : Json(run.file)}};
}

Json score_json(const Score* score) {
  const bool is_covered = score != nullptr && score->is_covered();
  return {{"covered", is_covered},
          {"simulated", is_covered ? number(score->mean) : Json(nullptr)},
          {"interval",
           is_covered ? Json{number(score->low), number(score->high)} : Json{nullptr, nullptr}},
          {"distance", is_covered ? number(distance(*score)) : Json(nullptr)},
          {"hit", is_covered ? Json(score->is_hit) : Json(nullptr)}};
}

}  // namespace

double distance(const Score& score) {
  const double half_width = 0.5 * (score.target.high - score.target.low);
  return half_width > 0.0 ? (score.mean - score.target.value) / half_width : undefined;
}

std::string variants_text(const std::vector<VariantRun>& runs, const TableStyle& style) {
  return variant_table(runs, style) +
         "CPU: user and system seconds of the variant's own process, with its start and the "
         "writing of results;\npeak memory: of that process, with all replicates that it runs at "
         "a time.\n" +
         target_table(runs, style);
}

std::string variants_json(const std::string& title, const std::vector<VariantRun>& runs) {
  Json root{{"title", title}, {"variants", Json::array()}, {"targets", Json::array()}};
  for (const VariantRun& run : runs) root["variants"].push_back(run_json(run));
  const VariantRun* scored = any_scored(runs);
  for (std::size_t row = 0; scored != nullptr && row < scored->scores.size(); ++row) {
    const Target& target = scored->scores[row].target;
    Json by_model = Json::object();
    for (const VariantRun& run : runs) {
      by_model[run.model] = score_json(score_of(run, row));
    }
    root["targets"].push_back({{"id", target.id},
                               {"group", target.group},
                               {"title", target.title},
                               {"unit", target.unit},
                               {"published", number(target.value)},
                               {"accepted", {number(target.low), number(target.high)}},
                               {"models", std::move(by_model)},
                               {"source", target.source},
                               {"caution", target.caution == "none" ? "" : target.caution}});
  }
  return json_text(root);
}

}  // namespace quell
