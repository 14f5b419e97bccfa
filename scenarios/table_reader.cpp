// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/observables.hpp"
#include "scenarios/dates.hpp"
#include "scenarios/suggest.hpp"

namespace quell {
namespace {

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
      return "a date";
    case toml::node_type::time:
      return "a time of day";
    case toml::node_type::date_time:
      return "a date and time";
    default:
      return "something else";
  }
}

/// " [1/d]", or nothing for a pure number.
std::string unit_text(const Param& param) {
  return param.unit == "1" || param.unit == "date" ? "" : fmt::format(" [{}]", param.unit);
}

std::string range_text(const Param& param, double low, double high) {
  const std::string range = std::isinf(high) && std::isinf(low) ? "any number"
                            : std::isinf(high)                  ? fmt::format("at least {}", low)
                                               : fmt::format("{} to {}", low, high);
  return range + unit_text(param);
}

}  // namespace

std::optional<double> read_day(const toml::node& node, std::string_view what, Report& report) {
  const auto from = [](const toml::date& date) { return days_of(date.year, date.month, date.day); };
  std::optional<double> days;
  if (const auto* date = node.as_date()) {
    days = from(date->get());
  } else if (const auto* moment = node.as_date_time()) {
    const toml::date_time& at = moment->get();
    if (at.offset && at.offset->minutes != 0) {
      report.error(place_of(node.source()),
                   fmt::format("{} has an offset from UTC (all dates are of one clock) write it as "
                               "2014-07-01T06:00:00, without the offset",
                               what));
      return std::nullopt;
    }
    days = from(at.date);
    if (days) *days += at.time.hour / 24.0 + at.time.minute / 1440.0 + at.time.second / 86400.0;
  } else {
    report.error(place_of(node.source()),
                 fmt::format("{} is {} (a date is needed) write it as 2014-07-01, without quotes",
                             what, type_name(node)));
    return std::nullopt;
  }
  if (!days) {
    report.error(place_of(node.source()), fmt::format("{} is a day that does not exist", what));
  }
  return days;
}

bool TableReader::check_range(const Param& param, double value, const Place& place) {
  if (!(value >= param.min && value <= param.max)) {
    report_.error(place, fmt::format("'{}' is {} (allowed: {})", param.key, value,
                                     range_text(param, param.min, param.max)));
    return false;
  }
  // A default says what holds without it, also where it is no published one.
  const bool is_said = value != param.fallback;
  if (is_said && !std::isnan(param.low) && !(value >= param.low && value <= param.high)) {
    report_.warning(place,
                    fmt::format("'{}' is {} (published range: {}, source {})", param.key, value,
                                range_text(param, param.low, param.high), param.source));
  }
  return true;
}

std::optional<double> TableReader::read_exact(const Param& param, const toml::node& number) {
  const std::optional<double> value = number.value<double>();
  if (!value) {  // toml++ gives none for an integer that a double might round
    report_.error(place_of(number.source()),
                  fmt::format("'{}' is too large to be exact (at most 2^53)", param.key));
  }
  return value;
}

ParamValue TableReader::read_number(const Param& param, const toml::node& node) {
  const Place place = place_of(node.source());
  if (!node.is_number()) {
    report_.error(place, fmt::format("'{}' is {} (a number is needed{})", param.key,
                                     type_name(node), unit_text(param)));
    return undefined;
  }
  const std::optional<double> value = read_exact(param, node);
  if (!value) return undefined;
  if (!check_range(param, *value, place)) return undefined;
  if (param.kind == ParamKind::count && *value != std::floor(*value)) {
    report_.error(place, fmt::format("'{}' is {} (a whole number is needed)", param.key, *value));
  }
  return *value;
}

ParamValue TableReader::read_text(const Param& param, const toml::node& node) {
  const Place place = place_of(node.source());
  const std::optional<std::string> text = node.value<std::string>();
  if (!node.is_string() || !text) {
    report_.error(
        place, fmt::format("'{}' is {} (a text in quotes is needed)", param.key, type_name(node)));
    return std::string{};
  }
  std::vector<std::string_view> names;
  if (param.kind == ParamKind::choice) names = choices_of(param);
  if (param.kind == ParamKind::segment) {
    names.assign(segments_.begin(), segments_.end());
    names.emplace_back("all");
  }
  if (param.kind == ParamKind::observable) {
    for (const Observable& observable : observables) names.push_back(observable.name);
    if (has_fallback(param) && *text == param.text_fallback) return *text;
  }
  const bool is_free = param.kind == ParamKind::text;
  if (!is_free && std::find(names.begin(), names.end(), *text) == names.end()) {
    const std::string choices = param.kind == ParamKind::observable
                                    ? "see `quell describe observables`"
                                    : "one of: " + listed(names);
    report_.error(place, fmt::format("'{}' is '{}' ({}).{}", param.key, *text, choices,
                                     did_you_mean(*text, names)));
  }
  return *text;
}

