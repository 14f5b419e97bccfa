// SPDX-License-Identifier: BSD-3-Clause
// The starter scenario, which must not drift from what is checked and simulated.
#include "scenarios/starter.hpp"

#include <algorithm>
#include <sstream>

#include "models/registry.hpp"
#include "scenarios/scenario.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Takes the # from the keys of tables that are on, and from the table `more` and its keys.
std::string switched_on(const std::string& more) {
  std::string text;
  bool is_on = false;
  for (const std::string& line : lines_of(starter_scenario())) {
    const bool is_header = line.starts_with("[") || line.starts_with("# [");
    if (is_header) {
      is_on = line.starts_with("[") || line == "# [" + more + "]" || line == "# [[" + more + "]]";
    }
    const bool is_off = line.starts_with("# ");
    text += (is_on && is_off ? line.substr(2) : line) + '\n';
  }
  return text;
}

}  // namespace

TEST_CASE("starter: it is a good scenario, without a warning", "[scenarios]") {
  const Scenario scenario = read_scenario_text(starter_scenario(), "starter.toml");
  CHECK(scenario.warnings.empty());
  for (const std::string& line : lines_of(starter_scenario())) CHECK(line.size() <= 100);
}

TEST_CASE("starter: every key of every table stands in it, with what it means", "[scenarios]") {
  const std::vector<std::string> lines = lines_of(starter_scenario());
  for (const SectionSpec* section : all_sections()) {
    for (const Param& param : section->params) {
      CAPTURE(section->name, param.key);
      const std::string start = std::string{param.key} + " =";
      CHECK(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
        return line.starts_with(start) || line.starts_with("# " + start);
      }));
    }
  }
}

TEST_CASE("starter: the values that are off are the defaults", "[scenarios]") {
  const Config plain = read_scenario_text(starter_scenario(), "starter.toml").config;
  const Config full = read_scenario_text(switched_on(""), "starter.toml").config;
  CHECK(resolved_toml(full) == resolved_toml(plain));
}

TEST_CASE("starter: a table that is off can be switched on as it stands", "[scenarios]") {
  std::size_t tried = 0;
  for (const SectionSpec* section : all_sections()) {
    const bool is_complete =
        std::all_of(section->params.begin(), section->params.end(), has_fallback);
    const bool is_off = section->absence == Absence::switches_off;
    if (!is_complete || !is_off) continue;
    CAPTURE(section->name);
    const std::string text = switched_on(std::string{section->name});
    std::vector<Override> changes;
    if (section->name == "resharing") changes = {{"posting.mode", "\"explicit\""}};
    CHECK(read_scenario_text(text, "starter.toml", changes).config.find(section->name) != nullptr);
    ++tried;
  }
  CHECK(tried >= 8);
}
