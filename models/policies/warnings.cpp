// SPDX-License-Identifier: BSD-3-Clause
// Reported accounts are warned of suspension and post less for a while (Yildirim et al. 2021). The
// measured effect is on hateful words; here it is on all posts. Neglects that a warning loses its
// weight where nothing follows it, and that honest accounts are warned too.
#include <algorithm>
#include <array>

#include "models/conditions.hpp"
#include "models/network/world.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::string_view experiment = "doi:10.1017/S1537592721002589";

constexpr std::array params{
    Param{.key = "coverage",
          .kind = ParamKind::steps,
          .unit = "1",
          .doc = "probability that a report brings a warning, each value until the next date",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1.0},
    Param{.key = "effect",
          .unit = "1",
          .doc = "share of its posts that a warned account leaves out",
          .source = experiment,
          .fallback = 0.1,
          .max = 0.99,
          .low = 0.0,
          .high = 0.2},
    Param{.key = "days",
          .unit = "d",
          .doc = "time that a warning works",
          .source = experiment,
          .fallback = 7.0,
          .min = 0.01,
          .max = 3650.0},
    Param{.key = "memory",
          .unit = "d",
          .doc = "time after a warning in which no other is given",
          .source = "assumption",
          .fallback = 30.0,
          .min = 0.01,
          .max = 3650.0},
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one warning",
          .source = "assumption",
          .fallback = 0.1,
          .max = 1e9},
};

struct Terms {
  double effect;
  Duration length;
  Duration memory;
  double cost;
};

Terms terms_of(const ParamValues& values) {
  return {.effect = values.real("effect"),
          .length = {.days = values.real("days")},
          .memory = {.days = values.real("memory")},
          .cost = values.real("cost")};
}

class Warnings final : public Policy {
 public:
  Warnings(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        coverage_(hourly(values, "coverage", frame_)),
        terms_(terms_of(values)),
        index_(place.index),
        stream_(place.stream()) {}

  void on_report(World& world, AccountId a) override {
    if (a.index() >= warned_.size()) warned_.resize(a.index() + 1, never);
    Time& warned = warned_[a.index()];
    if (world.now() < warned + terms_.memory) return;
    if (stream_.coin() >= coverage_(world.now())) return;
    warned = world.now();
    world.boost(a, {.posting = 1.0 - terms_.effect}, terms_.length);
    world.count_action(index_);
    world.charge(index_, terms_.cost);
  }

  void change(World& world, const ParamValues& values) override {
    coverage_ = coverage_.until(world.now(), hourly(values, "coverage", frame_));
    terms_ = terms_of(values);
  }

  void visit_blocks(BlockVisitor& visitor) override {
    coverage_.visit_blocks(visitor);
    visitor.plain("warning terms", terms_);
    visitor.plain("warning stream", stream_);
    visitor.array("warned", warned_);
  }

 private:
  static constexpr Time never{.days = -1e9};

  Frame frame_;
  StepFunction coverage_;
  Terms terms_;
  PolicyIndex index_;
  Stream stream_;
  std::vector<Time> warned_;  ///< by account
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<Warnings>(values, place);
}

/// Nobody has measured what a second warning adds to one that still works.
void check(const ParamValues& values, const Config& config) {
  if (!has_reporters(config)) {
    throw ConfigError("policy",
                      "warnings does nothing (nobody reports: no [reporting], no campaign with "
                      "'report') add [reporting]");
  }
  const std::vector<double> memories = values.all_of("memory");
  const std::vector<double> days = values.all_of("days");
  if (*std::min_element(memories.begin(), memories.end()) <
      *std::max_element(days.begin(), days.end())) {
    throw ConfigError("policy",
                      "warnings has a memory shorter than days (an account would be warned again "
                      "while a warning works) raise memory");
  }
}

}  // namespace

extern constexpr PolicySpec policy_warnings{
    .name = "warnings",
    .summary = "Warns reported accounts, which then post less for a while.",
    .params = params,
    .amount = "coverage",
    .make = make,
    .check = check,
    .is_adaptive = true,
    .needs = &somebody_reports};

}  // namespace quell
