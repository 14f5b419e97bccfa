// SPDX-License-Identifier: BSD-3-Clause
#include "studies/series.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <initializer_list>
#include <stdexcept>
#include <string_view>

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

namespace {

constexpr double rounding = 1e-6;  // [d]

/// Sums cells `first`, `first + step`, ... of each row.
Series summed(const Dataset& data, const Variable& variable, std::size_t first, std::size_t step) {
  Series series;
  series.start_day = start_day_of(data);
  series.times = data.find_dimension("time")->positions;
  series.is_per_day = std::string_view{variable.unit}.ends_with("/d");
  const std::size_t replicates = data.find_dimension("replicate")->size;
  const std::size_t cells = variable.values.size() / replicates / series.times.size();
  const double* value = variable.values.data();
  for (std::size_t r = 0; r < replicates; ++r) {
    std::vector<double>& row = series.replicates.emplace_back(series.times.size(), 0.0);
    for (double& sum : row) {
      for (std::size_t cell = first; cell < cells; cell += step) sum += value[cell];
      value += cells;
    }
  }
  return series;
}

/// Whether it holds numbers along these axes, and perhaps more.
bool begins_with(const Variable& variable, std::initializer_list<std::string_view> axes) {
  const std::vector<std::string>& mine = variable.dimensions;
  return variable.storage != Storage::text && mine.size() >= axes.size() &&
         std::equal(axes.begin(), axes.end(), mine.begin());
}

const Variable& over_time(const Dataset& data, const std::string& observable) {
  const Variable* variable = data.find_variable(observable);
  if (variable == nullptr || !is_over_time(*variable)) {
    throw std::invalid_argument("the file has no observable '" + observable + "' over time");
  }
  return *variable;
}

}  // namespace

std::vector<std::size_t> Series::rows(double from, double to) const {
  const auto is_at = [](double a, double b) { return std::abs(a - b) <= rounding; };
  bool has_from = false;
  bool has_to = false;
  std::vector<std::size_t> found;
  for (std::size_t k = 0; k < times.size(); ++k) {
    const double day = start_day + times[k];
    has_from = has_from || is_at(day, from);
    has_to = has_to || is_at(day, to);
    if (day > from + rounding && day <= to + rounding) found.push_back(k);
  }
  return has_from && has_to ? found : std::vector<std::size_t>{};
}

std::optional<std::size_t> Series::row_at(double day) const {
  std::optional<std::size_t> last;
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (start_day + times[k] <= day + rounding) last = k;
  }
  if (!last || day > start_day + times.back() + rounding) return std::nullopt;
  return day - (start_day + times[*last]) < 1.0 - rounding ? last : std::nullopt;
}

bool Series::is_daily(const std::vector<std::size_t>& rows) const {
  return std::all_of(rows.begin(), rows.end(), [this](std::size_t row) {
    return std::abs(times[row] - times[row - 1] - 1.0) <= rounding;
  });
}

std::vector<double> Series::amounts(std::size_t replicate) const {
  std::vector<double> result = replicates[replicate];
  for (std::size_t k = 0; is_per_day && k < result.size(); ++k) {
    result[k] *= k == 0 ? 0.0 : times[k] - times[k - 1];
  }
  return result;
}

bool is_over_time(const Variable& variable) { return begins_with(variable, {"replicate", "time"}); }

bool is_over_time_in_arms(const Variable& variable) {
  return begins_with(variable, {"change", "replicate", "time"});
}

Series series_of(const Dataset& data, const std::string& observable) {
  return summed(data, over_time(data, observable), 0, 1);
}

Series series_of(const Dataset& data, const std::string& observable, std::size_t entry) {
  const Variable& variable = over_time(data, observable);
  return summed(data, variable, entry, data.find_dimension(variable.dimensions.back())->size);
}

}  // namespace quell
