// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "output/dataset.hpp"
#include "scenarios/targets.hpp"

namespace quell {

/// How a run compares with one target.
struct Score {
  Target target;              ///< value and range at the run's scale
  std::vector<double> draws;  ///< one per replicate; empty where the run does not cover the window
  double mean = undefined;
  double low = undefined;   ///< 5th percentile over replicates
  double high = undefined;  ///< 95th percentile
  bool is_hit = false;      ///< the mean lies in the accepted range

  [[nodiscard]] bool is_covered() const { return !draws.empty(); }
};

/// Computes every target from a result file's data. Throws std::invalid_argument where the data
/// lack an observable or the start date, naming the target.
std::vector<Score> score(const Dataset& data, const std::vector<Target>& targets);

/// p-quantile by linear interpolation of the order statistics (Hyndman & Fan 1996, type 7).
double quantile(std::vector<double> values, double p);

}  // namespace quell
