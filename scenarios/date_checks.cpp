// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/date_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "scenarios/dates.hpp"
#include "scenarios/given_tables.hpp"

namespace quell {
namespace {

class DateChecker {
 public:
  DateChecker(const Config& config, Report& report)
      : report_(report), start_(config.start_day()), end_(start_ + config.duration().days) {}

  void check(const GivenTable& given) {
    const ParamValues& values = given.values;
    for (std::size_t row = 0; row < values.params().size(); ++row) {
      const Param& param = values.params()[row];
      const toml::node* node = given.table.get(param.key);
      if (node == nullptr) continue;
      const Place place = place_of(node->source());
      const Course* const course = values.course(row);
      if (param.kind == ParamKind::date) {
        check_date(param, values.real(param.key), place);
      } else if (course != nullptr) {
        check_knots(param, course->base, place);
      } else if (is_table(param.kind)) {
        check_knots(param, values.knots(param.key), place);
      }
    }
  }

 private:
  void check_date(const Param& param, double day, const Place& place) {
    if (day >= end_) warn_late(param, {{.day = day, .value = 0.0}}, place);
  }

  void check_knots(const Param& param, const std::vector<Knot>& knots, const Place& place) {
    if (knots.empty() || knots.front().day == 0.0) return;  // one number
    std::vector<Knot> late;
    std::copy_if(knots.begin(), knots.end(), std::back_inserter(late),
                 [this](const Knot& knot) { return knot.day >= end_; });
    // A line leads up to the first point after the end.
    const bool is_led_to = param.kind == ParamKind::lines && late.size() < knots.size();
    if (is_led_to && !late.empty()) late.erase(late.begin());
    if (!late.empty()) warn_late(param, late, place);
    if (param.kind == ParamKind::counts) {
      if (knots.front().day < start_) warn_early(param, knots.front().day, place);
    } else if (param.kind != ParamKind::lines && knots.front().day > start_) {
      report_.error(place,
                    fmt::format("'{}' begins on {}, the run on {} (what holds until then is not "
                                "said) begin it with [{}, 0], or with the value that held",
                                param.key, date_text(knots.front().day), date_text(start_),
                                date_text(start_)));
    }
  }

  void warn_late(const Param& param, const std::vector<Knot>& late, const Place& place) {
    const std::string others =
        late.size() == 1 ? "" : fmt::format(" and {} later", late.size() - 1);
    report_.warning(place,
                    fmt::format("'{}' has {}{} (the run ends on {}, so that this does "
                                "nothing) leave it out, or let the run end later",
                                param.key, date_text(late.front().day), others, date_text(end_)));
  }

  void warn_early(const Param& param, double day, const Place& place) {
    report_.warning(place, fmt::format("'{}' has {} (the run starts on {}, and what falls before "
                                       "does nothing) leave it out, or let the run start earlier",
                                       param.key, date_text(day), date_text(start_)));
  }

  Report& report_;
  double start_;
  double end_;
};

}  // namespace

void check_dates(const toml::table& root, const Config& config, Report& report) {
  DateChecker checker{config, report};
  for (const GivenTable& given : given_tables(root, config)) checker.check(given);
}

}  // namespace quell
