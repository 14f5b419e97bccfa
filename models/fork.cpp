// SPDX-License-Identifier: BSD-3-Clause
#include "models/fork.hpp"

#include <algorithm>

#include "models/variant.hpp"

namespace quell {
namespace {

const PolicyConfig* find_named(const std::vector<PolicyConfig>& policies, const std::string& name) {
  const auto at = std::find_if(policies.begin(), policies.end(),
                               [&](const PolicyConfig& policy) { return policy.name == name; });
  return at == policies.end() ? nullptr : &*at;
}

/// Rows of a table in which two sets of values differ, those of a rule or of dates among them.
std::vector<std::size_t> rows_that_differ(const ParamValues& a, const ParamValues& b) {
  const auto has_same_course = [&](std::size_t row) {
    const Course* const mine = a.course(row);
    const Course* const other = b.course(row);
    if (mine == nullptr || other == nullptr) return mine == other;
    return *mine == *other;
  };
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < a.values().size(); ++row) {
    if (a.values()[row] != b.values()[row] || !has_same_course(row)) rows.push_back(row);
  }
  return rows;
}

/// [segment.young], or [ladder].
std::string name_of(const Section& section) {
  const std::string name{section.spec->name};
  return section.name.empty() ? name : name + "." + section.name;
}

bool is_same(const Section& a, const Section& b) {
  return a.spec == b.spec && a.name == b.name && rows_that_differ(a.values, b.values).empty();
}

/// Names of tables that only one has, or that are not the same in both.
std::vector<std::string> sections_that_differ(const Config& past, const Config& future) {
  std::vector<std::string> names;
  const auto add_missing = [&names](const Config& of, const Config& in) {
    for (const Section& section : of.sections) {
      const bool is_there =
          std::any_of(in.sections.begin(), in.sections.end(),
                      [&](const Section& other) { return is_same(section, other); });
      const std::string name = name_of(section);
      if (!is_there && std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(name);
      }
    }
  };
  add_missing(past, future);
  add_missing(future, past);
  return names;
}

constexpr const char* way_out = "leave it, or ask quell whatif, which simulates from the start";

}  // namespace

std::vector<std::string> fork_obstacles(const Config& past, const Config& future) {
  std::vector<std::string> obstacles;
  const VariantSpec& variant = variant_of(past);
  if (!variant.can_fork) {
    obstacles.push_back("the model " + std::string{variant.name} +
                        " cannot change in mid-course (it takes moments from the start) ask quell "
                        "whatif, with a table of dates and values");
    return obstacles;
  }
  for (const std::string& name : sections_that_differ(past, future)) {
    obstacles.push_back("[" + name +
                        "] differs from the run that is saved (only policies can change in "
                        "mid-course) " +
                        way_out);
  }
  for (const PolicyConfig& policy : future.policies) {
    const std::string name = "policy." + policy.name;
    const PolicyConfig* const before = find_named(past.policies, policy.name);
    if (before == nullptr || before->spec != policy.spec) {
      obstacles.push_back(name +
                          " is not in the run that is saved (a policy cannot begin in mid-course) "
                          "save a run that has it with " +
                          std::string{policy.spec->amount} + " = 0, or ask quell whatif");
      continue;
    }
    for (const std::size_t row : rows_that_differ(before->values, policy.values)) {
      const Param& param = policy.spec->params[row];
      const bool can_differ = can_change(param.kind) || param.kind == ParamKind::counts;
      if (policy.spec->is_adaptive && can_differ) continue;
      obstacles.push_back(name + "." + std::string{param.key} +
                          " cannot change in mid-course (it is a " +
                          std::string{kind_name(param.kind)} + ") " + way_out);
    }
  }
  return obstacles;
}

Config with_policies_of(const Config& past, Config future) {
  std::vector<PolicyConfig> policies;
  for (const PolicyConfig& before : past.policies) {
    if (const PolicyConfig* policy = find_named(future.policies, before.name)) {
      policies.push_back(*policy);
      continue;
    }
    const auto params = before.spec->params;
    std::vector<ParamValue> values = before.values.values();
    std::vector<Course> courses = before.values.courses();
    for (std::size_t row = 0; row < params.size(); ++row) {
      if (params[row].key != before.spec->amount) continue;
      if (auto* knots = std::get_if<std::vector<Knot>>(&values[row])) {
        for (Knot& knot : *knots) knot.value = 0.0;
      } else {
        values[row] = 0.0;
      }
      std::erase_if(courses, [row](const Course& course) { return course.row == row; });
    }
    policies.push_back({before.spec, before.name, {params, std::move(values), std::move(courses)}});
  }
  future.policies = std::move(policies);
  return future;
}

}  // namespace quell
