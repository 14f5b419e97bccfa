// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/param.hpp"
#include "scenarios/diagnostics.hpp"
#include "scenarios/toml.hpp"

namespace quell {

/// Whether values may be rules, and plain numbers dated tables.
enum class Courses {
  none,     ///< as in a section: a table is a value of the wrong type
  refused,  ///< as in a policy that cannot follow them, which is said
  allowed,
};

/// Reads TOML tables against Param tables; everything wrong is reported, nothing repaired.
class TableReader {
 public:
  TableReader(Report& report, std::vector<std::string> segments)
      : report_(report), segments_(std::move(segments)) {}

  /// `title` names the component in messages; `also` are keys that the caller reads itself.
  ParamValues read(const toml::table& table, std::span<const Param> params, std::string_view title,
                   const std::vector<std::string_view>& also = {}, Courses courses = Courses::none);
  /// Defaults only; a parameter without one is an error at `place`.
  ParamValues defaults(std::span<const Param> params, std::string_view title, const Place& place);

 private:
  /// None, with the reason reported, for an integer beyond 2^53.
  std::optional<double> read_exact(const Param& param, const toml::node& number);
  ParamValue read_value(const Param& param, const toml::node& node);
  ParamValue read_number(const Param& param, const toml::node& node);
  ParamValue read_text(const Param& param, const toml::node& node);
  ParamValue read_date(const Param& param, const toml::node& node);
  ParamValue read_knots(const Param& param, const toml::node& node);
  /// course_reader.cpp: none, with the reason reported, where it cannot be read.
  std::optional<Course> read_course(const Param& param, std::size_t row, const toml::node& node);
  std::optional<Rule> read_rule(const Param& param, const toml::table& table, Course& course);
  bool refuse_course(const Param& param, const toml::node& node, Courses courses);
  bool check_range(const Param& param, double value, const Place& place);
  void missing(const Param& param, std::string_view title, const Place& place);

  Report& report_;
  std::vector<std::string> segments_;
};

/// Days since 1970-01-01, or none with the reason reported.
std::optional<double> read_day(const toml::node& node, std::string_view what, Report& report);

}  // namespace quell
