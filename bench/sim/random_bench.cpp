// SPDX-License-Identifier: BSD-3-Clause
#include <benchmark/benchmark.h>

#include <array>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>
#include <cstdint>
#include <random>

#include "sim/random.hpp"

namespace quell {
namespace {

constexpr StreamRoot root{.seed = 2016, .replicate = 1};

/// One draw after another from one stream.
template <class Draw>
void draw_in_sequence(benchmark::State& state, Draw draw) {
  Stream stream{root, 1, 1};
  for (auto _ : state) benchmark::DoNotOptimize(draw(stream));
  state.SetItemsProcessed(state.iterations());
}

/// The same of another library's distribution, whose parameters never change.
template <class Generator, class Distribution>
void draw_of_library(benchmark::State& state, Generator generator, Distribution distribution) {
  for (auto _ : state) benchmark::DoNotOptimize(distribution(generator));
  state.SetItemsProcessed(state.iterations());
}

/// A block that the next one waits for, as an event does: the ten rounds one after another.
void block(benchmark::State& state) {
  std::uint32_t next = 0;
  for (auto _ : state) {
    Stream stream{root, 1, 1, next};
    next = stream() & 0xffU;
    benchmark::DoNotOptimize(stream);
  }
  state.SetItemsProcessed(state.iterations());
}

/// What an event costs that continues the stream of its own entity: key, block, some draws.
template <class Draw>
void resume(benchmark::State& state, Draw draw) {
  std::uint32_t entity = 0;
  std::uint32_t block = 0;
  for (auto _ : state) {
    Stream stream{root, 1, ++entity, block};
    draw(stream);
    block = stream.block() & 0xffU;
  }
  state.SetItemsProcessed(state.iterations());
}

void twice(Stream& s) {
  benchmark::DoNotOptimize(s.exponential());
  benchmark::DoNotOptimize(s.below(1000));
}

/// As an event of a clock does: what happens, to whom, and when the next will be.
void for_event(Stream& s) {
  benchmark::DoNotOptimize(s.coin());
  benchmark::DoNotOptimize(s.coin());
  benchmark::DoNotOptimize(s.exponential());
}

/// Means that differ from call to call, as those of accounts, uniform on (0, 16).
void poisson_of_many(benchmark::State& state) {
  Stream stream{root, 1, 1};
  std::array<double, 1024> means{};
  for (double& mean : means) mean = 16 * stream.uniform();
  std::size_t k = 0;
  for (auto _ : state) benchmark::DoNotOptimize(poisson(stream, means[++k % means.size()]));
  state.SetItemsProcessed(state.iterations());
}

std::uint32_t word(Stream& s) { return s(); }
double coin(Stream& s) { return s.coin(); }
double uniform(Stream& s) { return s.uniform(); }
std::uint32_t below_1000(Stream& s) { return s.below(1000); }
double exponential(Stream& s) { return s.exponential(); }
double minus_log(Stream& s) { return -std::log(s.uniform()); }
double lognormal_1(Stream& s) { return lognormal(s, 1.0, 1.3); }
std::uint32_t poisson_tenth(Stream& s) { return poisson(s, 0.1); }
std::uint32_t poisson_1(Stream& s) { return poisson(s, 1.0); }
std::uint32_t poisson_8(Stream& s) { return poisson(s, 8.0); }
std::uint32_t poisson_100(Stream& s) { return poisson(s, 100.0); }
std::uint32_t geometric_tenth(Stream& s) { return geometric(s, 0.1); }
std::uint32_t geometric_3_tenths(Stream& s) { return geometric(s, 0.3); }

BENCHMARK(block)->Name("sim/random/block/1");
BENCHMARK_CAPTURE(draw_in_sequence, word, word)->Name("sim/random/word/1");
BENCHMARK_CAPTURE(draw_in_sequence, coin, coin)->Name("sim/random/coin/1");
BENCHMARK_CAPTURE(draw_in_sequence, uniform, uniform)->Name("sim/random/uniform/1");
BENCHMARK_CAPTURE(draw_in_sequence, below, below_1000)->Name("sim/random/below/1000");
BENCHMARK_CAPTURE(draw_in_sequence, exponential, exponential)->Name("sim/random/exponential/1");
BENCHMARK_CAPTURE(draw_in_sequence, normal, normal)->Name("sim/random/normal/1");
BENCHMARK_CAPTURE(draw_in_sequence, lognormal, lognormal_1)->Name("sim/random/lognormal/1");
BENCHMARK_CAPTURE(draw_in_sequence, poisson_tenth, poisson_tenth)->Name("sim/random/poisson/0.1");
BENCHMARK_CAPTURE(draw_in_sequence, poisson_1, poisson_1)->Name("sim/random/poisson/1");
BENCHMARK_CAPTURE(draw_in_sequence, poisson_8, poisson_8)->Name("sim/random/poisson/8");
BENCHMARK_CAPTURE(draw_in_sequence, poisson_100, poisson_100)->Name("sim/random/poisson/100");
BENCHMARK(poisson_of_many)->Name("sim/random/poisson_of_many/8");
BENCHMARK_CAPTURE(draw_in_sequence, geometric, geometric_tenth)->Name("sim/random/geometric/0.1");
BENCHMARK_CAPTURE(draw_in_sequence, geometric_3, geometric_3_tenths)
    ->Name("sim/random/geometric/0.3");
BENCHMARK_CAPTURE(resume, twice, twice)->Name("sim/random/resume_and_draw_twice/1");
BENCHMARK_CAPTURE(resume, for_event, for_event)->Name("sim/random/resume_for_event/1");

// What else there is: -log(u), Boost's on a Stream, the standard library's on its own generator.
using Mt = std::mt19937_64;
namespace br = boost::random;
BENCHMARK_CAPTURE(draw_in_sequence, minus_log, minus_log)->Name("sim/random/minus_log/1");
BENCHMARK_CAPTURE(draw_of_library, bx, Stream{root, 1, 1}, br::exponential_distribution<>{})
    ->Name("sim/random_boost/exponential/1");
BENCHMARK_CAPTURE(draw_of_library, bn, Stream{root, 1, 1}, br::normal_distribution<>{})
    ->Name("sim/random_boost/normal/1");
BENCHMARK_CAPTURE(draw_of_library, bp8, Stream{root, 1, 1}, br::poisson_distribution<>{8.0})
    ->Name("sim/random_boost/poisson/8");
BENCHMARK_CAPTURE(draw_of_library, bp100, Stream{root, 1, 1}, br::poisson_distribution<>{100.0})
    ->Name("sim/random_boost/poisson/100");
BENCHMARK_CAPTURE(draw_of_library, w, Mt{2016}, [](Mt& mt) {
  return mt();
})->Name("sim/random_std/word/1");
BENCHMARK_CAPTURE(draw_of_library, u, Mt{2016}, std::uniform_real_distribution<>{})
    ->Name("sim/random_std/uniform/1");
BENCHMARK_CAPTURE(draw_of_library, b, Mt{2016}, std::uniform_int_distribution<>{0, 999})
    ->Name("sim/random_std/below/1000");
BENCHMARK_CAPTURE(draw_of_library, x, Mt{2016}, std::exponential_distribution<>{})
    ->Name("sim/random_std/exponential/1");
BENCHMARK_CAPTURE(draw_of_library, n, Mt{2016}, std::normal_distribution<>{})
    ->Name("sim/random_std/normal/1");
BENCHMARK_CAPTURE(draw_of_library, l, Mt{2016}, std::lognormal_distribution<>{0.0, 1.3})
    ->Name("sim/random_std/lognormal/1");
BENCHMARK_CAPTURE(draw_of_library, p01, Mt{2016}, std::poisson_distribution<>{0.1})
    ->Name("sim/random_std/poisson/0.1");
BENCHMARK_CAPTURE(draw_of_library, p8, Mt{2016}, std::poisson_distribution<>{8.0})
    ->Name("sim/random_std/poisson/8");
BENCHMARK_CAPTURE(draw_of_library, p100, Mt{2016}, std::poisson_distribution<>{100.0})
    ->Name("sim/random_std/poisson/100");
BENCHMARK_CAPTURE(draw_of_library, g, Mt{2016}, std::geometric_distribution<>{0.3})
    ->Name("sim/random_std/geometric/0.3");

}  // namespace
}  // namespace quell
