// SPDX-License-Identifier: BSD-3-Clause
// Runs for which there is no room say so before they begin.
#include "cli/resources.hpp"

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>

#include "models/model.hpp"
#include "output/trial.hpp"
#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"
#include "tests/models/runs.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define QUELL_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define QUELL_SANITIZED
#endif

using namespace quell;

namespace {

constexpr double giga = 1e9;

Demand demand(double state, unsigned at_once) {
  return {.each = {.state = state, .recording = 1e6}, .runs = 20, .at_once = at_once, .scale = 0.5};
}

}  // namespace

TEST_CASE("resources: what there is no room for is refused, with what would fit", "[cli]") {
  const Supply supply{.memory = 4.0 * giga, .disk = 10.0 * giga};
  CHECK(!shortage(demand(1.9 * giga, 2), supply));
  const std::string two = shortage(demand(1.99 * giga, 2), supply).value();
  CHECK_THAT(two, StartsWith("the runs need some 4.02 GB of memory (2 at once with 1.99 GB each"));
  CHECK_THAT(two, EndsWith("4 GB can be had) pass --jobs 1"));
  CHECK_THAT(shortage(demand(0.5 * giga, 9), supply).value(), EndsWith("pass --jobs 7"));
  CHECK_THAT(shortage(demand(9.0 * giga, 2), supply).value(),
             EndsWith("pass --jobs 1 and --scale 0.2 or less"));
  Demand many = demand(0.0, 1);
  many.runs = 10000;
  CHECK_THAT(shortage(many, supply).value(),
             EndsWith("pass fewer --replicates, or let the scenario record less often"));

  Demand kept = demand(1.0 * giga, 1);
  kept.states = 10;
  CHECK(!shortage(kept, supply));
  kept.states = 11;
  CHECK_THAT(
      shortage(kept, supply).value(),
      StartsWith("the states of the runs need some 11 GB on the disk (11 of 1 GB each; 10 GB "
                 "are free) pass -o for another disk"));
}

TEST_CASE("resources: this machine has some memory and some disk", "[cli]") {
  const Supply supply = supply_for("results.h5");
  CHECK(supply.memory > 1e7);
  CHECK(std::isfinite(supply.memory));
  CHECK(supply.disk > 0.0);
  CHECK(std::isinf(supply_for("/nowhere/at/all.h5").disk));
}

TEST_CASE("resources: what grows beyond the supply is refused memory", "[cli]") {
  const double all = supply_for("results.h5").memory;
  const auto has = [](double supply, unsigned threads, double bytes) {
    return survives(
        [&] {
          bound_memory({.memory = supply, .disk = 0.0}, threads);
          if (!is_room_for(static_cast<std::size_t>(bytes))) std::abort();
        },
        std::chrono::seconds{60});
  };
  CHECK(has(0.5 * all, 0, 0.4 * all));
  CHECK_FALSE(has(0.5 * all, 0, 0.6 * all));
  CHECK(has(all, 0, 0.4 * all));
  CHECK(has(std::numeric_limits<double>::infinity(), 0, 0.4 * all));
  CHECK(has(1e8, 10, 2e8));  // threads have their stacks besides
  CHECK_FALSE(has(1e8, 0, 2e8));
  // The limit counts as what there is, and does not grow again.
  CHECK(survives(
      [&] {
        bound_memory({.memory = 0.5 * all, .disk = 0.0}, 0);
        if (supply_for("results.h5").memory > 0.5 * all) std::abort();
        bound_memory({.memory = all, .disk = 0.0}, 0);
        if (is_room_for(static_cast<std::size_t>(0.6 * all))) std::abort();
      },
      std::chrono::seconds{60}));
}

TEST_CASE("resources: files that a control group has cached are no shortage", "[cli]") {
  const TemporaryFolder folder;
  const auto put = [&](const char* name, const std::string& text) {
    std::ofstream(folder / name) << text;
  };
  CHECK(std::isinf(left_in_group(folder / "")));
  put("memory.max", "max\n");
  put("memory.current", "950\n");
  CHECK(std::isinf(left_in_group(folder / "")));
  put("memory.max", "1000\n");
  CHECK(left_in_group(folder / "") == 50.0);
  put("memory.stat", "anon 100\nfile 850\ninactive_file 600\nactive_file 200\n");
  CHECK(left_in_group(folder / "") == 850.0);
}

TEST_CASE("resources: of groups within each other the tightest counts", "[cli]") {
  const TemporaryFolder folder;
  const auto put = [&](const std::string& group, int most, int used) {
    std::filesystem::create_directories(folder / group);
    std::ofstream(folder / group / "memory.max") << most;
    std::ofstream(folder / group / "memory.current") << used;
  };
  const auto left = [&](const std::string& membership) {
    std::ofstream(folder / "cgroup") << membership;
    return left_in_groups(folder / "", folder / "cgroup");
  };
  put("job", 1000, 400);
  put("job/step", 5000, 100);
  put("other", 10, 0);
  CHECK(left("1:name=systemd:/other\n0::/job/step\n") == 600.0);
  CHECK(left("0::/other\n") == 10.0);
  CHECK(std::isinf(left("0::/\n")));
  CHECK(std::isinf(left("")));
  std::filesystem::remove(folder / "cgroup");
  CHECK(std::isinf(left_in_groups(folder / "", folder / "cgroup")));
}

