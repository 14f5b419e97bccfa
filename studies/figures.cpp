// SPDX-License-Identifier: BSD-3-Clause
#include "studies/figures.hpp"

#include <cmath>

#include "models/observables.hpp"
#include "models/param.hpp"

namespace quell {
namespace {

/// Mean over the rows of the last days, weighted with their intervals; rows without a value, such
/// as the mean age of nobody, are left out.
double mean_of_last_days(const Series& series, const std::vector<double>& values) {
  constexpr double rounding = 1e-6;  // [d]
  const double from = series.times.back() - last_days;
  double sum = 0.0;
  double days = 0.0;
  for (std::size_t k = 1; k < values.size(); ++k) {
    if (series.times[k] <= from + rounding || std::isnan(values[k])) continue;
    const double interval = series.times[k] - series.times[k - 1];
    sum += values[k] * interval;
    days += interval;
  }
  return days > 0.0 ? sum / days : undefined;
}

double sum_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += std::isnan(value) ? 0.0 : value;
  return sum;
}

}  // namespace

std::vector<Figure> figures_of(std::string_view observable, bool is_per_day) {
  const Observable* const row = find_observable(observable);
  const Timing timing = row == nullptr ? Timing::level : row->timing;
  if (timing == Timing::total) return {Figure::sum};
  if (timing == Timing::since_start) return {Figure::end};
  return {Figure::last_days, is_per_day ? Figure::sum : Figure::end};
}

std::vector<double> figures(const Series& series, Figure figure) {
  std::vector<double> all;
  for (std::size_t r = 0; r < series.replicates.size(); ++r) {
    const std::vector<double>& values = series.replicates[r];
    all.push_back(figure == Figure::last_days ? mean_of_last_days(series, values)
                  : figure == Figure::end     ? values.back()
                                              : sum_of(series.amounts(r)));
  }
  return all;
}

}  // namespace quell
