// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr double minutes_per_day = 1440.0;

constexpr std::array params{
    Param{.key = "probability",
          .unit = "1",
          .doc = "probability that a pro person who reads a post shares it on",
          .source = "M3",
          .fallback = 0.02,
          .max = 1.0,
          .low = 0.005,
          .high = 0.1},
    Param{.key = "delay",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "law of the time from a post to its being shared: lognormal (delay_median, "
                 "delay_sigma) or power_law (delay_exponent, delay_shortest, delay_longest)",
          .source = "M3, Kwak et al. 2010",
          .choices = "lognormal|power_law"},
    Param{.key = "delay_median",
          .unit = "min",
          .doc = "median time until a post is shared, lognormal",
          .source = "M3, Kwak et al. 2010",
          .fallback = 40.0,
          .min = 1e-3,
          .max = 1e6,
          .low = 10.0,
          .high = 120.0},
    Param{.key = "delay_sigma",
          .unit = "1",
          .doc = "standard deviation of the logarithm of that time, lognormal",
          .source = "assumption",
          .fallback = 1.5,
          .max = 4.0},
    Param{.key = "delay_exponent",
          .unit = "1",
          .doc = "density falls with this power of the time, power_law",
          .source = "Ryczko et al. 2017",
          .fallback = 1.1,
          .min = 1.01,
          .max = 10.0},
    Param{.key = "delay_shortest",
          .unit = "min",
          .doc = "shortest time, power_law",
          .source = "Ryczko et al. 2017",
          .fallback = 0.8,
          .min = 1e-3,
          .max = 1e6},
    Param{.key = "delay_longest",
          .unit = "min",
          .doc = "longest time, power_law",
          .source = "Ryczko et al. 2017",
          .fallback = 480.0,
          .min = 1e-3,
          .max = 1e6},
    Param{.key = "follow",
          .unit = "1",
          .doc = "probability that a follower who sees a shared post follows its author",
          .source = "assumption (M4 b)",
          .fallback = 0.001,
          .max = 1.0},
};

}  // namespace

extern constexpr SectionSpec section_resharing{
    .name = "resharing",
    .summary = "Pro persons share posts that they read; needs posts as events.",
    .params = params,
    .absence = Absence::switches_off};

/// Throws ConfigError where posts are no events, which would leave nothing to share.
ResharingSettings resharing_settings(const ParamValues& values, const Config& config) {
  if (config.at("posting").text("mode") != "explicit") {
    throw ConfigError("resharing",
                      "posts are not events here (posting.mode is 'thinned') so that none can be "
                      "shared: set posting.mode = \"explicit\" or leave out [resharing]");
  }
  if (values.real("delay_shortest") >= values.real("delay_longest")) {
    throw ConfigError("resharing",
                      "delay_shortest is not below delay_longest (they bound the time until a post "
                      "is shared) lower delay_shortest");
  }
  return {.probability = values.real("probability"),
          .law = values.text("delay") == "power_law" ? DelayLaw::power_law : DelayLaw::lognormal,
          .median = {.days = values.real("delay_median") / minutes_per_day},
          .sigma = values.real("delay_sigma"),
          .exponent = values.real("delay_exponent"),
          .shortest = {.days = values.real("delay_shortest") / minutes_per_day},
          .longest = {.days = values.real("delay_longest") / minutes_per_day},
          .follow = values.real("follow")};
}

}  // namespace quell
