// SPDX-License-Identifier: BSD-3-Clause
// Groups that join and break up: known by their sizes alone (variant `aggregates`), and as rings of
// members (variant `network`). One event in eleven breaks a group up, as [channels] has it; groups
// are in their steady state when timing starts.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>

#include "models/aggregates/group_sizes.hpp"
#include "models/model.hpp"
#include "models/network/aggregates.hpp"
#include "scenarios/scenario.hpp"
#include "sim/random.hpp"

namespace quell {
namespace {

constexpr double joins = 10.0 / 11;

void happen(GroupSizes& groups, Stream& stream) {
  const GroupSizes::Place place = groups.of_uniform_member(stream);
  if (stream.coin() < joins) {
    groups.join(place, groups.of_uniform_member(stream));
  } else {
    groups.break_up(place);
  }
}

void happen(Aggregates& groups, Stream& stream) {
  const std::uint32_t member = stream.below(groups.members());
  if (stream.coin() < joins) {
    groups.join(member, stream.below(groups.members()));
  } else {
    groups.break_up(member);
  }
}

template <class Groups>
void events(benchmark::State& state) {
  const auto members = static_cast<std::uint32_t>(state.range(0));
  Stream stream{{.seed = 5, .replicate = 0}, 0, 0};
  Groups groups{members};
  for (std::uint64_t k = 0; k < 10 * std::uint64_t{members}; ++k) happen(groups, stream);
  for (auto _ : state) happen(groups, stream);
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

/// Two years of the baseline's 46,000 members at the rates that [channels] has without keys.
void run(benchmark::State& state) {
  const Config config = read_scenario(QUELL_SOURCE_DIR "/scenarios/baseline.toml",
                                      {{"run.model", "aggregates"}, {"run.scale", "1.0"}})
                            .config;
  std::uint64_t events = 0;
  for (auto _ : state) {
    const std::unique_ptr<Model> model = make_model(config, 0);
    while (!model->is_done()) model->advance();
    events += model->events();
  }
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
}

BENCHMARK(events<GroupSizes>)
    ->Name("models/aggregates/sizes")
    ->RangeMultiplier(10)
    ->Range(1000, 1000000);
BENCHMARK(events<Aggregates>)
    ->Name("models/aggregates/rings")
    ->RangeMultiplier(10)
    ->Range(1000, 1000000);
BENCHMARK(run)->Name("models/aggregates/two_years/scale:1")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quell
