// SPDX-License-Identifier: BSD-3-Clause
// The two years of the baseline in every variant that takes it, from a configuration in memory to
// the last recorded observation, its start included. What a variant has no events or accounts of is
// not counted.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "models/model.hpp"
#include "models/variant.hpp"
#include "scenarios/scenario.hpp"

namespace quell {
namespace {

/// Accounts that stood, over the time that they did; members of groups, where there are no others.
double account_years(const Config& config, const Recording& recording) {
  constexpr double days_per_year = 365.25;
  const std::vector<double>& active = recording.values[observable("active_pro_accounts")];
  if (active.empty()) {
    return config.at("population").real("pro_accounts") * config.at("run").real("scale") *
           config.duration().days / days_per_year;
  }
  const std::size_t width = active.size() / recording.times.size();
  double years = 0.0;
  for (std::size_t row = 1; row < recording.times.size(); ++row) {
    const double days = recording.times[row] - recording.times[row - 1];
    for (std::size_t k = 0; k < width; ++k) years += active[row * width + k] * days / days_per_year;
  }
  return years;
}

void two_years(benchmark::State& state, const std::string& model, const std::string& scale) {
  const Config config = read_scenario(QUELL_SOURCE_DIR "/scenarios/baseline.toml",
                                      {{"run.model", model}, {"run.scale", scale}})
                            .config;
  std::uint64_t events = 0;
  double years = 0.0;
  for (auto _ : state) {
    const std::unique_ptr<Model> run = make_model(config, 0);
    while (!run->is_done()) run->advance();
    state.PauseTiming();
    events += run->events();
    years += account_years(config, run->recording());
    state.ResumeTiming();
  }
  const auto per_second = [](double amount) {
    return benchmark::Counter(amount, benchmark::Counter::kIsRate);
  };
  if (events > 0) state.counters["events/s"] = per_second(static_cast<double>(events));
  state.counters["account-years/s"] = per_second(years);
}

const bool is_registered = [] {
  for (const VariantSpec* variant : all_variants()) {
    if (variant->has_own_scenarios) continue;
    const std::string model{variant->name};
    for (const char* scale : {"0.1", "1.0"}) {
      if (model == "network" && scale == std::string{"1.0"}) continue;  // minutes
      benchmark::RegisterBenchmark(
          ("models/variants/" + model + "/two_years/scale:" + scale).c_str(),
          [model, scale](benchmark::State& state) { two_years(state, model, scale); })
          ->Unit(benchmark::kMillisecond);
    }
  }
  return true;
}();

}  // namespace
}  // namespace quell
