// SPDX-License-Identifier: BSD-3-Clause
#include "cli/value_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "models/observables.hpp"
#include "scenarios/dates.hpp"
#include "scenarios/toml_text.hpp"

namespace quell {
namespace {

using Knots = std::vector<Knot>;

constexpr std::string_view at_real_size = " at 1:1";

/// A number with its unit.
std::string amount(double value, std::string_view unit) {
  const std::string words = unit_words(unit);
  return number_text(value) + (words.empty() ? "" : " " + words);
}

/// Values with dates: all of them, or the first ones of a long table.
std::string dated(const Knots& knots, std::string_view unit, std::string_view preposition) {
  constexpr std::size_t most = 16;
  std::string text;
  for (std::size_t k = 0; k < std::min(most, knots.size()); ++k) {
    text += fmt::format("{}{} {} {}", k == 0 ? "" : ", ",
                        k == 0 ? amount(knots[k].value, unit) : number_text(knots[k].value),
                        preposition, date_text(knots[k].day));
  }
  return knots.size() <= most ? text : text + fmt::format(" and {} more", knots.size() - most);
}

bool is_constant(const Knots& knots) { return knots.size() == 1 && knots.front().day == 0.0; }

std::string table_words(ParamKind kind, const Knots& knots, std::string_view unit) {
  if (knots.empty()) return "none";
  if (is_constant(knots)) return amount(knots.front().value, unit);
  if (kind == ParamKind::counts) return dated(knots, unit, "on");
  if (kind == ParamKind::lines) return dated(knots, unit, "on") + ", in straight lines between";
  return dated(knots, unit, "from");
}

std::string rule_words(const Rule& rule, std::string_view unit) {
  std::string text = fmt::format(
      ", but {} from when {} ({}) rises above {} until it falls below {}", amount(rule.then, unit),
      observables[rule.observable].name, observables[rule.observable].doc, number_text(rule.above),
      number_text(rule.below));
  if (rule.over > 0.0) text += fmt::format(", averaged over {}", amount(rule.over, "d"));
  if (rule.is_scaled) text += ", both at the real size";
  return text;
}

std::string course_words(const Param& param, const Course& course) {
  const ParamKind kind = param.kind == ParamKind::lines ? ParamKind::lines : ParamKind::steps;
  const std::string base = table_words(kind, course.base, param.unit);
  return course.rule ? base + rule_words(*course.rule, param.unit) : base;
}

}  // namespace

std::string unit_words(std::string_view unit) {
  constexpr auto words = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"1", ""}, {"date", ""}, {"1/d", "per day"}, {"1/week", "per week"}, {"d", "d"}});
  if (unit.ends_with(at_real_size)) {
    return unit_words(unit.substr(0, unit.size() - at_real_size.size())) + " at the real size";
  }
  const auto* const at =
      std::find_if(words.begin(), words.end(), [&](const auto& row) { return row.first == unit; });
  return std::string{at == words.end() ? unit : at->second};
}

std::string value_words(const ParamValues& values, std::size_t row) {
  const Param& param = values.params()[row];
  if (const Course* course = values.course(row)) return course_words(param, *course);
  const ParamValue& value = values.values()[row];
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* knots = std::get_if<Knots>(&value)) {
    return table_words(param.kind, *knots, param.unit);
  }
  const double number = std::get<double>(value);
  if (param.kind != ParamKind::date) return amount(number, param.unit);
  const bool is_always = has_fallback(param) && number == param.fallback;
  return is_always ? "always" : date_text(number);
}

bool is_default(const ParamValues& values, std::size_t row) {
  const Param& param = values.params()[row];
  return values.course(row) == nullptr && has_fallback(param) &&
         values.values()[row] == fallback_value(param);
}

}  // namespace quell
