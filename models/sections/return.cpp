// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cmath>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr Condition has_backups{
    "backup_share is 0, or no core account is suspended", "raise backup_share",
    [](const Config& config, const ParamValues& own) {
      return core_is_suspended.holds(config, own) && own.real("backup_share") > 0.0;
    }};
constexpr Condition backups_run_out{"backups is inf or 0, or none is used", "give backups a number",
                                    [](const Config& config, const ParamValues& own) {
                                      const double backups = own.real("backups");
                                      return has_backups.holds(config, own) &&
                                             std::isfinite(backups) && backups > 0.0;
                                    }};
constexpr Condition has_shout_outs{"shout_out is 1, or nobody is suspended", "raise shout_out",
                                   [](const Config& config, const ParamValues& own) {
                                     return somebody_is_suspended.holds(config, own) &&
                                            own.real("shout_out") != 1.0;
                                   }};
constexpr Condition persons_open_accounts{
    "nobody is suspended, and without [ladder] nobody becomes a supporter",
    "add a [[policy]] that suspends", [](const Config& config, const ParamValues& own) {
      return somebody_is_suspended.holds(config, own) || has_ladder.holds(config, own);
    }};

constexpr std::array params{
    Param{.key = "probability",
          .unit = "1",
          .doc = "r: probability that a suspended person opens a new account, the first time",
          .source = "M10",
          .fallback = 0.9,
          .max = 1.0,
          .low = 0.7,
          .high = 0.98,
          .needs = &somebody_is_suspended},
    Param{.key = "persistence",
          .unit = "1",
          .doc = "delta: factor on the probability of return for each earlier suspension",
          .source = "M10",
          .fallback = 0.97,
          .max = 1.0,
          .low = 0.85,
          .high = 1.0,
          .needs = &somebody_is_suspended},
    Param{.key = "core_delay",
          .unit = "d",
          .doc = "median time to return, core",
          .source = "M10",
          .fallback = 1.0,
          .min = 1e-4,
          .max = 3650.0,
          .low = 0.1,
          .high = 30.0,
          .needs = &core_is_suspended},
    Param{.key = "ordinary_delay",
          .unit = "d",
          .doc = "median time to return, others",
          .source = "M10",
          .fallback = 5.0,
          .min = 1e-4,
          .max = 3650.0,
          .low = 0.1,
          .high = 30.0,
          .needs = &somebody_is_suspended},
    Param{.key = "delay_sigma",
          .unit = "1",
          .doc = "standard deviation of the logarithm of the time to return",
          .source = "assumption (M10)",
          .fallback = 1.0,
          .max = 4.0,
          .needs = &somebody_is_suspended},
    Param{.key = "backup_share",
          .unit = "1",
          .doc = "share of core suspensions after which a back-up account stands ready",
          .source = "M10",
          .fallback = 0.5,
          .max = 1.0,
          .needs = &core_is_suspended},
    Param{.key = "backup_delay",
          .unit = "d",
          .doc = "time to switch to a back-up account",
          .source = "assumption (M10)",
          .fallback = 0.1,
          .min = 1e-4,
          .max = 3650.0,
          .needs = &has_backups},
    Param{.key = "backups",
          .kind = ParamKind::count,
          .unit = "1",
          .doc = "b: back-up accounts that a core person holds at most; inf: it never runs out",
          .source = "M10",
          .fallback = unbounded,
          .low = 0.0,
          .high = 10.0,
          .needs = &has_backups},
    Param{.key = "backup_renewal",
          .unit = "d",
          .doc = "mean time until a back-up account that was used is replaced; inf: never",
          .source = "assumption (M10)",
          .fallback = unbounded,
          .min = 1e-3,
          .needs = &backups_run_out},
    Param{
        .key = "follow_again",
        .unit = "1",
        .doc = "share of the surviving accounts followed before that the new account follows again",
        .source = "M4, M11, Klausen et al. 2018",
        .fallback = 0.5,
        .max = 1.0,
        .needs = &somebody_is_suspended},
    Param{.key = "refollow",
          .unit = "1",
          .doc = "rho: share of surviving followers that follow the new account",
          .source = "M11, Berger & Perez 2016",
          .fallback = 0.3,
          .max = 1.0,
          .low = 0.05,
          .high = 0.6,
          .needs = &somebody_is_suspended},
    Param{.key = "refollow_decay",
          .unit = "1",
          .doc = "factor on rho for each earlier suspension",
          .source = "M11",
          .fallback = 0.6,
          .max = 1.0,
          .low = 0.3,
          .high = 0.9,
          .needs = &somebody_is_suspended},
    Param{.key = "refollow_half_life",
          .unit = "d",
          .doc = "time by which half of those who follow again have done so",
          .source = "M11",
          .fallback = 7.0,
          .min = 1e-4,
          .max = 3650.0,
          .low = 2.0,
          .high = 30.0,
          .needs = &somebody_is_suspended},
    Param{.key = "shout_out",
          .unit = "1",
          .doc = "factor on what a returned account gains while others name it in lists; 1 is off",
          .source = "assumption (M4 d)",
          .fallback = 1.0,
          .min = 1.0,
          .max = 1000.0,
          .needs = &somebody_is_suspended},
    Param{.key = "shout_out_days",
          .unit = "d",
          .doc = "for so long after it opens",
          .source = "assumption (M4 d)",
          .fallback = 7.0,
          .min = 1e-3,
          .max = 3650.0,
          .needs = &has_shout_outs},
    Param{.key = "throwaway_share",
          .unit = "1",
          .doc = "share of account openings that are throwaways beside the main account",
          .source = "M1",
          .fallback = 0.2,
          .max = 0.95,
          .low = 0.05,
          .high = 0.6},
    Param{.key = "throwaway_life",
          .unit = "d",
          .doc = "half-life of a throwaway account before its owner abandons it",
          .source = "assumption (M1)",
          .fallback = 14.0,
          .min = 1e-4,
          .max = 3650.0,
          .needs = &throwaways_exist},
};

}  // namespace

extern constexpr SectionSpec section_return{
    .name = "return",
    .summary = "Coming back after a suspension, and getting followers back.",
    .params = params,
    .absence = Absence::switches_off,
    .needs = &persons_open_accounts};

ReturnSettings return_settings(const ParamValues& values) {
  return {.probability = values.real("probability"),
          .persistence = values.real("persistence"),
          .core_delay = {.days = values.real("core_delay")},
          .ordinary_delay = {.days = values.real("ordinary_delay")},
          .delay_sigma = values.real("delay_sigma"),
          .backup_share = values.real("backup_share"),
          .backup_delay = {.days = values.real("backup_delay")},
          .backups = values.real("backups"),
          .backup_renewal = {.days = values.real("backup_renewal")},
          .follow_again = values.real("follow_again"),
          .refollow = values.real("refollow"),
          .refollow_decay = values.real("refollow_decay"),
          .refollow_rate = decay_rate({.days = values.real("refollow_half_life")}),
          .shout_out = values.real("shout_out"),
          .shout_out_length = {.days = values.real("shout_out_days")},
          .throwaway_share = values.real("throwaway_share"),
          .throwaway_abandon = decay_rate({.days = values.real("throwaway_life")})};
}

}  // namespace quell
