// SPDX-License-Identifier: BSD-3-Clause
#include "cli/scorecard_view.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/json_text.hpp"

namespace quell {
namespace {

TableCell verdict(const Score& score) {
  if (!score.is_covered()) return {"not covered", Colour::dim};
  if (!std::isfinite(score.mean)) return {"undefined", Colour::yellow};
  return score.is_hit ? TableCell{"hit", Colour::green} : TableCell{"miss", Colour::red};
}

}  // namespace

Hits hits_in(const std::vector<Score>& scores, const std::string& group) {
  Hits counted;
  for (const Score& score : scores) {
    if (score.target.group != group || !score.is_covered()) continue;
    ++counted.covered;
    counted.hit += score.is_hit ? 1 : 0;
  }
  return counted;
}

std::string figure(double value) {
  if (!std::isfinite(value)) return "-";
  if (value == std::floor(value) && std::abs(value) < 1e7) return fmt::format("{:.0f}", value);
  return std::abs(value) >= 1000.0 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

std::string scorecard_text(const std::vector<Score>& scores, const TableStyle& style) {
  TextTable table({{"id"},
                   {"target"},
                   {"published", Align::right},
                   {"accepted", Align::right},
                   {"simulated", Align::right},
                   {"90 % interval", Align::right},
                   {""}},
                  style);
  std::string group;
  for (const Score& score : scores) {
    const Target& target = score.target;
    if (target.group != group) {
      group = target.group;
      table.add_row(
          {"", {group == "calibration" ? "calibration" : "validation (held out)", Colour::bold}});
    }
    const std::string interval =
        std::isfinite(score.mean) ? figure(score.low) + " .. " + figure(score.high) : "-";
    table.add_row({target.id, target.title, figure(target.value),
                   figure(target.low) + " .. " + figure(target.high), figure(score.mean), interval,
                   verdict(score)});
  }
  std::string text = table.str();
  const Hits calibration = hits_in(scores, "calibration");
  const Hits validation = hits_in(scores, "validation");
  text += fmt::format("\n{} of {} calibration targets hit", calibration.hit, calibration.covered);
  if (validation.covered > 0) {
    text += fmt::format(", {} of {} held-out targets hit", validation.hit, validation.covered);
  }
  text += ". Intervals: 5th to 95th percentile over replicates.\n";
  for (const Score& score : scores) {
    if (score.target.caution == "none" || !score.is_covered()) continue;
    text += fmt::format("{}: {}\n", score.target.id, score.target.caution);
  }
  return text;
}

std::string scorecard_json(const std::vector<Score>& scores) {
  const auto number = [](double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
  };
  nlohmann::ordered_json root;
  root["targets"] = nlohmann::ordered_json::array();
  for (const Score& score : scores) {
    const Target& target = score.target;
    root["targets"].push_back({{"id", target.id},
                               {"group", target.group},
                               {"title", target.title},
                               {"unit", target.unit},
                               {"published", number(target.value)},
                               {"simulated", number(score.mean)},
                               {"interval", {number(score.low), number(score.high)}},
                               {"accepted", {number(target.low), number(target.high)}},
                               {"covered", score.is_covered()},
                               {"hit", score.is_hit},
                               {"source", target.source},
                               {"caution", target.caution == "none" ? "" : target.caution}});
  }
  return json_text(root);
}

bool all_calibration_hit(const std::vector<Score>& scores) {
  const Hits counted = hits_in(scores, "calibration");
  return counted.hit == counted.covered;
}

bool is_anything_compared(const std::vector<Score>& scores) {
  if (hits_in(scores, "calibration").covered > 0) return true;
  const bool has_calibration = std::any_of(scores.begin(), scores.end(), [](const Score& score) {
    return score.target.group == "calibration";
  });
  return !has_calibration && hits_in(scores, "validation").covered > 0;
}

TableStyle style_for_stdout() {
  const bool wants_colour = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  return {.glyphs = default_glyphs(), .paint = wants_colour ? Paint::ansi : Paint::plain};
}

}  // namespace quell
