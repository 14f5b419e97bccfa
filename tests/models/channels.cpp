// SPDX-License-Identifier: BSD-3-Clause
#include "tests/models/channels.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

namespace quell {

void check_sizes(const std::string& tables, double a) {
  constexpr double members = 4000.0;
  const Config config = scenario(60, R"(
[population]
pro_accounts = 4000
audience = 0
counter_accounts = 0
[following]
gain = 0
initial_mean = 0
)" + tables);
  std::vector<std::vector<double>> shares(4);  // of members in groups of 1, 2, 3 and 4 to 30
  std::vector<double> mean_sizes;
  for (std::uint32_t r = 0; r < 30; ++r) {
    WorldRun run{config, r};
    std::vector<double> counts(shares.size(), 0.0);
    double sizes = 0.0;
    // Large groups break up within hours: every other day is almost a sample of its own.
    double samples = 0.0;
    for (double day = 20.0; day < 60.0; day += 2.0) {
      run.to(day);
      const Aggregates& channels = *run.world.channels();
      channels.check();
      for (std::uint32_t k = 0; k < channels.members(); ++k) {
        const std::uint32_t size = channels.size(k);
        if (size <= 30) counts[std::min(size, 4U) - 1] += 1.0;
      }
      sizes += channels.mean_size();
      samples += 1.0;
    }
    for (std::size_t k = 0; k < counts.size(); ++k) {
      shares[k].push_back(counts[k] / (samples * members));
    }
    mean_sizes.push_back(sizes / samples);
  }
  const double w = 4.0 * (1.0 - a) / ((2.0 - a) * (2.0 - a));
  double term = (2.0 - a) / (2.0 * (1.0 - a)) * w / 2.0;  // x_1 = 1 / (2 - a)
  std::vector<double> expected(shares.size(), 0.0);
  for (int s = 1; s <= 30; ++s) {
    expected[static_cast<std::size_t>(std::min(s, 4)) - 1] += term;
    term *= w * (2.0 * s - 1.0) / (2.0 * (s + 1.0));
  }
  for (std::size_t k = 0; k < shares.size(); ++k) check_mean(shares[k], expected[k]);
  check_mean(mean_sizes, 1.0 / a);
}

}  // namespace quell
