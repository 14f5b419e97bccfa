// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "success",
          .unit = "1",
          .doc = "probability that a wrongly suspended account is reinstated",
          .source = "M8",
          .fallback = 0.5,
          .max = 1.0,
          .low = 0.3,
          .high = 0.8},
    Param{.key = "delay",
          .unit = "d",
          .doc = "mean time until reinstatement",
          .source = "M8",
          .fallback = 7.0,
          .min = 1e-4,
          .max = 3650.0,
          .low = 1.0,
          .high = 14.0},
};

}  // namespace

extern constexpr SectionSpec section_appeals{.name = "appeals",
                                             .summary = "Wrongly suspended accounts appeal.",
                                             .params = params,
                                             .absence = Absence::switches_off,
                                             .needs = &innocents_are_hit};

AppealSettings appeal_settings(const ParamValues& values) {
  return {.success = values.real("success"), .delay = {.days = values.real("delay")}};
}

}  // namespace quell
