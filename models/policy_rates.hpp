// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/stage.hpp"
#include "sim/step_function.hpp"
#include "sim/units.hpp"

namespace quell {

/// Chance of each tier to be picked, relative to ordinary accounts.
struct TierWeights {
  double core = 1.0;
  double throwaway = 1.0;

  [[nodiscard]] double of(Tier tier) const {
    return tier == Tier::core ? core : tier == Tier::throwaway ? throwaway : 1.0;
  }
  [[nodiscard]] double largest() const;
};

inline StepFunction nothing() { return {Duration{.days = 1.0}, {0.0}}; }

/// What a policy does where accounts are told apart by tier alone and persons by segment alone: all
/// that a variant without follow edges needs to know of it. By default it does nothing.
struct PolicyRates {
  StepFunction actions = nothing();  ///< imposed number of suspensions [1/d]
  double precision = 1.0;            ///< of `actions`; the rest hits counter accounts
  StepFunction hazard = nothing();   ///< of an ordinary account [1/d]
  TierWeights weights;
  double cost = 0.0;  ///< per suspension [USD]

  StepFunction impressions = nothing();  ///< over all persons reached [1/d]
  std::vector<double> effects;           ///< susceptibility removed by one, by segment
  std::vector<bool> reached;             ///< by segment; those reached share the impressions
  Rate wear;                             ///< of the effect, from `since` on
  Time since;
  double cost_shown = 0.0;  ///< per impression [USD]
};

}  // namespace quell
