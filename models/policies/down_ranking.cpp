// SPDX-License-Identifier: BSD-3-Clause
// Reported accounts are shown to fewer for a while instead of being suspended: to a share of their
// followers, and of those who would have begun to follow. Neglects the price: honest accounts are
// down-ranked as well, and owners who notice may open another account.
#include <array>

#include "models/conditions.hpp"
#include "models/policies/errands.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "recall",
          .kind = ParamKind::steps,
          .unit = "1",
          .doc = "probability that a report is acted on, each value until the next date",
          .source = "assumption",
          .fallback = 0.5,
          .max = 1.0},
    Param{.key = "delay",
          .unit = "h",
          .doc = "mean time from report to action, exponential",
          .source = "assumption",
          .fallback = 24.0,
          .max = 1e5},
    Param{.key = "reach",
          .unit = "1",
          .doc = "share of its reach that an account keeps",
          .source = "assumption",
          .fallback = 0.3,
          .max = 1.0},
    Param{.key = "days",
          .unit = "d",
          .doc = "time until its reach is restored",
          .source = "assumption",
          .fallback = 30.0,
          .min = 0.01,
          .max = 3650.0},
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one down-ranking",
          .source = "assumption",
          .fallback = 0.5,
          .max = 1e9},
};

struct Terms {
  Duration delay;
  double reach;
  Duration length;
  double cost;
};

Terms terms_of(const ParamValues& values) {
  return {.delay = {.days = values.real("delay") / 24.0},
          .reach = values.real("reach"),
          .length = {.days = values.real("days")},
          .cost = values.real("cost")};
}

struct Restriction {
  AccountId account;
  std::uint32_t is_on = 0;  ///< 0 or 1
};

class DownRanking final : public Policy {
 public:
  DownRanking(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        recall_(hourly(values, "recall", frame_)),
        terms_(terms_of(values)),
        index_(place.index),
        stream_(place.stream()) {}

  /// One that waits for its down-ranking, or has it, is left alone.
  void on_report(World& world, AccountId a) override {
    if (a.index() >= is_dealt_with_.size()) is_dealt_with_.resize(a.index() + 1);
    if (is_dealt_with_[a.index()] != 0) return;
    if (stream_.coin() >= recall_(world.now())) return;
    is_dealt_with_[a.index()] = 1;
    const Duration wait{.days = terms_.delay.days * stream_.exponential()};
    world.plan(world.now() + wait, index_, restrictions_.add({.account = a}));
  }

  void on_event(World& world, std::uint32_t errand) override {
    Restriction& restriction = restrictions_[errand];
    const AccountId a = restriction.account;
    if (restriction.is_on == 0 && is_active(world, a) && !world.account(a).is_restricted) {
      restriction.is_on = 1;
      world.restrict_reach(a, terms_.reach);
      world.count_action(index_);
      world.charge(index_, terms_.cost);
      world.plan(world.now() + terms_.length, index_, errand);
      return;
    }
    if (restriction.is_on == 1) world.restrict_reach(a, 1.0);
    is_dealt_with_[a.index()] = 0;
    restrictions_.finish(errand);
  }

  void change(World& world, const ParamValues& values) override {
    recall_ = recall_.until(world.now(), hourly(values, "recall", frame_));
    terms_ = terms_of(values);
  }

  void visit_blocks(BlockVisitor& visitor) override {
    recall_.visit_blocks(visitor);
    visitor.plain("ranking terms", terms_);
    visitor.plain("ranking stream", stream_);
    restrictions_.visit_blocks(visitor);
    visitor.array("dealt with", is_dealt_with_);
  }

 private:
  Frame frame_;
  StepFunction recall_;
  Terms terms_;
  PolicyIndex index_;
  Stream stream_;
  Errands<Restriction> restrictions_;
  std::vector<std::uint8_t> is_dealt_with_;  ///< by account
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<DownRanking>(values, place);
}

void check(const ParamValues& /*values*/, const Config& config) {
  if (has_reporters(config)) return;
  throw ConfigError("policy",
                    "down_ranking does nothing (nobody reports: no [reporting], no campaign with "
                    "'report') add [reporting]");
}

}  // namespace

extern constexpr PolicySpec policy_down_ranking{
    .name = "down_ranking",
    .summary = "Shows reported accounts to fewer for a while.",
    .params = params,
    .amount = "recall",
    .make = make,
    .check = check,
    .is_adaptive = true,
    .needs = &somebody_reports};

}  // namespace quell
