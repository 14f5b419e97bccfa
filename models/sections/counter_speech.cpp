// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr Condition is_organised{
    "organised_share is 0, or there is no [ladder]", "raise organised_share",
    [](const Config& config, const ParamValues& own) {
      return config.find("ladder") != nullptr && own.real("organised_share") > 0.0;
    }};

constexpr std::array params{
    Param{.key = "rate",
          .unit = "1/d",
          .doc = "posts per counter account and day",
          .source = "M18, RAND 2016",
          .fallback = 5.0,
          .max = 1000.0,
          .low = 4.0,
          .high = 10.7},
    Param{.key = "volume",
          .kind = ParamKind::lines,
          .unit = "1",
          .doc = "factor on all counter posting over time",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1000.0},
    Param{.key = "views",
          .unit = "1",
          .doc = "persons of the audience that one counter post reaches",
          .source = "assumption",
          .fallback = 0.5,
          .max = 1e6,
          .needs = &has_ladder},
    Param{.key = "efficacy",
          .unit = "1",
          .doc = "susceptibility removed by one view; most counter-speech shows no effect",
          .source = "M16, M18",
          .fallback = 0.0002,
          .max = 1.0,
          .low = 0.0,
          .high = 0.02,
          .needs = &has_ladder},
    Param{.key = "organised_share",
          .unit = "1",
          .doc = "share of views that are of organised opposition",
          .source = "M18",
          .fallback = 0.0,
          .max = 1.0,
          .needs = &has_ladder},
    Param{.key = "organised_factor",
          .unit = "1",
          .doc = "efficacy of organised opposition, relative to others; it works better",
          .source = "M18",
          .fallback = 1.0,
          .max = 1000.0,
          .needs = &is_organised},
};

}  // namespace

extern constexpr SectionSpec section_counter_speech{
    .name = "counter_speech",
    .summary = "Organic opposition: accounts that post against, and what seeing them does.",
    .params = params,
    .absence = Absence::switches_off,
    .needs = &counter_accounts_exist};

CounterSpeechSettings counter_speech_settings(const ParamValues& values, const Config& config) {
  if (values.real("efficacy") * values.real("organised_factor") > 1.0) {
    throw ConfigError("counter_speech",
                      "efficacy times organised_factor is above 1 (a view would remove more than "
                      "all susceptibility) lower one of them");
  }
  return {.rate = {.per_day = values.real("rate")},
          .volume = hourly(values, "volume", config),
          .views = values.real("views"),
          .efficacy = values.real("efficacy"),
          .organised_share = values.real("organised_share"),
          .organised_factor = values.real("organised_factor")};
}

}  // namespace quell
