// SPDX-License-Identifier: BSD-3-Clause
// Hold model (Jones 1986, doi:10.1145/5684.5686): pop the earliest event and push one that is later
// by a random increment, at constant size. Each size starts with as many holds as it has events,
// untimed, so that times have their stationary spread. Composition and rejection, which has no
// events, does the same with as many clocks of rate 1; what it is timed with includes its draws.
// sim/channels is a chain of reaction channels, by each method of exact simulation.
// 10^7 events need minutes and 1 GiB: --benchmark_filter=-large leaves them out.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <boost/heap/d_ary_heap.hpp>
#include <boost/heap/fibonacci_heap.hpp>
#include <boost/heap/pairing_heap.hpp>
#include <cmath>
#include <queue>
#include <string>
#include <vector>

#include "sim/calendar_queue.hpp"
#include "sim/composition_rejection.hpp"
#include "sim/dary_heap.hpp"
#include "sim/direct_method.hpp"
#include "sim/exponential_clocks.hpp"
#include "sim/ladder_queue.hpp"
#include "sim/random.hpp"

namespace quell {
namespace {

struct Later {
  bool operator()(const Event& a, const Event& b) const { return earlier(b, a); }
};

using StdQueue = std::priority_queue<Event, std::vector<Event>, Later>;
using ByLater = boost::heap::compare<Later>;
template <unsigned Arity>
using BoostHeap = boost::heap::d_ary_heap<Event, boost::heap::arity<Arity>, ByLater>;
using Fibonacci = boost::heap::fibonacci_heap<Event, ByLater>;
using Pairing = boost::heap::pairing_heap<Event, ByLater>;

/// Increments of mean 1 (heavy-tailed: Pareto of shape 1.5, infinite variance).
enum class Shape { exponential, uniform, bimodal, heavy_tailed };

double increment(Stream& stream, Shape shape) {
  switch (shape) {
    case Shape::exponential:
      return stream.exponential();
    case Shape::uniform:
      return 2 * stream.coin();
    // Nine in ten within a tenth of a day, the rest some ten days ahead.
    case Shape::bimodal:
      return stream.coin() < 0.9 ? 0.1 * stream.coin() : 9.05 + stream.coin();
    case Shape::heavy_tailed:
      return std::pow(stream.coin(), -1 / 1.5) / 3;
  }
  return 0.0;
}

/// Increments drawn beforehand: the queue is timed, not the logarithm.
std::vector<double> increments(Shape shape) {
  Stream stream{{.seed = 2016}, 1, 1};
  std::vector<double> values(std::size_t{1} << 16U);
  for (double& value : values) value = increment(stream, shape);
  return values;
}

/// Times `step`, after as many untimed ones as there are events, or `untimed`.
template <class Step>
void measure(benchmark::State& state, Step step, std::int64_t untimed = -1) {
  if (untimed < 0) untimed = state.range(0);
  for (std::int64_t k = 0; k < untimed; ++k) step();
  for (auto _ : state) step();
  state.SetItemsProcessed(state.iterations());
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

template <class Queue>
void hold(benchmark::State& state, Shape shape) {
  const std::vector<double> values = increments(shape);
  const auto size = static_cast<std::uint32_t>(state.range(0));
  std::size_t next = 0;
  const auto draw = [&] { return values[next++ & (values.size() - 1)]; };
  Queue queue;
  for (std::uint32_t k = 0; k < size; ++k) queue.push({.time = draw(), .entity = k});
  measure(state, [&] {
    Event event = queue.top();
    queue.pop();
    event.time += draw();
    queue.push(event);
  });
}

void fire(benchmark::State& state) {
  const auto size = static_cast<std::uint32_t>(state.range(0));
  CompositionRejection clocks{size, Stream{{.seed = 2016}, 1, 2}};
  for (std::uint32_t k = 0; k < size; ++k) clocks.set_rate(k, {.per_day = 1.0});
  measure(state, [&] { benchmark::DoNotOptimize(clocks.next()); });
}

/// Rates over 16 powers of two; each firing gives another clock a new rate.
template <ExponentialClocks Clocks>
void fire_and_change(benchmark::State& state) {
  const auto size = static_cast<std::uint32_t>(state.range(0));
  Clocks clocks{size, Stream{{.seed = 2016}, 1, 2}};
  Stream stream{{.seed = 2016}, 1, 3};
  const auto change = [&](std::uint32_t clock) {
    const double fraction = 1 + stream.coin();
    clocks.set_rate(clock, {.per_day = std::ldexp(fraction, int(stream.below(16)) - 8)});
  };
  for (std::uint32_t k = 0; k < size; ++k) change(k);
  measure(state, [&] {
    benchmark::DoNotOptimize(clocks.next());
    change(stream.below(size));
  });
}

/// Ten persons in each of as many compartments as there are channels, on average: a chain closed to
/// a ring, through which each moves at rate 1. A firing changes the rates of two channels.
template <ExponentialClocks Clocks>
void step_along(benchmark::State& state) {
  constexpr double mean = 10.0;
  const auto size = static_cast<std::uint32_t>(state.range(0));
  Clocks clocks{size, Stream{{.seed = 2016}, 1, 2}};
  Stream stream{{.seed = 2016}, 1, 3};
  std::vector<std::uint32_t> persons(size);
  const auto put = [&](std::uint32_t channel) {
    clocks.set_rate(channel, {.per_day = double(persons[channel])});
  };
  for (std::uint32_t k = 0; k < size; ++k) {
    persons[k] = poisson(stream, mean);  // what a long run tends to
    put(k);
  }
  measure(
      state,
      [&] {
        const std::uint32_t from = clocks.next()->clock;
        const std::uint32_t to = from + 1 < size ? from + 1 : 0;
        --persons[from];
        ++persons[to];
        put(from);
        put(to);
      },
      std::min(state.range(0), state.max_iterations));
}

/// Numbers of steps are fixed: to find them, Google Benchmark would fill the queue again and again.
template <class Run>
void add(const std::string& name, Run run) {
  benchmark::RegisterBenchmark(("sim/" + name).c_str(), run)
      ->RangeMultiplier(10)
      ->Range(1000, 1000000)
      ->Iterations(1000000);
  benchmark::RegisterBenchmark(("sim/large/" + name).c_str(), run)
      ->Arg(10000000)
      ->Iterations(5000000);
}

/// A million steps; from a hundred channels on as many fewer as there are more, where the time for
/// one grows with their number.
enum class Cost { constant, linear };

template <ExponentialClocks Clocks>
void add_channels(const std::string& method, Cost cost) {
  constexpr std::int64_t most = 1000000;
  for (std::int64_t size = 10; size <= 1000000; size *= 10) {
    const std::int64_t steps = cost == Cost::linear ? std::min(most, 100 * most / size) : most;
    benchmark::RegisterBenchmark(("sim/channels/" + method).c_str(), step_along<Clocks>)
        ->Arg(size)
        ->Iterations(steps);
  }
}

template <class Queue>
void add_hold(const std::string& name) {
  const std::pair<Shape, const char*> shapes[] = {{Shape::exponential, "exponential"},
                                                  {Shape::uniform, "uniform"},
                                                  {Shape::bimodal, "bimodal"},
                                                  {Shape::heavy_tailed, "heavy_tailed"}};
  for (const auto& [which, shape_name] : shapes) {
    add(name + "/hold_" + shape_name,
        [shape = which](benchmark::State& state) { hold<Queue>(state, shape); });
  }
}

const bool is_registered = [] {
  add_hold<LadderQueue>("ladder");
  add_hold<CalendarQueue>("calendar");
  add_hold<DaryHeap<4>>("heap_4");
  add_hold<DaryHeap<8>>("heap_8");
  add_hold<StdQueue>("std");
  add_hold<BoostHeap<4>>("boost_4");
  add_hold<BoostHeap<8>>("boost_8");
  add_hold<Fibonacci>("boost_fibonacci");
  add_hold<Pairing>("boost_pairing");
  add("rejection/hold_exponential", fire);
  add("rejection/rates", fire_and_change<CompositionRejection>);
  for (const std::int64_t size : {1000, 10000}) {  // beyond, a firing takes too long
    benchmark::RegisterBenchmark("sim/direct/rates", fire_and_change<DirectMethod>)
        ->Arg(size)
        ->Iterations(100000000 / size);
  }
  add("ladder/rates", fire_and_change<QueuedClocks<LadderQueue>>);
  add("calendar/rates", fire_and_change<QueuedClocks<CalendarQueue>>);
  add("heap_4/rates", fire_and_change<QueuedClocks<DaryHeap<4>>>);
  add_channels<DirectMethod>("direct", Cost::linear);
  add_channels<QueuedClocks<DaryHeap<4>>>("next_reaction", Cost::constant);
  add_channels<CompositionRejection>("rejection", Cost::constant);
  return true;
}();

}  // namespace
}  // namespace quell
