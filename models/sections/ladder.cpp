// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "attention",
          .unit = "1/d",
          .doc =
              "posts of pro accounts that a person reads per day when they are plenty; the weekly "
              "probabilities below hold for this many",
          .source = "assumption",
          .fallback = 50.0,
          .min = 1e-6,
          .max = 1e9},
    Param{.key = "to_curious",
          .unit = "1/week",
          .doc = "probability p_max per week of the step unaware to curious, when saturated",
          .source = "M14",
          .fallback = 0.002,
          .max = 1e6,
          .low = 0.0002,
          .high = 0.01},
    Param{.key = "to_sympathiser",
          .unit = "1/week",
          .doc = "the same, curious to sympathiser",
          .source = "M14",
          .fallback = 0.002,
          .max = 1e6,
          .low = 0.0002,
          .high = 0.01},
    Param{.key = "to_supporter",
          .unit = "1/week",
          .doc = "the same, sympathiser to supporter: a pro account opens",
          .source = "M14",
          .fallback = 0.002,
          .max = 1e6,
          .low = 0.0002,
          .high = 0.01},
    Param{.key = "to_core",
          .unit = "1/week",
          .doc = "the same, supporter to core",
          .source = "M14",
          .fallback = 0.0002,
          .max = 1e6,
          .low = 0.0002,
          .high = 0.01},
    Param{.key = "to_recruited",
          .unit = "1/week",
          .doc = "the same, core to recruited: leaves to act offline",
          .source = "M14",
          .fallback = 0.0002,
          .max = 1e6,
          .low = 0.0002,
          .high = 0.01,
          .needs = &core_exists},
    Param{.key = "midpoint",
          .unit = "accounts",
          .doc = "k0: distinct pro accounts followed at half saturation",
          .source = "M14, Monsted et al. 2017",
          .fallback = 3.0,
          .max = 1000.0,
          .low = 2.0,
          .high = 5.0},
    Param{.key = "steepness",
          .unit = "1",
          .doc = "s of the logistic 1/(1 + exp(-s (k - k0)))",
          .source = "M14",
          .fallback = 1.5,
          .max = 100.0},
    Param{.key = "curious_down",
          .unit = "1/d",
          .doc = "hazard of losing interest, curious",
          .source = "assumption (M15)",
          .fallback = 0.005,
          .max = 100.0},
    Param{.key = "sympathiser_down",
          .unit = "1/d",
          .doc = "hazard of stepping down, sympathiser",
          .source = "M15",
          .fallback = 0.005,
          .max = 100.0,
          .low = 0.001,
          .high = 0.025},
    Param{.key = "supporter_down",
          .unit = "1/d",
          .doc = "hazard of stepping down, supporter",
          .source = "M15",
          .fallback = 0.001,
          .max = 100.0,
          .low = 0.0002,
          .high = 0.005},
    Param{.key = "core_down",
          .unit = "1/d",
          .doc = "hazard of stepping down, core",
          .source = "M15",
          .fallback = 0.0002,
          .max = 100.0,
          .low = 0.00004,
          .high = 0.001,
          .needs = &core_exists},
    Param{.key = "leave_share",
          .unit = "1",
          .doc = "share of steps down from supporter or core that disengage altogether",
          .source = "assumption (M15)",
          .fallback = 0.5,
          .max = 1.0},
    Param{.key = "counter_sensitivity",
          .unit = "1",
          .doc = "kappa: stepping down is (1 + kappa * protection) times as likely",
          .source = "M15",
          .fallback = 1.0,
          .max = 100.0,
          .needs = &has_messages},
};

constexpr std::array<std::string_view, 5> up_keys{"to_curious", "to_sympathiser", "to_supporter",
                                                  "to_core", "to_recruited"};

}  // namespace

extern constexpr SectionSpec section_ladder{
    .name = "ladder",
    .summary = "Recruitment stages: complex contagion up, disengagement down.",
    .params = params,
    .absence = Absence::switches_off};

LadderSettings ladder_settings(const ParamValues& values) {
  LadderSettings ladder{
      .attention = {.per_day = values.real("attention")},
      .midpoint = values.real("midpoint"),
      .steepness = values.real("steepness"),
      .step_down = {Rate{}, Rate{values.real("curious_down")},
                    Rate{values.real("sympathiser_down")}, Rate{values.real("supporter_down")},
                    Rate{values.real("core_down")}},
      .leave_share = values.real("leave_share"),
      .counter_sensitivity = values.real("counter_sensitivity")};
  const double exposures_per_week = 7.0 * ladder.attention.per_day;
  for (std::size_t stage = 0; stage < up_keys.size(); ++stage) {
    ladder.uptake[stage] = std::min(1.0, values.real(up_keys[stage]) / exposures_per_week);
  }
  ladder.max_uptake = *std::max_element(ladder.uptake.begin(), ladder.uptake.end());
  return ladder;
}

}  // namespace quell
