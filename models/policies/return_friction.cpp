// SPDX-License-Identifier: BSD-3-Clause
// Whoever was suspended and opens a new account meets a check of phone, e-mail or address. Some
// give up, the others need longer. Neglects throwaways, which pass unchecked, and what the check
// costs honest users.
#include <array>

#include "models/conditions.hpp"
#include "models/network/world.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "coverage",
          .kind = ParamKind::steps,
          .unit = "1",
          .doc = "probability that one who returns is challenged, each value until the next date",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1.0},
    Param{.key = "pass",
          .unit = "1",
          .doc = "probability that a challenged person returns all the same",
          .source = "assumption",
          .fallback = 0.6,
          .max = 1.0},
    Param{.key = "delay_factor",
          .unit = "1",
          .doc = "factor on the time until a challenged person is back",
          .source = "assumption",
          .fallback = 2.0,
          .max = 1000.0},
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one challenge",
          .source = "assumption",
          .fallback = 0.1,
          .max = 1e9},
};

struct Terms {
  Friction friction;
  double cost;
};

Terms terms_of(const ParamValues& values) {
  return {.friction = {.returning = values.real("pass"), .delay = values.real("delay_factor")},
          .cost = values.real("cost")};
}

class ReturnFriction final : public Policy {
 public:
  ReturnFriction(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        coverage_(hourly(values, "coverage", frame_)),
        terms_(terms_of(values)),
        index_(place.index),
        stream_(place.stream()) {}

  Friction on_return_planned(World& world, PersonId /*person*/) override {
    if (stream_.coin() >= coverage_(world.now())) return {};
    world.count_action(index_);
    world.charge(index_, terms_.cost);
    return terms_.friction;
  }

  void change(World& world, const ParamValues& values) override {
    coverage_ = coverage_.until(world.now(), hourly(values, "coverage", frame_));
    terms_ = terms_of(values);
  }

  void visit_blocks(BlockVisitor& visitor) override {
    coverage_.visit_blocks(visitor);
    visitor.plain("friction terms", terms_);
    visitor.plain("friction stream", stream_);
  }

 private:
  Frame frame_;
  StepFunction coverage_;
  Terms terms_;
  PolicyIndex index_;
  Stream stream_;
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<ReturnFriction>(values, place);
}

void check(const ParamValues& /*values*/, const Config& config) {
  const ParamValues* returning = config.find("return");
  if (returning != nullptr && returning->real("probability") > 0.0) return;
  throw ConfigError("policy",
                    "return_friction does nothing (nobody returns: no [return], or its probability "
                    "is 0) add [return]");
}

}  // namespace

extern constexpr PolicySpec policy_return_friction{
    .name = "return_friction",
    .summary = "Makes it harder and slower to come back after a suspension.",
    .params = params,
    .amount = "coverage",
    .make = make,
    .check = check,
    .is_adaptive = true,
    .needs = &somebody_is_suspended};

}  // namespace quell
