// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "probability", .unit = "1",
          .doc = "r: probability that a suspended person opens a new account, the first time",
          .source = "M10", .fallback = 0.9, .max = 1.0, .low = 0.7, .high = 0.98},
    Param{.key = "persistence", .unit = "1",
          .doc = "delta: factor on the probability of return for each earlier suspension",
          .source = "M10", .fallback = 0.97, .max = 1.0, .low = 0.85, .high = 1.0},
    Param{.key = "core_delay", .unit = "d", .doc = "median time to return, core", .source = "M10",
          .fallback = 1.0, .min = 1e-4, .max = 3650.0, .low = 0.1, .high = 30.0},
    Param{.key = "ordinary_delay", .unit = "d", .doc = "median time to return, others",
          .source = "M10", .fallback = 5.0, .min = 1e-4, .max = 3650.0, .low = 0.1, .high = 30.0},
    Param{.key = "delay_sigma", .unit = "1",
          .doc = "standard deviation of the logarithm of the time to return",
          .source = "assumption", .fallback = 1.0, .max = 4.0},
    Param{.key = "backup_share", .unit = "1",
          .doc = "share of core suspensions after which a back-up account stands ready",
          .source = "M10", .fallback = 0.5, .max = 1.0},
    Param{.key = "backup_delay", .unit = "d", .doc = "time to switch to a back-up account",
          .source = "assumption", .fallback = 0.1, .min = 1e-4, .max = 3650.0},
    Param{.key = "follow_again", .unit = "1",
          .doc = "share of the surviving accounts followed before that the new account follows again",
          .source = "M4, M11, Klausen et al. 2018", .fallback = 0.5, .max = 1.0},
    Param{.key = "refollow", .unit = "1",
          .doc = "rho: share of surviving followers that follow the new account",
          .source = "M11, Berger & Perez 2016", .fallback = 0.3, .max = 1.0, .low = 0.05,
          .high = 0.6},
    Param{.key = "refollow_decay", .unit = "1", .doc = "factor on rho for each earlier suspension",
          .source = "M11", .fallback = 0.6, .max = 1.0, .low = 0.3, .high = 0.9},
    Param{.key = "refollow_half_life", .unit = "d",
          .doc = "time by which half of those who follow again have done so", .source = "M11",
          .fallback = 7.0, .min = 1e-4, .max = 3650.0, .low = 2.0, .high = 30.0},
    Param{.key = "throwaway_share", .unit = "1",
          .doc = "share of account openings that are throwaways beside the main account",
          .source = "M1", .fallback = 0.2, .max = 0.95, .low = 0.05, .high = 0.6},
    Param{.key = "throwaway_life", .unit = "d",
          .doc = "half-life of a throwaway account before its owner abandons it",
          .source = "assumption", .fallback = 14.0, .min = 1e-4, .max = 3650.0},
};

}  // namespace

extern constexpr SectionSpec section_return{
    .name = "return",
    .summary = "Coming back after a suspension, and getting followers back.",
    .params = params,
    .absence = Absence::switches_off};

ReturnSettings return_settings(const ParamValues& values) {
  return {.probability = values.real("probability"),
          .persistence = values.real("persistence"),
          .core_delay = {.days = values.real("core_delay")},
          .ordinary_delay = {.days = values.real("ordinary_delay")},
          .delay_sigma = values.real("delay_sigma"),
          .backup_share = values.real("backup_share"),
          .backup_delay = {.days = values.real("backup_delay")},
          .follow_again = values.real("follow_again"),
          .refollow = values.real("refollow"),
          .refollow_decay = values.real("refollow_decay"),
          .refollow_rate = decay_rate({.days = values.real("refollow_half_life")}),
          .throwaway_share = values.real("throwaway_share"),
          .throwaway_abandon = decay_rate({.days = values.real("throwaway_life")})};
}

}  // namespace quell
