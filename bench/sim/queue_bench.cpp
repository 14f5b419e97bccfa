// SPDX-License-Identifier: BSD-3-Clause
// Hold model (Jones 1986, doi:10.1145/5684.5686): pop the earliest event and push one that is later
// by a random increment, at constant size. Each size starts with as many holds as it has events,
// untimed, so that times have their stationary spread.
// 10^7 events need a minute and 1 GiB: --benchmark_filter=-large leaves them out.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <boost/heap/d_ary_heap.hpp>
#include <cmath>
#include <queue>
#include <string>
#include <vector>

#include "sim/calendar_queue.hpp"
#include "sim/dary_heap.hpp"
#include "sim/ladder_queue.hpp"
#include "sim/random.hpp"

namespace quell {
namespace {

struct Later {
  bool operator()(const Event& a, const Event& b) const { return earlier(b, a); }
};

using StdQueue = std::priority_queue<Event, std::vector<Event>, Later>;
template <unsigned Arity>
using BoostHeap =
    boost::heap::d_ary_heap<Event, boost::heap::arity<Arity>, boost::heap::compare<Later>>;

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

template <class Queue>
void hold(benchmark::State& state, Shape shape) {
  const std::vector<double> values = increments(shape);
  const auto size = static_cast<std::uint32_t>(state.range(0));
  std::size_t next = 0;
  const auto draw = [&] { return values[next++ & (values.size() - 1)]; };
  Queue queue;
  for (std::uint32_t k = 0; k < size; ++k) queue.push({.time = draw(), .entity = k});
  const auto step = [&] {
    Event event = queue.top();
    queue.pop();
    event.time += draw();
    queue.push(event);
  };
  for (std::uint32_t k = 0; k < size; ++k) step();
  for (auto _ : state) step();
  state.SetItemsProcessed(state.iterations());
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

template <class Queue>
void add(const std::string& name, Shape shape, const std::string& shape_name) {
  const std::string hold_name = name + "/hold_" + shape_name;
  const auto run = [shape](benchmark::State& state) { hold<Queue>(state, shape); };
  benchmark::RegisterBenchmark(("sim/" + hold_name).c_str(), run)
      ->RangeMultiplier(10)
      ->Range(1000, 1000000);
  benchmark::RegisterBenchmark(("sim/large/" + hold_name).c_str(), run)
      ->Arg(10000000)
      ->Iterations(5000000);
}

const bool is_registered = [] {
  const std::pair<Shape, const char*> shapes[] = {{Shape::exponential, "exponential"},
                                                  {Shape::uniform, "uniform"},
                                                  {Shape::bimodal, "bimodal"},
                                                  {Shape::heavy_tailed, "heavy_tailed"}};
  for (const auto& [shape, name] : shapes) {
    add<DaryHeap<4>>("dary_heap_4", shape, name);
    add<DaryHeap<8>>("dary_heap_8", shape, name);
    add<CalendarQueue>("calendar_queue", shape, name);
    add<LadderQueue>("ladder_queue", shape, name);
    add<StdQueue>("std_priority_queue", shape, name);
    add<BoostHeap<4>>("boost_d_ary_heap_4", shape, name);
    add<BoostHeap<8>>("boost_d_ary_heap_8", shape, name);
  }
  return true;
}();

}  // namespace
}  // namespace quell
