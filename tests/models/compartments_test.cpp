// SPDX-License-Identifier: BSD-3-Clause
// The variant `compartments` as a scenario asks for it; reactions_test.cpp has its numbers.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>

#include "models/stage.hpp"
#include "models/variant.hpp"
#include "scenarios/scenario.hpp"
#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

constexpr std::array systems{"mccluskey_santoprete_2018", "castillo_chavez_song_2003",
                             "santoprete_xu_2018"};
constexpr std::array methods{"ode", "direct", "next_reaction", "composition_rejection"};

Config compartments(const std::string& system, const std::string& method,
                    const std::vector<Override>& changes = {}, const std::string& more = "") {
  return scenario(60.0,
                  "model = \"compartments\"\ncadence = 7\n[compartments]\nsystem = \"" + system +
                      "\"\nmethod = \"" + method + "\"\n" + more,
                  changes);
}

std::string refusal(const std::string& more) {
  try {
    compartments("mccluskey_santoprete_2018", "ode", {}, more);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "no error";
}

/// Persons at the last observation, by stage.
std::vector<double> last_persons(const Recording& recording) {
  const auto& rows = recording.values[observable("persons")];
  return {rows.end() - static_cast<std::ptrdiff_t>(stage_count), rows.end()};
}

}  // namespace

TEST_CASE("compartments: every system runs by every method and adds up", "[models][contract]") {
  for (const std::string system : systems) {
    for (const std::string method : methods) {
      CAPTURE(system, method);
      const Config config = compartments(system, method, {{"run.scale", "0.01"}});
      const std::unique_ptr<Model> model = make_model(config, 0);
      while (!model->is_done()) {
        model->advance();
        REQUIRE_NOTHROW(model->check());
      }
      const Recording& recording = model->recording();
      CHECK(recording.times == std::vector<double>{0, 7, 14, 21, 28, 35, 42, 49, 56, 60});
      REQUIRE(recording.values.size() == observables.size());
      for (std::size_t row = 0; row < observables.size(); ++row) {
        CAPTURE(observables[row].name);
        const bool is_recorded = is_observed(observables[row], config);
        const std::size_t width = row_size(observables[row], axes_of(config));
        CHECK(recording.values[row].size() == (is_recorded ? 10 * width : 0));
      }
      const std::vector<double> all = series(recording, "persons");
      CHECK(all.front() == 10000.0);                   // 10^6, the equilibrium of mu N = lambda
      CHECK(std::abs(all.back() - 10000.0) < 3000.0);  // recruiters leave faster
      CHECK((model->events() == 0) == (method == "ode"));
    }
  }
}

TEST_CASE("compartments: persons stand at the stage of their compartment", "[models]") {
  const auto first = [](const std::string& system, const std::vector<Override>& changes) {
    const std::vector<double> rows =
        record(compartments(system, "direct", changes)).values[observable("persons")];
    return std::vector<double>{rows.begin(), rows.begin() + stage_count};
  };
  const Override susceptible{"compartments.initial_susceptible", "500"};
  const Override extremists{"compartments.initial_extremists", "40"};
  const Override recruiters{"compartments.initial_recruiters", "30"};
  CHECK(first("mccluskey_santoprete_2018", {susceptible, extremists, recruiters}) ==
        std::vector<double>{500, 0, 0, 40, 30, 0, 0, 0});
  CHECK(first("santoprete_xu_2018",
              {susceptible, extremists, recruiters, {"compartments.initial_treated", "20"}}) ==
        std::vector<double>{500, 0, 0, 40, 30, 0, 20, 0});
  CHECK(first("castillo_chavez_song_2003", {{"compartments.initial_general", "500"},
                                            {"compartments.initial_newcomers", "40"},
                                            {"compartments.initial_semi_fanatics", "30"},
                                            {"compartments.initial_fanatics", "20"}}) ==
        std::vector<double>{500, 0, 40, 30, 20, 0, 0, 0});
}

TEST_CASE("compartments: the scale leaves R0 and shares as they are", "[models]") {
  for (const std::string system : systems) {
    CAPTURE(system);
    const Recording full = record(compartments(system, "ode"));
    const Recording tenth = record(compartments(system, "ode", {{"run.scale", "0.1"}}));
    const auto& number = full.values[observable("reproduction_number")];
    const auto& scaled_number = tenth.values[observable("reproduction_number")];
    REQUIRE(number.size() == 10);
    CHECK(number.front() > 1.1);
    CHECK(number.front() < 1.5);
    for (std::size_t row = 0; row < number.size(); ++row) {
      CHECK(number[row] == number[0]);
      CHECK_THAT(scaled_number[row], WithinRel(number[0], 1e-12));
    }
    const std::vector<double> persons = last_persons(full);
    const std::vector<double> scaled = last_persons(tenth);
    for (std::size_t stage = 0; stage < stage_count; ++stage) {
      CAPTURE(stage);
      CHECK_THAT(scaled[stage], WithinAbs(persons[stage] / 10.0, 0.56));  // both are rounded
    }
  }
}

// With 10^6 persons single ones follow the equations within a per cent of the rarer stages.
TEST_CASE("compartments: the methods tell one story", "[models]") {
  for (const std::string system : systems) {
    const std::vector<double> expected = last_persons(record(compartments(system, "ode")));
    for (const std::string method : {"direct", "next_reaction", "composition_rejection"}) {
      CAPTURE(system, method);
      const std::vector<double> found = last_persons(record(compartments(system, method)));
      for (std::size_t stage = 0; stage < stage_count; ++stage) {
        CAPTURE(stage);
        // Ten Poisson standard deviations; those who recruit each other scatter more.
        CHECK_THAT(found[stage], WithinAbs(expected[stage], 10.0 * std::sqrt(expected[stage])));
      }
    }
  }
}

