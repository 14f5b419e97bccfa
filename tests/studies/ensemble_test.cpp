// SPDX-License-Identifier: BSD-3-Clause
#include "studies/ensemble.hpp"

#include <atomic>
#include <stdexcept>

#include "models/policy.hpp"
#include "output/schema.hpp"
#include "scenarios/scenario.hpp"
#include "studies/results.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

Config tiny(const std::vector<Override>& changes = {}) {
  const std::string path = std::string{QUELL_SOURCE_DIR} + "/tests/scenarios/tiny.toml";
  return read_scenario(path, changes).config;
}

/// Adds up what it is told, and asks for an end once `enough` days have gone by.
class Watcher final : public EnsembleMonitor {
 public:
  explicit Watcher(double enough = 1e9) : enough_(enough) {}
  void advanced(std::uint32_t /*index*/, Duration step, std::uint64_t events) noexcept override {
    days_ = days_ + step.days;
    events_ += events;
  }
  [[nodiscard]] bool should_stop() const noexcept override { return days_ >= enough_; }
  [[nodiscard]] double days() const { return days_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  double enough_;
  std::atomic<double> days_{0.0};
  std::atomic<std::uint64_t> events_{0};
};

std::unique_ptr<Policy> fail_in_replicate_1(const ParamValues& /*values*/,
                                            const PolicyPlace& place) {
  if (place.root.replicate == 1) throw std::runtime_error("the policy gave up");
  return std::make_unique<Policy>();
}

constexpr PolicySpec fragile{.name = "fragile",
                             .summary = "Fails in replicate 1.",
                             .params = {},
                             .make = fail_in_replicate_1};

}  // namespace

TEST_CASE("ensemble: replicates come in order and differ, whatever the number of threads",
          "[studies]") {
  Watcher alone;
  Watcher together;
  const Config config = tiny({{"run.replicates", "5"}});
  const EnsembleResult one = run_ensemble(config, 1, alone);
  const EnsembleResult three = run_ensemble(config, 3, together);
  CHECK(one.replicates == std::vector<std::uint32_t>{0, 1, 2, 3, 4});
  CHECK(one.replicates == three.replicates);
  CHECK(one.events == three.events);
  const std::size_t edges = observable("edges");
  for (std::size_t r = 0; r < 5; ++r) {
    CHECK(one.recordings[r].values[edges] == three.recordings[r].values[edges]);
  }
  CHECK(one.recordings[0].values[edges] != one.recordings[1].values[edges]);
  CHECK_FALSE(one.is_interrupted);
  CHECK(one.failures.empty());
}

TEST_CASE("ensemble: the monitor is told of every day and every event", "[studies]") {
  Watcher watcher;
  const EnsembleResult result = run_ensemble(tiny(), 2, watcher);
  CHECK_THAT(watcher.days(), WithinRel(2 * 40.0, 1e-9));
  CHECK(watcher.events() == result.events);
  CHECK(result.events > 0);
}

TEST_CASE("ensemble: a replicate that throws is recorded and the others go on", "[studies]") {
  Watcher watcher;
  Config config = tiny({{"run.replicates", "4"}});
  config.policies.push_back({&fragile, "fragile", ParamValues{}});
  const EnsembleResult result = run_ensemble(config, 2, watcher);
  CHECK(result.replicates == std::vector<std::uint32_t>{0, 2, 3});
  CHECK(result.recordings.size() == 3);
  CHECK(result.failures == std::vector<std::string>{"replicate 1: the policy gave up"});
  CHECK_FALSE(result.is_interrupted);
  const Dataset data = results_of(config, result, "x", {});
  CHECK(schema_problems(data).empty());
  CHECK(data.find_dimension("replicate")->positions == std::vector<double>{0, 2, 3});
}

TEST_CASE("ensemble: a stop drops the replicate under way and keeps the finished ones",
          "[studies]") {
  Watcher watcher{2.5 * 40};
  const EnsembleResult result = run_ensemble(tiny({{"run.replicates", "9"}}), 1, watcher);
  CHECK(result.replicates == std::vector<std::uint32_t>{0, 1});
  CHECK(result.recordings.size() == 2);
  CHECK(result.is_interrupted);
  CHECK(result.failures.empty());
  CHECK_THAT(watcher.days(), WithinRel(2.5 * 40, 1e-9));
}

TEST_CASE("ensemble: a stop before the start leaves nothing", "[studies]") {
  Watcher watcher{0.0};
  const EnsembleResult result = run_ensemble(tiny(), 2, watcher);
  CHECK(result.replicates.empty());
  CHECK(result.is_interrupted);
  CHECK(watcher.days() == 0.0);
}

TEST_CASE("results: what a run gives fits the schema of the file", "[studies]") {
  const std::string baseline = std::string{QUELL_SOURCE_DIR} + "/scenarios/baseline.toml";
  const std::string bare = "[run]\nstart = 2014-07-01\nend = 2014-07-04T12:00:00\nscale = 0.002\n";
  const std::vector<Config> configs{
      tiny(), tiny({{"run.cadence", "7"}}),
      read_scenario(baseline,
                    {{"run.scale", "0.002"}, {"run.replicates", "2"}, {"run.end", "2014-07-20"}})
          .config,
      read_scenario_text(bare, "bare", {{"run.replicates", "1"}}).config};
  REQUIRE(configs.back().policies.empty());
  for (const Config& config : configs) {
    Watcher watcher;
    const EnsembleResult result = run_ensemble(config, 2, watcher);
    CHECK(result.failures.empty());
    const Dataset data = results_of(config, result, "title", {"first", "second"});
    CHECK(schema_problems(data) == std::vector<std::string>{});
    CHECK((data.find_dimension("policy") == nullptr) == config.policies.empty());
    CHECK(data.find_dimension("time")->unit == "days since 2014-07-01");
    CHECK(std::get<std::string>(*data.find_attribute("warnings")) == "first\nsecond");
    CHECK(resolved_toml(read_scenario_text(data.scenario, "stored").config) == data.scenario);
  }
}
