// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/imposed_counts.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace quell {
namespace {

using ReadImposed = ImposedSuspensions (*)(const ParamValues& values, const Frame& frame);

constexpr double hours_per_day = 24.0;

ImposedSuspensions with_rate(ImposedSuspensions imposed, const Frame& frame) {
  if (!imposed.waves.empty()) imposed.per_day = spread(imposed.waves, imposed.factor, frame);
  return imposed;
}

class ImposedCounts final : public Policy {
 public:
  ImposedCounts(const ParamValues& values, const PolicyPlace& place, ReadImposed reader)
      : read_(reader),
        frame_(place.frame()),
        imposed_(with_rate(reader(values, frame_), frame_)),
        index_(place.index),
        stream_(place.stream()) {}

  void start(World& world) override { plan_next(world); }

  void on_event(World& world, std::uint32_t version) override {
    if (version != version_) return;
    ++done_;
    act(world);
    plan_next(world);
  }

  void change(World& world, const ParamValues& values) override {
    ImposedSuspensions next = read_(values, frame_);
    keep_begun(next.waves, imposed_.waves, world.now());
    next = with_rate(std::move(next), frame_);
    next.per_day = imposed_.per_day.until(world.now(), next.per_day);
    const bool is_planned_anew = next.per_day != imposed_.per_day;
    imposed_ = std::move(next);
    if (!is_planned_anew) return;
    version_ = (version_ + 1) & 0xffffffU;
    plan_next(world);
  }

  void visit_blocks(BlockVisitor& visitor) override {
    imposed_.per_day.visit_blocks(visitor);
    visitor.array("imposed waves", imposed_.waves);
    visitor.plain("imposed precision", imposed_.precision);
    visitor.plain("imposed weights", imposed_.weights);
    visitor.plain("imposed cost", imposed_.cost);
    visitor.plain("imposed stream", stream_);
    visitor.plain("imposed done", done_);
    visitor.plain("imposed version", version_);
  }

 private:
  void plan_next(World& world) {
    // The integral sums over hours: without some tolerance, rounding would cost the last action.
    const auto goal = static_cast<double>(done_ + 1);
    const Time end{.days = world.settings().duration.days};
    const double total = imposed_.per_day.integral({.days = 0.0}, end);
    if (total < goal * (1.0 - 1e-9)) return;
    // Not before now: a rate that has just risen may reach the goal at once, give or take rounding.
    const Time when = imposed_.per_day.inverse_integral({.days = 0.0}, std::min(goal, total));
    world.plan(std::max(world.now(), when), index_, version_);
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

  ReadImposed read_;
  Frame frame_;
  ImposedSuspensions imposed_;  ///< the rate up to now is that which held
  PolicyIndex index_;
  Stream stream_;
  std::uint64_t done_ = 0;
  std::uint32_t version_ = 0;  ///< of the planned action
};

}  // namespace

std::unique_ptr<Policy> make_imposed_suspensions(const ParamValues& values,
                                                 const PolicyPlace& place, ReadImposed read) {
  return std::make_unique<ImposedCounts>(values, place, read);
}

PolicyRates imposed_rates(const ImposedSuspensions& imposed, const Frame& frame) {
  PolicyRates rates;
  rates.actions = with_rate(imposed, frame).per_day;
  rates.precision = imposed.precision;
  rates.weights = imposed.weights;
  rates.cost = imposed.cost;
  return rates;
}

std::vector<Wave> waves_of(const std::vector<Knot>& counts, Duration width, const Frame& frame) {
  std::vector<Wave> waves;
  for (const Knot& knot : counts) {
    waves.push_back({.first = std::floor(frame.time_of(knot.day).days * hours_per_day),
                     .hours = std::max(1.0, std::round(width.days * hours_per_day)),
                     .actions = knot.value});
  }
  return waves;
}

void keep_begun(std::vector<Wave>& next, const std::vector<Wave>& old, Time now) {
  const auto has_begun = [now](const Wave& wave) { return wave.first < now.days * hours_per_day; };
  std::vector<Wave> all;
  std::copy_if(old.begin(), old.end(), std::back_inserter(all), has_begun);
  std::remove_copy_if(next.begin(), next.end(), std::back_inserter(all), has_begun);
  next = std::move(all);
}

StepFunction spread(const std::vector<Wave>& waves, double factor, const Frame& frame) {
  const auto hours = static_cast<std::size_t>(std::ceil(frame.duration.days * hours_per_day)) + 1;
  std::vector<double> rates(hours, 0.0);
  for (const Wave& wave : waves) {
    for (double hour = wave.first; hour < wave.first + wave.hours; hour += 1.0) {
      if (hour < 0.0 || hour >= static_cast<double>(hours)) continue;
      rates[static_cast<std::size_t>(hour)] += factor * wave.actions * hours_per_day / wave.hours;
    }
  }
  return {Duration{.days = 1.0 / hours_per_day}, std::move(rates)};
}

}  // namespace quell
