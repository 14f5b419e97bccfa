// SPDX-License-Identifier: BSD-3-Clause
#include "studies/scorecard.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "models/model.hpp"
#include "studies/series.hpp"

namespace quell {
namespace {

using Rows = std::vector<std::size_t>;
using Row = std::vector<double>;

double sum(const Row& values, const Rows& rows) {
  double total = 0.0;
  for (const std::size_t k : rows) total += std::isnan(values[k]) ? 0.0 : values[k];
  return total;
}

double mean(const Row& values, const Rows& rows) {
  double count = 0.0;
  for (const std::size_t k : rows) count += std::isnan(values[k]) ? 0.0 : 1.0;
  return count > 0.0 ? sum(values, rows) / count : undefined;
}

double weighted_mean(const Row& values, const Row& weights, const Rows& rows) {
  double total = 0.0;
  double weight = 0.0;
  for (const std::size_t k : rows) {
    if (std::isnan(values[k])) continue;
    total += values[k] * weights[k];
    weight += weights[k];
  }
  return weight > 0.0 ? total / weight : undefined;
}

/// Least-squares slope per 30 days over the mean, without sign.
double trend(const Series& series, const Row& values, const Rows& rows) {
  const double middle = mean(series.times, rows);
  const double level = mean(values, rows);
  double xy = 0.0;
  double xx = 0.0;
  for (const std::size_t k : rows) {
    xy += (series.times[k] - middle) * (values[k] - level);
    xx += (series.times[k] - middle) * (series.times[k] - middle);
  }
  return std::abs(30.0 * xy / xx / level);
}

/// What exceeds the mean over the 31 rows around each row.
Row excess(const Row& values) {
  Row result(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    const std::size_t first = k < 15 ? 0 : k - 15;
    const std::size_t last = std::min(values.size() - 1, k + 15);
    Rows around(last - first + 1);
    for (std::size_t j = 0; j < around.size(); ++j) around[j] = first + j;
    const double level = mean(values, around);
    result[k] = std::isnan(values[k]) || std::isnan(level) ? 0.0 : values[k] - level;
  }
  return result;
}

double lag_correlation(const Row& leading, const Row& following, const Rows& rows) {
  const Row x = excess(leading);
  const Row y = excess(following);
  double best = undefined;  // stays so where one of them never exceeds its mean
  for (std::size_t lag = 0; lag <= 7; ++lag) {
    double xy = 0.0;
    double xx = 0.0;
    double yy = 0.0;
    for (const std::size_t k : rows) {
      if (k + lag > rows.back()) break;
      xy += x[k] * y[k + lag];
      xx += x[k] * x[k];
      yy += y[k + lag] * y[k + lag];
    }
    if (xx > 0.0 && yy > 0.0) best = std::fmax(best, xy / std::sqrt(xx * yy));
  }
  return best;
}

/// Kaplan & Meier 1958, doi:10.2307/2281868, over whole days; undefined if half survive to the last
/// age, which holds all older ones too.
double median_lifetime(const Dataset& data, const Target& target, std::size_t replicate) {
  const Variable* endings = data.find_variable(target.observable);
  const Variable* censored = data.find_variable(target.of);
  const std::vector<std::string> axes{"replicate", "cohort", "age"};
  if (endings == nullptr || censored == nullptr || endings->dimensions != axes ||
      censored->dimensions != axes) {
    throw std::invalid_argument("the file has no ages at suspension");
  }
  const std::size_t ages = data.find_dimension("age")->size;
  const std::size_t cohorts = data.find_dimension("cohort")->size;
  Row died(ages);
  Row gone(ages);
  for (std::size_t cohort = 0; cohort < cohorts; ++cohort) {
    const double opened = start_day_of(data) + static_cast<double>(cohort) * cohort_days;
    if (opened < target.from || opened >= target.to) continue;
    for (std::size_t age = 0; age < ages; ++age) {
      const std::size_t cell = (replicate * cohorts + cohort) * ages + age;
      died[age] += endings->values[cell];
      gone[age] += endings->values[cell] + censored->values[cell];
    }
  }
  double at_risk = 0.0;
  for (const double count : gone) at_risk += count;
  double survival = 1.0;
  for (std::size_t age = 0; age + 1 < ages && at_risk > 0.0; ++age) {
    survival *= 1.0 - died[age] / at_risk;
    if (survival <= 0.5) return static_cast<double>(age) + 0.5;
    at_risk -= gone[age];
  }
  return undefined;
}

double generation_decline(const Dataset& data, const Target& target, std::size_t replicate) {
  constexpr std::size_t compared = 6;
  const Variable* variable = data.find_variable(target.observable);
  const std::vector<std::string> axes{"replicate", "generation"};
  if (variable == nullptr || variable->dimensions != axes) {
    throw std::invalid_argument("the file has no followers by generation");
  }
  const std::size_t generations = data.find_dimension("generation")->size;
  if (generations < compared) {
    throw std::invalid_argument("the file has followers of fewer than six generations");
  }
  const double* followers = &variable->values[replicate * generations];
  double steepest = 0.0;
  for (std::size_t g = 1; g < compared; ++g) {
    if (std::isnan(followers[g])) return undefined;
    steepest = std::max(steepest, followers[g] / followers[g - 1]);
  }
  return steepest >= 1.0 ? steepest : followers[compared - 1] / followers[0];
}

/// Statistics over a window of one series, or of two.
Row windowed(const Dataset& data, const Target& target) {
  const Series series = series_of(data, target.observable);
  const bool has_second = target.of != "none";
  const Series second = has_second ? series_of(data, target.of) : series;
  Row draws;
  if (target.statistic == "level") {
    const std::optional<std::size_t> row = series.row_at(target.from);
    if (!row) return {};
    for (const Row& values : series.replicates) draws.push_back(values[*row]);
    return draws;
  }
  const Rows rows = series.rows(target.from, target.to);
  const Rows base = series.rows(target.base_from, target.base_to);
  if (rows.empty() || base.empty()) return {};
  // A mean of rows is one of days only where the rows are days: counts grow with the interval.
  constexpr std::array by_row{"mean", "ratio", "trend", "lag_correlation"};
  const bool needs_days = std::find(by_row.begin(), by_row.end(), target.statistic) != by_row.end();
  if (needs_days && !(series.is_daily(rows) && series.is_daily(base))) return {};
  for (std::size_t r = 0; r < series.replicates.size(); ++r) {
    const Row& x = series.replicates[r];
    const Row& y = second.replicates[r];
    const Row x_amounts = series.amounts(r);
    const Row y_amounts = second.amounts(r);
    if (target.statistic == "mean") draws.push_back(mean(x, rows));
    if (target.statistic == "weighted_mean") draws.push_back(weighted_mean(x, y_amounts, rows));
    if (target.statistic == "sum") draws.push_back(sum(x_amounts, rows));
    if (target.statistic == "ratio") draws.push_back(mean(x, rows) / mean(x, base));
    if (target.statistic == "sum_ratio") {
      draws.push_back(sum(x_amounts, rows) / sum(y_amounts, base));
    }
    if (target.statistic == "trend") draws.push_back(trend(series, x, rows));
    if (target.statistic == "lag_correlation") draws.push_back(lag_correlation(x, y, rows));
  }
  return draws;
}

/// Of a table that the scenario did not have, or that was not known when the file was written; or
/// of what this model cannot say.
bool is_unobserved(const Dataset& data, std::string_view name) {
  if (data.find_variable(name) != nullptr) return false;
  const Attribute* model = data.find_attribute("model");
  const bool says_all = model == nullptr || std::get<std::string>(*model) == "network";
  const Observable* const row = find_observable(name);
  return row != nullptr && !(says_all && row->section.empty());
}

Row draws_of(const Dataset& data, const Target& target) {
  if (is_unobserved(data, target.observable) || is_unobserved(data, target.of)) return {};
  const bool by_age = target.statistic == "median_lifetime";
  if (!by_age && target.statistic != "generation_decline") return windowed(data, target);
  const double start = start_day_of(data);
  const double end = start + data.find_dimension("time")->positions.back();
  Row draws;
  constexpr double slack = 1.0;  // [d] of a whole run's window
  const bool is_within =
      target.from >= start - slack && target.from < end && target.to <= end + slack;
  // Generations carry no dates: they are those of the window only if the window is the run.
  const bool is_whole = target.from <= start + slack && target.to >= end - slack;
  if (!is_within || !(by_age || is_whole)) return draws;
  for (std::size_t r = 0; r < data.find_dimension("replicate")->size; ++r) {
    draws.push_back(by_age ? median_lifetime(data, target, r)
                           : generation_decline(data, target, r));
  }
  return draws;
}

}  // namespace

double quantile(std::vector<double> values, double p) {
  if (values.empty()) return undefined;
  std::sort(values.begin(), values.end());
  const double position = p * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (position - static_cast<double>(below)) * (values[above] - values[below]);
}

std::vector<Score> score(const Dataset& data, const std::vector<Target>& targets) {
  const Attribute* attribute = data.find_attribute("scale");
  const double scale = attribute == nullptr ? 1.0 : std::get<double>(*attribute);
  std::vector<Score> scores;
  for (Target target : targets) {
    if (target.is_scaled) {
      target.value *= scale;
      target.low *= scale;
      target.high *= scale;
    }
    Score result{.target = target};
    try {
      result.draws = draws_of(data, target);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument("target " + target.id + ": " + error.what());
    }
    const auto is_undefined = [](double draw) { return !std::isfinite(draw); };
    if (std::any_of(result.draws.begin(), result.draws.end(), is_undefined)) {
      result.mean = undefined;  // a replicate has no such figure: neither has the ensemble
    } else if (result.is_covered()) {
      double total = 0.0;
      for (const double draw : result.draws) total += draw;
      result.mean = total / static_cast<double>(result.draws.size());
      result.low = quantile(result.draws, 0.05);
      result.high = quantile(result.draws, 0.95);
    }
    result.is_hit = result.mean >= target.low && result.mean <= target.high;
    scores.push_back(std::move(result));
  }
  return scores;
}

}  // namespace quell
