// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr Condition is_lognormal{"delay is power_law", "write delay = \"lognormal\"",
                                 [](const Config& /*config*/, const ParamValues& own) {
                                   return own.text("delay") == "lognormal";
                                 }};
constexpr Condition is_power_law{"delay is lognormal", "write delay = \"power_law\"",
                                 [](const Config& /*config*/, const ParamValues& own) {
                                   return own.text("delay") == "power_law";
                                 }};

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
    Param{.key = "amplifier_factor",
          .unit = "1",
          .doc = "factor on it for readers who are amplifiers, at most certainty; 1: like others",
          .source = "assumption (M1, M3)",
          .fallback = 1.0,
          .min = 1.0,
          .max = 1000.0,
          .needs = &amplifiers_exist},
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
          .high = 120.0,
          .needs = &is_lognormal},
    Param{.key = "delay_sigma",
          .unit = "1",
          .doc = "standard deviation of the logarithm of that time, lognormal",
          .source = "assumption",
          .fallback = 1.5,
          .max = 4.0,
          .needs = &is_lognormal},
    Param{.key = "delay_exponent",
          .unit = "1",
          .doc = "density falls with this power of the time, power_law",
          .source = "Ryczko et al. 2017",
          .fallback = 1.1,
          .min = 1.01,
          .max = 10.0,
          .needs = &is_power_law},
    Param{.key = "delay_shortest",
          .unit = "min",
          .doc = "shortest time, power_law",
          .source = "Ryczko et al. 2017",
          .fallback = 0.8,
          .min = 1e-3,
          .max = 1e6,
          .needs = &is_power_law},
    Param{.key = "delay_longest",
          .unit = "min",
          .doc = "longest time, power_law",
          .source = "Ryczko et al. 2017",
          .fallback = 480.0,
          .min = 1e-3,
          .max = 1e6,
          .needs = &is_power_law},
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

double reshares_per_share(const Config& config) {
  const ParamValues* resharing = config.find("resharing");
  if (resharing == nullptr || config.find("ladder") != nullptr || config.graph != nullptr) return 0;
  const ParamValues& following = config.at("following");
  const double readers = following.real("initial_mean") * following.real("initial_in_network");
  const double persons = config.at("population").real("pro_accounts") * config.frame().scale;
  const double probability = resharing->real("probability");
  const double of_amplifiers = std::min(1.0, probability * resharing->real("amplifier_factor"));
  const double amplifiers = config.at("population").real("amplifier_share");
  return (probability + amplifiers * (of_amplifiers - probability)) * std::min(readers, persons);
}

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
          .amplifier_factor = values.real("amplifier_factor"),
          .law = values.text("delay") == "power_law" ? DelayLaw::power_law : DelayLaw::lognormal,
          .median = {.days = values.real("delay_median") / minutes_per_day},
          .sigma = values.real("delay_sigma"),
          .exponent = values.real("delay_exponent"),
          .shortest = {.days = values.real("delay_shortest") / minutes_per_day},
          .longest = {.days = values.real("delay_longest") / minutes_per_day},
          .follow = values.real("follow")};
}

}  // namespace quell
