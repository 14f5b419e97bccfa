// SPDX-License-Identifier: BSD-3-Clause
// Persons who talk to members one by one. Contacts fall on members of the chosen stages at random;
// one that succeeds is a step down the ladder. Neglects that contacts can anger, that one member
// may be known to be easier to reach, and that one who was contacted remembers it.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "models/network/world.hpp"
#include "models/policies/campaign.hpp"
#include "models/policies/poisson_process.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "contacts",
          .kind = ParamKind::steps,
          .unit = "1/d at 1:1",
          .doc = "persons contacted per day, each value until the next date",
          .source = "assumption",
          .max = 1e9},
    Param{.key = "lowest_stage",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "contacts are made with persons on this stage",
          .source = "scenario choice",
          .choices = "sympathiser|curious|supporter|core"},
    Param{.key = "highest_stage",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "and on the stages above, up to this one",
          .source = "scenario choice",
          .choices = "supporter|curious|sympathiser|core"},
    target_param,
    language_param,
    mismatch_param,
    Param{.key = "success",
          .unit = "1",
          .doc = "probability that a contact in the person's language makes it step down",
          .source = "assumption",
          .fallback = 0.05,
          .max = 1.0},
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one contact",
          .source = "assumption",
          .fallback = 50.0,
          .max = 1e9},
};

/// Numbers that may change during a run.
struct Terms {
  double success;
  double mismatch;
  double cost;
};

Terms terms_of(const ParamValues& values) {
  return {.success = values.real("success"),
          .mismatch = values.real("mismatch"),
          .cost = values.real("cost")};
}

class OneToOneOutreach final : public Policy {
 public:
  OneToOneOutreach(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        contacts_(hourly(values, "contacts", frame_).times(frame_.scale), place.index),
        terms_(terms_of(values)),
        addressees_(values),
        stages_(stages_of(values)),
        index_(place.index),
        stream_(place.stream()) {}

  void start(World& world) override { contacts_.draw_next(world, stream_); }

  void on_event(World& world, std::uint32_t payload) override {
    if (!contacts_.is_due(payload)) return;
    if (const std::optional<PersonId> person = pick(world)) contact(world, *person);
    contacts_.draw_next(world, stream_);
  }

  void change(World& world, const ParamValues& values) override {
    terms_ = terms_of(values);
    contacts_.change(world, hourly(values, "contacts", frame_).times(frame_.scale));
  }

  void visit_blocks(BlockVisitor& visitor) override {
    contacts_.visit_blocks(visitor);
    visitor.plain("outreach terms", terms_);
    visitor.plain("outreach stream", stream_);
  }

 private:
  void contact(World& world, PersonId person) {
    const Segment& segment = world.settings().segments[world.segment(person)];
    const double success = terms_.success * addressees_.share(segment, terms_.mismatch);
    world.charge(index_, terms_.cost);
    world.count_action(index_);
    if (stream_.coin() < success) world.step_down(person, stream_);
  }

  /// A uniform person of the target on one of the stages; none where there is none.
  std::optional<PersonId> pick(const World& world) {
    if (!has_members(world)) return std::nullopt;
    for (;;) {  // until one of the target is drawn
      std::uint32_t slot = stream_.below(members(world));
      for (std::size_t s = 0; s < stage_count; ++s) {
        if (!stages_[s]) continue;
        const auto on_stage = world.members(static_cast<Stage>(s));
        if (slot < on_stage.size()) {
          const PersonId person = on_stage[slot];
          if (addressees_.has(world.settings().segments[world.segment(person)])) return person;
          break;
        }
        slot -= static_cast<std::uint32_t>(on_stage.size());
      }
    }
  }

  [[nodiscard]] std::uint32_t members(const World& world) const {
    std::size_t sum = 0;
    for (std::size_t s = 0; s < stage_count; ++s) {
      if (stages_[s]) sum += world.members(static_cast<Stage>(s)).size();
    }
    return static_cast<std::uint32_t>(sum);
  }

  /// Whether there are any in the target.
  [[nodiscard]] bool has_members(const World& world) const {
    const auto& segments = world.settings().segments;
    for (std::size_t segment = 0; segment < segments.size(); ++segment) {
      if (!addressees_.has(segments[segment])) continue;
      for (std::size_t s = 0; s < stage_count; ++s) {
        const auto id = static_cast<SegmentIndex>(segment);
        if (stages_[s] && world.persons_in(id, static_cast<Stage>(s)) > 0) return true;
      }
    }
    return false;
  }

  Frame frame_;
  PoissonProcess contacts_;
  Terms terms_;
  Addressees addressees_;
  std::array<bool, stage_count> stages_;
  PolicyIndex index_;
  Stream stream_;
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<OneToOneOutreach>(values, place);
}

void check(const ParamValues& values, const Config& config) {
  check_stages(values, "one_to_one_outreach");
  if (config.find("ladder") != nullptr) return;
  throw ConfigError("policy",
                    "one_to_one_outreach does nothing (there is no [ladder] to step down) add "
                    "[ladder]");
}

}  // namespace

extern constexpr PolicySpec policy_one_to_one_outreach{
    .name = "one_to_one_outreach",
    .summary = "Contacts with single persons, some of whom step down.",
    .params = params,
    .amount = "contacts",
    .make = make,
    .check = check,
    .is_adaptive = true};

}  // namespace quell
