// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>
#include <vector>

#include "studies/series.hpp"

namespace quell {

/// One number that a series over time is summed up by.
enum class Figure {
  last_days,  ///< mean over the last `last_days` days, or over a shorter run
  end,        ///< the last value
  sum,        ///< over the run; of a rate: times the days
};
constexpr double last_days = 30.0;

/// Those of an observable, that which says most first.
std::vector<Figure> figures_of(std::string_view observable, bool is_per_day);

/// One number per replicate; of values without a number, such as the mean age of nobody, the mean
/// and the sum take no notice.
std::vector<double> figures(const Series& series, Figure figure);

}  // namespace quell
