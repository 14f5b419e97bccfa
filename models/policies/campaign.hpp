// SPDX-License-Identifier: BSD-3-Clause
// What campaigns of counter-messages share: rows of their tables, whom a message is for, and the
// policy that shows impressions to many.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/conditions.hpp"
#include "models/config.hpp"
#include "models/policies/imposed_counts.hpp"
#include "models/policy.hpp"
#include "models/settings.hpp"

namespace quell {

constexpr Param impressions_param{.key = "impressions",
                                  .kind = ParamKind::steps,
                                  .unit = "1/d at 1:1",
                                  .doc = "impressions per day, each value until the next date",
                                  .source = "assumption",
                                  .max = 1e12};
constexpr Param target_param{.key = "target",
                             .kind = ParamKind::segment,
                             .unit = "1",
                             .doc = "the segment that the messages are for, or all",
                             .source = "scenario choice",
                             .text_fallback = "all",
                             .needs = &has_addressees};
constexpr Param language_param{.key = "language",
                               .kind = ParamKind::choice,
                               .unit = "1",
                               .doc = "language of the messages",
                               .source = "docs/sources.md, counter-messaging",
                               .choices = "arabic|english|french|other"};
constexpr Param credibility_param{
    .key = "credibility",
    .unit = "1",
    .doc =
        "share of the effect that the sender's name leaves; US-branded 0.2, a local partner "
        "0.6 to 0.8",
    .source = "M16",
    .fallback = 0.2,
    .max = 1.0,
    .needs = &messages_act};
constexpr Param mismatch_param{
    .key = "mismatch",
    .unit = "1",
    .doc = "share of the effect that is left in another language than the reader's",
    .source = "M16",
    .fallback = 0.2,
    .max = 1.0,
    .low = 0.1,
    .high = 0.3,
    .needs = &has_other_readers};
constexpr Param efficacy_param{
    .key = "efficacy",
    .unit = "1",
    .doc = "susceptibility removed by one credible impression in the reader's language",
    .source = "M16",
    .fallback = 0.002,
    .max = 1.0,
    .low = 0.0,
    .high = 0.02,
    .needs = &has_ladder};
constexpr Param wear_out_param{
    .key = "wear_out",
    .unit = "d",
    .doc = "time after which the creatives have lost half of their efficacy; inf: never",
    .source = "assumption",
    .fallback = unbounded,
    .min = 1e-3,
    .needs = &messages_act};
constexpr Param backfire_param{.key = "backfire",
                               .unit = "1",
                               .doc = "share of impressions that add what they should remove",
                               .source = "M17",
                               .fallback = 0.0,
                               .max = 1.0,
                               .low = 0.0,
                               .high = 0.05,
                               .needs = &messages_act};
constexpr Param unfollow_param{
    .key = "unfollow",
    .unit = "1",
    .doc = "probability that an impression makes its reader unfollow one pro account",
    .source = "assumption",
    .fallback = 0.0,
    .max = 1.0};
constexpr Param report_param{
    .key = "report",
    .unit = "1",
    .doc = "probability that an impression makes its reader report one pro account",
    .source = "assumption",
    .fallback = 0.0,
    .max = 1.0};
constexpr Param thousand_cost_param{.key = "cost",
                                    .unit = "USD",
                                    .doc = "cost of a thousand impressions",
                                    .source = "assumption",
                                    .fallback = 10.0,
                                    .max = 1e9};

/// Whom messages are for and in which language: `target`, `language`.
class Addressees {
 public:
  explicit Addressees(const ParamValues& values);

  [[nodiscard]] bool has(const Segment& segment) const {
    return target_ == "all" || target_ == segment.name;
  }
  /// Share of its effect that a message has on readers of a segment: `mismatch` in another
  /// language.
  [[nodiscard]] double share(const Segment& segment, double mismatch) const;

 private:
  std::string target_;
  std::string language_;
};

/// What an impression does and costs.
struct Message {
  double strength = 0.0;  ///< susceptibility removed from a reader of its language
  double mismatch = 1.0;
  double backfire = 0.0;
  Rate wear;  ///< of the strength, from the first impression on
  double unfollow = 0.0;
  double report = 0.0;
  double cost = 0.0;  ///< [USD]
};

/// From `credibility`, `mismatch`, `efficacy`, `wear_out`, `backfire`, `unfollow`, `report` and the
/// `cost` of a thousand.
Message message_of(const ParamValues& values);

struct Campaign {
  /// After scaling [1/d]; counts for nothing where there are rounds.
  StepFunction impressions{Duration{.days = 1.0}, {0.0}};
  std::vector<Wave> rounds;  ///< of impressions; each keeps the width with which it began
  Message message;
};

/// A policy that spreads impressions evenly over those it reaches at the start of the run. From
/// then on each person sees that many as long as it is reached, so that impressions rise and fall
/// with the number reached; only what is shown is counted and paid.
std::unique_ptr<Policy> make_campaign(const ParamValues& values, const PolicyPlace& place,
                                      Campaign (*read)(const ParamValues& values,
                                                       const Frame& frame),
                                      const Reached& reached = {});

/// The same for variants without single persons, of a campaign without rounds that reaches every
/// person of its target. Throws ConfigError where readers act on what they follow.
PolicyRates campaign_rates(const Campaign& campaign, const ParamValues& values,
                           std::span<const Segment> segments);

/// Those from `lowest_stage` to `highest_stage`.
std::array<bool, stage_count> stages_of(const ParamValues& values);
/// Throws ConfigError where the two name no stage.
void check_stages(const ParamValues& values, std::string_view kind);

/// Persons expected on a stage at the start, over all segments.
double persons_at_start(Stage stage, const Config& config);

}  // namespace quell