TEST_CASE("resources: a run and a sweep under way are bounded", "[cli]") {
  const TemporaryFolder folder;
  const std::string sweep = folder / "sweep.toml";
  std::ofstream(sweep) << "scenario = \"" << tiny_scenario() << R"("
replicates = 2000
[vary]
following.initial_mean = [20, 21]
)";
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"run", tiny_scenario(), "-o", folder / "a.h5", "--replicates", "4000", "--jobs", "2"},
           {"sweep", "run", sweep, "--folder", folder / "runs", "--no-merge", "--jobs", "2"}}) {
    const Program program(words);
    REQUIRE(program.waits_for(" % ("));
    const std::string limits = program.limits();
    const std::string name = "Max data size";
    REQUIRE(limits.find(name) != std::string::npos);
    const double most = std::atof(limits.c_str() + limits.find(name) + name.size());
    CHECK(most > 1e8);  // 0: unlimited
  }
}

#ifndef QUELL_SANITIZED  // sanitizers need more than that
TEST_CASE("resources: what grows without end fails, and what is done is kept", "[cli]") {
  const TemporaryFolder folder;
  const std::string sweep = folder / "sweep.toml";
  std::ofstream(sweep) << "scenario = \"" << QUELL_SOURCE_DIR << R"(/scenarios/hashkat-mixed.toml"
replicates = 2
[vary]
resharing.probability = [0.005, 0.04]
)";
  const Finished end =
      quell_program({"sweep", "run", sweep, "--folder", folder / "runs", "--no-merge", "--jobs=1"},
                    {.data_limit = 120'000'000});
  CHECK(end.code == 1);
  CHECK_THAT(end.out, StartsWith("2 runs in "));
  CHECK_THAT(end.err, ContainsSubstring("2 runs failed"));
  CHECK_THAT(end.err, ContainsSubstring("out of memory"));
}
#endif

// Lists hold room that is not filled, which the state in blocks has too; some of it is there in the
// smallest run.
TEST_CASE("resources: the state of a run is about as large as was told", "[models]") {
  const Config config = scenario(
      1, "[population]\npro_accounts = 3000\naudience = 300000\n[following]\ninitial_mean = 600\n");
  const auto bytes = static_cast<double>(blocks_of(*make_model(config, 0)).size());
  const double told = footprint_of(config).state;
  CAPTURE(bytes, told);
  CHECK(told > 0.6 * bytes);
  CHECK(told < 1.4 * bytes);
}

TEST_CASE("resources: what a run records is as large as was told", "[models]") {
  const Config config = golden_scenario();
  const Recording recording = record(config);
  std::size_t recorded = recording.times.size();
  for (std::size_t row = 0; row < observables.size(); ++row) {
    if (row_size(observables[row], axes_of(config)) > 0) recorded += recording.values[row].size();
  }
  CHECK(footprint_of(config).recording == static_cast<double>(recorded * sizeof(double)));
}

TEST_CASE("resources: a run that cannot fit begins nothing and leaves nothing", "[cli]") {
  const TemporaryFolder folder;
  for (const char* more : {"--live", "--checkpoint-every=1h"}) {
    const Finished end = quell_program(
        {"run", tiny_scenario(), "-o", folder / "a.h5", "--scale", "1", "--set",
         "population.pro_accounts=10000000", "--set", "population.audience=200000000", "--set",
         "following.initial_mean=1000000", "--set", "following.initial_max=1000000", more});
    CHECK(end.code == 1);
    CHECK_THAT(end.err, ContainsSubstring("quell: error: the runs need some "));
    CHECK_THAT(end.err, ContainsSubstring("--scale "));
    CHECK(folder.names().empty());
  }
}

TEST_CASE("resources: a sweep that cannot fit says so before the first run is done", "[cli]") {
  const TemporaryFolder folder;
  const std::string sweep = folder / "sweep.toml";
  std::ofstream(sweep) << "scenario = \"" << tiny_scenario() << R"("
replicates = 1
[vary]
following.initial_mean = [900000, 1000000]
)";
  const Finished end =
      quell_program({"sweep", "run", sweep, "--folder", folder / "runs", "--no-merge", "--jobs=2",
                     "--scale=1", "--set=population.pro_accounts=10000000",
                     "--set=population.audience=200000000", "--set=following.initial_max=1000000"});
  CHECK(end.code == 1);
  CHECK_THAT(end.err, ContainsSubstring("quell: error: the runs need some "));
  CHECK_THAT(end.err, ContainsSubstring("(2 at once with "));
  CHECK(folder.names() == std::vector<std::string>{"sweep.toml"});
}

TEST_CASE("resources: a point that cannot be, whatever it needs, leaves the others of a sweep be",
          "[cli]") {
  const TemporaryFolder folder;
  const std::string sweep = folder / "sweep.toml";
  std::ofstream(sweep) << "scenario = \"" << tiny_scenario() << R"("
replicates = 1
[vary]
population.core_share = [0.1, 0.5, 0.8]
population.amplifier_share = [0.1, 0.3]
)";
  const Finished end =
      quell_program({"sweep", "run", sweep, "--folder", folder / "runs", "--no-merge"});
  CHECK(end.code == 1);
  CHECK_THAT(end.out, StartsWith("5 runs in "));
  CHECK_THAT(end.err, ContainsSubstring("1 run failed"));
}
