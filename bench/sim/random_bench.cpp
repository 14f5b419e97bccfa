// SPDX-License-Identifier: BSD-3-Clause
#include <benchmark/benchmark.h>

#include <cstdint>

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

/// What an event costs that continues the stream of its own entity: key, block, two draws.
void resume(benchmark::State& state) {
  std::uint32_t entity = 0;
  std::uint32_t block = 0;
  for (auto _ : state) {
    Stream stream{root, 1, ++entity, block};
    benchmark::DoNotOptimize(stream.exponential());
    benchmark::DoNotOptimize(stream.below(1000));
    block = stream.block() & 0xffU;
  }
  state.SetItemsProcessed(state.iterations());
}

std::uint32_t word(Stream& s) { return s(); }
double uniform(Stream& s) { return s.uniform(); }
std::uint32_t below_1000(Stream& s) { return s.below(1000); }
double exponential(Stream& s) { return s.exponential(); }
double lognormal_1(Stream& s) { return lognormal(s, 1.0, 1.3); }
std::uint32_t poisson_1(Stream& s) { return poisson(s, 1.0); }
std::uint32_t poisson_100(Stream& s) { return poisson(s, 100.0); }
std::uint32_t geometric_tenth(Stream& s) { return geometric(s, 0.1); }

BENCHMARK_CAPTURE(draw_in_sequence, word, word)->Name("sim/random/word/1");
BENCHMARK_CAPTURE(draw_in_sequence, uniform, uniform)->Name("sim/random/uniform/1");
BENCHMARK_CAPTURE(draw_in_sequence, below, below_1000)->Name("sim/random/below/1000");
BENCHMARK_CAPTURE(draw_in_sequence, exponential, exponential)->Name("sim/random/exponential/1");
BENCHMARK_CAPTURE(draw_in_sequence, normal, normal)->Name("sim/random/normal/1");
BENCHMARK_CAPTURE(draw_in_sequence, lognormal, lognormal_1)->Name("sim/random/lognormal/1");
BENCHMARK_CAPTURE(draw_in_sequence, poisson_1, poisson_1)->Name("sim/random/poisson/1");
BENCHMARK_CAPTURE(draw_in_sequence, poisson_100, poisson_100)->Name("sim/random/poisson/100");
BENCHMARK_CAPTURE(draw_in_sequence, geometric, geometric_tenth)->Name("sim/random/geometric/10");
BENCHMARK(resume)->Name("sim/random/resume_and_draw_twice/1");

}  // namespace
}  // namespace quell
