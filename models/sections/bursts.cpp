// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr Condition posts_are_events{"posting.mode is thinned, where bursts have no length",
                                     "write posting.mode = \"explicit\"",
                                     [](const Config& config, const ParamValues& /*own*/) {
                                       return config.at("posting").text("mode") == "explicit";
                                     }};

constexpr double minutes_per_day = 1440.0;

constexpr std::array params{
    Param{.key = "branching",
          .unit = "1",
          .doc = "n: further posts that a post brings about, mean; posting.rate counts them all",
          .source = "M2, Hawkes 1971",
          .fallback = 0.3,
          .max = 0.95,
          .low = 0.0,
          .high = 0.6},
    Param{.key = "decay",
          .unit = "min",
          .doc = "mean time from a post to each of those, exponential; only where posts are events",
          .source = "assumption",
          .fallback = 60.0,
          .min = 1e-3,
          .max = 1e6,
          .needs = &posts_are_events},
};

}  // namespace

extern constexpr SectionSpec section_bursts{
    .name = "bursts",
    .summary = "Posts that come in bursts, at the same mean rate.",
    .params = params,
    .absence = Absence::switches_off};

BurstSettings burst_settings(const ParamValues& values) {
  return {.branching = values.real("branching"),
          .decay = {.days = values.real("decay") / minutes_per_day}};
}

}  // namespace quell
