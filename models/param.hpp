// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace quell {

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
};

/// A civil day as days since 1970-01-01, fractions allowed.
struct Knot {
  double day = 0.0;
  double value = 0.0;
};

/// Numbers and dates are double; choices and texts std::string; tables knots in order of date.
using ParamValue = std::variant<double, std::string, std::vector<Knot>>;

/// The values of one component, complete and checked: one per row of its table.
class ParamValues {
 public:
  ParamValues() = default;
  ParamValues(std::span<const Param> params, std::vector<ParamValue> values)
      : params_(params), values_(std::move(values)) {}

  [[nodiscard]] std::span<const Param> params() const { return params_; }
  [[nodiscard]] const std::vector<ParamValue>& values() const { return values_; }

  /// Each throws std::logic_error when the table has no such key of that kind.
  [[nodiscard]] double real(std::string_view key) const;
  [[nodiscard]] const std::string& text(std::string_view key) const;
  [[nodiscard]] const std::vector<Knot>& knots(std::string_view key) const;

 private:
  [[nodiscard]] const ParamValue& at(std::string_view key) const;

  std::span<const Param> params_;
  std::vector<ParamValue> values_;
};

/// The value of `param` where a scenario gives none; needs a param that has a default.
ParamValue fallback_value(const Param& param);
bool has_fallback(const Param& param);
bool is_table(ParamKind kind);
bool is_text(ParamKind kind);
std::string_view kind_name(ParamKind kind);
std::vector<std::string_view> choices_of(const Param& param);

/// Value at `day`: constant before the first and after the last knot.
double step_at(const std::vector<Knot>& knots, double day);
double line_at(const std::vector<Knot>& knots, double day);

}  // namespace quell
