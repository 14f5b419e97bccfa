// SPDX-License-Identifier: BSD-3-Clause
#include "studies/whatif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

#include "output/reader.hpp"
#include "output/schema.hpp"
#include "output/writer.hpp"
#include "scenarios/whatif.hpp"
#include "studies/results.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"
#include "tests/output/sample.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

class Unwatched final : public EnsembleMonitor {
 public:
  void advanced(std::uint32_t, Duration, std::uint64_t) noexcept override {}
  [[nodiscard]] bool should_stop() const noexcept override { return false; }
};

std::vector<EnsembleResult> run(const WhatIf& whatif, unsigned jobs = 2) {
  std::vector<Config> configs;
  for (const Arm& arm : whatif.arms) configs.push_back(arm.config);
  Unwatched monitor;
  return run_ensembles(configs, jobs, monitor);
}

Dataset results(const WhatIf& whatif) { return results_of(whatif, run(whatif)); }

std::string tiny() { return std::string{QUELL_SOURCE_DIR} + "/tests/scenarios/tiny.toml"; }

const Effect& effect(const ChangeEffects& change, const std::string& observable, Figure figure) {
  const auto at = std::find_if(change.effects.begin(), change.effects.end(), [&](const Effect& e) {
    return e.observable == observable && e.figure == figure;
  });
  if (at == change.effects.end()) throw std::logic_error("no such effect");
  return *at;
}

/// Two scenarios with rows of days 0 to 40. Each observable is the number of the day, in the second
/// scenario one more from a day on, which is one for each replicate.
Dataset one_more(const std::vector<int>& first_days) {
  const auto dimension = [](std::string name, std::size_t size) {
    Dimension made;
    made.name = std::move(name);
    made.size = size;
    return made;
  };
  Dataset data;
  data.dimensions = {dimension("change", 2), dimension("replicate", first_days.size()),
                     dimension("time", 41)};
  data.dimensions[0].labels = {"baseline", "more"};
  data.dimensions[2].unit = "days since 2014-07-01";
  for (int day = 0; day <= 40; ++day) data.dimensions[2].positions.push_back(day);
  for (const auto& [name, unit] :
       {std::pair{"edges", "1"}, {"pro_posts", "1/d"}, {"suspensions", "1"}, {"migrated", "1"}}) {
    Variable variable;
    variable.name = name;
    variable.unit = unit;
    variable.dimensions = {"change", "replicate", "time"};
    const bool is_rate = variable.unit == "1/d";
    for (const double more : {0.0, 1.0}) {
      for (const int first : first_days) {
        for (int day = 0; day <= 40; ++day) {
          const bool is_undefined = is_rate && day == 0 && first > 0;  // a rate over no time
          variable.values.push_back(is_undefined ? undefined : day + (day < first ? 0.0 : more));
        }
      }
    }
    data.variables.push_back(std::move(variable));
  }
  return data;
}

/// 400 accounts that only wait for their suspension, at `hazard` [1/d] over 20 days, and the same
/// at twice that.
WhatIf twice_the_hazard(std::uint64_t seed, int replicates) {
  const auto arm = [&](const std::string& name, double hazard) {
    return Arm{name, scenario(20, fmt::format(R"(
replicates = {}
seed = {}
[population]
pro_accounts = 400
audience = 1
counter_accounts = 0
[following]
gain = 0
initial_mean = 0
[[policy]]
kind = "suspension_hazard"
hazard = {}
)",
                                              replicates, seed, hazard))};
  };
  return {
      .title = "", .arms = {arm("baseline", 0.02), arm("twice", 0.04)}, .text = "", .warnings = {}};
}

/// Expected difference of accounts that still stand after 20 days: N (e^(-2 h t) - e^(-h t)).
const double known = 400.0 * (std::exp(-0.04 * 20.0) - std::exp(-0.02 * 20.0));

}  // namespace

TEST_CASE("what-if: a change is found as large as it is known to be", "[studies][analytic]") {
  const std::vector<ChangeEffects> effects = effects_of(results(twice_the_hazard(1, 400)));
  REQUIRE(effects.size() == 1);
  const Effect& active = effect(effects.front(), "active_pro_accounts", Figure::end);
  // A bias of 1.4 % of the difference is caught half of the time.
  check_mean(active.differences, known);
  CHECK(active.paired.mean_b - active.paired.mean_a == Approx(active.paired.difference));
  CHECK(active.is_changed);
  const Effect& suspended = effect(effects.front(), "suspensions", Figure::sum);
  check_mean(suspended.differences, -known);
  CHECK(suspended.is_headline);
}

// 400 what-ifs of two replicates: a share that is off by 6.8 % is caught half of the time; a normal
// quantile in place of Student's would cover 65 %. The difference of two binomial counts is as good
// as normal.
TEST_CASE("what-if: nine in ten intervals hold the known difference", "[studies][analytic]") {
  std::vector<double> covers;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const std::vector<ChangeEffects> effects = effects_of(results(twice_the_hazard(seed, 2)));
    const PairedDifference& paired =
        effect(effects.front(), "active_pro_accounts", Figure::end).paired;
    covers.push_back(paired.low() <= known && known <= paired.high() ? 1.0 : 0.0);
  }
  check_mean(covers, 0.9);
}

