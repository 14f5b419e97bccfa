// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "half_life",
          .unit = "d",
          .doc = "time after which half of a counter-message's effect is gone",
          .source = "M16",
          .fallback = 14.0,
          .min = 1e-3,
          .max = 3650.0,
          .low = 7.0,
          .high = 28.0},
    Param{.key = "cap",
          .unit = "1",
          .doc = "most that counter-messages together can protect",
          .source = "M16",
          .fallback = 0.35,
          .max = 1.0},
    Param{.key = "fatigue",
          .unit = "1",
          .doc = "factor on the effect of a counter-message for each one that its reader has seen "
                 "before; 1: the last does as much as the first",
          .source = "assumption (M16)",
          .fallback = 1.0,
          .max = 1.0},
};

}  // namespace

extern constexpr SectionSpec section_protection{
    .name = "protection",
    .summary = "What counter-messages leave behind in a person.",
    .params = params,
    .absence = Absence::uses_defaults,
    .needs = &has_messages};

ProtectionSettings protection_settings(const ParamValues& values) {
  return {.decay = decay_rate({.days = values.real("half_life")}),
          .cap = values.real("cap"),
          .fatigue = values.real("fatigue")};
}

}  // namespace quell
