// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/idle_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "models/conditions.hpp"
#include "models/observables.hpp"
#include "models/settings.hpp"
#include "models/variant.hpp"
#include "scenarios/given_tables.hpp"

namespace quell {
namespace {

class IdleChecker {
 public:
  IdleChecker(const Config& config, Report& report) : config_(config), report_(report) {}

  void check(const GivenTable& given) {
    if (is_idle(given, given.needs) && says_something(given)) {
      report_.idle(place_of(given.table.source()), sentence(given.title, *given.needs));
      return;
    }
    for (std::size_t row = 0; row < given.values.params().size(); ++row) {
      const Param& param = given.values.params()[row];
      const toml::node* node = given.table.get(param.key);
      if (node == nullptr) continue;
      if (is_idle(given, param.needs) && !is_default(given.values, row)) {
        report_.idle(place_of(node->source()),
                     sentence(fmt::format("'{}'", param.key), *param.needs));
      }
      const Course* course = given.values.course(row);
      if (course != nullptr && course->rule) check_rule(param, *course->rule, *node);
    }
  }

 private:
  /// Whether a line says what would hold without it: a scenario with every default written out
  /// means no more than one without them.
  static bool is_default(const ParamValues& values, std::size_t row) {
    const Param& param = values.params()[row];
    return has_fallback(param) && values.course(row) == nullptr &&
           values.values()[row] == fallback_value(param);
  }

  static bool says_something(const GivenTable& given) {
    if (!given.has_defaults) return true;
    for (std::size_t row = 0; row < given.values.params().size(); ++row) {
      if (!is_default(given.values, row)) return true;
    }
    return false;
  }

  [[nodiscard]] bool is_idle(const GivenTable& given, const Condition* needs) const {
    return needs != nullptr && !given.table.contains(needs->said_by) &&
           !needs->holds(config_, given.values);
  }

  static std::string sentence(const std::string& what, const Condition& needs) {
    return fmt::format("{} does nothing ({}) {}{}", what, needs.lack, needs.remedy, needs.ending);
  }

  /// What is never observed switches no rule on.
  void check_rule(const Param& param, const Rule& rule, const toml::node& node) {
    const Observable& observable = observables[rule.observable];
    const bool is_reviewed = observable.name == "backlog" || observable.name == "time_to_action";
    const bool is_missing = !is_observed(observable, config_);
    // The backlog is then 0, the time to action undefined.
    const bool is_never_above = rule.above >= 0.0 || observable.name != "backlog";
    const bool is_unreviewed = is_reviewed && is_never_above && !has_policy("moderation");
    if (!is_missing && !is_unreviewed) return;
    report_.idle(
        place_of(node.source()),
        fmt::format("the rule of '{}' is never on ('{}' is not observed: {}) add that, or take "
                    "another observable",
                    param.key, observable.name,
                    is_missing ? why_unobserved(observable, config_)
                               : "the scenario has no [[policy]] moderation"));
  }

  [[nodiscard]] bool has_policy(std::string_view kind) const {
    return std::any_of(config_.policies.begin(), config_.policies.end(),
                       [kind](const PolicyConfig& policy) { return policy.spec->name == kind; });
  }

  const Config& config_;
  Report& report_;
};

}  // namespace

void check_idle(const toml::table& root, const Config& config, Report& report) {
  IdleChecker checker{config, report};
  for (const GivenTable& given : given_tables(root, config)) checker.check(given);
}

}  // namespace quell
