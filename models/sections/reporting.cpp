// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr Condition users_report{
    "rate is 0", "raise it",
    [](const Config& /*config*/, const ParamValues& own) { return own.real("rate") > 0.0; }};

constexpr std::array params{
    Param{.key = "rate",
          .unit = "1/d",
          .doc = "reports per day of an account with the mean posting rate and the reference "
                 "followers; its first report is its discovery",
          .source = "assumption (M6)",
          .fallback = 0.05,
          .max = 1e4},
    Param{.key = "reference_followers",
          .unit = "followers",
          .doc = "followers at which `rate` holds",
          .source = "assumption",
          .fallback = 300.0,
          .min = 1e-6,
          .max = 1e9,
          .needs = &users_report},
    Param{.key = "follower_exponent",
          .unit = "1",
          .doc = "a: reports grow with followers to this power",
          .source = "M6",
          .fallback = 0.5,
          .max = 1.0,
          .low = 0.3,
          .high = 1.0,
          .needs = &users_report},
    Param{.key = "vigilance",
          .kind = ParamKind::lines,
          .unit = "1",
          .doc = "factor on all reporting over time",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1000.0,
          .needs = &users_report},
};

}  // namespace

extern constexpr SectionSpec section_reporting{
    .name = "reporting",
    .summary = "Users report pro accounts; a first report is what `at discovery` means.",
    .params = params,
    .absence = Absence::switches_off};

ReportingSettings reporting_settings(const ParamValues& values, const Config& config) {
  return {.rate = {.per_day = values.real("rate")},
          .reference_followers = values.real("reference_followers"),
          .follower_exponent = values.real("follower_exponent"),
          .vigilance = hourly(values, "vigilance", config)};
}

}  // namespace quell
