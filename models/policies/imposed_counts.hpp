// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <vector>

#include "models/policies/selection.hpp"
#include "models/policy.hpp"

namespace quell {

/// Actions spread evenly over some hours.
struct Wave {
  double first = 0.0;  ///< hour in which it begins, since the start of the run
  double hours = 1.0;
  double actions = 0.0;  ///< before `ImposedSuspensions::factor`
};

/// How an imposed number of suspensions is spent.
struct ImposedSuspensions {
  /// After scaling [1/d]; counts for nothing where there are waves.
  StepFunction per_day{Duration{.days = 1.0}, {0.0}};
  std::vector<Wave> waves;  ///< each keeps the width with which it began
  double factor = 1.0;      ///< on the waves
  double precision = 1.0;   ///< the rest hits counter accounts
  TierWeights weights;
  double cost = 0.0;  ///< per action [USD]
};

/// A policy that suspends exactly the imposed number: the k-th action comes when the integral of
/// the rate reaches k.
std::unique_ptr<Policy> make_imposed_suspensions(
    const ParamValues& values, const PolicyPlace& place,
    ImposedSuspensions (*read)(const ParamValues& values, const Frame& frame));

/// The same for variants without single accounts.
PolicyRates imposed_rates(const ImposedSuspensions& imposed, const Frame& frame);

/// A wave of `width` from each of the days.
std::vector<Wave> waves_of(const std::vector<Knot>& counts, Duration width, const Frame& frame);
/// Those that have begun are those of `old`, the others those of `next`.
void keep_begun(std::vector<Wave>& next, const std::vector<Wave>& old, Time now);
/// Actions per day, in hourly steps.
StepFunction spread(const std::vector<Wave>& waves, double factor, const Frame& frame);

}  // namespace quell
