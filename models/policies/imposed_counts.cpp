// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/imposed_counts.hpp"

#include <algorithm>
#include <cmath>

namespace quell {
namespace {

class ImposedCounts final : public Policy {
 public:
  ImposedCounts(ImposedSuspensions imposed, const PolicyPlace& place)
      : imposed_(std::move(imposed)), index_(place.index), stream_(place.stream()) {}

  void start(World& world) override { plan_next(world); }

  void on_event(World& world, std::uint32_t /*payload*/) override {
    ++done_;
    act(world);
    plan_next(world);
  }

  void visit_blocks(BlockVisitor& visitor) override {
    visitor.plain("imposed stream", stream_);
    visitor.plain("imposed done", done_);
  }

 private:
  void plan_next(World& world) {
    // The integral sums over hours: without some tolerance, rounding would cost the last action.
    const auto goal = static_cast<double>(done_ + 1);
    const Time end{.days = world.settings().duration.days};
    const double total = imposed_.per_day.integral({.days = 0.0}, end);
    if (total < goal * (1.0 - 1e-9)) return;
    world.plan(imposed_.per_day.inverse_integral({.days = 0.0}, std::min(goal, total)), index_, 0);
  }

  void act(World& world) {
    const auto counters = world.active_counters();
    const bool is_right = stream_.coin() < imposed_.precision;
    if (is_right) {
      const auto target = pick_account(world, imposed_.weights, stream_);
      if (!target) return;
      world.suspend(index_, *target);
    } else {
      if (counters.empty()) return;  // nobody is left to be hit by mistake
      const auto slot = stream_.below(static_cast<std::uint32_t>(counters.size()));
      world.suspend_wrongly(index_, counters[slot]);
    }
    world.charge(index_, imposed_.cost);
  }

  ImposedSuspensions imposed_;
  PolicyIndex index_;
  Stream stream_;
  std::uint64_t done_ = 0;
};

}  // namespace

std::unique_ptr<Policy> make_imposed_suspensions(ImposedSuspensions imposed,
                                                 const PolicyPlace& place) {
  return std::make_unique<ImposedCounts>(std::move(imposed), place);
}

StepFunction spread_counts(const std::vector<Knot>& counts, Duration width, double factor,
                           const Config& config) {
  constexpr double hours_per_day = 24.0;
  const auto hours =
      static_cast<std::size_t>(std::ceil(config.duration().days * hours_per_day)) + 1;
  std::vector<double> rates(hours, 0.0);
  const double wide = std::max(1.0, std::round(width.days * hours_per_day));
  for (const Knot& knot : counts) {
    const double first = std::floor(config.time_of(knot.day).days * hours_per_day);
    for (double hour = first; hour < first + wide; hour += 1.0) {
      if (hour < 0.0 || hour >= static_cast<double>(hours)) continue;
      rates[static_cast<std::size_t>(hour)] += factor * knot.value * hours_per_day / wide;
    }
  }
  return {Duration{.days = 1.0 / hours_per_day}, std::move(rates)};
}

}  // namespace quell
