// SPDX-License-Identifier: BSD-3-Clause
// The review queue of reports (M6), with its surges (M9), against queueing theory: case 4 of
// docs/model.md, section 6.
#include <array>
#include <cmath>

#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr double warm_up = 100.0;  // [d]
constexpr double end = 600.0;

/// Per replicate, over the stationary part of the run.
struct Waiting {
  std::vector<double> backlog;  ///< cases that wait, mean over time
  std::vector<double> present;  ///< time in the system of all cases decided, per day
  std::vector<double> decided;  ///< cases per day
};

/// Time in the system is summed rather than averaged over cases: a mean over a random number of
/// cases would be biased, the sum has expectation rate * W, which is L (Little 1961).
Waiting observe(const Config& config, std::uint32_t replicates) {
  Waiting waiting;
  for (std::uint32_t r = 0; r < replicates; ++r) {
    const Recording recording = record(config, r);
    const std::vector<double> backlog = series(recording, "backlog");
    const std::vector<double> time = series(recording, "time_to_action");
    const std::vector<double> decisions = series(recording, "policy_cost");  // 1 USD each
    double rows = 0.0;
    double backlog_sum = 0.0;
    double time_sum = 0.0;
    double decision_sum = 0.0;
    for (std::size_t row = 0; row < recording.times.size(); ++row) {
      if (recording.times[row] <= warm_up) continue;
      rows += 1.0;
      backlog_sum += backlog[row];
      decision_sum += decisions[row];
      if (decisions[row] > 0.0) time_sum += time[row] * decisions[row];
    }
    waiting.backlog.push_back(backlog_sum / rows);
    waiting.present.push_back(time_sum / (end - warm_up));
    waiting.decided.push_back(decision_sum / (end - warm_up));
  }
  return waiting;
}

/// Cases about counter accounts, none of which is suspended, arrive as a Poisson process.
Config poisson_arrivals(double per_day, int reviewers, const std::string& service) {
  return scenario(end, R"(
cadence = 5.0
seed = 4
[population]
pro_accounts = 1
audience = 1
counter_accounts = 10
[following]
gain = 0
initial_mean = 0
[[policy]]
kind = "moderation"
service = 6
error = 0
cost = 1
wrong_reports = )" + std::to_string(per_day) +
                           "\nreviewers = " + std::to_string(reviewers) +
                           "\nservice_distribution = \"" + service + "\"\n");
}

constexpr double service_rate = 4.0;  ///< [1/d], from 6 h a case

/// Mean number waiting in M/M/c: C(c, a) rho / (1 - rho) with the Erlang C formula (Erlang 1917).
double erlang_c_waiting(int servers, double load) {
  double term = 1.0;
  double sum = 0.0;
  for (int k = 0; k < servers; ++k) {
    sum += term;
    term *= load / (k + 1);
  }
  const double busy = load / servers;
  const double all_busy = term / (1.0 - busy);
  return all_busy / (sum + all_busy) * busy / (1.0 - busy);
}

}  // namespace

// A bias of 6 % in the queue or of 0.7 % in the load is caught half of the time.
TEST_CASE("moderation: several reviewers wait as Erlang C says", "[models][analytic]") {
  for (const int reviewers : {1, 2, 4}) {
    const double load = 0.7 * reviewers;
    const double arrivals = load * service_rate;
    CAPTURE(reviewers);
    const Waiting waiting = observe(poisson_arrivals(arrivals, reviewers, "exponential"), 300);
    const double queue = erlang_c_waiting(reviewers, load);
    check_mean(waiting.decided, arrivals);
    check_mean(waiting.backlog, queue);
    check_mean(waiting.present, queue + load);
  }
}

// Lq = lambda^2 E[S^2] / (2 (1 - rho)), Pollaczek 1930; lognormal review times have coefficient of
// variation 1, so they wait like exponential ones. A bias of 6 % is caught half of the time.
TEST_CASE("moderation: one reviewer waits as Pollaczek-Khinchine says", "[models][analytic]") {
  const double load = 0.7;
  for (const auto& [service, variation] : {std::pair{"fixed", 0.0}, std::pair{"lognormal", 1.0}}) {
    CAPTURE(service);
    const Waiting waiting = observe(poisson_arrivals(load * service_rate, 1, service), 300);
    const double queue = load * load * (1.0 + variation * variation) / (2.0 * (1.0 - load));
    check_mean(waiting.decided, load * service_rate);
    check_mean(waiting.backlog, queue);
    check_mean(waiting.present, queue + load);
  }
}

