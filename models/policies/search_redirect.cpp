// SPDX-License-Identifier: BSD-3-Clause
// Who looks for pro accounts is shown a counter-message first, and some go elsewhere (the Redirect
// Method pilot). A search is a gain that nobody recommended, by a person who runs no pro account.
// Neglects that who was led elsewhere searches less, and that a message in another language leads
// fewer elsewhere.
#include <array>
#include <utility>

#include "models/network/world.hpp"
#include "models/policies/campaign.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "coverage",
          .kind = ParamKind::steps,
          .unit = "1",
          .doc = "probability that a searcher is shown a counter-message, each value until the "
                 "next date",
          .source = "assumption",
          .max = 1.0},
    Param{.key = "diverted",
          .unit = "1",
          .doc = "probability that a searcher to whom one is shown follows nobody",
          .source = "assumption",
          .fallback = 0.05,
          .max = 1.0},
    target_param,
    language_param,
    credibility_param,
    mismatch_param,
    efficacy_param,
    thousand_cost_param,
};

/// Numbers that may change during a run.
struct Terms {
  double strength;  ///< susceptibility removed from a searcher of the messages' language
  double mismatch;
  double diverted;
  double cost;  ///< of one impression [USD]
};

Terms terms_of(const ParamValues& values) {
  return {.strength = values.real("credibility") * values.real("efficacy"),
          .mismatch = values.real("mismatch"),
          .diverted = values.real("diverted"),
          .cost = values.real("cost") / 1000.0};
}

class SearchRedirect final : public Policy {
 public:
  SearchRedirect(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        coverage_(hourly(values, "coverage", frame_)),
        terms_(terms_of(values)),
        addressees_(values),
        index_(place.index),
        stream_(place.stream()) {}

  [[nodiscard]] bool watches_searches() const override { return true; }

  bool on_search(World& world, PersonId person) override {
    const Segment& segment = world.settings().segments[world.segment(person)];
    if (!addressees_.has(segment) || stream_.coin() >= coverage_(world.now())) return false;
    shown_ += 1.0;
    world.charge(index_, terms_.cost);
    const double effect = terms_.strength * addressees_.share(segment, terms_.mismatch);
    if (effect > 0.0) world.show_message(person, effect);
    if (stream_.coin() >= terms_.diverted) return false;
    world.count_action(index_);
    return true;
  }

  void change(World& world, const ParamValues& values) override {
    terms_ = terms_of(values);
    coverage_ = coverage_.until(world.now(), hourly(values, "coverage", frame_));
  }

  PolicyReadings read(World& /*world*/) override {
    return {.impressions = std::exchange(shown_, 0.0)};
  }

  void visit_blocks(BlockVisitor& visitor) override {
    coverage_.visit_blocks(visitor);
    visitor.plain("redirect terms", terms_);
    visitor.plain("redirect stream", stream_);
    visitor.plain("redirect shown", shown_);
  }

 private:
  Frame frame_;
  StepFunction coverage_;
  Terms terms_;
  Addressees addressees_;
  PolicyIndex index_;
  Stream stream_;
  double shown_ = 0.0;  ///< impressions since the last reading
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<SearchRedirect>(values, place);
}

void check(const ParamValues& /*values*/, const Config& config) {
  const ParamValues& following = config.at("following");
  const bool has_audience = config.graph != nullptr
                                ? config.graph->audience > 0
                                : config.at("population").real("audience") > 0.0;
  const bool has_searchers = has_audience && following.real("gain") > 0.0 &&
                             following.real("triadic_share") < 1.0 &&
                             following.real("in_network_share") < 1.0;
  if (has_searchers) return;
  throw ConfigError("policy",
                    "search_redirect does nothing (nobody searches: no following.gain, or no "
                    "audience, or all gains are by pro accounts or recommended) change "
                    "[following] or [population]");
}

}  // namespace

extern constexpr PolicySpec policy_search_redirect{
    .name = "search_redirect",
    .summary = "Shows a counter-message to who searches for pro accounts; some go elsewhere.",
    .params = params,
    .amount = "coverage",
    .make = make,
    .check = check,
    .is_adaptive = true};

}  // namespace quell