TEST_CASE("compartments: replicates differ by chance and in nothing else", "[models]") {
  for (const std::string method : methods) {
    CAPTURE(method);
    const Config config = compartments("santoprete_xu_2018", method, {{"run.scale", "0.01"}});
    CHECK(is_identical(record(config, 3), record(config, 3)));
    CHECK(is_identical(record(config, 3), record(config, 4)) == (method == "ode"));
  }
}

TEST_CASE("compartments: a run read back from blocks goes on as it would have", "[models]") {
  for (const std::string method : methods) {
    CAPTURE(method);
    const Config config =
        compartments("castillo_chavez_song_2003", method, {{"run.scale", "0.01"}});
    const std::unique_ptr<Model> first = make_model(config, 0);
    for (int part = 0; part < 4; ++part) first->advance();
    const std::unique_ptr<Model> second = make_model(config, 1);
    restore(*second, blocks_of(*first));
    while (!first->is_done()) first->advance();
    while (!second->is_done()) second->advance();
    CHECK(is_identical(first->recording(), second->recording()));
    CHECK(first->events() == second->events());
    CHECK_NOTHROW(second->check());
  }
}

TEST_CASE("compartments: what cannot act is refused", "[models]") {
  CHECK_THAT(refusal("[[policy]]\nkind = \"suspension_hazard\"\nhazard = 0.1\n"),
             ContainsSubstring("[policy] policies cannot act (the model compartments has rates "
                               "between compartments, all in [compartments]) change those"));
  for (const std::string table : {"ladder", "return", "migration"}) {
    CAPTURE(table);
    CHECK_THAT(refusal("[" + table + "]\n"),
               ContainsSubstring("[" + table + "] cannot act (the model compartments has"));
  }
  CHECK_THAT(refusal("[posting]\nrate = 3\n"), ContainsSubstring("[posting] cannot act"));
  CHECK(refusal("[posting]\n") == "no error");  // all defaults
  CHECK_THAT(refusal("[[shock]]\nname = \"attack\"\ndate = 2014-07-10\n"),
             ContainsSubstring("[shock] cannot act"));
  CHECK(refusal("[[segment]]\nname = \"europe\"\n") == "no error");
  CHECK_THAT(refusal("[[segment]]\nname = \"a\"\nshare = 0.5\n[[segment]]\nname = \"b\"\n"
                     "share = 0.5\n"),
             ContainsSubstring("[segment] 2 segments (the persons of a compartment are all alike) "
                               "leave them out"));
  CHECK_THROWS_WITH(compartments("santoprete_xu_2018", "direct", {{"run.queue", "\"heap\""}}),
                    ContainsSubstring("[run] queue does nothing"));
  CHECK_THAT(refusal("mu = 0\n"), ContainsSubstring("'mu'"));
  CHECK_THAT(refusal("q_e = 1.5\n"), ContainsSubstring("'q_e'"));
}

TEST_CASE("compartments: numbers of another system are idle", "[models]") {
  const auto warnings = [](const std::string& text) {
    return texts_of(
        read_scenario_text("[run]\nstart = 2014-07-01\nend = 2014-08-01\n" + text, "test.toml")
            .warnings);
  };
  const std::string model = "model = \"compartments\"\n[compartments]\n";
  const auto check_idle = [&](const std::string& text, const std::string& message) {
    CAPTURE(text);
    const std::vector<std::string> said = warnings(text);
    REQUIRE(said.size() == 1);
    CHECK_THAT(said.front(), ContainsSubstring(message));
  };
  check_idle(model + "beta_1 = 0.5\n",
             "'beta_1' does nothing (only the system castillo_chavez_song_2003 has such a number) "
             "write system = \"castillo_chavez_song_2003\", or leave it out");
  check_idle(model + "p_e = 0.5\n",
             "'p_e' does nothing (only the system santoprete_xu_2018 has treatment)");
  check_idle(model + "system = \"castillo_chavez_song_2003\"\nbeta = 1e-7\n",
             "'beta' does nothing (the system castillo_chavez_song_2003 has no such number)");
  check_idle("[compartments]\nmu = 0.5\n",
             "[compartments] does nothing (the model is not "
             "compartments)");
  CHECK(warnings(model).empty());
}

TEST_CASE("compartments: the shipped scenarios stay or fade as they say", "[models]") {
  struct Shipped {
    std::string name;
    Override fades;
  };
  const auto read = [](const std::string& name, const std::vector<Override>& changes) {
    return read_scenario(QUELL_SOURCE_DIR "/scenarios/" + name + ".toml", changes);
  };
  const auto reproduction = [](const Config& config) {
    return record(config).values[observable("reproduction_number")].front();
  };
  for (const Shipped& shipped : {Shipped{"mccluskey-santoprete", {"compartments.d_r", "0.04"}},
                                 Shipped{"castillo-chavez-song", {"compartments.beta_1", "0.015"}},
                                 Shipped{"santoprete-xu", {"compartments.p_r", "0.02"}}}) {
    CAPTURE(shipped.name);
    const Scenario scenario = read(shipped.name, {});
    CHECK(scenario.warnings.empty());
    CHECK(reproduction(scenario.config) > 1.0);
    CHECK(reproduction(read(shipped.name, {shipped.fades}).config) < 1.0);
  }
}