// Reports of pro accounts: one that waits already opens no second case, so that the queue is the
// machine-repair model M/M/1//N, P(n) ~ N!/(N-n)! (r/mu)^n, for any order that does not look at
// review times. A bias of 5 % in the queue is caught half of the time.
TEST_CASE("moderation: the order of the queue leaves the mean wait as it is",
          "[models][analytic]") {
  const int accounts = 40;
  const double relative = 0.1 / service_rate;
  double weight = 1.0;
  double sum = 0.0;
  double present = 0.0;
  double waiting_cases = 0.0;
  for (int n = 0; n <= accounts; ++n) {
    sum += weight;
    present += weight * n;
    waiting_cases += n > 1 ? weight * (n - 1) : 0.0;
    weight *= (accounts - n) * relative;
  }
  for (const char* order : {"fifo", "lifo", "most_reported", "most_followed"}) {
    CAPTURE(order);
    const Config config = scenario(end, R"(
cadence = 5.0
seed = 4
[population]
pro_accounts = 40
audience = 400
counter_accounts = 0
core_share = 0
amplifier_share = 0
[posting]
sigma = 0
[following]
gain = 0
unfollow = 0
initial_mean = 20
initial_sigma = 1
[reporting]
rate = 0.1
follower_exponent = 0
[[policy]]
kind = "moderation"
service = 6
sensitivity = 0
reviewers = 1
cost = 1
order = ")" + std::string{order} + "\"\n");
    const Waiting waiting = observe(config, 150);
    check_mean(waiting.backlog, waiting_cases / sum);
    check_mean(waiting.present, present / sum);
  }
}

namespace {

/// Far more reports than ten reviewers can work off; decisions per observation.
std::vector<double> saturated(const std::string& run, const std::string& policy) {
  return series(record(scenario(12, run + R"(
seed = 4
[population]
pro_accounts = 1
audience = 1
counter_accounts = 10
[following]
gain = 0
initial_mean = 0
[[shock]]
name = "attack"
date = 2014-07-06
[[policy]]
kind = "moderation"
service_distribution = "fixed"
error = 0
cost = 1
wrong_reports = 1000
reviewers = 10
)" + policy)),
                "policy_cost");
}

double sum_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double x : values) sum += x;
  return sum;
}

}  // namespace

// Ten reviewers begin soon after the start and end a case every six hours: 47 each in twelve days.
// Twenty more come on day 5 for two days, and end eight each, the last one after the surge.
TEST_CASE("moderation: a surge of reviewers follows a shock", "[models][analytic]") {
  const std::vector<double> quiet = saturated("", "service = 6\n");
  CHECK(sum_of(quiet) == 10.0 * 47.0);
  const std::vector<double> surge = saturated("", "service = 6\nsurge = 3\nsurge_days = 2\n");
  CHECK(sum_of(surge) == 10.0 * 47.0 + 20.0 * 8.0);
  for (const std::size_t day : {1U, 5U, 9U, 12U}) CHECK(surge[day] == quiet[day]);
  CHECK(surge[7] == 10.0 * 4.0 + 20.0 * 4.0);
}

// From nine to five, two hours a case: done at eleven, one, three and, begun in time, at five.
TEST_CASE("moderation: reviewers begin cases in their hours only", "[models][analytic]") {
  const std::vector<double> decisions =
      saturated("cadence = 0.25\n", "service = 2\nshift_start = 9\nshift_hours = 8\n");
  REQUIRE(decisions.size() == 1 + 4 * 12);
  for (std::size_t row = 1; row < decisions.size(); ++row) {
    const std::array<double, 4> expected{0.0, 10.0, 30.0, 0.0};
    CAPTURE(row);
    CHECK(decisions[row] == expected[(row - 1) % 4]);
  }
}

// Reports come at 0.1 a day and account and are decided within a minute: at the third decision, of
// which 60 % are right, an account is suspended. Right decisions are Poisson with mean 0.06 t. Two
// warnings and a suspension are three actions. Catches 2 % of the rate half of the time.
TEST_CASE("moderation: strikes before the last are warnings", "[models][analytic]") {
  constexpr double t = 30.0;
  const Config config = scenario(t, R"(
cadence = 30
[population]
pro_accounts = 4000
audience = 0
counter_accounts = 0
core_share = 0
amplifier_share = 0
[posting]
sigma = 0
[following]
gain = 0
initial_mean = 0
[reporting]
rate = 0.1
follower_exponent = 0
[[policy]]
kind = "moderation"
reviewers = 1000
service = 0.01
service_distribution = "fixed"
sensitivity = 0.6
strikes = 3
)");
  std::vector<double> suspended;
  std::vector<double> actions;
  for (std::uint32_t r = 0; r < 12; ++r) {
    const Recording recording = record(config, r);
    suspended.push_back(series(recording, "suspensions").back() / 4000.0);
    actions.push_back(series(recording, "policy_actions").back() / 4000.0);
  }
  const double m = 0.06 * t;
  const double no_decision = std::exp(-m);
  const double third = 1.0 - no_decision * (1.0 + m + m * m / 2.0);
  check_mean(suspended, third);
  check_mean(actions, no_decision * m + 2.0 * no_decision * m * m / 2.0 + 3.0 * third);
}
