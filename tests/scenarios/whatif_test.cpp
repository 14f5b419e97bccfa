// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/whatif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

namespace fs = std::filesystem;

constexpr const char* base = R"([run]
start = 2014-07-01
end = 2014-08-10
[return]
probability = 0.9
[retaliation]
accounts = 0.1
[[shock]]
name = "foley"
date = 2014-08-01
posting = 2
[[policy]]
kind = "suspension_schedule"
name = "twitter"
per_day = 600
[[policy]]
kind = "suspension_waves"
waves = []
)";

/// base.toml, and w.toml that asks about it, in a folder of their own.
class Question {
 public:
  explicit Question(const std::string& text) {
    std::ofstream(folder_ / "base.toml") << base;
    std::ofstream(folder_ / "w.toml") << "scenario = \"base.toml\"\n" << text;
  }
  [[nodiscard]] WhatIf read(const WhatIfOptions& options = {},
                            const std::string& file = "w.toml") const {
    return read_whatif((folder_ / file).string(), options);
  }
  /// What is wrong, without the folder.
  [[nodiscard]] std::string refusal(const WhatIfOptions& options = {},
                                    const std::string& file = "w.toml") const {
    std::string text = "accepted";
    try {
      (void)read(options, file);
    } catch (const ScenarioError& error) {
      text = error.what();
    }
    const std::string folder = (folder_ / "").string();
    for (std::size_t at = 0; (at = text.find(folder, at)) != std::string::npos;) {
      text.erase(at, folder.size());
    }
    return text;
  }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
};

Config changed(const std::string& text) {
  return Question("[change.x]\n" + text).read().arms.at(1).config;
}

std::string refused(const std::string& text) { return Question("[change.x]\n" + text).refusal(); }

