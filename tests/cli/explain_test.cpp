// SPDX-License-Identifier: BSD-3-Clause
// `quell explain`: scenarios in words.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/explanation.hpp"
#include "cli/table.hpp"
#include "cli/value_words.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/whatif.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

namespace fs = std::filesystem;

constexpr const char* golden_path = QUELL_SOURCE_DIR "/tests/golden/explain-tiny.txt";
constexpr int width = 100;

std::vector<std::string> shipped(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(std::string{QUELL_SOURCE_DIR} + folder)) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path().string());
  }
  return paths;
}

/// On one line, so that a line break hides nothing.
std::string unwrapped(const std::string& text) {
  std::istringstream stream(text);
  std::string line;
  for (std::string word; stream >> word;) line += word + ' ';
  return line;
}

/// In words, with changes.
std::string explained(const std::string& text, const std::vector<Override>& overrides = {}) {
  return unwrapped(explanation("it", read_scenario_text(text, "it.toml", overrides).config, width));
}

std::string tiny_with(const std::string& key, const std::string& value) {
  return unwrapped(
      explanation("tiny", read_scenario(tiny_scenario(), {{key, value}}).config, width));
}

const std::string plain = "[run]\nstart = 2015-01-01\nend = 2015-03-01\nscale = 0.01\n";

}  // namespace

TEST_CASE("explain: every shipped scenario is explained, with every policy and given value",
          "[cli]") {
  const std::vector<std::string> paths = shipped("/scenarios");
  CHECK(paths.size() > 20);
  for (const std::string& path : paths) {
    CAPTURE(path);
    const Config config = read_scenario(path).config;
    const std::string text = explanation("it", config, width);
    const std::string line = unwrapped(text);
    for (const PolicyConfig& policy : config.policies) {
      CHECK_THAT(line, ContainsSubstring(fmt::format("Policy {} ({}): {} ", policy.name,
                                                     policy.spec->name, policy.spec->summary)));
      for (std::size_t row = 0; row < policy.values.params().size(); ++row) {
        if (is_default(policy.values, row)) continue;
        const Param& param = policy.values.params()[row];
        CHECK_THAT(
            line, ContainsSubstring(unwrapped(fmt::format(
                      "- {} is {} ({}).", param.key, value_words(policy.values, row), param.doc))));
      }
    }
    std::istringstream lines(text);
    for (std::string each; std::getline(lines, each);) CHECK(display_width(each) <= width);
  }
}

TEST_CASE("explain: every shipped what-if is explained, with every change", "[cli]") {
  for (const std::string& path : shipped("/scenarios/whatif")) {
    CAPTURE(path);
    const WhatIf whatif = read_whatif(path);
    const std::string text = explanation(whatif, width);
    for (std::size_t k = 1; k < whatif.arms.size(); ++k) {
      CHECK_THAT(text, ContainsSubstring("\nChange " + whatif.arms[k].name + "\n  - "));
    }
    CHECK(text.find("Nothing differs.") == std::string::npos);
  }
}

TEST_CASE("explain: another number gives another text", "[cli]") {
  const std::string before = tiny_with("run.seed", "7");
  CHECK_THAT(before, ContainsSubstring("per_day is 600 accounts per day at the real size ("));
  CHECK_THAT(before, ContainsSubstring("100 (20,000 at the real size) active pro accounts"));
  for (const auto& [key, value, words] : std::vector<std::array<std::string, 3>>{
           {"run.replicates", "3", "It is done 3 times"},
           {"run.end", "2014-08-11", "to 2014-08-11, 41 days"},
           {"run.scale", "0.01", "200 (20,000 at the real size) active pro accounts"},
           {"run.cadence", "2", "Every 2 days"},
           {"population.core_share", "0.03", "core_share is 0.03 ("},
           {"following.gain", "5", "gain is 5 per day ("},
           {"following.initial_max", "1000", "about 42,000 follow edges"},
           {"ladder.attention", "20", "attention is 20 per day ("},
           {"policy.twitter.per_day", "601", "per_day is 601 accounts"},
           {"policy.twitter.per_day", "0", "It does nothing, for per_day is always 0."},
           {"policy.twitter.precision", "0.5", "precision is 0.5 ("}}) {
    CAPTURE(key);
    const std::string after = tiny_with(key, value);
    CHECK_THAT(after, ContainsSubstring(words));
    CHECK(before.find(words) == std::string::npos);
  }
}