TEST_CASE("what-if: rows before a change are the same to the last bit, and its day is told",
          "[studies]") {
  const WhatIf whatif = read_whatif(
      tiny(), {.overrides = {},
               .changes = {"policy.twitter.per_day=[[2014-07-01, 600], [2014-07-21, 6000]]"},
               .without = {"policy.twitter"}});
  const Dataset data = results(whatif);
  const Dataset before = arm_of(data, 0);
  const Dataset after = arm_of(data, 1);
  const std::vector<ChangeEffects> effects = effects_of(data);
  REQUIRE(effects.size() == 2);
  CHECK(effects[0].identical_rows == 21);  // of the days 0 to 20, and 2014-07-21 is day 20
  CHECK(effects[1].identical_rows < 3);
  const std::size_t rows = before.find_dimension("time")->size;
  for (const Variable& variable : before.variables) {
    if (variable.dimensions[1] != "time") continue;
    const Variable& other = *after.find_variable(variable.name);
    const std::size_t size = variable.values.size() / 2;  // of a replicate
    for (std::size_t r = 0; r < 2; ++r) {
      INFO(variable.name);
      CHECK(std::memcmp(&variable.values[r * size], &other.values[r * size],
                        size / rows * 21 * sizeof(double)) == 0);
    }
  }
  CHECK(effect(effects[0], "suspensions", Figure::sum).paired.difference > 0.0);
}

TEST_CASE("what-if: the same values in other words make no difference at all", "[studies]") {
  const WhatIf whatif = read_whatif(
      tiny(),
      {.overrides = {}, .changes = {"policy.twitter.per_day=[[2014-07-01, 600]]"}, .without = {}});
  const std::vector<ChangeEffects> effects = effects_of(results(whatif));
  REQUIRE(effects.size() == 1);
  CHECK(effects.front().identical_rows == 41);
  CHECK(effects.front().effects.size() > 60);
  for (const Effect& effect : effects.front().effects) {
    INFO(effect.observable);
    CHECK_FALSE(effect.is_changed);
    if (std::isnan(effect.paired.mean_a))
      continue;  // what no replicate has, such as a backlog's age
    CHECK(effect.paired.difference == 0.0);
    CHECK(effect.paired.half_width == 0.0);
  }
}

TEST_CASE("what-if: figures are means of the last days, last values and sums", "[studies]") {
  const std::vector<ChangeEffects> effects = effects_of(one_more({12}));
  REQUIRE(effects.size() == 1);
  CHECK(effects[0].name == "more");
  CHECK(effects[0].identical_rows == 12);
  const auto check = [&](const char* name, Figure figure, double before, double difference) {
    INFO(name);
    const PairedDifference& paired = effect(effects[0], name, figure).paired;
    CHECK_THAT(paired.mean_a, WithinRel(before, 1e-12));
    CHECK_THAT(paired.difference, WithinRel(difference, 1e-12));
  };
  check("edges", Figure::last_days, 25.5, 29.0 / 30);  // days 11 to 40; day 11 is still the same
  check("edges", Figure::end, 40, 1);
  check("pro_posts", Figure::last_days, 25.5, 29.0 / 30);
  check("pro_posts", Figure::sum, 820, 29);  // 40 * 41 / 2
  check("suspensions", Figure::sum, 820, 29);
  check("migrated", Figure::end, 40, 1);
  CHECK(effect(effects[0], "pro_posts", Figure::sum).unit == "1");
  CHECK(effects[0].effects.front().observable == "pro_posts");  // a headline
  CHECK(effects[0].effects.size() == 6);
}

TEST_CASE("what-if: the first difference in any replicate counts", "[studies]") {
  CHECK(effects_of(one_more({12, 5, 30})).front().identical_rows == 5);
  CHECK(effects_of(one_more({0})).front().identical_rows == 0);
  CHECK(effects_of(one_more({41, 41})).front().identical_rows == 41);
}

TEST_CASE("what-if: the file holds every scenario, and each comes out as a run of its own",
          "[studies]") {
  const WhatIf whatif = read_whatif(tiny(), {.overrides = {},
                                             .changes = {"return.probability=0.5"},
                                             .without = {"policy.twitter", "counter_speech"}});
  const std::vector<EnsembleResult> runs = run(whatif);
  const Dataset data = results_of(whatif, runs);
  CHECK(schema_problems(data) == std::vector<std::string>{});
  CHECK(data.dimensions.front().labels ==
        std::vector<std::string>{"baseline", "return.probability=0.5", "without policy.twitter",
                                 "without counter_speech"});
  const TemporaryFolder folder;
  OutputFile(folder / "a.h5", Existing::refuse).write(data);
  const Dataset back = read_dataset(folder / "a.h5");
  CHECK(back.whatif == whatif.text);
  CHECK(back.scenario == resolved_toml(whatif.arms[0].config));
  for (const std::size_t arm : {0U, 1U, 3U}) {  // the other has no policy, and so no such axis
    const Dataset alone = results_of(whatif.arms[arm].config, runs[arm], "", {});
    const Dataset one = arm_of(back, arm);
    CHECK(one.find_dimension("change") == nullptr);
    REQUIRE(one.variables.size() == alone.variables.size());
    for (std::size_t k = 0; k < alone.variables.size(); ++k) {
      INFO(alone.variables[k].name);
      CHECK(one.variables[k].dimensions == alone.variables[k].dimensions);
      CHECK(is_identical(one.variables[k].values, alone.variables[k].values));
    }
  }
  const Dataset without = arm_of(back, 2);
  const std::vector<double>& actions = without.find_variable("policy_actions")->values;
  CHECK(std::all_of(actions.begin(), actions.end(), [](double count) { return count == 0.0; }));
}

