// SPDX-License-Identifier: BSD-3-Clause
// Dated tables of plain numbers, and rules.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/observables.hpp"
#include "scenarios/table_reader.hpp"

namespace quell {
namespace {

std::string with_article(std::string_view kind) {
  constexpr std::string_view vowels = "aeiou";
  if (kind.ends_with('s')) return std::string{kind};
  return fmt::format("{} {}", vowels.find(kind.front()) == std::string_view::npos ? "a" : "an",
                     kind);
}

}  // namespace

bool TableReader::refuse_course(const Param& param, const toml::node& node, Courses courses) {
  const std::string what = node.is_table() ? "a rule" : "a dated table";
  if (!can_change(param.kind)) {
    report_.error(place_of(node.source()),
                  fmt::format("'{}' is {} ({} cannot change during a run) write it without one",
                              param.key, what, with_article(kind_name(param.kind))));
    return true;
  }
  if (courses == Courses::allowed) return false;
  report_.error(place_of(node.source()),
                fmt::format("'{}' is {} (this kind of policy keeps its values during a run) write "
                            "one value",
                            param.key, what));
  return true;
}

std::optional<Course> TableReader::read_course(const Param& param, std::size_t row,
                                               const toml::node& node) {
  const std::array<Param, 7> keys = rule_params(param);
  Course course{.row = row, .base = {}, .rule = {}};
  if (const toml::table* table = node.as_table()) {
    course.rule = read_rule(param, *table, course);
    if (!course.rule) return std::nullopt;
  } else {
    Param base = keys[0];
    base.key = param.key;
    course.base = std::get<std::vector<Knot>>(read_knots(base, node));
  }
  if (course.base.empty()) return std::nullopt;
  for (const Knot& knot : course.base) {
    if (param.kind != ParamKind::count || knot.value == std::floor(knot.value)) continue;
    report_.error(place_of(node.source()), fmt::format("'{}' is {} at some time (a whole number is "
                                                       "needed)",
                                                       param.key, knot.value));
  }
  return course;
}

/// `{ base = ..., when = ..., above = ..., below = ..., then = ... }`.
std::optional<Rule> TableReader::read_rule(const Param& param, const toml::table& table,
                                           Course& course) {
  const std::array<Param, 7> keys = rule_params(param);
  const ParamValues values = read(table, keys, fmt::format("the rule of '{}'", param.key));
  course.base = values.knots("base");
  Rule rule{.observable = observables.size(),
            .above = values.real("above"),
            .below = values.real("below"),
            .then = values.real("then"),
            .over = values.real("over"),
            .is_scaled = values.text("scaled") == "yes"};
  if (rule.below > rule.above) {
    report_.error(place_of(table.get("below")->source()),
                  fmt::format("'below' is {}, 'above' is {} (between them the rule would be both "
                              "on and off) make 'below' at most 'above'",
                              rule.below, rule.above));
  }
  for (std::size_t k = 0; k < observables.size(); ++k) {
    if (observables[k].name == values.text("when")) rule.observable = k;
  }
  if (rule.observable == observables.size()) return std::nullopt;  // reported
  const Shape shape = observables[rule.observable].shape;
  if (shape != Shape::time && shape != Shape::time_segment) {
    report_.error(place_of(table.get("when")->source()),
                  fmt::format("'when' is '{}' (a rule needs one number at each observation: an "
                              "observable over time, or over time and segment; see `quell describe "
                              "observables`)",
                              values.text("when")));
  }
  return rule;
}

}  // namespace quell
