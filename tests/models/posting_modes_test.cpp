// SPDX-License-Identifier: BSD-3-Clause
// The two ways to simulate posts (M2) agree, also on the daily cycle: case 6 of docs/model.md,
// section 6.
#include <array>
#include <cmath>
#include <map>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

/// 30 days with stages that move, suspensions, returns, a shock and a campaign. Single exposures
/// are weak, as in reality: a post that promotes two readers at once, which `thinned` has not, is
/// rare.
Config busy(const std::string& mode) {
  return scenario(30, R"(
seed = 6
[population]
pro_accounts = 30
audience = 500
counter_accounts = 50
core_share = 0.1
curious_share = 0.3
sympathiser_share = 0.3
[following]
gain = 2
unfollow = 0.02
initial_mean = 25
initial_sigma = 1
audience_skew = 1.5
[ladder]
attention = 30
to_curious = 0.3
to_sympathiser = 0.3
to_supporter = 0.1
to_core = 0.3
to_recruited = 0.3
midpoint = 1
sympathiser_down = 0.02
supporter_down = 0.01
[return]
ordinary_delay = 3
[retaliation]
[migration]
base = 0.002
[counter_speech]
views = 5
efficacy = 0.005
[reporting]
rate = 0.1
[panel]
date = 2014-07-06
size = 15
[[shock]]
name = "attack"
date = 2014-07-12
posting = 2
gain = 2
uptake = 2
[[policy]]
kind = "suspension_hazard"
hazard = 0.02
[[policy]]
kind = "moderation"
reviewers = 2
service = 12
[[policy]]
kind = "broadcast_campaign"
impressions = [[2014-07-01, 0], [2014-07-08, 300]]
efficacy = 0.02
credibility = 1
[posting]
rate = 4
sigma = 1
diurnal_amplitude = 0.5
mode = ")" + mode + "\"\n");
}

/// Every number per row of every observable over time: at the end, and its mean over the rows where
/// it is defined, by replicate.
std::map<std::string, std::vector<double>> summaries(const Config& config,
                                                     std::uint32_t replicates) {
  std::map<std::string, std::vector<double>> found;
  const Axes axes = axes_of(config);
  for (std::uint32_t r = 0; r < replicates; ++r) {
    const Recording recording = record(config, r);
    const std::size_t rows = recording.times.size();
    for (std::size_t o = 0; o < observables.size(); ++o) {
      if (recording.values[o].empty()) continue;  // of another variant
      const std::size_t width = row_size(observables[o], axes);
      for (std::size_t k = 0; k < width; ++k) {
        const std::string name = std::string{observables[o].name} + " " + std::to_string(k);
        const double last = recording.values[o][(rows - 1) * width + k];
        if (!std::isnan(last)) found[name + " at the end"].push_back(last);
        double sum = 0.0;
        double defined = 0.0;
        for (std::size_t row = 1; row < rows; ++row) {
          const double value = recording.values[o][row * width + k];
          if (std::isnan(value)) continue;
          sum += value;
          defined += 1.0;
        }
        if (defined > 0.0) found[name + " over time"].push_back(sum / defined);
      }
    }
  }
  return found;
}

}  // namespace

// 71 numbers a row, each at the end and over time, make 142 comparisons: each may fail at
// p_limit / 142 (Bonferroni), so that all together fail as rarely as one other test. With 200
// replicates a shift by 0.75 standard deviations between replicates is caught half of the time.
TEST_CASE("posting: explicit and thinned posts agree in every observable", "[models][analytic]") {
  const std::uint32_t replicates = 200;
  const double comparisons = 142.0;
  const auto thinned = summaries(busy("thinned"), replicates);
  const auto explicitly = summaries(busy("explicit"), replicates);
  REQUIRE(thinned.size() == explicitly.size());
  CHECK(static_cast<double>(thinned.size()) <= comparisons);
  for (const auto& [name, samples] : thinned) {
    CAPTURE(name, samples.size());
    const auto& others = explicitly.at(name);
    CHECK(std::min(samples.size(), others.size()) > replicates / 4);
    CHECK(kolmogorov_smirnov_p(samples, others) > p_limit / comparisons);
  }
  // The comparison means something: stages moved.
  for (const char* name : {"recruits 0 at the end", "new_supporters 0 over time",
                           "suspensions 0 over time", "returns 0 over time"}) {
    double sum = 0.0;
    for (const double x : thinned.at(name)) sum += x;
    CAPTURE(name);
    CHECK(sum > 0.0);
  }
}

// Quarters of the day under 1 + cos(2 pi (t - 21 h)): 1.9 around the peak, 1, 0.1 and 1 elsewhere.
TEST_CASE("posting: the daily cycle peaks at its hour of the clock", "[models][analytic]") {
  for (const char* start : {"2014-07-01", "2014-07-01T12:00:00"}) {
    CAPTURE(start);
    const Config config = scenario(5, R"(
seed = 3
cadence = 0.25
[population]
pro_accounts = 2000
audience = 2000
[posting]
diurnal_amplitude = 1
diurnal_peak = 21
)",
                                   {{"run.start", start}, {"run.end", "2014-07-05T12:00:00"}});
    const std::vector<double> posts = series(record(config), "pro_posts");
    std::array<double, 4> sums{};
    const auto first = static_cast<std::size_t>(4.0 * (config.start_day() - first_day()));
    for (std::size_t row = 1; row <= 12; ++row) sums[(first + row - 1) % 4] += posts[row];
    CHECK(sums[3] > 1.5 * sums[0]);
    CHECK(sums[3] > 1.5 * sums[2]);
    CHECK(sums[3] > 10.0 * sums[1]);
  }
}

// Accounts that never post are never reported; 0/0 must not reach their clocks.
TEST_CASE("posting: accounts that do not post still gain followers", "[models]") {
  const Config config = scenario(10, R"(
seed = 3
[population]
pro_accounts = 500
audience = 5000
[following]
gain = 3
initial_mean = 10
[posting]
rate = 0
[reporting]
rate = 0.5
)");
  const Recording recording = record(config);
  CHECK(series(recording, "edges").back() > 500.0 * 30.0);
  CHECK(series(recording, "reports").back() == 0.0);
}