TEST_CASE("what-if: threads change nothing, and a single scenario is no what-if", "[studies]") {
  const WhatIf whatif =
      read_whatif(tiny(), {.overrides = {}, .changes = {"return.probability=0.5"}, .without = {}});
  const std::vector<EnsembleResult> one = run(whatif, 1);
  const std::vector<EnsembleResult> three = run(whatif, 3);
  for (std::size_t arm = 0; arm < 2; ++arm) {
    REQUIRE(one[arm].replicates == three[arm].replicates);
    for (std::size_t r = 0; r < one[arm].recordings.size(); ++r) {
      CHECK(is_identical(one[arm].recordings[r], three[arm].recordings[r]));
    }
  }
  CHECK_THROWS_AS(effects_of(results_of(whatif.arms[0].config, one[0], "", {})),
                  std::invalid_argument);
}

TEST_CASE("what-if: of replicates, those are kept that finished in every scenario", "[studies]") {
  /// Asks for an end within the third run: replicate 1 of the baseline.
  class Impatient final : public EnsembleMonitor {
   public:
    void advanced(std::uint32_t, Duration step, std::uint64_t) noexcept override {
      days_ = days_ + step.days;
    }
    [[nodiscard]] bool should_stop() const noexcept override { return days_ >= 3.5 * 40; }

   private:
    std::atomic<double> days_{0.0};
  };
  const WhatIf whatif =
      read_whatif(tiny(), {.overrides = {}, .changes = {"return.probability=0.5"}, .without = {}});
  Impatient monitor;
  const std::vector<Config> configs{whatif.arms[0].config, whatif.arms[1].config};
  const std::vector<EnsembleResult> results = run_ensembles(configs, 1, monitor);
  for (const EnsembleResult& result : results) {
    CHECK(result.replicates == std::vector<std::uint32_t>{0});
    CHECK(result.recordings.size() == 1);
  }
  CHECK_FALSE(results[0].is_interrupted);  // its replicate 1 has finished
  CHECK(results[1].is_interrupted);
}

TEST_CASE("what-if: every shipped question is valid and does something within its time",
          "[studies]") {
  namespace fs = std::filesystem;
  std::vector<fs::path> found;
  for (const auto& entry :
       fs::directory_iterator(fs::path{QUELL_SOURCE_DIR} / "scenarios/whatif")) {
    found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  REQUIRE(found.size() >= 12);
  for (const fs::path& path : found) {
    INFO(path.filename());
    const WhatIf whatif = read_whatif(path.string(), {.overrides = {{"run.scale", "0.002"},
                                                                    {"run.replicates", "1"},
                                                                    {"run.cadence", "7"},
                                                                    {"run.seed", "2"}},
                                                      .changes = {},
                                                      .without = {}});
    CHECK_THAT(whatif.title, EndsWith("?"));
    const Dataset data = results(whatif);
    CHECK(schema_problems(data) == std::vector<std::string>{});
    for (const ChangeEffects& change : effects_of(data)) {
      INFO(change.name);
      CHECK(change.identical_rows > 0);
      CHECK(change.identical_rows < data.find_dimension("time")->size);
    }
  }
}

// Suspensions cost something and nobody is recruited for lack of them: each quantity by itself is
// in the table of effects already, and the ratio is theirs.
TEST_CASE("what-if: a recruit averted has a price where both differ", "[studies]") {
  const WhatIf whatif =
      read_whatif(tiny(), {.overrides = {{"ladder.to_core", "0.5"},
                                         {"ladder.to_recruited", "0.5"},
                                         {"run.replicates", "6"}},
                           .changes = {"policy.twitter.per_day=6000", "policy.twitter.cost=9"},
                           .without = {}});
  const std::vector<ChangeEffects> effects = effects_of(results(whatif));
  REQUIRE(effects.size() == 2);
  REQUIRE(effects[0].cost_per_recruit);
  const RatioOfMeans& price = *effects[0].cost_per_recruit;
  const auto& cost = effect(effects[0], "policy_cost", Figure::sum).paired;
  const auto& recruits = effect(effects[0], "recruits", Figure::end).paired;
  CHECK(price.numerator == Approx(cost.difference));
  CHECK(price.denominator == Approx(-recruits.difference));
  CHECK(price.denominator > 0.0);
  CHECK(price.low < price.value());
  CHECK(price.value() < price.high);
  CHECK_FALSE(effects[1].cost_per_recruit);  // dearer, but nothing else differs
}
