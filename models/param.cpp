// SPDX-License-Identifier: BSD-3-Clause
#include "models/param.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace quell {

std::size_t ParamValues::row_of(std::string_view key) const {
  for (std::size_t row = 0; row < params_.size(); ++row) {
    if (params_[row].key == key) return row;
  }
  throw std::logic_error("no parameter '" + std::string{key} + "' in this table");
}

const Course* ParamValues::course(std::size_t row) const {
  const auto at = std::find_if(courses_.begin(), courses_.end(),
                               [row](const Course& course) { return course.row == row; });
  return at == courses_.end() ? nullptr : &*at;
}

std::vector<double> ParamValues::all_of(std::string_view key) const {
  const Course* const course = this->course(row_of(key));
  if (course == nullptr && std::holds_alternative<double>(at(key))) return {real(key)};
  std::vector<double> all;
  for (const Knot& knot : course == nullptr ? knots(key) : course->base) all.push_back(knot.value);
  if (course != nullptr && course->rule) all.push_back(course->rule->then);
  return all;
}

double ParamValues::real(std::string_view key) const {
  if (const auto* value = std::get_if<double>(&at(key))) return *value;
  throw std::logic_error("parameter '" + std::string{key} + "' is not a number");
}

const std::string& ParamValues::text(std::string_view key) const {
  if (const auto* value = std::get_if<std::string>(&at(key))) return *value;
  throw std::logic_error("parameter '" + std::string{key} + "' is not a text");
}

const std::vector<Knot>& ParamValues::knots(std::string_view key) const {
  if (const auto* value = std::get_if<std::vector<Knot>>(&at(key))) return *value;
  throw std::logic_error("parameter '" + std::string{key} + "' is not a table");
}

bool is_table(ParamKind kind) {
  return kind == ParamKind::steps || kind == ParamKind::lines || kind == ParamKind::counts;
}

bool is_text(ParamKind kind) {
  return kind == ParamKind::choice || kind == ParamKind::text || kind == ParamKind::segment ||
         kind == ParamKind::observable;
}

bool can_change(ParamKind kind) {
  return kind == ParamKind::real || kind == ParamKind::count || kind == ParamKind::steps ||
         kind == ParamKind::lines;
}

bool has_fallback(const Param& param) {
  if (param.kind == ParamKind::choice) return true;
  return is_text(param.kind) ? !param.text_fallback.empty() : !std::isnan(param.fallback);
}

ParamValue fallback_value(const Param& param) {
  if (param.kind == ParamKind::choice) return std::string{choices_of(param).front()};
  if (is_text(param.kind)) return std::string{param.text_fallback};
  if (param.kind == ParamKind::counts) return std::vector<Knot>{};
  if (is_table(param.kind)) return std::vector<Knot>{{.day = 0.0, .value = param.fallback}};
  return param.fallback;
}

std::string_view kind_name(ParamKind kind) {
  constexpr std::array<std::string_view, 10> names{
      "number",     "whole number", "choice",      "text",        "segment",
      "observable", "date",         "dated steps", "dated lines", "dated counts"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<std::string_view> choices_of(const Param& param) {
  std::vector<std::string_view> choices;
  std::string_view rest = param.choices;
  while (!rest.empty()) {
    const std::size_t bar = std::min(rest.find('|'), rest.size());
    choices.push_back(rest.substr(0, bar));
    rest.remove_prefix(std::min(bar + 1, rest.size()));
  }
  return choices;
}

std::array<Param, 7> rule_params(const Param& param) {
  Param base = param;
  base.key = "base";
  base.kind = param.kind == ParamKind::lines ? ParamKind::lines : ParamKind::steps;
  base.doc = "value while the rule is off";
  base.fallback = undefined;
  Param then = param;
  then.key = "then";
  then.kind = param.kind == ParamKind::count ? ParamKind::count : ParamKind::real;
  then.doc = "value while the rule is on";
  then.fallback = undefined;
  constexpr std::string_view source = "scenario choice";
  return {base,
          {.key = "when",
           .kind = ParamKind::observable,
           .unit = "1",
           .doc = "the observable that the rule looks at, summed over segments",
           .source = source},
          {.key = "above",
           .unit = "1",
           .doc = "the rule is switched on when the observable is above this",
           .source = source,
           .min = -unbounded},
          {.key = "below",
           .unit = "1",
           .doc = "the rule is switched off when the observable is below this",
           .source = source,
           .min = -unbounded},
          then,
          {.key = "over",
           .unit = "d",
           .doc = "time over which the observable is averaged; 0 for the latest observation",
           .source = source,
           .fallback = 0.0},
          {.key = "scaled",
           .kind = ParamKind::choice,
           .unit = "1",
           .doc = "yes: above and below are for the real size and are multiplied by run.scale",
           .source = source,
           .choices = "no|yes"}};
}

std::size_t choice_at(const ParamValues& values, std::string_view key) {
  const auto params = values.params();
  const auto param = std::find_if(params.begin(), params.end(),
                                  [key](const Param& candidate) { return candidate.key == key; });
  const std::string& value = values.text(key);  // throws where there is no such param
  const std::vector<std::string_view> choices = choices_of(*param);
  return static_cast<std::size_t>(std::find(choices.begin(), choices.end(), value) -
                                  choices.begin());
}

namespace {

auto first_after(const std::vector<Knot>& knots, double day) {
  return std::upper_bound(knots.begin(), knots.end(), day,
                          [](double d, const Knot& knot) { return d < knot.day; });
}

}  // namespace

double step_at(const std::vector<Knot>& knots, double day) {
  const auto after = first_after(knots, day);
  return after == knots.begin() ? knots.front().value : std::prev(after)->value;
}

double line_at(const std::vector<Knot>& knots, double day) {
  const auto after = first_after(knots, day);
  if (after == knots.begin()) return knots.front().value;
  if (after == knots.end()) return knots.back().value;
  const Knot& left = *std::prev(after);
  const Knot& right = *after;
  return left.value + (right.value - left.value) * (day - left.day) / (right.day - left.day);
}

}  // namespace quell