ParamValue TableReader::read_date(const Param& param, const toml::node& node) {
  return read_day(node, fmt::format("'{}'", param.key), report_).value_or(undefined);
}

/// `x` or `[[date, x], [date, x], ...]` with dates in order.
ParamValue TableReader::read_knots(const Param& param, const toml::node& node) {
  std::vector<Knot> knots;
  if (node.is_number() && param.kind != ParamKind::counts) {
    const std::optional<double> value = read_exact(param, node);
    if (value && check_range(param, *value, place_of(node.source()))) {
      knots.push_back({0.0, *value});
    }
    return knots;
  }
  const toml::array* rows = node.as_array();
  if (rows == nullptr || (rows->empty() && param.kind != ParamKind::counts)) {
    report_.error(
        place_of(node.source()),
        fmt::format("'{}' is {} ({} are needed) write [[2014-09-01, 150], "
                    "[2015-01-01, 286]]{}",
                    param.key, rows == nullptr ? type_name(node) : "empty", kind_name(param.kind),
                    param.kind == ParamKind::counts ? "" : " or one number"));
    return knots;
  }
  for (const toml::node& row : *rows) {
    const toml::array* pair = row.as_array();
    if (pair == nullptr || pair->size() != 2 || !pair->get(1)->is_number()) {
      report_.error(place_of(row.source()),
                    fmt::format("an entry of '{}' is not [date, number] (a list of such pairs is "
                                "needed) write it as [2014-09-01, 150]",
                                param.key));
      continue;
    }
    const auto day = read_day(*pair->get(0), fmt::format("a date in '{}'", param.key), report_);
    const std::optional<double> value = read_exact(param, *pair->get(1));
    const bool in_range = value && check_range(param, *value, place_of(pair->get(1)->source()));
    if (!day || !in_range) continue;
    if (!knots.empty() && *day <= knots.back().day) {
      const bool is_repeated = *day == knots.back().day;
      report_.error(
          place_of(row.source()),
          fmt::format("{} in '{}' {} (each date is later than the one before) {}", date_text(*day),
                      param.key,
                      is_repeated ? "stands twice" : "comes after " + date_text(knots.back().day),
                      is_repeated ? "remove one" : "sort the entries"));
    }
    knots.push_back({*day, *value});
  }
  return knots;
}

ParamValue TableReader::read_value(const Param& param, const toml::node& node) {
  if (is_table(param.kind)) return read_knots(param, node);
  if (is_text(param.kind)) return read_text(param, node);
  return param.kind == ParamKind::date ? read_date(param, node) : read_number(param, node);
}

namespace {

/// Dated steps and lines without a rule are values of their own kind.
bool is_course(const Param& param, const toml::node& node) {
  return node.is_table() || (node.is_array() && can_change(param.kind) && !is_table(param.kind));
}

/// What a parameter has before the run says otherwise.
ParamValue first_value(const Param& param, const std::optional<Course>& course) {
  if (is_text(param.kind)) return std::string{};
  if (is_table(param.kind)) return course ? course->base : std::vector<Knot>{};
  return course ? course->base.front().value : undefined;
}

}  // namespace

void TableReader::missing(const Param& param, std::string_view title, const Place& place) {
  report_.error(place, fmt::format("{} lacks '{}' ({}{}: {}) add it", title, param.key,
                                   kind_name(param.kind), unit_text(param), param.doc));
}

ParamValues TableReader::read(const toml::table& table, std::span<const Param> params,
                              std::string_view title, const std::vector<std::string_view>& also,
                              Courses courses) {
  std::vector<std::string_view> keys = also;
  for (const Param& param : params) keys.push_back(param.key);
  for (const auto& [key, node] : table) {
    if (std::find(keys.begin(), keys.end(), key.str()) == keys.end()) {
      report_.error(place_of(key.source()),
                    fmt::format("unknown key '{}' in {} (it takes: {}).{}", key.str(), title,
                                listed(keys), did_you_mean(key.str(), keys)));
    }
  }
  std::vector<ParamValue> values;
  std::vector<Course> found;
  for (const Param& param : params) {
    const toml::node* node = table.get(param.key);
    if (node == nullptr) {
      if (!has_fallback(param)) missing(param, title, place_of(table.source()));
      values.push_back(fallback_value(param));
    } else if (courses == Courses::none || !is_course(param, *node)) {
      values.push_back(read_value(param, *node));
    } else {
      std::optional<Course> course;
      if (!refuse_course(param, *node, courses)) course = read_course(param, values.size(), *node);
      values.push_back(first_value(param, course));
      if (course) found.push_back(std::move(*course));
    }
  }
  return {params, std::move(values), std::move(found)};
}

ParamValues TableReader::defaults(std::span<const Param> params, std::string_view title,
                                  const Place& place) {
  std::vector<ParamValue> values;
  for (const Param& param : params) {
    if (!has_fallback(param)) missing(param, title, place);
    values.push_back(fallback_value(param));
  }
  return {params, std::move(values)};
}

}  // namespace quell
