// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "models/streams.hpp"
#include "scenarios/dates.hpp"
#include "sim/version.hpp"

namespace quell {
namespace {

/// Without the digits that rounding leaves at the end of an interpolated number.
double tidy(double value) { return std::strtod(fmt::format("{:.12g}", value).c_str(), nullptr); }

template <class Values>
void assign(Values& values, std::size_t row, const Level& level) {
  if (!level.course && values.course(row) == nullptr) return values.set(row, level.value);
  std::vector<ParamValue> all = values.values();
  all[row] = level.value;
  std::vector<Course> courses;
  for (const Course& course : values.courses()) {
    if (course.row != row) courses.push_back(course);
  }
  if (level.course) courses.push_back(*level.course);
  std::sort(courses.begin(), courses.end(),
            [](const Course& a, const Course& b) { return a.row < b.row; });
  values = ParamValues{values.params(), std::move(all), std::move(courses)};
}

/// All that the results depend on, as text.
std::string description(const Sweep& sweep) {
  Config config = sweep.scenario;
  for (Section& section : config.sections) {
    if (section.spec->name != "run") continue;
    for (std::size_t row = 0; row < section.spec->params.size(); ++row) {
      if (section.spec->params[row].key == "replicates") section.values.set(row, 1.0);
    }
  }
  std::string out = fmt::format("{} {}\n{}\n{} {} {} {}\n", version(), git_hash(),
                                resolved_toml(config), static_cast<int>(sweep.design),
                                sweep.design_seed, sweep.points, sweep.has_common_numbers);
  for (const Factor& factor : sweep.factors) {
    out += factor.key;
    for (const Level& level : factor.levels) out += ' ' + level.text;
    if (factor.range) {
      out += fmt::format(" {}..{} {}", factor.range->from, factor.range->to,
                         factor.range->is_logarithmic);
    }
    out += '\n';
  }
  for (const std::string& name : sweep.figures) out += name + ' ';
  out += '\n';
  for (const std::string& name : sweep.trajectories) out += name + ' ';
  out += '\n';
  for (const Target& target : sweep.targets) {
    out += fmt::format("{} {} {} {} {} {} {} {} {}\n", target.id, target.statistic,
                       target.observable, target.of, target.from, target.to, target.base_from,
                       target.base_to, target.is_scaled);
  }
  return out;
}

}  // namespace

Level level_of(const Param& param, double number) {
  number = tidy(number);
  if (param.kind == ParamKind::count || param.kind == ParamKind::date) number = std::round(number);
  Level level{.text = param.kind == ParamKind::date ? date_text(number) : fmt::format("{}", number),
              .shown = {},
              .number = number,
              .value = number,
              .course = {}};
  level.shown = level.text;
  if (is_table(param.kind)) level.value = std::vector<Knot>{{0.0, number}};
  return level;
}

double FactorRange::at(double position) const {
  if (position <= 0.0) return from;
  if (position >= 1.0) return to;
  return is_logarithmic ? from * std::pow(to / from, position) : from + (to - from) * position;
}

bool Factor::is_number() const {
  return range || std::none_of(levels.begin(), levels.end(),
                               [](const Level& level) { return std::isnan(level.number); });
}

std::string Sweep::identity() const {
  const std::string all = description(*this);
  return fmt::format("{:016x}", entity_of_name(all.data(), all.data() + all.size()));
}

Level Sweep::level(std::uint64_t point, std::size_t factor) const {
  const Factor& varied = factors[factor];
  if (spread != nullptr) {
    const double position = spread->at(point, factor);
    if (varied.range) return level_of(varied.param, varied.range->at(position));
    const auto count = static_cast<double>(varied.levels.size());
    return varied.levels[static_cast<std::size_t>(position * count)];
  }
  if (design == Design::list) return varied.levels[point];
  for (std::size_t k = factors.size() - 1; k > factor; --k) point /= factors[k].levels.size();
  return varied.levels[point % varied.levels.size()];
}

Config Sweep::config(std::uint64_t point) const {
  Config config = scenario;
  for (std::size_t k = 0; k < factors.size(); ++k) {
    const Factor& factor = factors[k];
    assign(factor.is_of_policy ? config.policies[factor.table].values
                               : config.sections[factor.table].values,
           factor.row, level(point, k));
  }
  return config;
}

std::uint32_t Sweep::stream_replicate(std::uint64_t run) const {
  return static_cast<std::uint32_t>(has_common_numbers ? replicate_of(run) : run);
}

}  // namespace quell
