// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "models/policies/selection.hpp"
#include "models/policy.hpp"

namespace quell {

/// How an imposed number of suspensions is spent.
struct ImposedSuspensions {
  StepFunction per_day;    ///< after scaling [1/d]
  double precision = 1.0;  ///< the rest hits counter accounts
  TierWeights weights;
  double cost = 0.0;  ///< per action [USD]
};

/// A policy that suspends exactly the imposed number: the k-th action comes when the integral of
/// `per_day` reaches k.
std::unique_ptr<Policy> make_imposed_suspensions(ImposedSuspensions imposed,
                                                 const PolicyPlace& place);

/// `counts` on their days, each spread evenly over `width`, as a rate in hourly steps.
StepFunction spread_counts(const std::vector<Knot>& counts, Duration width, double factor,
                           const Config& config);

}  // namespace quell
