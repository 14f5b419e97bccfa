// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "models/model.hpp"
#include "models/network/world.hpp"
#include "sim/calendar_queue.hpp"
#include "sim/dary_heap.hpp"
#include "sim/kernel.hpp"

namespace quell {
namespace {

/// The `network` variant: persons, accounts and every follow edge explicit.
template <EventQueue Queue>
class NetworkModel final : public Model {
 public:
  NetworkModel(const Config& config, std::uint32_t replicate)
      : world_(config, replicate), duration_(config.duration()) {
    world_.start();
    world_.observe({.days = 0.0}, recording_);
  }

  void advance() override {
    ++interval_;
    const Duration cadence = world_.settings().cadence;
    const Time next{.days = std::min(duration_.days, interval_ * cadence.days)};
    events_ += run_until(
        queue_, next, world_.outbox(), [this](const Event& event) { world_.handle(event); },
        [this](const Event& event, unsigned level) { world_.look_ahead(event, level); });
    world_.observe(next, recording_);
    if (is_done()) world_.finish(recording_);
  }

  [[nodiscard]] bool is_done() const override { return now().days >= duration_.days; }
  [[nodiscard]] Time now() const override { return {.days = recording_.times.back()}; }
  [[nodiscard]] const Recording& recording() const override { return recording_; }
  [[nodiscard]] std::uint64_t events() const override { return events_; }
  void check() const override { world_.check(); }

  void visit_blocks(BlockVisitor& visitor) override {
    visitor.plain("interval", interval_);
    visitor.plain("events", events_);
    visitor.array("times", recording_.times);
    for (auto& values : recording_.values) visitor.array("values", values);
    visitor.array("outbox", world_.outbox());
    queue_.visit_blocks(visitor);
    world_.visit_blocks(visitor);
  }

 private:
  World world_;
  Queue queue_;
  Duration duration_;
  double interval_ = 0.0;
  std::uint64_t events_ = 0;
  Recording recording_;
};

}  // namespace

std::unique_ptr<Model> make_model(const Config& config, std::uint32_t replicate) {
  if (config.at("run").text("queue") == "calendar") {
    return std::make_unique<NetworkModel<CalendarQueue>>(config, replicate);
  }
  return std::make_unique<NetworkModel<DaryHeap<4>>>(config, replicate);
}

Axes axes_of(const Config& config) {
  Axes axes;
  for (const Section* segment : config.all("segment")) axes.segments.push_back(segment->name);
  if (axes.segments.empty()) axes.segments.emplace_back("all");
  for (const PolicyConfig& policy : config.policies) axes.policies.push_back(policy.name);
  axes.cohorts = static_cast<std::size_t>(std::floor(config.duration().days / cohort_days)) + 1;
  return axes;
}

}  // namespace quell
