// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/campaign.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/network/world.hpp"

namespace quell {
namespace {

Stage stage_named(std::string_view name) {
  const auto* const at = std::find(stage_names.begin(), stage_names.end(), name);
  return static_cast<Stage>(at - stage_names.begin());
}

Time first_impression(const StepFunction& impressions) {
  const Time start{.days = 0.0};
  return impressions(start) > 0.0 ? start : impressions.next_change(start);
}

using ReadCampaign = Campaign (*)(const ParamValues& values, const Frame& frame);

Campaign with_rounds(Campaign campaign, const Frame& frame) {
  if (!campaign.rounds.empty()) campaign.impressions = spread(campaign.rounds, frame.scale, frame);
  return campaign;
}

class ImpressionCampaign final : public Policy {
 public:
  ImpressionCampaign(const ParamValues& values, const PolicyPlace& place, ReadCampaign reader,
                     const Reached& reach)
      : read_(reader),
        frame_(place.frame()),
        campaign_(with_rounds(reader(values, frame_), frame_)),
        addressees_(values),
        reached_(reach),
        index_(place.index),
        key_(place.key()),
        stream_(place.stream()) {}

  void start(World& world) override { draw(world); }

  [[nodiscard]] std::vector<Outreach> outreach(const World& world) override {
    if (reached_at_start_ == 0) reached_at_start_ = count_reached(world);
    if (reached_at_start_ == 0) return {};
    const Message& message = campaign_.message;
    std::vector<double> effects;
    for (const Segment& segment : world.settings().segments) {
      effects.push_back(message.strength * addressees_.share(segment, message.mismatch));
    }
    return {{.key = key_,
             .views = campaign_.impressions.times(1.0 / static_cast<double>(reached_at_start_)),
             .effects = effects,
             .backfire = message.backfire,
             .reached = reached_,
             .wear = message.wear,
             .since = first_impression(campaign_.impressions)}};
  }

  /// An impression that makes its reader act.
  void on_event(World& world, std::uint32_t version) override {
    if (version != version_) return;
    if (is_change_) return draw(world);
    const PersonId reader{stream_.below(world.person_count())};
    const bool unfollows = stream_.coin() * acting() < campaign_.message.unfollow;
    if (is_reached(world, reader) && world.followed_by(reader) > 0) {
      if (unfollows) {
        world.unfollow_any(reader, stream_);
      } else {
        world.report_any(reader, stream_);
      }
      world.count_action(index_);
    }
    draw(world);
  }

  void change(World& world, const ParamValues& values) override {
    settle(world);
    const double old_acting = acting();
    Campaign next = read_(values, frame_);
    keep_begun(next.rounds, campaign_.rounds, world.now());
    next = with_rounds(std::move(next), frame_);
    next.impressions = campaign_.impressions.until(world.now(), next.impressions);
    const bool is_rate_kept = next.impressions == campaign_.impressions;
    campaign_ = std::move(next);
    if (is_rate_kept && acting() == old_acting) return;
    version_ = (version_ + 1) & 0xffffffU;
    // What was planned at this moment is void, and its random numbers are drawn again: a rule that
    // switches on a date of its base is like a table with the value of both.
    if (drawn_at_ == world.now()) stream_ = stream_before_;
    draw(world);
  }

  PolicyReadings read(World& world) override {
    settle(world);
    return {.impressions = std::exchange(shown_, 0.0)};
  }

  void visit_blocks(BlockVisitor& visitor) override {
    campaign_.impressions.visit_blocks(visitor);
    visitor.array("campaign rounds", campaign_.rounds);
    visitor.plain("campaign message", campaign_.message);
    visitor.plain("campaign reached at start", reached_at_start_);
    visitor.plain("campaign shown", shown_);
    visitor.plain("campaign version", version_);
    visitor.plain("campaign stream", stream_);
    visitor.plain("campaign stream before", stream_before_);
    visitor.plain("campaign drawn at", drawn_at_);
    visitor.plain("campaign read until", read_until_);
    visitor.plain("campaign is change", is_change_);
  }

 private:
  /// Probability that an impression makes its reader act.
  [[nodiscard]] double acting() const {
    return campaign_.message.unfollow + campaign_.message.report;
  }

  /// Counts impressions up to now, at the cost that held until now.
  void settle(World& world) {
    if (reached_at_start_ == 0) return;
    const double bought = campaign_.impressions.integral(read_until_, world.now());
    const double shown = bought * (static_cast<double>(count_reached(world)) /
                                   static_cast<double>(reached_at_start_));
    read_until_ = world.now();
    shown_ += shown;
    world.charge(index_, campaign_.message.cost * shown);
  }

  [[nodiscard]] bool is_reached(const World& world, PersonId i) const {
    return addressees_.has(world.settings().segments[world.segment(i)]) &&
           reached_.stages[index(world.stage(i))] &&
           (!reached_.followers_only || world.followed_by(i) > 0);
  }

