// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr Condition has_daily_cycle{"diurnal_amplitude is 0", "raise it",
                                    [](const Config& /*config*/, const ParamValues& own) {
                                      return own.real("diurnal_amplitude") > 0.0;
                                    }};

constexpr std::array params{
    Param{.key = "mode",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc =
              "thinned: effective exposures are sampled directly; explicit: every post and every "
              "exposure is an event (same distribution, far slower)",
          .source = "docs/model.md",
          .choices = "thinned|explicit"},
    Param{.key = "rate",
          .unit = "1/d",
          .doc = "posts per day, mean over ordinary accounts",
          .source = "M2, Berger & Morgan 2015",
          .fallback = 7.5,
          .max = 1000.0,
          .low = 6.0,
          .high = 16.0},
    Param{.key = "sigma",
          .unit = "1",
          .doc = "standard deviation of the logarithm of the rate across persons",
          .source = "M2",
          .fallback = 1.3,
          .max = 4.0,
          .low = 1.0,
          .high = 1.8},
    Param{.key = "core_factor",
          .unit = "1",
          .doc = "posting rate of the core relative to ordinary",
          .source = "M2",
          .fallback = 10.0,
          .max = 1000.0,
          .low = 7.0,
          .high = 20.0,
          .needs = &core_exists},
    Param{.key = "amplifier_factor",
          .unit = "1",
          .doc = "posting rate of amplifiers relative to ordinary",
          .source = "assumption (M1, M2)",
          .fallback = 1.5,
          .max = 1000.0,
          .needs = &amplifiers_exist},
    Param{.key = "throwaway_factor",
          .unit = "1",
          .doc = "posting rate of throwaway accounts relative to ordinary",
          .source = "M1, Grinnell et al. 2018",
          .fallback = 0.2,
          .max = 1000.0,
          .needs = &throwaways_exist},
    Param{.key = "fatigue",
          .unit = "1",
          .doc = "factor phi on a person's posting rate for each suspension suffered",
          .source = "M12",
          .fallback = 0.95,
          .max = 1.0,
          .low = 0.8,
          .high = 1.0,
          .needs = &somebody_is_suspended},
    Param{
        .key = "chill",
        .unit = "1",
        .doc = "chi: posting falls by chi times the share of followed accounts that were suspended",
        .source = "M12",
        .fallback = 0.3,
        .max = 1.0,
        .low = 0.0,
        .high = 0.6,
        .needs = &somebody_is_suspended},
    Param{.key = "diurnal_amplitude",
          .unit = "1",
          .doc = "relative amplitude of the daily cycle of posting; 0 switches it off",
          .source = "M2",
          .fallback = 0.0,
          .max = 1.0,
          .low = 0.0,
          .high = 0.8},
    Param{.key = "diurnal_peak",
          .unit = "h",
          .doc = "hour of the day at which posting peaks",
          .source = "assumption",
          .fallback = 20.0,
          .max = 24.0,
          .needs = &has_daily_cycle},
};

}  // namespace

extern constexpr SectionSpec section_posting{.name = "posting",
                                             .summary = "How much pro accounts post.",
                                             .params = params,
                                             .absence = Absence::uses_defaults};

PostingSettings posting_settings(const ParamValues& values) {
  return {.mode = values.text("mode") == "explicit" ? PostingMode::explicit_events
                                                    : PostingMode::thinned,
          .rate = {.per_day = values.real("rate")},
          .sigma = values.real("sigma"),
          .core_factor = values.real("core_factor"),
          .amplifier_factor = values.real("amplifier_factor"),
          .throwaway_factor = values.real("throwaway_factor"),
          .fatigue = values.real("fatigue"),
          .chill = values.real("chill"),
          .diurnal_amplitude = values.real("diurnal_amplitude"),
          .diurnal_peak = values.real("diurnal_peak") / 24.0};
}

}  // namespace quell
