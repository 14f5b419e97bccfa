// SPDX-License-Identifier: BSD-3-Clause
// Messages that warn the unaware of what they have not met yet (prebunking). Doses fall on the
// unaware of the target at random, so that one may get two and another none. Neglects that a dose
// works less on who has met the other side already: such persons are simply not reached.
#include <array>

#include "models/policies/campaign.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "doses",
          .kind = ParamKind::counts,
          .unit = "doses at 1:1",
          .doc = "first day of each round and number of doses, one for a person",
          .source = "assumption",
          .max = 1e12},
    Param{.key = "width",
          .unit = "d",
          .doc = "time over which a round is spread evenly",
          .source = "assumption",
          .fallback = 14.0,
          .min = 0.04,
          .max = 365.0},
    target_param,
    language_param,
    credibility_param,
    mismatch_param,
    Param{.key = "effect",
          .unit = "1",
          .doc = "susceptibility removed by one credible dose in the reader's language",
          .source = "assumption",
          .fallback = 0.1,
          .max = 1.0},
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one dose",
          .source = "assumption",
          .fallback = 0.1,
          .max = 1e9},
};

std::array<bool, stage_count> unaware_only() {
  std::array<bool, stage_count> stages{};
  stages[index(Stage::unaware)] = true;
  return stages;
}

Campaign read(const ParamValues& values, const Frame& frame) {
  const Duration width{.days = values.real("width")};
  return {.rounds = waves_of(values.knots("doses"), width, frame),
          .message = {.strength = values.real("credibility") * values.real("effect"),
                      .mismatch = values.real("mismatch"),
                      .cost = values.real("cost")}};
}

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return make_campaign(values, place, read, {.stages = unaware_only()});
}

void check(const ParamValues& /*values*/, const Config& config) {
  if (config.find("ladder") == nullptr) {
    throw ConfigError("policy",
                      "inoculation does nothing (it protects from a [ladder] that is not there) "
                      "add [ladder]");
  }
  if (persons_at_start(Stage::unaware, config) >= 0.5) return;
  throw ConfigError("policy",
                    "inoculation reaches nobody (at the start nobody is unaware, and its doses "
                    "are spread over those who are) change [population]");
}

}  // namespace

extern constexpr PolicySpec policy_inoculation{
    .name = "inoculation",
    .summary = "Messages that protect the unaware before they are exposed.",
    .params = params,
    .amount = "doses",
    .make = make,
    .check = check,
    .is_adaptive = true};

}  // namespace quell
