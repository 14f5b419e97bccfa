// SPDX-License-Identifier: BSD-3-Clause
#include "studies/series.hpp"

#include <cstdio>
#include <stdexcept>

#include "scenarios/dates.hpp"

namespace quell {

double start_day_of(const Dataset& data) {
  const Dimension* time = data.find_dimension("time");
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  const int read = time == nullptr ? 0
                                   : std::sscanf(time->unit.c_str(), "days since %d-%u-%uT%u:%u:%u",
                                                 &year, &month, &day, &hour, &minute, &second);
  const auto days = read >= 3 ? days_of(year, month, day) : std::nullopt;
  if (!days) throw std::invalid_argument("the time axis has no date to count from");
  return *days + hour / 24.0 + minute / 1440.0 + second / 86400.0;
}

std::vector<std::size_t> Series::rows(double from, double to) const {
  constexpr double rounding = 1e-6;
  std::vector<std::size_t> found;
  const bool is_covered = from >= start_day - rounding && to <= start_day + times.back() + rounding;
  if (!is_covered) return found;
  for (std::size_t k = 0; k < times.size(); ++k) {
    const double day = start_day + times[k];
    if (day > from + rounding && day <= to + rounding) found.push_back(k);
  }
  return found;
}

Series series_of(const Dataset& data, const std::string& observable) {
  const Variable* variable = data.find_variable(observable);
  const bool is_series =
      variable != nullptr && variable->dimensions.size() >= 2 && variable->dimensions[1] == "time";
  if (!is_series) {
    throw std::invalid_argument("the file has no observable '" + observable + "' over time");
  }
  Series series;
  series.start_day = start_day_of(data);
  series.times = data.find_dimension("time")->positions;
  const std::size_t replicates = data.find_dimension("replicate")->size;
  const std::size_t cells = variable->values.size() / replicates / series.times.size();
  const double* value = variable->values.data();
  for (std::size_t r = 0; r < replicates; ++r) {
    std::vector<double>& row = series.replicates.emplace_back(series.times.size(), 0.0);
    for (double& sum : row) {
      for (std::size_t cell = 0; cell < cells; ++cell) sum += *value++;
    }
  }
  return series;
}

}  // namespace quell
