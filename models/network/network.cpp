// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "models/network/world.hpp"
#include "models/population_store.hpp"
#include "models/variant.hpp"
#include "sim/block_bytes.hpp"
#include "sim/calendar_queue.hpp"
#include "sim/dary_heap.hpp"
#include "sim/horizon.hpp"
#include "sim/kernel.hpp"
#include "sim/ladder_queue.hpp"

namespace quell {
namespace {

/// The `network` variant: persons, accounts and every follow edge explicit.
template <EventQueue Queue>
class NetworkModel final : public Model {
 public:
  NetworkModel(const Config& config, std::uint32_t replicate, const Executor& execute,
               PopulationStore* store)
      : world_(config, replicate), duration_(config.duration()) {
    populate(config, replicate, execute, store);
    world_.start();
    world_.observe({.days = 0.0}, recording_);
  }

  void advance() override {
    ++interval_;
    const Duration cadence = world_.settings().cadence;
    const Time next{.days = std::min(duration_.days, interval_ * cadence.days)};
    events_ += run_until(queue_, next, world_.outbox(), [this](const Event& event) {
      if (since_look_++ % batch == 0) world_.look_ahead(queue_.notes());
      world_.handle(event, queue_.last_note());
    });
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

  void fork(const Config& future) override { world_.fork(future); }

 private:
  void populate(const Config& config, std::uint32_t replicate, const Executor& execute,
                PopulationStore* store) {
    const std::vector<std::byte>* kept = store ? store->find(config, replicate) : nullptr;
    if (kept != nullptr) {
      BlockReader reader{*kept};
      world_.visit_population(reader);
      return;
    }
    world_.populate(execute);
    if (store == nullptr) return;
    BlockCounter counter;
    world_.visit_population(counter);
    if (counter.total() > PopulationStore::most_bytes) return;
    BlockWriter writer{counter.total()};
    world_.visit_population(writer);
    store->keep(config, replicate, writer.take());
  }

  static constexpr std::size_t batch = 4;  ///< events handled between two rounds of looks
  static constexpr std::size_t in_sight = (World::looks + 1) * batch;
  std::size_t since_look_ = 0;
  World world_;
  Horizon<Queue, Foresights, in_sight> queue_;
  Duration duration_;
  double interval_ = 0.0;
  std::uint64_t events_ = 0;
  Recording recording_;
};

std::unique_ptr<Model> make(const Config& config, std::uint32_t replicate, const Executor& execute,
                            PopulationStore* store) {
  const auto with = [&]<class Queue>(std::type_identity<Queue>) -> std::unique_ptr<Model> {
    return std::make_unique<NetworkModel<Queue>>(config, replicate, execute, store);
  };
  const std::string& queue = config.at("run").text("queue");
  if (queue == "heap") return with(std::type_identity<DaryHeap<4>>{});
  if (queue == "calendar") return with(std::type_identity<CalendarQueue>{});
  return with(std::type_identity<LadderQueue>{});
}

/// Edges as measured over the first month of the baseline (docs/performance.md). An account has its
/// record, its history, the headers of two lists and a place among the active ones.
double state_bytes(const Config& config) {
  constexpr double per_edge = 14.0;
  constexpr double per_account = 132.0;
  constexpr double per_person = 48.0;
  const Settings settings = resolve(config);
  const double accounts = settings.population.pro_accounts;
  const double persons = accounts + settings.population.audience;
  const double edges = config.graph != nullptr ? static_cast<double>(config.graph->edges())
                                               : accounts * mean_first_followers(settings);
  return per_edge * edges + per_account * accounts + per_person * persons;
}

bool observes(const Observable& observable, const Config& config) {
  const std::string_view section = observable.section;
  return section.empty() || (section != "compartments" && config.find(section) != nullptr);
}

}  // namespace

extern constexpr VariantSpec variant_network{
    .name = "network",
    .summary = "Persons, accounts and every follow edge explicit.",
    .neglects = "nothing: the reference",
    .make = make,
    .observes = observes,
    .can_fork = true,
    .state_bytes = state_bytes};

}  // namespace quell