TEST_CASE("explain: dates, rules and tables are told in words", "[cli]") {
  const std::string text = explained(
      plain +
      "[[driver]]\nname = \"d\"\nindex = [[2015-01-01, 1], [2015-02-01, 0.5]]\n"
      "[[policy]]\nkind = \"suspension_schedule\"\nname = \"p\"\n"
      "per_day = { base = [[2015-01-01, 10], [2015-02-01, 20]], when = \"suspensions\", "
      "above = 5, below = 3, then = 50, over = 7, scaled = \"yes\" }\n"
      "[[policy]]\nkind = \"suspension_waves\"\nname = \"w\"\nwaves = [[2015-02-03, 100]]\n");
  CHECK_THAT(text, ContainsSubstring("index is 1 on 2015-01-01, 0.5 on 2015-02-01, in straight "
                                     "lines between ("));
  CHECK_THAT(text,
             ContainsSubstring(
                 "per_day is 10 accounts per day at the real size from 2015-01-01, 20 from "
                 "2015-02-01, but 50 accounts per day at the real size from when "
                 "suspensions (accounts suspended, wrongly suspended ones included) rises "
                 "above 5 until it falls below 3, averaged over 7 d, both at the real size ("));
  CHECK_THAT(text, ContainsSubstring("waves is 100 accounts at the real size on 2015-02-03 ("));
  CHECK_THAT(text, ContainsSubstring("Nobody is recruited or gives up, for there is no [ladder]."));
}

TEST_CASE("explain: what a change changes, adds and leaves out", "[cli]") {
  const WhatIf whatif = read_whatif(tiny_scenario(), {.changes = {"policy.twitter.per_day=900"},
                                                      .without = {"return", "policy.twitter"}});
  const std::string text = unwrapped(explanation(whatif, width));
  CHECK_THAT(text, ContainsSubstring("policy.twitter.per_day is 900 accounts per day at the real "
                                     "size (suspensions per day, each value until the next date). "
                                     "It was 600 accounts per day at the real size."));
  CHECK_THAT(text, ContainsSubstring("- return is left out"));
  CHECK_THAT(text, ContainsSubstring("- policy.twitter is left out"));
}

TEST_CASE("explain: tests/scenarios/tiny.toml in words", "[cli][golden]") {
  const Finished printed = quell_program({"explain", tiny_scenario()});
  CHECK(printed.code == 0);
  CHECK(printed.err.empty());
  if (std::getenv("QUELL_UPDATE_GOLDEN") != nullptr) std::ofstream{golden_path} << printed.out;
  std::ostringstream golden;
  golden << std::ifstream(golden_path).rdbuf();
  INFO("refresh with QUELL_UPDATE_GOLDEN=1 and say in the commit why it moved");
  CHECK(printed.out == golden.str());
}

TEST_CASE("explain: a bad scenario is told as check tells it", "[cli]") {
  const std::string bad = std::string{QUELL_SOURCE_DIR} + "/tests/scenarios/bad/";
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(bad)) {
    if (entry.path().extension() != ".toml" || ++count > 3) continue;
    const Finished checked = quell_program({"check", entry.path().string()});
    const Finished told = quell_program({"explain", entry.path().string()});
    CHECK(told.code == 2);
    CHECK(told.out.empty());
    CHECK(told.err == checked.err);
  }
  const Finished warned = quell_program({"explain", tiny_scenario(), "--set", "following.gain=11"});
  CHECK(warned.code == 0);
  CHECK_THAT(warned.err, StartsWith("--set following.gain=11: warning: "));
}