std::vector<std::string> policies(const Config& config) {
  std::vector<std::string> names;
  for (const PolicyConfig& policy : config.policies) names.push_back(policy.name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("what-if: values replace those of the scenario, which stays as it is", "[scenarios]") {
  const Question question(
      "title = \"Why?\"\n[change.b]\nreturn.probability = 0.5\npolicy.twitter.per_day = 7\n"
      "[change.a.return]\npersistence = 0.8\n");
  const WhatIf whatif = question.read();
  CHECK(whatif.title == "Why?");
  REQUIRE(whatif.arms.size() == 3);
  CHECK(whatif.arms[0].name == "baseline");
  CHECK(whatif.arms[1].name == "b");  // in the order of the file
  CHECK(whatif.arms[2].name == "a");
  const auto probability = [&](std::size_t arm) {
    return whatif.arms[arm].config.at("return").real("probability");
  };
  CHECK(probability(0) == 0.9);
  CHECK(probability(1) == 0.5);
  CHECK(probability(2) == 0.9);
  CHECK(whatif.arms[2].config.at("return").real("persistence") == 0.8);
  CHECK(whatif.arms[0].config.policies[0].values.knots("per_day").front().value == 600.0);
  CHECK(whatif.arms[1].config.policies[0].values.knots("per_day").front().value == 7.0);
  CHECK(resolved_toml(whatif.arms[0].config) ==
        resolved_toml(read_scenario_text(base, "base").config));
}

TEST_CASE("what-if: tables are removed, by name where there are several", "[scenarios]") {
  CHECK(changed("remove = [\"retaliation\"]").find("retaliation") == nullptr);
  CHECK(policies(changed("remove = [\"policy.twitter\"]")) == Names{"suspension_waves"});
  CHECK(policies(changed("remove = [\"policy.suspension_waves\"]")) == Names{"twitter"});
  CHECK(policies(changed("remove = [\"policy.twitter\", \"policy.suspension_waves\"]")).empty());
  CHECK(policies(changed("remove = [\"policy\"]")).empty());
  CHECK(changed("remove = [\"shock.foley\"]").all("shock").empty());
}

TEST_CASE("what-if: tables are added, and a removed one makes room for its like", "[scenarios]") {
  const std::string hazard = "kind = \"suspension_hazard\"\nhazard = 0.01\n";
  CHECK(policies(changed("[[change.x.policy]]\n" + hazard)) ==
        Names{"twitter", "suspension_waves", "suspension_hazard"});
  CHECK(policies(changed("[change.x.policy.more]\n" + hazard +
                         "[change.x.policy.twitter]\n"
                         "per_day = 5\n")) == Names{"twitter", "suspension_waves", "more"});
  CHECK(policies(changed("remove = [\"policy.twitter\"]\n[[change.x.policy]]\n" + hazard +
                         "name = \"twitter\"\n")) == Names{"suspension_waves", "twitter"});
  CHECK(changed("migration.base = 0.002").at("migration").real("base") == 0.002);
  CHECK(changed("[[change.x.driver]]\nname = \"d\"\nindex = 1\n").all("driver").size() == 1);
}

TEST_CASE("what-if: changes of the command line hold for all, or stand by themselves",
          "[scenarios]") {
  const Question question("[change.x]\nreturn.probability = 0.5\n");
  const WhatIf whatif = question.read({.overrides = {{"return.persistence", "0.9"}},
                                       .changes = {"return.probability=0.7"},
                                       .without = {"policy.twitter"}});
  REQUIRE(whatif.arms.size() == 4);
  for (const Arm& arm : whatif.arms) {
    CHECK(arm.config.at("return").real("persistence") == 0.9);
  }
  CHECK(whatif.arms[1].config.at("return").real("probability") == 0.5);
  CHECK(whatif.arms[2].name == "return.probability=0.7");
  CHECK(whatif.arms[2].config.at("return").real("probability") == 0.7);
  CHECK(whatif.arms[3].name == "without policy.twitter");
  CHECK(policies(whatif.arms[3].config) == Names{"suspension_waves"});
  CHECK_THAT(whatif.text, EndsWith("probability = 0.5\n# --change return.probability=0.7\n"
                                   "# --without policy.twitter\n"));
  CHECK(question.read({.without = {"policy"}}, "base.toml").arms.size() == 2);
}

TEST_CASE("what-if: everything that is wrong is told at once, each at its place", "[scenarios]") {
  const Question question(
      "titel = 1\n"
      "[change.x]\n"
      "return.probability = 1.5\n"
      "retrun.probability = 0.5\n"
      "policy.twiter.per_day = 0\n"
      "remove = [\"policy.twitter\", \"polcy\"]\n"
      "[change.y]\n"
      "return.probabilty = 0.5\n"
      "[change.baseline]\n"
      "[change.empty]\n");
  std::istringstream text(question.refusal());
  Names lines;
  for (std::string line; std::getline(text, line);) {
    const std::size_t list = line.find(": ", line.find('('));  // of names that may grow
    const bool is_long = line.find(").", list) != std::string::npos && line.size() > 160;
    if (is_long) line.replace(list, line.find(").") - list, "...");
    lines.push_back(line);
  }
  const std::string expected =
      R"(w.toml:2:1: error: unknown table or key 'titel' (a what-if file has: title, scenario, change). Did you mean 'title'?
w.toml:4:22: error: 'probability' is 1.5 (allowed: 0 to 1)
w.toml:5:1: error: unknown table or key 'retrun' in a change (it has...). Did you mean 'return'?
w.toml:6:8: error: no policy is named 'twiter' (there are: suspension_waves).
w.toml:7:29: error: 'polcy' cannot be removed (these can...). Did you mean 'policy'?
w.toml:9:8: error: unknown key 'probabilty' in [return] (it takes...). Did you mean 'probability'?
w.toml:10:9: error: a change cannot be named 'baseline' (a name is made of small letters, digits, _ and -, and is not 'baseline') rename it
w.toml:11:9: error: change 'empty' changes nothing (it is empty) write values such as return.probability = 0.5, or remove = ["policy.twitter"])";
  CHECK(fmt::format("{}", fmt::join(lines, "\n")) == expected);
}

TEST_CASE("what-if: what is wrong with the scenario is told once, whatever the changes",
          "[scenarios]") {
  const Question question(
      "[change.x]\nretaliation.accounts = 0.2\n[change.y]\nreturn.probability "
      "= 0.8\n");
  CHECK(question.refusal({.overrides = {{"return.persistence", "7"}}}) ==
        "--set return.persistence=7: error: 'persistence' is 7 (allowed: 0 to 1)");
  const WhatIf whatif = question.read({.overrides = {{"return.persistence", "0.5"}}});
  REQUIRE(whatif.warnings.size() == 1);
  CHECK_THAT(whatif.warnings.front().str(),
             StartsWith("--set return.persistence=0.5: warning: 'persistence' is 0.5 "));
}

TEST_CASE("what-if: a change that would make runs incomparable is refused", "[scenarios]") {
  CHECK_THAT(refused("run.seed = 4"),
             StartsWith("w.toml:3:1: error: a change cannot alter [run] (the runs could not be "));
  CHECK_THAT(refused("remove = [\"run\"]"),
             StartsWith("w.toml:3:11: error: a change cannot alter [run] "));
  CHECK_THAT(refused("[[change.x.segment]]\nname = \"a\"\nlanguage = \"arabic\"\nshare = 1.0\n"),
             StartsWith("w.toml:2:9: error: change 'x' has other segments than the scenario "));
  const Question question("");
  CHECK_THAT(question.refusal({.changes = {"run.seed=4"}}),
             StartsWith("--change run.seed=4: error: a change cannot alter [run] "));
}

TEST_CASE("what-if: a change that leads nowhere is refused with the reason", "[scenarios]") {
  CHECK(refused("remove = [\"posting\"]") ==
        "w.toml:3:11: error: 'posting' cannot be removed (without it its defaults would hold). "
        "Change its values instead.");
  CHECK(refused("remove = [\"migration\"]") ==
        "w.toml:3:11: error: [migration] is not in base.toml (nothing would change) leave it out");
  CHECK(refused("remove = [\"shock.paris\"]") ==
        "w.toml:3:11: error: no shock is named 'paris' (there are: foley).");
  CHECK_THAT(refused("remove = \"policy\""), StartsWith("w.toml:3:10: error: 'remove' is no list"));
  CHECK_THAT(refused("remove = [3]"), StartsWith("w.toml:3:11: error: an entry of 'remove' is no"));
  CHECK_THAT(refused("return = 3"), StartsWith("w.toml:3:10: error: 'return' is a value"));
  CHECK_THAT(refused("policy = 3"), StartsWith("w.toml:3:10: error: 'policy' is no table"));
  CHECK_THAT(refused("policy.per_day = 3"), StartsWith("w.toml:3:8: error: 'per_day' is a value"));
  CHECK_THAT(Question("").refusal(), StartsWith("w.toml: error: nothing is changed "));
  CHECK_THAT(Question("change = 1").refusal(), StartsWith("w.toml:2:10: error: 'change' is no "));
  CHECK_THAT(Question("change.x = 1").refusal(), StartsWith("w.toml:2:8: error: 'x' is a value "));
  CHECK_THAT(Question("").refusal({}, "base.toml"),
             StartsWith("base.toml: error: nothing is changed "));
  CHECK(Question("")
            .refusal({.changes = {"persistence=1"}})
            .find("Did you mean 'return.persistence'?") != std::string::npos);
  CHECK_THAT(Question("").refusal({.changes = {"a"}}), StartsWith("--change a: error: no '=' "));
  CHECK_THAT(Question("").refusal({.without = {"polcy"}}),
             StartsWith("--without polcy: error: 'polcy' cannot be removed "));
}

TEST_CASE("what-if: a scenario that is missing or unreadable is named", "[scenarios]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "a.toml") << "[change.x]\nreturn.probability = 1\n";
  std::ofstream(folder / "b.toml") << "scenario = \"none.toml\"\n[change.x]\nladder = 3\n";
  const auto refusal = [&](const char* name) {
    try {
      read_whatif((folder / name).string());
    } catch (const ScenarioError& error) {
      return std::string{error.what()};
    }
    return std::string{"accepted"};
  };
  CHECK_THAT(refusal("a.toml"), ContainsSubstring("a.toml:1:1: error: 'scenario' is missing "));
  CHECK_THAT(refusal("b.toml"),
             StartsWith((folder / "none.toml").string() + ": error: cannot read it (No such file"));
  CHECK(is_whatif((folder / "a.toml").string()));
  CHECK_FALSE(is_whatif((folder / "c.toml").string()));
  try {
    read_scenario((folder / "a.toml").string());
    FAIL("accepted");
  } catch (const ScenarioError& error) {
    CHECK_THAT(error.what(), EndsWith("this is a what-if file (a scenario has [run]) `quell "
                                      "whatif` runs it"));
  }
}
