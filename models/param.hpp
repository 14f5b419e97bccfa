// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace quell {

struct Condition;

enum class ParamKind {
  real,
  count,   ///< a whole number
  choice,  ///< one of `choices`
  text,
  segment,     ///< the name of a segment of the scenario, or "all"
  observable,  ///< the name of an observable
  date,        ///< civil day
  steps,       ///< a number, or [[date, value], ...]: a value holds until the next date
  lines,       ///< a number, or [[date, value], ...]: linear between the dates
  counts,      ///< [[date, count], ...]: so many on that day
};

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double unbounded = std::numeric_limits<double>::infinity();

/// One parameter of one component: the only place where anything about it is written.
/// The table of these validates scenarios, prints `quell describe` and drives the contract tests.
struct Param {
  std::string_view key;
  ParamKind kind = ParamKind::real;
  std::string_view unit;
  std::string_view doc;
  std::string_view source;      ///< DOI, section of docs/sources.md, or "assumption"
  double fallback = undefined;  ///< undefined: must be given (numbers, dates, tables)
  double min = 0.0;             ///< outside [min, max] is an error
  double max = unbounded;
  double low = undefined;  ///< outside [low, high], the published range, is a warning
  double high = undefined;
  std::string_view choices = {};        ///< "first|second"; the first is the default
  std::string_view text_fallback = {};  ///< of texts and names; empty: must be given
  const Condition* needs = nullptr;     ///< without it the value has no effect; null: nothing
};

/// A civil day as days since 1970-01-01, fractions allowed.
struct Knot {
  double day = 0.0;
  double value = 0.0;
  bool operator==(const Knot&) const = default;
};

/// Numbers and dates are double; choices and texts std::string; tables knots in order of date.
using ParamValue = std::variant<double, std::string, std::vector<Knot>>;

/// A value that holds while an observable is high: from the observation at which it rises above
/// `above` until the one at which it falls below `below`.
struct Rule {
  std::size_t observable = 0;  ///< row of `observables`
  double above = 0.0;
  double below = 0.0;
  double then = 0.0;
  double over = 0.0;  ///< days over which the observable is averaged; 0: the latest observation
  bool is_scaled = false;  ///< `above` and `below` are for the real size

  bool operator==(const Rule&) const = default;
};

/// How a parameter changes during a run.
struct Course {
  std::size_t row = 0;     ///< in the table of parameters
  std::vector<Knot> base;  ///< what holds while no rule is on; a knot at day 0 alone is a constant
  std::optional<Rule> rule;

  bool operator==(const Course&) const = default;
};

/// The values of one component, complete and checked: one per row of its table. One that has a
/// course stands there with what it begins with.
class ParamValues {
 public:
  ParamValues() = default;
  ParamValues(std::span<const Param> params, std::vector<ParamValue> values,
              std::vector<Course> courses = {})
      : params_(params), values_(std::move(values)), courses_(std::move(courses)) {}

  [[nodiscard]] std::span<const Param> params() const { return params_; }
  [[nodiscard]] const std::vector<ParamValue>& values() const { return values_; }
  /// In the order of their rows.
  [[nodiscard]] const std::vector<Course>& courses() const { return courses_; }
  /// Null for a parameter that does not change.
  [[nodiscard]] const Course* course(std::size_t row) const;
  void set(std::size_t row, ParamValue value) { values_[row] = std::move(value); }

  /// Each throws std::logic_error when the table has no such key of that kind.
  [[nodiscard]] double real(std::string_view key) const;
  [[nodiscard]] const std::string& text(std::string_view key) const;
  [[nodiscard]] const std::vector<Knot>& knots(std::string_view key) const;
  /// Every value that a number or table takes in the course of a run.
  [[nodiscard]] std::vector<double> all_of(std::string_view key) const;

 private:
  [[nodiscard]] std::size_t row_of(std::string_view key) const;
  [[nodiscard]] const ParamValue& at(std::string_view key) const { return values_[row_of(key)]; }

  std::span<const Param> params_;
  std::vector<ParamValue> values_;
  std::vector<Course> courses_;
};

/// The value of `param` where a scenario gives none; needs a param that has a default.
ParamValue fallback_value(const Param& param);
bool has_fallback(const Param& param);
bool is_table(ParamKind kind);
bool is_text(ParamKind kind);
/// Whether a policy's parameter may be a rule, and, if it is a plain number, a dated table.
bool can_change(ParamKind kind);
std::string_view kind_name(ParamKind kind);
std::vector<std::string_view> choices_of(const Param& param);
/// Place of the value of `key` among its choices; throws as `text` does.
std::size_t choice_at(const ParamValues& values, std::string_view key);
/// An enumeration in the order of the choices of `key`.
template <class Choice>
Choice choice_of(const ParamValues& values, std::string_view key) {
  return static_cast<Choice>(choice_at(values, key));
}

/// The keys of a rule for `param`.
std::array<Param, 7> rule_params(const Param& param);

/// Value at `day`: constant before the first and after the last knot.
double step_at(const std::vector<Knot>& knots, double day);
double line_at(const std::vector<Knot>& knots, double day);

}  // namespace quell
