// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "models/compartments/rate_equations.hpp"
#include "models/compartments/stochastic.hpp"
#include "models/compartments/systems.hpp"
#include "models/settings.hpp"
#include "models/streams.hpp"
#include "models/variant.hpp"
#include "sim/composition_rejection.hpp"
#include "sim/dary_heap.hpp"
#include "sim/direct_method.hpp"

namespace quell {
namespace {

enum class Method { ode, direct, next_reaction, composition_rejection };

std::unique_ptr<Dynamics> make_dynamics(Method method, const ChosenSystem& system, Stream stream) {
  switch (method) {
    case Method::direct:
      return std::make_unique<StochasticDynamics<DirectMethod>>(system.reactions, system.start,
                                                                stream);
    case Method::next_reaction:
      return std::make_unique<StochasticDynamics<QueuedClocks<DaryHeap<4>>>>(system.reactions,
                                                                             system.start, stream);
    case Method::composition_rejection:
      return std::make_unique<StochasticDynamics<CompositionRejection>>(system.reactions,
                                                                        system.start, stream);
    case Method::ode:
      break;
  }
  return std::make_unique<RateEquations>(system.reactions, system.start);
}

/// The `compartments` variant: numbers of persons in the compartments of a published system.
class CompartmentModel final : public Model {
 public:
  CompartmentModel(const Config& config, std::uint32_t replicate)
      : CompartmentModel(config, replicate, chosen_system(config)) {}

  void advance() override {
    ++interval_;
    const Time next{.days = std::min(duration_.days, interval_ * cadence_.days)};
    dynamics_->advance(next - now());
    observe(next);
  }

  [[nodiscard]] bool is_done() const override { return now().days >= duration_.days; }
  [[nodiscard]] Time now() const override { return {.days = recording_.times.back()}; }
  [[nodiscard]] const Recording& recording() const override { return recording_; }
  [[nodiscard]] std::uint64_t events() const override { return dynamics_->firings(); }
  void check() const override { dynamics_->check(); }

  void visit_blocks(BlockVisitor& visitor) override {
    visitor.plain("interval", interval_);
    visitor.array("times", recording_.times);
    for (auto& values : recording_.values) visitor.array("values", values);
    dynamics_->visit_blocks(visitor);
  }

 private:
  CompartmentModel(const Config& config, std::uint32_t replicate, ChosenSystem system)
      : dynamics_(
            make_dynamics(choice_of<Method>(config.at("compartments"), "method"), system,
                          Stream{{.seed = static_cast<std::uint64_t>(config.at("run").real("seed")),
                                  .replicate = replicate},
                                 static_cast<std::uint8_t>(Purpose::reactions),
                                 0})),
        stages_(std::move(system.stages)),
        reproduction_number_(system.reproduction_number),
        duration_(config.duration()),
        cadence_{.days = config.at("run").real("cadence")} {
    recording_.values.resize(observables.size());
    observe({.days = 0.0});
  }

  void observe(Time when) {
    std::array<double, stage_count> persons{};
    for (std::size_t c = 0; c < stages_.size(); ++c) {
      persons[index(stages_[c])] = std::max(0.0, dynamics_->numbers()[c]);
    }
    recording_.times.push_back(when.days);
    auto& rows = recording_.values[observable("persons")];
    rows.insert(rows.end(), persons.begin(), persons.end());
    recording_.values[observable("reproduction_number")].push_back(reproduction_number_);
  }

  std::unique_ptr<Dynamics> dynamics_;
  std::vector<Stage> stages_;  ///< [compartments]
  double reproduction_number_;
  Duration duration_;
  Duration cadence_;
  double interval_ = 0.0;
  Recording recording_;
};

std::unique_ptr<Model> make(const Config& config, std::uint32_t replicate,
                            const Executor& /*execute*/, PopulationStore* /*store*/) {
  return std::make_unique<CompartmentModel>(config, replicate);
}

bool observes(const Observable& observable, const Config& /*config*/) {
  return observable.name == "persons" || observable.name == "reproduction_number";
}

bool says_nothing(const Section& section, std::string_view key) {
  const auto params = section.values.params();
  for (std::size_t row = 0; row < params.size(); ++row) {
    if (!key.empty() && params[row].key != key) continue;
    if (section.values.values()[row] != fallback_value(params[row])) return false;
  }
  return true;
}

/// Tables that are always there count where they differ from their defaults.
void check_section(const Section& section) {
  const std::string name{section.spec->name};
  if (name == "compartments" || name == "segment") return;
  if (name == "run") {
    for (const std::string key : {"traffic", "queue"}) {
      if (says_nothing(section, key)) continue;
      throw ConfigError(name, key +
                                  " does nothing (the model compartments has no posts and no "
                                  "pending events) leave it out");
    }
    return;
  }
  if (section.spec->absence == Absence::uses_defaults && says_nothing(section, "")) return;
  throw ConfigError(name,
                    "cannot act (the model compartments has rates between compartments, all in "
                    "[compartments]) leave the table out, or take another model");
}

void check(const Config& config) {
  if (!config.policies.empty()) {
    throw ConfigError("policy",
                      "policies cannot act (the model compartments has rates between compartments, "
                      "all in [compartments]) change those, or take another model");
  }
  if (const std::size_t segments = config.all("segment").size(); segments > 1) {
    throw ConfigError("segment", std::to_string(segments) +
                                     " segments (the persons of a compartment are all alike) "
                                     "leave them out");
  }
  for (const Section& section : config.sections) check_section(section);
}

}  // namespace

extern constexpr VariantSpec variant_compartments{
    .name = "compartments",
    .summary =
        "Numbers of persons in a published compartment model: its equations, or single "
        "persons by chance.",
    .neglects = "accounts, posts, follows, segments, policies: all that is not in its equations",
    .make = make,
    .observes = observes,
    .check = check,
    .section = &section_compartments,
    .has_own_scenarios = true,
    .counts_are_whole = false};

}  // namespace quell
