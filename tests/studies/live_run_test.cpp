// SPDX-License-Identifier: BSD-3-Clause
#include "studies/live_run.hpp"

#include "models/observables.hpp"
#include "scenarios/scenario.hpp"
#include "studies/results.hpp"
#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

Config tiny() {
  return read_scenario(std::string{QUELL_SOURCE_DIR} + "/tests/scenarios/tiny.toml", {}).config;
}

}  // namespace

TEST_CASE("live run: it has a place for each observable along time, and only for those",
          "[studies]") {
  const Config config = tiny();
  const Dataset layout = live_layout(config, "tiny");
  CHECK(layout.find_dimension("replicate")->size == 2);
  CHECK(layout.find_dimension("time")->size == 41);
  for (const char* name : {"traffic", "active_pro_accounts", "recruits", "policy_cost"}) {
    CHECK(layout.find_variable(name) != nullptr);
  }
  for (const char* name : {"persons", "endings_by_age", "channels"}) {
    CHECK(layout.find_variable(name) == nullptr);
  }
  CHECK(layout.find_attribute("events") == nullptr);
}

TEST_CASE("live run: a run with more rows than were planned, or without values, harms nothing",
          "[studies]") {
  const TemporaryFolder folder;
  const Config config = tiny();
  LiveRun live(folder / "a.h5.live", config, "tiny");
  Recording recording = blank_recording(config);
  live.take(1, recording);
  recording.times.push_back(99);
  for (auto& values : recording.values) values.assign(1000, 1.0);
  live.take(1, recording);
  CHECK_NOTHROW(live.write());
}
