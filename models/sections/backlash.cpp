// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "beta",
          .unit = "1",
          .doc = "posting of a follower whose leader is suspended rises by this share",
          .source = "M17",
          .fallback = 0.2,
          .max = 100.0,
          .low = 0.0,
          .high = 0.5},
    Param{.key = "days",
          .unit = "d",
          .doc = "for so long",
          .source = "M17",
          .fallback = 14.0,
          .min = 1e-3,
          .max = 3650.0,
          .low = 3.0,
          .high = 30.0},
};

}  // namespace

extern constexpr SectionSpec section_backlash{
    .name = "backlash",
    .summary = "Pro persons who post more after a core account that they follow was suspended.",
    .params = params,
    .absence = Absence::switches_off,
    .needs = &core_is_suspended};

BacklashSettings backlash_settings(const ParamValues& values) {
  return {.beta = values.real("beta"), .length = {.days = values.real("days")}};
}

}  // namespace quell
