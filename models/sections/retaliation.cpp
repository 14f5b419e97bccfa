// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "accounts",
          .kind = ParamKind::steps,
          .unit = "accounts per suspension",
          .doc = "mean number of throwaway accounts opened in reply to a suspension; the boast was "
                 "10, some 0.2 were seen",
          .source = "M20",
          .fallback = 0.2,
          .max = 100.0,
          .low = 0.0,
          .high = 10.0},
    Param{.key = "daily_limit",
          .unit = "accounts per day at 1:1",
          .doc = "effort: no more retaliation accounts than this on one day",
          .source = "assumption (M20)",
          .fallback = 2000.0,
          .max = 1e9},
};

}  // namespace

extern constexpr SectionSpec section_retaliation{
    .name = "retaliation",
    .summary = "Extra accounts in reply to suspensions (\"if you close one we will take 10\").",
    .params = params,
    .absence = Absence::switches_off,
    .needs = &somebody_is_suspended};

RetaliationSettings retaliation_settings(const ParamValues& values, const Config& config) {
  return {.mean = hourly(values, "accounts", config),
          .daily_limit = values.real("daily_limit") * config.at("run").real("scale")};
}

}  // namespace quell
