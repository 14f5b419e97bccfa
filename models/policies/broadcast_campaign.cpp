// SPDX-License-Identifier: BSD-3-Clause
// Counter-messages broadcast at a number of impressions per day, such as the US campaigns.
// Impressions fall on the persons of the target at random: neglects that media habits differ.
#include <array>

#include "models/conditions.hpp"
#include "models/policies/campaign.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr Condition moves_readers{
    "messages have no effect or there is no [ladder], and nobody unfollows or reports",
    "add [ladder]", [](const Config& config, const ParamValues& own) {
      return messages_act.holds(config, own) || is_ever_positive(own, "unfollow") ||
             is_ever_positive(own, "report");
    }};

constexpr std::array params{
    impressions_param, target_param,   language_param,      credibility_param,
    mismatch_param,    efficacy_param, wear_out_param,      backfire_param,
    unfollow_param,    report_param,   thousand_cost_param,
};

Campaign read(const ParamValues& values, const Frame& frame) {
  return {.impressions = hourly(values, "impressions", frame).times(frame.scale),
          .message = message_of(values)};
}

PolicyRates rates(const ParamValues& values, const Config& config,
                  std::span<const Segment> segments) {
  return campaign_rates(read(values, config.frame()), values, segments);
}

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return make_campaign(values, place, read);
}

}  // namespace

extern constexpr PolicySpec policy_broadcast_campaign{
    .name = "broadcast_campaign",
    .summary = "Counter-messages broadcast to a segment.",
    .params = params,
    .amount = "impressions",
    .make = make,
    .is_adaptive = true,
    .needs = &moves_readers,
    .rates = rates};

}  // namespace quell
