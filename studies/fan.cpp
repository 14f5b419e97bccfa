// SPDX-License-Identifier: BSD-3-Clause
#include "studies/fan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "studies/scorecard.hpp"

namespace quell {

Fan fan_of(const Series& series) {
  Fan fan;
  for (std::size_t row = 0; row < series.times.size(); ++row) {
    std::vector<double> defined;
    for (const auto& replicate : series.replicates) {
      if (std::isfinite(replicate[row])) defined.push_back(replicate[row]);
    }
    std::sort(defined.begin(), defined.end());
    const double sum = std::accumulate(defined.begin(), defined.end(), 0.0);
    fan.mean.push_back(defined.empty() ? undefined : sum / static_cast<double>(defined.size()));
    fan.low.push_back(quantile(defined, 0.05));
    fan.high.push_back(quantile(defined, 0.95));
    fan.inner_low.push_back(quantile(defined, 0.25));
    fan.inner_high.push_back(quantile(defined, 0.75));
  }
  return fan;
}

}  // namespace quell
