// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>

#include "models/conditions.hpp"
#include "models/observables.hpp"
#include "models/variant.hpp"
#include "scenarios/graph_section.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/toml_text.hpp"

namespace quell {
namespace {

/// A dated table, or the keys of a rule that do not have their default.
std::string course_text(const Param& param, const Course& course) {
  const std::array<Param, 7> keys = rule_params(param);
  std::string base = value_text(keys[0], course.base);
  if (!course.rule) return base;
  const Rule& rule = *course.rule;
  std::string out = fmt::format("{{ base = {}, when = \"{}\", above = {}, below = {}, then = {}",
                                base, observables[rule.observable].name, number_text(rule.above),
                                number_text(rule.below), number_text(rule.then));
  if (rule.over > 0.0) out += ", over = " + number_text(rule.over);
  if (rule.is_scaled) out += ", scaled = \"yes\"";
  return out + " }";
}

template <class Leaves>
void append(std::string& out, const ParamValues& values, Leaves leaves_out) {
  for (std::size_t row = 0; row < values.params().size(); ++row) {
    const Param& param = values.params()[row];
    if (leaves_out(param.key)) continue;
    const Course* const course = values.course(row);
    out += fmt::format(
        "{} = {}\n", param.key,
        course == nullptr ? value_text(param, values.values()[row]) : course_text(param, *course));
  }
  out += '\n';
}

/// A table that only another variant reads says nothing about this run.
bool is_of_another_variant(const Section& section, const Config& config) {
  const Condition* const needs = section.spec->needs;
  const auto brings_it = [&](const VariantSpec* variant) {
    return variant->section == section.spec;
  };
  return std::ranges::any_of(all_variants(), brings_it) && needs != nullptr &&
         !needs->holds(config, section.values);
}

}  // namespace

std::string resolved_toml(const Config& config) {
  std::string out;
  for (const Section& section : config.sections) {
    if (is_of_another_variant(section, config)) continue;
    const bool repeats = section.spec->absence == Absence::is_none;
    out += repeats ? fmt::format("[[{}]]\nname = {}\n", section.spec->name, quoted(section.name))
                   : fmt::format("[{}]\n", section.spec->name);
    append(out, section.values, [&](std::string_view key) {
      return config.graph != nullptr && is_from_graph(section.spec->name, key);
    });
  }
  for (const PolicyConfig& policy : config.policies) {
    out += fmt::format("[[policy]]\nkind = {}\nname = {}\n", quoted(std::string{policy.spec->name}),
                       quoted(policy.name));
    append(out, policy.values, [](std::string_view) { return false; });
  }
  return out;
}

}  // namespace quell
