// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr Condition channels_join{
    "join is 0, so that everybody stays alone", "raise it",
    [](const Config& /*config*/, const ParamValues& own) { return own.real("join") > 0.0; }};

constexpr std::array params{
    Param{.key = "join",
          .unit = "1/d",
          .doc = "rate at which a pro person brings its channel together with another person's",
          .source = "assumption (M21)",
          .fallback = 0.05,
          .max = 1e4},
    Param{.key = "break_up",
          .unit = "1/d",
          .doc = "rate per member at which a channel falls apart into single members; below "
                 "join / (N ln N), N members, one channel takes up most (Johnson et al. 2016)",
          .source = "assumption (M21)",
          .fallback = 0.005,
          .max = 1e4,
          .needs = &channels_join},
    Param{.key = "shout_outs",
          .unit = "1",
          .doc = "share of new followers of such a person's account who come from its own channel",
          .source = "assumption (M21)",
          .fallback = 0.0,
          .max = 1.0,
          .needs = &channels_join},
};

}  // namespace

extern constexpr SectionSpec section_channels{
    .name = "channels",
    .summary = "Groups of pro persons on another platform that join, break up and are banned.",
    .params = params,
    .absence = Absence::switches_off};

ChannelSettings channel_settings(const ParamValues& values) {
  return {.join = {.per_day = values.real("join")},
          .break_up = {.per_day = values.real("break_up")},
          .shout_outs = values.real("shout_outs")};
}

}  // namespace quell
