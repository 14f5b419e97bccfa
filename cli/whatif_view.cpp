// SPDX-License-Identifier: BSD-3-Clause
#include "cli/whatif_view.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/dataset_words.hpp"
#include "cli/json_text.hpp"
#include "cli/scorecard_view.hpp"
#include "scenarios/dates.hpp"
#include "studies/series.hpp"

namespace quell {
namespace {

std::string short_figure(double value) {
  if (!std::isfinite(value)) return "-";
  return std::abs(value) < 1e6 ? figure(value) : fmt::format("{:.4g} M", value / 1e6);
}

std::string signed_figure(double value) {
  return (value > 0.0 && std::isfinite(value) ? "+" : "") + short_figure(value);
}

std::string narrower_text(const PairedDifference& paired) {
  const double times = paired.narrower();
  if (std::isinf(times) && paired.half_width == 0.0) return "exact";
  return std::isfinite(times) ? fmt::format("{:.1f} x", times) : "-";
}

std::size_t rows_of(const Dataset& data) { return data.find_dimension("time")->size; }

/// Of the observation in a row.
std::string date_of(const Dataset& data, std::size_t row) {
  return date_text(start_day_of(data) + data.find_dimension("time")->positions[row]);
}

std::vector<TableCell> cells_of(const Effect& effect) {
  const PairedDifference& paired = effect.paired;
  const bool has_interval = std::isfinite(paired.half_width);
  const bool is_clear = has_interval && (paired.low() > 0.0 || paired.high() < 0.0);
  return {effect.observable,
          figure_name(effect.figure),
          short_figure(paired.mean_a),
          short_figure(paired.mean_b),
          {signed_figure(paired.difference), is_clear ? Colour::bold : Colour::none},
          signed_figure(100.0 * paired.relative()),
          has_interval ? signed_figure(paired.low()) + " .. " + signed_figure(paired.high()) : "-",
          narrower_text(paired)};
}

std::string table_of(const ChangeEffects& change, Rows rows, const TableStyle& style) {
  TextTable table({{"observable"},
                   {"figure"},
                   {"baseline", Align::right},
                   {"changed", Align::right},
                   {"difference", Align::right},
                   {"in %", Align::right},
                   {"90 % interval", Align::right},
                   {"narrower", Align::right}},
                  style);
  std::set<std::string> shown;
  std::set<std::string> others;  // that changed
  for (const Effect& effect : change.effects) {
    if (rows == Rows::all || (effect.is_headline && effect.is_changed)) {
      table.add_row(cells_of(effect));
      shown.insert(effect.observable);
    } else if (effect.is_changed && !shown.contains(effect.observable)) {
      others.insert(effect.observable);
    }
  }
  std::string text = shown.empty() ? "" : table.str();
  if (!others.empty()) {
    text += fmt::format("{} changed; --all shows all\n",
                        counted(others.size(), "more observable", "more observables"));
  }
  return text;
}

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json cost_json(const ChangeEffects& change) {
  if (!change.cost_per_recruit) return nullptr;
  const RatioOfMeans& cost = *change.cost_per_recruit;
  return {{"cost", number(cost.numerator)},
          {"recruits_averted", number(cost.denominator)},
          {"ratio", number(cost.value())},
          {"interval", {number(cost.low), number(cost.high)}}};
}

}  // namespace

std::string figure_name(Figure figure) {
  switch (figure) {
    case Figure::last_days:
      return fmt::format("mean of last {:.0f} d", last_days);
    case Figure::end:
      return "at the end";
    case Figure::sum:
      break;
  }
  return "sum";
}

std::string change_heading(const Dataset& data, const ChangeEffects& change) {
  if (change.identical_rows == rows_of(data)) {
    return change.name + ": no difference, every replicate is the baseline's to the last bit\n";
  }
  if (change.identical_rows == 0) return change.name + ": different from the start\n";
  return fmt::format("{}: the same as the baseline until {}\n", change.name,
                     date_of(data, change.identical_rows - 1));
}

/// Of a change that costs and averts something; what it saves by letting more be recruited is the
/// same ratio.
std::string cost_text(const ChangeEffects& change) {
  if (!change.cost_per_recruit) return "";
  const RatioOfMeans& cost = *change.cost_per_recruit;
  const bool is_dearer = cost.numerator > 0.0;
  const bool averts = cost.denominator > 0.0;
  if (cost.denominator == 0.0) {
    return fmt::format("It costs {} USD {} and has as many recruits\n",
                       short_figure(std::abs(cost.numerator)), is_dearer ? "more" : "less");
  }
  std::string text =
      fmt::format("It costs {} USD {} and has {} {} recruits",
                  short_figure(std::abs(cost.numerator)), is_dearer ? "more" : "less",
                  short_figure(std::abs(cost.denominator)), averts ? "fewer" : "more");
  if (cost.value() > 0.0) {
    text += fmt::format(": {} USD {}", short_figure(cost.value()),
                        averts ? "per recruit averted" : "saved per recruit more");
    if (std::isfinite(cost.low)) {
      text +=
          fmt::format(", 90 % interval {} .. {}", short_figure(cost.low), short_figure(cost.high));
    }
  }
  if (!std::isfinite(cost.low))
    text += " (from no more than these runs, there may be no difference)";
  return text + "\n";
}

std::string whatif_text(const Dataset& data, const std::vector<ChangeEffects>& effects, Rows rows,
                        const TableStyle& style) {
  std::string text = on_one_line(std::get<std::string>(*data.find_attribute("title"))) + "\n";
  bool has_table = false;
  for (const ChangeEffects& change : effects) {
    text += "\n" + change_heading(data, change);
    const bool is_shown = rows == Rows::all || change.identical_rows < rows_of(data);
    if (is_shown) text += "\n" + table_of(change, rows, style) + cost_text(change);
    has_table = has_table || is_shown;
  }
  if (!has_table) return text;
  if (const std::string note = scale_note(data); !note.empty()) text += "\n" + note + "\n";
  const std::size_t replicates = data.find_dimension("replicate")->size;
  if (replicates == 1) {
    return text + "\nOne replicate gives no interval: pass --replicates 8 or more.\n";
  }
  return text +
         fmt::format(
             "\nDifference: changed less baseline, mean over {} replicates that share their random "
             "numbers; interval: Student's t.\nNarrower: how many times as wide the interval would "
             "be with other random numbers in the changed runs.\n",
             replicates);
}

std::string whatif_json(const Dataset& data, const std::vector<ChangeEffects>& effects) {
  Json root;
  root["title"] = std::get<std::string>(*data.find_attribute("title"));
  root["replicates"] = data.find_dimension("replicate")->size;
  root["changes"] = Json::array();
  for (const ChangeEffects& change : effects) {
    const std::size_t same = change.identical_rows;
    Json rows = Json::array();
    for (const Effect& effect : change.effects) {
      const PairedDifference& paired = effect.paired;
      Json differences = Json::array();
      for (const double value : effect.differences) differences.push_back(number(value));
      rows.push_back({{"observable", effect.observable},
                      {"figure", figure_name(effect.figure)},
                      {"unit", effect.unit},
                      {"is_changed", effect.is_changed},
                      {"baseline", number(paired.mean_a)},
                      {"changed", number(paired.mean_b)},
                      {"difference", number(paired.difference)},
                      {"relative", number(paired.relative())},
                      {"interval", {number(paired.low()), number(paired.high())}},
                      {"half_width", number(paired.half_width)},
                      {"independent_half_width", number(paired.independent_half_width)},
                      {"narrower", number(paired.narrower())},
                      {"differences", std::move(differences)}});
    }
    root["changes"].push_back(
        {{"name", change.name},
         {"identical_until", same == 0 ? Json(nullptr) : Json(date_of(data, same - 1))},
         {"cost_per_recruit", cost_json(change)},
         {"first_difference", same == rows_of(data) ? Json(nullptr) : Json(date_of(data, same))},
         {"effects", std::move(rows)}});
  }
  return json_text(root);
}

}  // namespace quell
