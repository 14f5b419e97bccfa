// SPDX-License-Identifier: BSD-3-Clause
// End to end: the baseline's first three months, from a configuration in memory to the last
// recorded observation.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "models/model.hpp"
#include "scenarios/scenario.hpp"

namespace quell {
namespace {

Config baseline(const std::string& scale) {
  return read_scenario(QUELL_SOURCE_DIR "/scenarios/baseline.toml",
                       {{"run.scale", scale}, {"run.end", "2014-10-01"}})
      .config;
}

/// Adds up what a model's state takes.
class ByteCounter final : public BlockVisitor {
 public:
  [[nodiscard]] double total() const { return static_cast<double>(total_); }
  std::size_t length(std::string_view /*name*/, std::size_t current) override { return current; }
  void bytes(std::string_view /*name*/, std::byte* /*data*/, std::size_t size) override {
    total_ += size;
  }

 private:
  std::size_t total_ = 0;
};

void build(benchmark::State& state, const std::string& scale) {
  const Config config = baseline(scale);
  std::uint64_t bytes = 0;
  for (auto _ : state) {
    const std::unique_ptr<Model> model = make_model(config, 0);
    state.PauseTiming();
    ByteCounter counter;
    model->visit_blocks(counter);
    bytes = static_cast<std::uint64_t>(counter.total());
    state.ResumeTiming();
  }
  state.counters["state bytes"] = static_cast<double>(bytes);
}

/// Building the initial network is not timed.
void run(benchmark::State& state, const std::string& scale) {
  const Config config = baseline(scale);
  std::uint64_t events = 0;
  double bytes = 0.0;
  for (auto _ : state) {
    state.PauseTiming();
    std::unique_ptr<Model> model = make_model(config, 0);
    state.ResumeTiming();
    while (!model->is_done()) model->advance();
    state.PauseTiming();
    events += model->events();
    ByteCounter counter;
    model->visit_blocks(counter);
    bytes = counter.total();
    model.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
  state.counters["state bytes"] = bytes;
}

BENCHMARK_CAPTURE(build, hundredth, "0.01")
    ->Name("models/network/build/scale:0.01")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build, tenth, "0.1")
    ->Name("models/network/build/scale:0.1")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run, hundredth, "0.01")
    ->Name("models/network/three_months/scale:0.01")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run, tenth, "0.1")
    ->Name("models/network/three_months/scale:0.1")
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quell