  [[nodiscard]] std::uint64_t count_reached(const World& world) const {
    std::uint64_t persons = 0;
    if (reached_.followers_only) {
      for (std::uint32_t i = 0; i < world.person_count(); ++i) {
        persons += is_reached(world, PersonId{i}) ? 1 : 0;
      }
      return persons;
    }
    const auto& segments = world.settings().segments;
    for (std::size_t s = 0; s < segments.size(); ++s) {
      if (!addressees_.has(segments[s])) continue;
      for (std::size_t stage = 0; stage < stage_count; ++stage) {
        if (!reached_.stages[stage]) continue;
        persons += world.persons_in(static_cast<SegmentIndex>(s), static_cast<Stage>(stage));
      }
    }
    return persons;
  }

  /// Impressions that act, drawn over all persons at the rate per person reached.
  void draw(World& world) {
    if (reached_at_start_ == 0) return;
    const double widening =
        static_cast<double>(world.person_count()) / static_cast<double>(reached_at_start_);
    const double rate = campaign_.impressions(world.now()) * acting() * widening;
    const Time change = campaign_.impressions.next_change(world.now());
    drawn_at_ = world.now();
    stream_before_ = stream_;
    Time next = change;
    if (rate > 0.0) {
      next = std::min(change, world.now() + Duration{.days = stream_.exponential() / rate});
    }
    is_change_ = next == change;
    if (acting() > 0.0 && std::isfinite(next.days)) world.plan(next, index_, version_);
  }

  ReadCampaign read_;
  Frame frame_;
  Campaign campaign_;  ///< impressions up to now are those that were
  Addressees addressees_;
  Reached reached_;
  PolicyIndex index_;
  std::uint64_t key_;
  Stream stream_;
  Stream stream_before_{stream_};  ///< of what was planned at `drawn_at_`
  Time drawn_at_{.days = -1.0};
  std::uint64_t reached_at_start_ = 0;
  Time read_until_;
  double shown_ = 0.0;         ///< impressions since the last reading
  std::uint32_t version_ = 0;  ///< of the planned event
  bool is_change_ = false;     ///< the planned event is a change of the rate, not an impression
};

}  // namespace

Addressees::Addressees(const ParamValues& values)
    : target_(values.text("target")), language_(values.text("language")) {}

double Addressees::share(const Segment& segment, double mismatch) const {
  if (!has(segment)) return 0.0;
  return segment.language == language_ ? 1.0 : mismatch;
}

Message message_of(const ParamValues& values) {
  return {.strength = values.real("credibility") * values.real("efficacy"),
          .mismatch = values.real("mismatch"),
          .backfire = values.real("backfire"),
          .wear = decay_rate({.days = values.real("wear_out")}),
          .unfollow = values.real("unfollow"),
          .report = values.real("report"),
          .cost = values.real("cost") / 1000.0};
}

std::unique_ptr<Policy> make_campaign(const ParamValues& values, const PolicyPlace& place,
                                      ReadCampaign read, const Reached& reached) {
  return std::make_unique<ImpressionCampaign>(values, place, read, reached);
}

PolicyRates campaign_rates(const Campaign& campaign, const ParamValues& values,
                           std::span<const Segment> segments) {
  const Message& message = campaign.message;
  if (message.unfollow > 0.0 || message.report > 0.0) {
    throw ConfigError("policy",
                      "a campaign's 'unfollow' and 'report' act on single follows (this model has "
                      "none) take model = \"network\", or leave them out");
  }
  const Addressees addressees{values};
  PolicyRates rates;
  rates.impressions = campaign.impressions;
  for (const Segment& segment : segments) {
    rates.effects.push_back(message.strength * addressees.share(segment, message.mismatch) *
                            (1.0 - 2.0 * message.backfire));
    rates.reached.push_back(addressees.has(segment));
  }
  rates.wear = message.wear;
  rates.since = first_impression(campaign.impressions);
  rates.cost_shown = message.cost;
  return rates;
}

std::array<bool, stage_count> stages_of(const ParamValues& values) {
  const Stage lowest = stage_named(values.text("lowest_stage"));
  const Stage highest = stage_named(values.text("highest_stage"));
  std::array<bool, stage_count> stages{};
  for (std::size_t s = index(lowest); s <= index(highest); ++s) stages[s] = true;
  return stages;
}

void check_stages(const ParamValues& values, std::string_view kind) {
  const std::string& lowest = values.text("lowest_stage");
  const std::string& highest = values.text("highest_stage");
  if (stage_named(lowest) <= stage_named(highest)) return;
  throw ConfigError("policy", std::string{kind} + "'s lowest_stage is " + lowest +
                                  ", its highest_stage " + highest +
                                  " (no stage is between them) exchange the two");
}

double persons_at_start(Stage stage, const Config& config) {
  const PopulationSettings population = population_settings(
      config.at("population"), config.at("run").real("scale"), config.graph.get());
  switch (stage) {
    case Stage::unaware:
      return population.audience * (1.0 - population.curious_share - population.sympathiser_share);
    case Stage::curious:
      return population.audience * population.curious_share;
    case Stage::sympathiser:
      return population.audience * population.sympathiser_share;
    case Stage::supporter:
      return population.pro_accounts * (1.0 - population.core_share);
    case Stage::core:
      return population.pro_accounts * population.core_share;
    case Stage::recruited:
    case Stage::disengaged:
    case Stage::migrated:
      break;
  }
  return 0.0;
}

}  // namespace quell
