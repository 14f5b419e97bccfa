// SPDX-License-Identifier: BSD-3-Clause
// Followers lost to an imposed hazard of suspension and recovered (M11): case 3 of docs/model.md,
// section 6.
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

// Unfollowing, hazard, share of followers that return and in-network share of facts 2.4, the rates
// per day ten times as fast; the gain is small beside the population, so that duplicates are rare.
constexpr double unfollow = 0.01;
constexpr double hazard = 0.1;
constexpr double refollow = 0.3;
constexpr double inside = 0.47;  ///< q: share of the followers in the steady state
constexpr double gain = 1.0;
constexpr double audience_rate = unfollow + (1.0 - refollow) * hazard;
/// An in-network follower is also lost when it is suspended itself.
constexpr double network_rate = audience_rate + hazard;
/// m* = g / (u + q h + (1 - rho) h).
constexpr double steady = gain / (unfollow + inside * hazard + (1.0 - refollow) * hazard);
/// Share of the *gains* that makes `inside` the share of the followers.
constexpr double gains_inside = inside * steady * network_rate / gain;

Config imposed_hazard() {
  // A pick is rejected where it is a duplicate or the owner. The audience is so large that this
  // happens to both kinds equally often and the share of gains is kept: 300 * A* / (I* + 1).
  return scenario(75, R"(
cadence = 12.5
seed = 3
[population]
pro_accounts = 300
audience = 266
counter_accounts = 0
core_share = 0
amplifier_share = 0
[posting]
sigma = 0
[following]
kernel = "uniform"
gain = 1.0
unfollow = 0.01
triadic_share = 0
follow_back = 0
audience_skew = 1
initial_mean = 0
initial_sigma = 0
in_network_share = )" + std::to_string(gains_inside) +
                          R"(
[return]
probability = 1
persistence = 1
ordinary_delay = 0.0001
delay_sigma = 0
follow_again = 0
refollow = 0.3
refollow_decay = 1
refollow_half_life = 0.0001
throwaway_share = 0
[[policy]]
kind = "suspension_hazard"
hazard = 0.1
)");
}

}  // namespace

// The published form m* = g / (u + q h + (1 - rho) h) is exact when q is the share among followers,
// not among gains, since only in-network followers are lost with their own account. Each kind
// relaxes at its own rate, u + (1 - rho) h and that plus h, so that m(t) is a sum of two
// exponentials; the closed forms below hold for the code but for delays of 1e-4 d, half a per
// mille. Smallest bias caught half of the time: 3 % of either kind of follower, 2.3 % of all.
TEST_CASE("hazard: an imposed hazard leads to the published steady state", "[models][analytic]") {
  const Config config = imposed_hazard();
  const double accounts = 300.0;
  const std::size_t replicates = 100;
  std::vector<std::vector<double>> outside(7);
  std::vector<std::vector<double>> in_network(7);
  std::vector<double> all;
  for (std::uint32_t r = 0; r < replicates; ++r) {
    const Recording recording = record(config, r);
    const std::vector<double> edges = series(recording, "edges");
    const std::vector<double> share = series(recording, "in_network_share");
    for (std::size_t row = 1; row < edges.size(); ++row) {
      outside[row].push_back((1.0 - share[row]) * edges[row] / accounts);
      in_network[row].push_back(share[row] * edges[row] / accounts);
    }
    all.push_back(edges.back() / accounts);
  }
  for (const std::size_t row : {1U, 2U, 6U}) {  // 12.5 d is the time constant 1 / (u + (1 - rho) h)
    const double t = 12.5 * static_cast<double>(row);
    check_mean(outside[row],
               gain * (1.0 - gains_inside) / audience_rate * (1.0 - std::exp(-audience_rate * t)));
    check_mean(in_network[row],
               gain * gains_inside / network_rate * (1.0 - std::exp(-network_rate * t)));
  }
  // After six time constants e^-6 of the audience's share, 0.13 % of m*, is still to come.
  check_mean(all, steady - (1.0 - inside) * steady * std::exp(-audience_rate * 75.0));
}
