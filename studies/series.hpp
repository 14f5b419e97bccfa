// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "output/dataset.hpp"

namespace quell {

/// One observable over time, one row per replicate, summed over segments, stages and policies.
struct Series {
  double start_day = 0.0;     ///< days since 1970-01-01
  std::vector<double> times;  ///< [d since the start]
  std::vector<std::vector<double>> replicates;

  /// Indices of the rows with from < date <= to; none if the run does not cover the whole window.
  [[nodiscard]] std::vector<std::size_t> rows(double from, double to) const;
};

/// Throws std::invalid_argument where the data have no such series.
Series series_of(const Dataset& data, const std::string& observable);

/// The date that a result file's time axis counts from, in days since 1970-01-01.
double start_day_of(const Dataset& data);

}  // namespace quell
