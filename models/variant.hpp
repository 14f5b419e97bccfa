// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "models/component.hpp"
#include "models/model.hpp"
#include "models/observables.hpp"

namespace quell {

/// A form of the model, chosen by `model` in [run]. All read the same scenarios and record the same
/// observables, those of them that they can say anything about.
struct VariantSpec {
  std::string_view name;
  std::string_view summary;   ///< what it is
  std::string_view neglects;  ///< of what `network` has
  /// As make_model below.
  std::unique_ptr<Model> (*make)(const Config& config, std::uint32_t replicate,
                                 const Executor& execute, PopulationStore* store);
  /// Whether it records an observable of such a scenario.
  bool (*observes)(const Observable& observable, const Config& config);
  /// Throws ConfigError where the scenario has what the variant cannot do; null: it can do all.
  void (*check)(const Config& config) = nullptr;
  const SectionSpec* section = nullptr;  ///< a table of its own, if any
  bool has_own_scenarios = false;        ///< that other variants do not take, nor it theirs
  bool is_random = true;                 ///< else replicates do not differ
  bool counts_are_whole = true;          ///< else they are means, and stored as such
  bool can_fork = false;                 ///< follows `Model::fork`
  /// Memory that the state takes at the start [B]; null: too little to matter.
  double (*state_bytes)(const Config& config) = nullptr;
};

/// In the order of variants.inc.
std::span<const VariantSpec* const> all_variants();
/// Null where there is none of that name.
const VariantSpec* find_variant(std::string_view name);
/// That which `model` in [run] names.
const VariantSpec& variant_of(const Config& config);

/// Whether a run of this scenario records the observable.
bool is_observed(const Observable& observable, const Config& config);
/// As a clause; needs one that is not observed.
std::string why_unobserved(const Observable& observable, const Config& config);

#define QUELL_VARIANT(name) extern const VariantSpec variant_##name;
#include "models/variants.inc"
#undef QUELL_VARIANT

}  // namespace quell
