// SPDX-License-Identifier: BSD-3-Clause
// Groups that join, break up and are shut down, without the persons in them: the layer [channels]
// of `network` with nothing below it. Members come from [population] alone; none comes or goes.
#include <algorithm>
#include <string>

#include "models/aggregates/group_process.hpp"
#include "models/variant.hpp"

namespace quell {
namespace {

bool is_channel_bans(const PolicyConfig& policy) { return policy.spec->name == "channel_bans"; }

/// What policies did is recorded where all of them act here, for a row holds all.
bool says_policies(const Config& config) {
  return std::all_of(config.policies.begin(), config.policies.end(), is_channel_bans);
}

bool observes(const Observable& observable, const Config& config) {
  if (observable.shape == Shape::time_policy) return says_policies(config);
  return observable.section == "channels";
}

/// A rule that watches what is not recorded would switch by nothing.
void check_rules(const Config& config) {
  for (const PolicyConfig& policy : config.policies) {
    if (!is_channel_bans(policy)) continue;
    for (const Course& course : policy.values.courses()) {
      if (!course.rule) continue;
      const Observable& watched = observables[course.rule->observable];
      if (observes(watched, config)) continue;
      throw ConfigError("policy",
                        policy.name + "'s " + std::string{policy.values.params()[course.row].key} +
                            " watches '" + std::string{watched.name} +
                            "' (the model aggregates does not record it) let it watch one of "
                            "channels, channel_size_mean, channel_size_largest, channels_banned");
    }
  }
}

class AggregatesModel final : public Model {
 public:
  AggregatesModel(const Config& config, std::uint32_t replicate)
      : process_(config, replicate),
        duration_(config.duration()),
        cadence_{.days = config.at("run").real("cadence")},
        says_policies_(says_policies(config)) {
    check_rules(config);
    recording_.values.resize(observables.size());
    observe({.days = 0.0});
  }

  void advance() override {
    ++interval_;
    const Time next{.days = std::min(duration_.days, interval_ * cadence_.days)};
    process_.run_to(next);
    observe(next);
  }

  [[nodiscard]] bool is_done() const override { return now().days >= duration_.days; }
  [[nodiscard]] Time now() const override { return {.days = recording_.times.back()}; }
  [[nodiscard]] const Recording& recording() const override { return recording_; }
  [[nodiscard]] std::uint64_t events() const override { return process_.events(); }
  void check() const override { process_.groups().check(); }

  void visit_blocks(BlockVisitor& visitor) override {
    visitor.plain("interval", interval_);
    visitor.array("times", recording_.times);
    for (auto& values : recording_.values) visitor.array("values", values);
    process_.visit_blocks(visitor);
  }

  void fork(const Config& future) override {
    auto bans = process_.bans().begin();
    for (const PolicyConfig& policy : future.policies) {
      if (is_channel_bans(policy)) (bans++)->turn_to({policy.values, future}, now());
    }
  }

 private:
  void put(std::size_t row, double value) { recording_.values[row].push_back(value); }

  void observe(Time now) {
    recording_.times.push_back(now.days);
    const GroupSizes& groups = process_.groups();
    const std::optional<GroupSizes::Place> largest = groups.largest();
    std::uint64_t banned = 0;
    for (const GroupBans& bans : process_.bans()) banned += bans.bans();
    put(observable("channels"), groups.groups());
    put(observable("channel_size_mean"), groups.mean_size());
    put(observable("channel_size_largest"), largest ? groups.size(*largest) : 1.0);
    put(observable("channels_banned"), static_cast<double>(banned));
    for (GroupBans& bans : process_.bans()) {
      if (says_policies_) record_policy(bans);
      bans.reset();
      bans.apply_rules(recording_, now);
      if (says_policies_) {
        put(observable("policy_rules_on"), static_cast<double>(bans.rules_on()));
      }
    }
  }

  /// No ban hits a wrong target.
  void record_policy(const GroupBans& bans) {
    put(observable("policy_actions"), static_cast<double>(bans.bans()));
    put(observable("policy_errors"), 0.0);
    put(observable("policy_cost"), bans.cost());
  }

  GroupProcess process_;
  Duration duration_;
  Duration cadence_;
  bool says_policies_;
  double interval_ = 0.0;
  Recording recording_;
};

std::unique_ptr<Model> make(const Config& config, std::uint32_t replicate,
                            const Executor& /*execute*/, PopulationStore* /*store*/) {
  return std::make_unique<AggregatesModel>(config, replicate);
}

}  // namespace

extern constexpr VariantSpec variant_aggregates{
    .name = "aggregates",
    .summary = "Groups that join, break up and are shut down, known by their sizes alone.",
    .neglects =
        "persons, accounts and follow edges, who is in which group, and all policies but "
        "channel_bans",
    .make = make,
    .observes = observes,
    .check = check_rules,
    .can_fork = true};

}  // namespace quell
