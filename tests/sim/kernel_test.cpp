// SPDX-License-Identifier: BSD-3-Clause
#include "sim/kernel.hpp"

#include <cmath>

#include "sim/calendar_queue.hpp"
#include "sim/dary_heap.hpp"
#include "sim/ladder_queue.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

/// Times of the events that `run_until` handles when each of them has no consequence.
std::vector<double> handled_until(double end, std::vector<Event> events) {
  DaryHeap<4> queue;
  std::vector<double> times;
  run_until(queue, {.days = end}, events, [&](const Event& e) { times.push_back(e.time); });
  return times;
}

/// Every individual of a pure birth process splits at `rate`; returns the population at `end`.
template <class Queue>
double pure_birth(Stream& stream, Rate rate, Time end) {
  Queue queue;
  std::vector<Event> outbox{{.time = stream.exponential() / rate.per_day}};
  std::uint32_t population = 1;
  run_until(queue, end, outbox, [&](const Event& e) {
    outbox.push_back({.time = e.time + stream.exponential() / rate.per_day, .entity = e.entity});
    outbox.push_back({.time = e.time + stream.exponential() / rate.per_day, .entity = population});
    ++population;
  });
  return population;
}

}  // namespace

TEST_CASE("kernel: events are handled in order, up to and including the end", "[sim]") {
  const std::vector<Event> events{{.time = 3.0}, {.time = 1.0}, {.time = 2.0}, {.time = 2.5}};
  CHECK(handled_until(2.5, events) == std::vector<double>{1.0, 2.0, 2.5});
  CHECK(handled_until(0.5, events).empty());
  CHECK(handled_until(9.0, {}).empty());
}

TEST_CASE("kernel: later events stay for the next call", "[sim]") {
  DaryHeap<4> queue;
  std::vector<Event> outbox{{.time = 3.0}, {.time = 1.0}};
  const auto ignore = [](const Event&) {};
  CHECK(run_until(queue, {.days = 2.0}, outbox, ignore) == 1);
  CHECK(queue.size() == 1);
  CHECK(outbox.empty());
  CHECK(run_until(queue, {.days = 4.0}, outbox, ignore) == 1);
}

TEST_CASE("kernel: what a handler sends is handled before later events", "[sim]") {
  DaryHeap<4> queue;
  std::vector<Event> outbox{{.time = 1.0, .tag = 1}, {.time = 3.0, .tag = 2}};
  std::vector<std::uint32_t> tags;
  const std::uint64_t count = run_until(queue, {.days = 4.0}, outbox, [&](const Event& e) {
    tags.push_back(e.tag);
    if (e.tag == 1) {
      outbox.push_back({.time = 1.0, .tag = 3});  // at once
      outbox.push_back({.time = 2.0, .tag = 4});
      outbox.push_back({.time = 5.0, .tag = 5});  // beyond the end
    }
  });
  CHECK(tags == std::vector<std::uint32_t>{1, 3, 4, 2});
  CHECK(count == 4);
  CHECK(queue.size() == 1);
}

// Yule 1925: the population is geometric on {1, 2, ...} with success probability e^(-rate t), so
// its mean is e^2 here. 20000 runs of standard deviation 6.9: catches a mean that is off by 3
// percent.
TEMPLATE_TEST_CASE("kernel: a pure birth process has the mean and distribution of Yule",
                   "[sim][analytic]", DaryHeap<4>, CalendarQueue, LadderQueue) {
  Stream stream{{.seed = 83}, 0, 0};
  std::vector<double> populations(20000);
  for (double& population : populations) {
    population = pure_birth<TestType>(stream, {.per_day = 0.5}, {.days = 4.0});
  }
  check_mean(populations, std::exp(2.0));

  const double success = std::exp(-2.0);
  std::vector<std::uint64_t> counts(60);
  std::vector<double> probabilities(60);
  for (const double population : populations) {
    ++counts[std::min<std::size_t>(59, static_cast<std::size_t>(population) - 1)];
  }
  for (std::size_t k = 0; k < 59; ++k) {
    probabilities[k] = success * std::pow(1 - success, static_cast<double>(k));
  }
  probabilities[59] = std::pow(1 - success, 59.0);
  CHECK(chi_square_p(counts, probabilities) > p_limit);
}
