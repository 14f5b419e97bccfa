// SPDX-License-Identifier: BSD-3-Clause
// Counter-messages shown to chosen persons only: those who follow a pro account, those on chosen
// stages, or both. Neglects that targeting errs: whoever is chosen is found.
#include <array>

#include "models/conditions.hpp"
#include "models/policies/campaign.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    impressions_param,
    Param{.key = "followers_only",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "whether the impressions reach only persons who follow a pro account",
          .source = "M16",
          .choices = "yes|no"},
    Param{.key = "lowest_stage",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "the impressions reach persons on this stage",
          .source = "scenario choice",
          .choices = "unaware|curious|sympathiser|supporter|core"},
    Param{.key = "highest_stage",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "and on the stages above, up to this one",
          .source = "scenario choice",
          .choices = "core|unaware|curious|sympathiser|supporter"},
    target_param,
    language_param,
    credibility_param,
    mismatch_param,
    efficacy_param,
    wear_out_param,
    backfire_param,
    unfollow_param,
    report_param,
    thousand_cost_param,
};

bool is_followers_only(const ParamValues& values) { return values.text("followers_only") == "yes"; }

bool is_on_every_stage(const ParamValues& values) {
  return values.text("lowest_stage") == "unaware" && values.text("highest_stage") == "core";
}

Reached reached_by(const ParamValues& values) {
  Reached reached{.followers_only = is_followers_only(values)};
  if (!is_on_every_stage(values)) reached.stages = stages_of(values);
  return reached;
}

Campaign read(const ParamValues& values, const Frame& frame) {
  return {.impressions = hourly(values, "impressions", frame).times(frame.scale),
          .message = message_of(values)};
}

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return make_campaign(values, place, read, reached_by(values));
}

void check_start(const ParamValues& values, const Config& config) {
  double persons = 0.0;
  const auto stages = stages_of(values);
  for (std::size_t s = 0; s < stage_count; ++s) {
    if (stages[s]) persons += persons_at_start(static_cast<Stage>(s), config);
  }
  if (persons < 0.5) {
    throw ConfigError("policy",
                      "targeted_campaign reaches nobody (at the start nobody is on its stages, and "
                      "its impressions are spread over those who are) choose other stages or "
                      "change [population]");
  }
  const bool has_followers = config.graph != nullptr
                                 ? config.graph->edges() > 0
                                 : config.at("following").real("initial_mean") > 0.0;
  if (is_followers_only(values) && !has_followers) {
    throw ConfigError("policy",
                      "targeted_campaign reaches nobody (at the start nobody follows a pro "
                      "account, and its impressions are spread over those who do) raise "
                      "following.initial_mean, or write followers_only = \"no\"");
  }
}

void check(const ParamValues& values, const Config& config) {
  check_stages(values, "targeted_campaign");
  check_start(values, config);
  if (config.find("ladder") != nullptr) return;
  if (!is_on_every_stage(values)) {
    throw ConfigError("policy",
                      "targeted_campaign's lowest_stage and highest_stage mean nothing (there is "
                      "no [ladder], so that nobody changes stage) add [ladder], or leave them out");
  }
  if (!is_ever_positive(values, "unfollow") && !is_ever_positive(values, "report")) {
    throw ConfigError("policy",
                      "targeted_campaign does nothing (it protects from a [ladder] that is not "
                      "there, and nobody unfollows or reports) add [ladder]");
  }
}

}  // namespace

extern constexpr PolicySpec policy_targeted_campaign{
    .name = "targeted_campaign",
    .summary = "Counter-messages shown to followers of pro accounts, or to chosen stages.",
    .params = params,
    .amount = "impressions",
    .make = make,
    .check = check,
    .is_adaptive = true};

}  // namespace quell
