// SPDX-License-Identifier: BSD-3-Clause
// Counter-messages broadcast at a number of impressions per day, such as the US campaigns.
// Impressions fall on the persons of the target at random: neglects that media habits differ.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "models/network/world.hpp"
#include "models/policies/policies.hpp"
#include "models/policy.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "impressions",
          .kind = ParamKind::steps,
          .unit = "1/d at 1:1",
          .doc = "impressions per day, each value until the next date",
          .source = "assumption",
          .max = 1e12},
    Param{.key = "target",
          .kind = ParamKind::segment,
          .unit = "1",
          .doc = "the segment that the impressions reach, or all",
          .source = "scenario choice",
          .text_fallback = "all"},
    Param{.key = "language",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "language of the messages",
          .source = "docs/sources.md, counter-messaging",
          .choices = "arabic|english|french|other"},
    Param{.key = "credibility",
          .unit = "1",
          .doc =
              "share of the effect that the sender's name leaves; US-branded 0.2, a local partner "
              "0.6 to 0.8",
          .source = "M16",
          .fallback = 0.2,
          .max = 1.0},
    Param{.key = "mismatch",
          .unit = "1",
          .doc = "share of the effect that is left in another language than the reader's",
          .source = "M16",
          .fallback = 0.2,
          .max = 1.0,
          .low = 0.1,
          .high = 0.3},
    Param{.key = "efficacy",
          .unit = "1",
          .doc = "susceptibility removed by one credible impression in the reader's language",
          .source = "M16",
          .fallback = 0.002,
          .max = 1.0,
          .low = 0.0,
          .high = 0.02},
    Param{.key = "backfire",
          .unit = "1",
          .doc = "share of impressions that add what they should remove",
          .source = "M17",
          .fallback = 0.0,
          .max = 1.0,
          .low = 0.0,
          .high = 0.05},
    Param{.key = "unfollow",
          .unit = "1",
          .doc = "probability that an impression makes its reader unfollow one pro account",
          .source = "assumption",
          .fallback = 0.0,
          .max = 1.0},
    Param{.key = "report",
          .unit = "1",
          .doc = "probability that an impression makes its reader report one pro account",
          .source = "assumption",
          .fallback = 0.0,
          .max = 1.0},
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of a thousand impressions",
          .source = "assumption",
          .fallback = 10.0,
          .max = 1e9},
};

/// Numbers that may change during a run.
struct Terms {
  double strength;
  double mismatch;
  double backfire;
  double unfollow;
  double report;
  double cost;  ///< of one impression
};

Terms terms_of(const ParamValues& values) {
  return {.strength = values.real("credibility") * values.real("efficacy"),
          .mismatch = values.real("mismatch"),
          .backfire = values.real("backfire"),
          .unfollow = values.real("unfollow"),
          .report = values.real("report"),
          .cost = values.real("cost") / 1000.0};
}

class BroadcastCampaign final : public Policy {
 public:
  BroadcastCampaign(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        impressions_(hourly(values, "impressions", frame_).times(frame_.scale)),
        terms_(terms_of(values)),
        target_(values.text("target")),
        language_(values.text("language")),
        index_(place.index),
        key_(place.key()),
        stream_(place.stream()) {}

  void start(World& world) override { draw(world); }

  [[nodiscard]] std::vector<Outreach> outreach(const World& world) const override {
    const auto& segments = world.settings().segments;
    std::vector<double> effects;
    std::uint64_t reached = 0;
    for (std::size_t s = 0; s < segments.size(); ++s) {
      const double match = segments[s].language == language_ ? 1.0 : terms_.mismatch;
      effects.push_back(is_target(segments[s]) ? terms_.strength * match : 0.0);
      if (is_target(segments[s])) reached += persons_in(world, s);
    }
    if (reached == 0) return {};
    return {{.key = key_,
             .views = impressions_.times(1.0 / static_cast<double>(reached)),
             .effects = effects,
             .backfire = terms_.backfire}};
  }

  /// An impression that makes its reader act.
  void on_event(World& world, std::uint32_t version) override {
    if (version != version_) return;
    if (is_change_) return draw(world);
    const PersonId reader{stream_.below(world.person_count())};
    const bool unfollows = stream_.coin() * acting() < terms_.unfollow;
    if (is_target(world.settings().segments[world.segment(reader)]) &&
        world.followed_by(reader) > 0) {
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
    terms_ = terms_of(values);
    StepFunction impressions =
        impressions_.until(world.now(), hourly(values, "impressions", frame_).times(frame_.scale));
    const bool is_redrawn = impressions != impressions_ || acting() != old_acting;
    impressions_ = std::move(impressions);
    if (!is_redrawn) return;
    version_ = (version_ + 1) & 0xffffffU;
    draw(world);
  }

  PolicyReadings read(World& world) override {
    settle(world);
    return {.impressions = std::exchange(shown_, 0.0)};
  }

  void visit_blocks(BlockVisitor& visitor) override {
    impressions_.visit_blocks(visitor);
    visitor.plain("campaign terms", terms_);
    visitor.plain("campaign shown", shown_);
    visitor.plain("campaign version", version_);
    visitor.plain("campaign stream", stream_);
    visitor.plain("campaign read until", read_until_);
    visitor.plain("campaign is change", is_change_);
  }

 private:
  [[nodiscard]] bool is_target(const Segment& segment) const {
    return target_ == "all" || target_ == segment.name;
  }

  /// Probability that an impression makes its reader act.
  [[nodiscard]] double acting() const { return terms_.unfollow + terms_.report; }

  /// Counts impressions up to now, at the cost that held until now.
  void settle(World& world) {
    const double shown = impressions_.integral(read_until_, world.now());
    read_until_ = world.now();
    shown_ += shown;
    world.charge(index_, terms_.cost * shown);
  }

  static std::uint64_t persons_in(const World& world, std::size_t segment) {
    std::uint64_t persons = 0;
    for (std::size_t stage = 0; stage < stage_count; ++stage) {
      persons += world.persons_in(static_cast<SegmentIndex>(segment), static_cast<Stage>(stage));
    }
    return persons;
  }

  /// Impressions that act, drawn over all persons at the rate per person of the target.
  void draw(World& world) {
    std::uint64_t reached = 0;
    const auto& segments = world.settings().segments;
    for (std::size_t s = 0; s < segments.size(); ++s) {
      if (is_target(segments[s])) reached += persons_in(world, s);
    }
    if (reached == 0) return;
    const double widening =
        static_cast<double>(world.person_count()) / static_cast<double>(reached);
    const double rate = impressions_(world.now()) * acting() * widening;
    const Time change = impressions_.next_change(world.now());
    Time next = change;
    if (rate > 0.0) {
      next = std::min(change, world.now() + Duration{.days = stream_.exponential() / rate});
    }
    is_change_ = next == change;
    if (acting() > 0.0 && std::isfinite(next.days)) world.plan(next, index_, version_);
  }

  Frame frame_;
  StepFunction impressions_;
  Terms terms_;
  std::string target_;
  std::string language_;
  PolicyIndex index_;
  std::uint64_t key_;
  Stream stream_;
  Time read_until_;
  double shown_ = 0.0;         ///< impressions since the last reading
  std::uint32_t version_ = 0;  ///< of the planned event
  bool is_change_ = false;     ///< the planned event is a change of the rate, not an impression
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<BroadcastCampaign>(values, place);
}

}  // namespace

extern constexpr PolicySpec policy_broadcast_campaign{
    .name = "broadcast_campaign",
    .summary = "Counter-messages broadcast to a segment.",
    .params = params,
    .make = make,
    .is_adaptive = true};

}  // namespace quell
