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
  bool is_per_day = false;  ///< a rate over the interval before the row [1/d]

  /// Indices of the rows with from < date <= to; none unless there is a row at each of the two, so
  /// that the intervals of the rows make up the window.
  [[nodiscard]] std::vector<std::size_t> rows(double from, double to) const;
  /// The last row at or before a day, if it is less than a day older and the run reaches the day.
  [[nodiscard]] std::optional<std::size_t> row_at(double day) const;
  /// Whether each of these rows, none of them the first, ends an interval of one day.
  [[nodiscard]] bool is_daily(const std::vector<std::size_t>& rows) const;
  /// What a replicate adds up to in the interval of each row: rates times days, else the values.
  [[nodiscard]] std::vector<double> amounts(std::size_t replicate) const;
};

/// Whether it holds numbers along replicate, time and perhaps more axes, of which a series can be
/// made.
bool is_over_time(const Variable& variable);
/// The same of the results of a what-if, which have the axis of its scenarios before.
bool is_over_time_in_arms(const Variable& variable);
/// Throws std::invalid_argument where the data have no such series.
Series series_of(const Dataset& data, const std::string& observable);
/// The same of one entry of the last axis, such as one stage.
Series series_of(const Dataset& data, const std::string& observable, std::size_t entry);

/// The date that a result file's time axis counts from, in days since 1970-01-01.
double start_day_of(const Dataset& data);

}  // namespace quell
