// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr Condition somebody_unfollows{
    "unfollow is 0", "raise it",
    [](const Config& /*config*/, const ParamValues& own) { return own.real("unfollow") > 0.0; }};

constexpr Condition young_ties_differ{"unfollow or unfollow_young makes no difference",
                                      "take unfollow above 0, unfollow_young above 1",
                                      [](const Config& /*config*/, const ParamValues& own) {
                                        return own.real("unfollow") > 0.0 &&
                                               own.real("unfollow_young") > 1.0;
                                      }};

constexpr Condition is_fitness{"kernel is not fitness", "write kernel = \"fitness\"",
                               [](const Config& /*config*/, const ParamValues& own) {
                                 return own.text("kernel") == "fitness";
                               }};
constexpr Condition is_preferential{"kernel is not preferential", "write kernel = \"preferential\"",
                                    [](const Config& /*config*/, const ParamValues& own) {
                                      return own.text("kernel") == "preferential";
                                    }};

constexpr std::array params{
    Param{.key = "gain",
          .unit = "1/d",
          .doc = "g: new followers per account and day, before "
                 "follow-backs; mean over accounts",
          .source = "M4",
          .fallback = 4.0,
          .max = 1e5,
          .low = 2.0,
          .high = 10.0},
    Param{.key = "kernel",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "who gains: in proportion to a power of its posting rate; every account alike; in "
                 "proportion to its followers plus one",
          .source = "M4, Cao et al. 2017",
          .choices = "fitness|uniform|preferential"},
    Param{.key = "fitness_exponent",
          .unit = "1",
          .doc = "power of the posting rate in `fitness`",
          .source = "assumption",
          .fallback = 1.0,
          .max = 3.0,
          .needs = &is_fitness},
    Param{.key = "preferential_scale",
          .unit = "followers",
          .doc = "followers plus one at which `preferential` gains g",
          .source = "assumption",
          .fallback = 1000.0,
          .min = 1e-6,
          .max = 1e9,
          .needs = &is_preferential},
    Param{.key = "in_network_share",
          .unit = "1",
          .doc = "q: share of new followers that are pro accounts, before follow-backs",
          .source = "M4, Berger & Morgan 2015",
          .fallback = 0.3,
          .max = 1.0},
    Param{.key = "triadic_share",
          .unit = "1",
          .doc = "share of new followers who come through an account that the owner follows",
          .source = "M4",
          .fallback = 0.5,
          .max = 1.0,
          .low = 0.3,
          .high = 0.7},
    Param{.key = "follow_back",
          .unit = "1",
          .doc = "probability that a pro account follows a new pro follower back",
          .source = "M4",
          .fallback = 0.6,
          .max = 1.0,
          .low = 0.4,
          .high = 0.9},
    Param{.key = "unfollow",
          .unit = "1/d",
          .doc = "u: hazard that a follower unfollows",
          .source = "M5, Kivran-Swaine et al. 2011",
          .fallback = 0.001,
          .max = 10.0,
          .low = 0.0005,
          .high = 0.004},
    Param{
        .key = "unfollow_mutual",
        .unit = "1",
        .doc = "factor on u for a follower whom the account's owner follows too; 1: ties are alike",
        .source = "M5, Kwak et al. 2011",
        .fallback = 1.0,
        .max = 1.0,
        .low = 0.25,
        .high = 1.0,
        .needs = &somebody_unfollows},
    Param{
        .key = "unfollow_posting",
        .unit = "1",
        .doc = "factor on u for each ten posts a day above the mean; 1: posting drives nobody away",
        .source = "M5, Kwak et al. 2011",
        .fallback = 1.0,
        .min = 1.0,
        .max = 10.0,
        .needs = &somebody_unfollows},
    Param{.key = "unfollow_young",
          .unit = "1",
          .doc = "factor on u for a tie in its first days; 1: a new tie breaks no sooner. Ties of "
                 "the start are old",
          .source = "M5, Kivran-Swaine et al. 2011",
          .fallback = 1.0,
          .min = 1.0,
          .max = 100.0,
          .low = 1.0,
          .high = 2.0,
          .needs = &somebody_unfollows},
    Param{.key = "unfollow_young_days",
          .unit = "d",
          .doc = "for so long after it was made",
          .source = "M5",
          .fallback = 30.0,
          .min = 1e-3,
          .max = 3650.0,
          .needs = &young_ties_differ},
    Param{.key = "audience_skew",
          .unit = "1",
          .doc = "1: all of the audience follow alike; larger: a few follow most "
                 "(density of picks x^(1/skew - 1))",
          .source = "assumption",
          .fallback = 2.0,
          .min = 1.0,
          .max = 10.0},
    Param{.key = "throwaway_factor",
          .unit = "1",
          .doc = "followers gained by throwaway accounts relative to others",
          .source = "M1, Grinnell et al. 2018",
          .fallback = 0.1,
          .max = 1.0,
          .needs = &throwaways_exist},
    Param{.key = "initial_mean",
          .unit = "followers",
          .doc = "mean followers at the start",
          .source = "C2",
          .fallback = 1300.0,
          .max = 1e6,
          .low = 1000.0,
          .high = 1600.0},
    Param{.key = "initial_sigma",
          .unit = "1",
          .doc = "standard deviation of the logarithm of followers at the start",
          .source = "Berger & Morgan 2015",
          .fallback = 1.8,
          .max = 4.0},
    Param{.key = "initial_correlation",
          .unit = "1",
          .doc = "correlation of log followers with log posting rate at the start",
          .source = "assumption",
          .fallback = 0.5,
          .max = 1.0},
    Param{.key = "initial_in_network",
          .unit = "1",
          .doc = "share of the first followers that are pro accounts",
          .source = "V10, Berger & Morgan 2015",
          .fallback = 0.47,
          .max = 1.0,
          .low = 0.35,
          .high = 0.6},
    Param{.key = "initial_max",
          .unit = "followers",
          .doc = "no account starts with more followers than this",
          .source = "Berger & Morgan 2015",
          .fallback = 50000.0,
          .max = 1e6},
};

Kernel kernel_named(const std::string& name) {
  if (name == "uniform") return Kernel::uniform;
  return name == "preferential" ? Kernel::preferential : Kernel::fitness;
}

}  // namespace

extern constexpr SectionSpec section_following{
    .name = "following",
    .summary = "How pro accounts gain and lose followers.",
    .params = params,
    .absence = Absence::uses_defaults};

FollowingSettings following_settings(const ParamValues& values) {
  return {.gain = {.per_day = values.real("gain")},
          .kernel = kernel_named(values.text("kernel")),
          .fitness_exponent = values.real("fitness_exponent"),
          .preferential_scale = values.real("preferential_scale"),
          .in_network_share = values.real("in_network_share"),
          .triadic_share = values.real("triadic_share"),
          .follow_back = values.real("follow_back"),
          .unfollow = {.per_day = values.real("unfollow")},
          .mutual_factor = values.real("unfollow_mutual"),
          .posting_factor = values.real("unfollow_posting"),
          .young_factor = values.real("unfollow_young"),
          .young_length = {.days = values.real("unfollow_young_days")},
          .audience_skew = values.real("audience_skew"),
          .throwaway_factor = values.real("throwaway_factor"),
          .initial_mean = values.real("initial_mean"),
          .initial_sigma = values.real("initial_sigma"),
          .initial_correlation = values.real("initial_correlation"),
          .initial_in_network = values.real("initial_in_network"),
          .initial_max = values.real("initial_max")};
}

}  // namespace quell
