// SPDX-License-Identifier: BSD-3-Clause
// Accounts are found by whom they follow: the more of their neighbours were suspended, the sooner
// (M7; Klausen, Marks & Zaman 2016). Neglects what posts say, and neighbours other than followed
// accounts; throwaways follow nobody and are never found.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "models/conditions.hpp"
#include "models/policies/innocents.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "hazard",
          .kind = ParamKind::steps,
          .unit = "1/d",
          .doc = "hazard of a recognisable account that follows only suspended ones, each value "
                 "until the next date",
          .source = "assumption",
          .fallback = 0.02,
          .max = 100.0},
    Param{.key = "recall",
          .unit = "1",
          .doc = "share of accounts that are recognisable at all",
          .source = "M7",
          .fallback = 0.5,
          .max = 1.0,
          .low = 0.3,
          .high = 0.8},
    precision_param,
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one suspension",
          .source = "assumption",
          .fallback = 0.1,
          .max = 1e9},
};

struct Terms {
  double recall;
  double precision;
  double cost;
};

Terms terms_of(const ParamValues& values) {
  return {.recall = values.real("recall"),
          .precision = values.real("precision"),
          .cost = values.real("cost")};
}

/// One clock for all accounts, drawn against the bound on their number and a share of 1.
class NeighbourDetection final : public Policy {
 public:
  NeighbourDetection(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        hazard_(hourly(values, "hazard", frame_)),
        terms_(terms_of(values)),
        index_(place.index),
        root_(place.root),
        key_(place.key()),
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
    if (coin >= world.suspended_share(a) || !is_recognisable(a)) return;
    world.suspend(index_, a);
    world.charge(index_, terms_.cost);
    suspend_bystanders(world, index_, terms_.precision, terms_.cost, stream_);
  }

  void change(World& world, const ParamValues& values) override {
    StepFunction hazard = hazard_.until(world.now(), hourly(values, "hazard", frame_));
    const bool is_redrawn = hazard != hazard_;
    hazard_ = std::move(hazard);
    terms_ = terms_of(values);
    if (is_redrawn) draw(world);
  }

  void visit_blocks(BlockVisitor& visitor) override {
    hazard_.visit_blocks(visitor);
    visitor.plain("neighbour terms", terms_);
    visitor.plain("neighbour stream", stream_);
    visitor.plain("neighbour bound", bound_);
    visitor.plain("neighbour version", version_);
    visitor.plain("neighbour is change", is_change_);
  }

 private:
  /// Settled once for an account, by a stream of its own.
  [[nodiscard]] bool is_recognisable(AccountId a) const {
    Stream stream{root_, static_cast<std::uint8_t>(Purpose::policy),
                  key_ ^ (std::uint64_t{a.index()} + 1)};
    return stream.coin() < terms_.recall;
  }

  void draw(World& world) {
    bound_ = world.active_bound();
    version_ = (version_ + 1) & 0xffffffU;
    const double rate = hazard_(world.now()) * bound_;
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
  Terms terms_;
  PolicyIndex index_;
  StreamRoot root_;
  std::uint64_t key_;
  Stream stream_;
  std::uint32_t bound_ = 0;
  std::uint32_t version_ = 0;
  bool is_change_ = false;  ///< the planned event is a change of the hazard, not a proposal
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<NeighbourDetection>(values, place);
}

}  // namespace

extern constexpr PolicySpec policy_neighbour_detection{
    .name = "neighbour_detection",
    .summary = "Finds accounts by the share of their neighbours that were suspended.",
    .params = params,
    .amount = "hazard",
    .make = make,
    .is_adaptive = true,
    .suspends = Suspends::after_others,
    .needs = &somebody_is_suspended};

}  // namespace quell
