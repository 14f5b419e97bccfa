// SPDX-License-Identifier: BSD-3-Clause
// Every account is suspended at the same imposed hazard: the reference case with a closed form.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "models/policies/policies.hpp"
#include "models/policies/selection.hpp"
#include "models/policy.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "hazard",
          .kind = ParamKind::steps,
          .unit = "1/d",
          .doc = "hazard of an ordinary account, each value until the next date",
          .source = "V2",
          .max = 100.0,
          .low = 0.0,
          .high = 0.02},
    core_weight_param,
    throwaway_weight_param,
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one suspension",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1e9},
};

/// One clock for all accounts, drawn against the bound on their number; drawn anew when the hazard
/// changes, so that a later change moves no earlier draw.
class SuspensionHazard final : public Policy {
 public:
  SuspensionHazard(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        hazard_(hourly(values, "hazard", frame_)),
        weights_(tier_weights(values)),
        cost_(values.real("cost")),
        index_(place.index),
        stream_(place.stream()) {}

  void start(World& world) override { draw(world); }
  void on_active_bound_changed(World& world) override { draw(world); }

  void on_event(World& world, std::uint32_t version) override {
    if (version != version_) return;
    if (is_change_) return draw(world);
    const std::uint32_t slot = stream_.below(bound_);
    const double coin = stream_.coin();
    draw(world);
    if (slot >= world.active_accounts().size()) return;
    const AccountId a = world.active_accounts()[slot];
    const double hazard = hazard_(world.now()) * weights_.of(world.account(a).tier);
    if (coin * hazard_(world.now()) * weights_.largest() >= hazard) return;
    world.suspend(index_, a);
    world.charge(index_, cost_);
  }

  void change(World& world, const ParamValues& values) override {
    StepFunction hazard = hazard_.until(world.now(), hourly(values, "hazard", frame_));
    const TierWeights weights = tier_weights(values);
    const bool is_redrawn = hazard != hazard_ || weights.largest() != weights_.largest();
    hazard_ = std::move(hazard);
    weights_ = weights;
    cost_ = values.real("cost");
    if (is_redrawn) draw(world);
  }

  void visit_blocks(BlockVisitor& visitor) override {
    hazard_.visit_blocks(visitor);
    visitor.plain("hazard weights", weights_);
    visitor.plain("hazard cost", cost_);
    visitor.plain("hazard stream", stream_);
    visitor.plain("hazard bound", bound_);
    visitor.plain("hazard version", version_);
    visitor.plain("hazard is change", is_change_);
  }

 private:
  void draw(World& world) {
    bound_ = world.active_bound();
    version_ = (version_ + 1) & 0xffffffU;
    const double rate = hazard_(world.now()) * weights_.largest() * bound_;
    const Time change = hazard_.next_change(world.now());
    Time next = change;
    if (rate > 0.0) {
      next = std::min(change, world.now() + Duration{.days = stream_.exponential() / rate});
    }
    is_change_ = next == change;
    if (std::isfinite(next.days)) world.plan(next, index_, version_);
  }

  Frame frame_;
  StepFunction hazard_;
  TierWeights weights_;
  double cost_;
  PolicyIndex index_;
  Stream stream_;
  std::uint32_t bound_ = 0;
  std::uint32_t version_ = 0;
  bool is_change_ = false;  ///< the planned event is a change of the hazard, not a proposal
};

PolicyRates rates(const ParamValues& values, const Config& config,
                  std::span<const Segment> /*segments*/) {
  PolicyRates all;
  all.hazard = hourly(values, "hazard", config);
  all.weights = tier_weights(values);
  all.cost = values.real("cost");
  return all;
}

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<SuspensionHazard>(values, place);
}

}  // namespace

extern constexpr PolicySpec policy_suspension_hazard{
    .name = "suspension_hazard",
    .summary = "Suspends every account at an imposed hazard.",
    .params = params,
    .amount = "hazard",
    .make = make,
    .is_adaptive = true,
    .suspends = Suspends::any_account,
    .rates = rates};

}  // namespace quell
