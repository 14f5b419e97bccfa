// SPDX-License-Identifier: BSD-3-Clause
// Tools recognise new accounts by their profile and suspend them within hours (M7), most of them
// before their first post. Neglects that an account once missed could be looked at again: see
// neighbour_detection.
#include <array>

#include "models/conditions.hpp"
#include "models/policies/errands.hpp"
#include "models/policies/innocents.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "recall",
          .kind = ParamKind::steps,
          .unit = "1",
          .doc = "d0: probability that a new pro account is recognised, each value until the next "
                 "date",
          .source = "M7",
          .fallback = 0.1,
          .max = 1.0,
          .low = 0.0,
          .high = 0.75},
    Param{.key = "delay",
          .unit = "h",
          .doc = "mean time from opening to suspension, exponential",
          .source = "assumption",
          .fallback = 2.0,
          .min = 1e-3,
          .max = 1e4},
    precision_param,
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one suspension",
          .source = "assumption",
          .fallback = 0.1,
          .max = 1e9},
};

struct Terms {
  Duration delay;
  double precision;
  double cost;
};

Terms terms_of(const ParamValues& values) {
  return {.delay = {.days = values.real("delay") / 24.0},
          .precision = values.real("precision"),
          .cost = values.real("cost")};
}

class DetectionAtBirth final : public Policy {
 public:
  DetectionAtBirth(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        recall_(hourly(values, "recall", frame_)),
        terms_(terms_of(values)),
        index_(place.index),
        stream_(place.stream()) {}

  void on_account_opened(World& world, AccountId a) override {
    if (stream_.coin() >= recall_(world.now())) return;
    const Duration wait{.days = terms_.delay.days * stream_.exponential()};
    world.plan(world.now() + wait, index_, recognised_.add(a));
  }

  void on_event(World& world, std::uint32_t errand) override {
    const AccountId a = recognised_.finish(errand);
    if (!is_active(world, a)) return;
    world.suspend(index_, a);
    world.charge(index_, terms_.cost);
    suspend_bystanders(world, index_, terms_.precision, terms_.cost, stream_);
  }

  void change(World& world, const ParamValues& values) override {
    recall_ = recall_.until(world.now(), hourly(values, "recall", frame_));
    terms_ = terms_of(values);
  }

  void visit_blocks(BlockVisitor& visitor) override {
    recall_.visit_blocks(visitor);
    visitor.plain("birth terms", terms_);
    visitor.plain("birth stream", stream_);
    recognised_.visit_blocks(visitor);
  }

 private:
  Frame frame_;
  StepFunction recall_;
  Terms terms_;
  PolicyIndex index_;
  Stream stream_;
  Errands<AccountId> recognised_;
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<DetectionAtBirth>(values, place);
}

void check(const ParamValues& /*values*/, const Config& config) {
  for (const char* opens : {"ladder", "return", "retaliation"}) {
    if (config.find(opens) != nullptr) return;
  }
  throw ConfigError("policy",
                    "detection_at_birth does nothing (no account is opened: no [ladder], no "
                    "[return], no [retaliation]) add [return]");
}

}  // namespace

extern constexpr PolicySpec policy_detection_at_birth{
    .name = "detection_at_birth",
    .summary = "Recognises new accounts and suspends them within hours.",
    .params = params,
    .amount = "recall",
    .make = make,
    .check = check,
    .is_adaptive = true,
    .suspends = Suspends::new_accounts,
    .needs = &accounts_are_opened};

}  // namespace quell
