// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "probability",
          .unit = "1",
          .doc = "probability that a suspension is answered by taking over a dormant account",
          .source = "M20",
          .fallback = 0.02,
          .max = 1.0,
          .low = 0.0,
          .high = 0.1},
    Param{.key = "followers_mean",
          .unit = "1",
          .doc = "followers that such an account brings, mean; none of them runs a pro account",
          .source = "assumption (M20)",
          .fallback = 100.0,
          .max = 1e6},
    Param{.key = "followers_sigma",
          .unit = "1",
          .doc = "standard deviation of the logarithm of the expected number, across accounts",
          .source = "assumption (M20)",
          .fallback = 1.0,
          .max = 4.0},
    Param{.key = "daily_limit",
          .unit = "accounts per day at 1:1",
          .doc = "effort: no more accounts than this are taken over on one day",
          .source = "assumption (M20)",
          .fallback = 200.0,
          .max = 1e9},
};

}  // namespace

extern constexpr SectionSpec section_hijack{
    .name = "hijack",
    .summary = "Dormant accounts taken over in reply to suspensions, with their audience.",
    .params = params,
    .absence = Absence::switches_off,
    .needs = &somebody_is_suspended};

HijackSettings hijack_settings(const ParamValues& values, const Config& config) {
  return {.probability = values.real("probability"),
          .followers_mean = values.real("followers_mean"),
          .followers_sigma = values.real("followers_sigma"),
          .daily_limit = values.real("daily_limit") * config.at("run").real("scale")};
}

}  // namespace quell
