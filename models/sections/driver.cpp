// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array driver_params{
    Param{.key = "index",
          .kind = ParamKind::lines,
          .unit = "1",
          .doc = "the driver over time; what counts is its ratio to its value at the start",
          .source = "M19",
          .min = 1e-9,
          .max = 1e9},
    Param{.key = "posting",
          .unit = "1",
          .doc = "elasticity of posting",
          .source = "M19",
          .fallback = 0.0,
          .min = -10.0,
          .max = 10.0,
          .low = 0.0,
          .high = 1.5},
    Param{.key = "gain",
          .unit = "1",
          .doc = "elasticity of gaining followers",
          .source = "M19",
          .fallback = 0.0,
          .min = -10.0,
          .max = 10.0,
          .low = 0.0,
          .high = 1.5},
    Param{.key = "uptake",
          .unit = "1",
          .doc = "elasticity of moving up the ladder",
          .source = "M19",
          .fallback = 0.0,
          .min = -10.0,
          .max = 10.0,
          .low = 0.0,
          .high = 1.5,
          .needs = &has_ladder},
};

constexpr std::array shock_params{
    Param{.key = "date",
          .kind = ParamKind::date,
          .unit = "date",
          .doc = "when it strikes",
          .source = "docs/sources.md"},
    Param{.key = "half_life",
          .unit = "d",
          .doc = "time after which half of the excess is gone",
          .source = "M19",
          .fallback = 5.0,
          .min = 1e-3,
          .max = 3650.0,
          .low = 3.0,
          .high = 7.0},
    Param{.key = "posting",
          .unit = "1",
          .doc = "factor on posting at the date",
          .source = "M19",
          .fallback = 1.0,
          .max = 1000.0,
          .low = 1.0,
          .high = 5.0},
    Param{.key = "gain",
          .unit = "1",
          .doc = "factor on gaining followers at the date",
          .source = "M19",
          .fallback = 1.0,
          .max = 1000.0,
          .low = 1.0,
          .high = 5.0},
    Param{.key = "uptake",
          .unit = "1",
          .doc = "factor on moving up the ladder at the date",
          .source = "M19",
          .fallback = 1.0,
          .max = 1000.0,
          .low = 1.0,
          .high = 5.0,
          .needs = &has_ladder},
};

constexpr double steps_per_day = 24.0;

std::vector<double> hours(Duration duration) {
  return std::vector<double>(static_cast<std::size_t>(std::ceil(duration.days * steps_per_day)) +
                             1);
}

/// Middle of hourly step `k` [d].
double middle(std::size_t k) { return (static_cast<double>(k) + 0.5) / steps_per_day; }

/// Whether what drivers and shocks act on by this name is there.
bool is_there(const Config& config, std::string_view acts_on) {
  return acts_on != "uptake" || config.find("ladder") != nullptr;
}

/// Product over drivers (index(t)/index(0))^elasticity and over shocks
/// 1 + (factor - 1) 2^(-age/half_life), each at the middle of the hour.
std::vector<double> product(const Config& config, std::string_view acts_on) {
  std::vector<double> values = hours(config.duration());
  std::fill(values.begin(), values.end(), 1.0);
  if (!is_there(config, acts_on)) return values;
  const double start = config.start_day();
  for (const Section* driver : config.all("driver")) {
    const std::vector<Knot>& index = driver->values.knots("index");
    const double elasticity = driver->values.real(acts_on);
    if (elasticity == 0.0) continue;
    const double first = line_at(index, start);
    for (std::size_t k = 0; k < values.size(); ++k) {
      values[k] *= std::pow(line_at(index, start + middle(k)) / first, elasticity);
    }
  }
  for (const Section* shock : config.all("shock")) {
    const double date = shock->values.real("date");
    const double half_life = shock->values.real("half_life");
    const double excess = shock->values.real(acts_on) - 1.0;
    if (excess == 0.0) continue;
    for (std::size_t k = 0; k < values.size(); ++k) {
      const double age = start + middle(k) - date;
      if (age >= 0.0) values[k] *= 1.0 + excess * std::exp2(-age / half_life);
    }
  }
  return values;
}

}  // namespace

extern constexpr SectionSpec section_driver{
    .name = "driver",
    .summary = "An outside series that posting, gaining followers and recruitment follow.",
    .params = driver_params,
    .absence = Absence::is_none};

extern constexpr SectionSpec section_shock{.name = "shock",
                                           .summary = "A dated event whose effect decays.",
                                           .params = shock_params,
                                           .absence = Absence::is_none};

Drivers driver_functions(const Config& config, const PostingSettings& posting) {
  const Duration step{.days = 1.0 / steps_per_day};
  std::vector<double> posts = product(config, "posting");
  StepFunction trend{step, posts};
  const double clock = config.start_day() - std::floor(config.start_day());  // may start at noon
  for (std::size_t k = 0; k < posts.size() && posting.diurnal_amplitude != 0.0; ++k) {
    const double phase = 2.0 * std::numbers::pi * (clock + middle(k) - posting.diurnal_peak);
    posts[k] *= 1.0 + posting.diurnal_amplitude * std::cos(phase);
  }
  return {.posting = StepFunction{step, std::move(posts)},
          .posting_trend = std::move(trend),
          .gain = StepFunction{step, product(config, "gain")},
          .uptake = StepFunction{step, product(config, "uptake")}};
}

StepFunction hourly(const ParamValues& values, std::string_view key, const Frame& frame) {
  const std::vector<Knot>& knots = values.knots(key);
  bool linear = false;
  for (const Param& param : values.params()) {
    if (param.key == key) linear = param.kind == ParamKind::lines;
  }
  std::vector<double> steps = hours(frame.duration);
  for (std::size_t k = 0; k < steps.size(); ++k) {
    const double day = frame.start_day + middle(k);
    steps[k] = linear ? line_at(knots, day) : step_at(knots, day);
  }
  return {Duration{.days = 1.0 / steps_per_day}, std::move(steps)};
}

}  // namespace quell
