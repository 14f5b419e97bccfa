// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/graph_section.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fstream>

#include "models/registry.hpp"
#include "scenarios/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

const std::string name = QUELL_SOURCE_DIR "/tests/scenarios/x.toml";

std::string text(const std::string& more, const std::string& graph = "") {
  return "[run]\nstart = 2014-07-01\nend = 2014-08-10\nscale = 1\n[graph]\nfile = "
         "\"graphs/tiny.edges\"\n" +
         graph + more;
}

std::vector<std::string> warnings(const std::string& more) {
  std::vector<std::string> found;
  for (Diagnostic warning : read_scenario_text(text(more), name).warnings) {
    if (warning.place.file != name) continue;
    warning.place.file = "x";
    found.push_back(warning.str());
  }
  return found;
}

std::string refusal(const std::string& scenario, const std::vector<Override>& changes = {}) {
  try {
    read_scenario_text(scenario, name, changes);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("graph: the file is looked for beside the scenario, and its persons are the population",
          "[scenarios]") {
  const Scenario scenario = read_scenario_text(text(""), name);
  REQUIRE(scenario.config.graph);
  CHECK(scenario.config.graph->pro_accounts == 3);
  CHECK(scenario.config.graph->edges() == 6);
  REQUIRE(scenario.edge_list);
  CHECK(scenario.edge_list->lines.comments == 2);
  CHECK(scenario.warnings.size() == 3);
  CHECK(scenario.warnings[0].place.file == QUELL_SOURCE_DIR "/tests/scenarios/graphs/tiny.edges");
  const Scenario other = read_scenario_text("[run]\nstart = 2014-07-01\nend = 2014-08-10\n", name);
  CHECK(other.config.graph == nullptr);
  CHECK_FALSE(other.edge_list);
}

TEST_CASE("graph: each law of the start that has no effect is a warning", "[scenarios]") {
  CHECK(warnings("").empty());
  CHECK(warnings("[following]\ngain = 5\n").empty());
  std::size_t idle = 0;
  for (const Param& param : find_section("following")->params) {
    if (!param.key.starts_with("initial_")) continue;
    ++idle;
    const double value = std::isnan(param.low) ? 1.0 : param.low;
    CHECK(warnings(fmt::format("[following]\n{} = {}\n", param.key, value)) ==
          std::vector<std::string>{fmt::format(
              "x:8:{}: warning: '{}' has no effect (followers at the start are those of [graph]) "
              "remove it",
              param.key.size() + 4, param.key)});
  }
  CHECK(idle == 5);
}

TEST_CASE("graph: the resolved scenario gives the same again, and names the content",
          "[scenarios]") {
  const std::string resolved = resolved_toml(read_scenario_text(text(""), name).config);
  CHECK_THAT(resolved, ContainsSubstring("[graph]\nfile = \"graphs/tiny.edges\"\n"
                                         "min_followers = 1\ncrc32 = \""));
  for (const char* key : {"pro_accounts", "audience =", "initial_"}) {
    CAPTURE(key);
    CHECK(resolved.find(key) == std::string::npos);
  }
  const Scenario again = read_scenario_text(resolved, name);
  CHECK(resolved_toml(again.config) == resolved);
  CHECK(again.warnings.size() == 3);  // those about the file
}

TEST_CASE("graph: a file whose content has changed is refused", "[scenarios]") {
  const TemporaryFolder folder;
  const std::string scenario = folder / "a.toml";
  const std::string base =
      "[run]\nstart = 2014-07-01\nend = 2014-08-10\nscale = 1\n[graph]\nfile = \"a\"\n";
  std::ofstream(folder / "a") << "1 2\n";
  const std::string resolved = resolved_toml(read_scenario_text(base, scenario).config);
  CHECK_NOTHROW(read_scenario_text(resolved, scenario));
  std::ofstream(folder / "a") << "1 3\n";  // the same graph under other names
  try {
    read_scenario_text(resolved, scenario);
    FAIL("it was accepted");
  } catch (const ScenarioError& error) {
    CHECK_THAT(error.what(), ContainsSubstring(": it is another file, or it has changed) find the "
                                               "right file, or remove 'crc32'"));
  }
}

TEST_CASE("graph: a device is refused, for it may have no end", "[scenarios]") {
  std::string scenario = text("");
  scenario.replace(scenario.find("graphs/tiny.edges"), 17, "/dev/zero");
  CHECK_THAT(refusal(scenario), ContainsSubstring("cannot read /dev/zero (it is a device)"));
}

TEST_CASE("graph: changes on the command line are checked like the file", "[scenarios]") {
  CHECK(refusal(text(""), {{"run.scale", "0.1"}}) ==
        "--set run.scale=0.1: error: [graph] with 'scale' 0.1 (a real graph has one size) put "
        "`scale = 1` into [run]");
  CHECK(refusal(text(""), {{"population.audience", "5"}}) ==
        "--set population.audience=5: error: 'audience' is given beside [graph] (the graph says "
        "who is there) remove it");
  CHECK_THAT(refusal(text(""), {{"graph.file", "\"none\""}}),
             ContainsSubstring("--set graph.file=\"none\": error: cannot read "));
  const Scenario scenario = read_scenario_text(text(""), name, {{"graph.min_followers", "2"}});
  CHECK(scenario.config.graph->pro_accounts == 2);
}
