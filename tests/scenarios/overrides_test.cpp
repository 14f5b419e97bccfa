// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/overrides.hpp"

#include "models/observables.hpp"
#include "models/registry.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

constexpr const char* base = R"([run]
start = 2014-07-01
end = 2014-08-10
[[segment]]
name = "europe"
[[policy]]
kind = "suspension_schedule"
name = "twitter"
per_day = 600
[[policy]]
kind = "suspension_waves"
waves = []
)";

Config changed(const std::string& key, const std::string& value) {
  return read_scenario_text(base, "base.toml", {{key, value}}).config;
}

std::string refusal(const std::string& key, const std::string& value) {
  try {
    changed(key, value);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("overrides: a value replaces that of the file or of the defaults", "[scenarios]") {
  CHECK(changed("run.seed", "7").at("run").real("seed") == 7.0);
  CHECK(changed("run.end", "2014-09-01").duration().days == 62.0);  // 31 in July, 31 in August
  CHECK(changed("following.gain", "5.5").at("following").real("gain") == 5.5);
  CHECK(changed("following.gain", " 5 ").at("following").real("gain") == 5.0);
}

TEST_CASE("overrides: a table that the file lacks is added if it was in force all the same",
          "[scenarios]") {
  CHECK(changed("protection.cap", "0.3").at("protection").real("cap") == 0.3);
}

TEST_CASE("overrides: a change switches nothing on", "[scenarios]") {
  REQUIRE(changed("run.seed", "7").find("migration") == nullptr);
  CHECK(
      refusal("migration.base", "0") ==
      "--set migration.base=0: error: [migration] is not in base.toml, which switches it off (one "
      "value would switch on all of it) add a line [migration] to the file");
  for (const SectionSpec* spec : all_sections()) {
    if (spec->absence != Absence::switches_off) continue;
    INFO(spec->name);
    CHECK_THAT(refusal(std::string{spec->name} + ".x", "1"),
               ContainsSubstring("] is not in base.toml, which switches it off"));
  }
}

TEST_CASE("overrides: a bare word is a text, and quotes do no harm", "[scenarios]") {
  CHECK(changed("posting.mode", "explicit").at("posting").text("mode") == "explicit");
  CHECK(changed("posting.mode", "\"explicit\"").at("posting").text("mode") == "explicit");
}

TEST_CASE("overrides: one of several tables is chosen by its name, or else by its kind",
          "[scenarios]") {
  CHECK(changed("policy.twitter.precision", "0.9").policies[0].values.real("precision") == 0.9);
  const Config config = changed("policy.suspension_waves.waves", "[[2014-07-20, 100]]");
  CHECK(config.policies[1].values.knots("waves").front().value == 100.0);
  CHECK(changed("segment.europe.language", "french").all("segment")[0]->values.text("language") ==
        "french");
}

TEST_CASE("overrides: dated values are read as in a file", "[scenarios]") {
  const Config config = changed("policy.twitter.per_day", "[[2014-07-01, 2], [2014-08-01, 633]]");
  const std::vector<Knot>& knots = config.policies[0].values.knots("per_day");
  REQUIRE(knots.size() == 2);
  CHECK(knots[1].day - knots[0].day == 31.0);
  CHECK(knots[1].value == 633.0);
}

TEST_CASE("overrides: a rule is read as in a file", "[scenarios]") {
  const Config config = changed(
      "policy.twitter.per_day",
      "{ base = [[2014-07-01, 2]], when = \"edges\", above = 9, below = 5, then = 633, over = 7 }");
  const std::vector<Course>& courses = config.policies[0].values.courses();
  REQUIRE(courses.size() == 1);
  CHECK(config.policies[0].values.params()[courses[0].row].key == "per_day");
  CHECK(courses[0].base.front().value == 2.0);
  REQUIRE(courses[0].rule);
  CHECK(observables[courses[0].rule->observable].name == "edges");
  CHECK(courses[0].rule->above == 9.0);
  CHECK(courses[0].rule->below == 5.0);
  CHECK(courses[0].rule->then == 633.0);
  CHECK(courses[0].rule->over == 7.0);
  const std::string base_only = "{ base = 2 }";
  CHECK_THAT(refusal("policy.twitter.per_day", base_only),
             StartsWith("--set policy.twitter.per_day={ base = 2 }: error: the rule of 'per_day' "
                        "lacks 'when' "));
  CHECK(changed("policy.twitter.precision", "[[2014-07-01, 0.9], [2014-07-20, 0.95]]")
            .policies[0]
            .values.all_of("precision") == std::vector<double>{0.9, 0.95});
}

TEST_CASE("overrides: of two changes of one key the later counts", "[scenarios]") {
  const Scenario scenario =
      read_scenario_text(base, "base.toml", {{"run.seed", "1"}, {"run.seed", "2"}});
  CHECK(scenario.config.at("run").real("seed") == 2.0);
}

TEST_CASE("overrides: a wrong name is refused with what was typed and the right one",
          "[scenarios]") {
  CHECK(refusal("run.sede", "7") ==
        "--set run.sede=7: error: unknown key 'sede' in [run] (it takes: model, start, end, scale, "
        "replicates, seed, cadence, traffic, queue). Did you mean 'seed'?");
  const std::string table = refusal("folowing.gain", "7");
  CHECK_THAT(table, StartsWith("--set folowing.gain=7: error: unknown table or key 'folowing' "));
  CHECK_THAT(table, EndsWith("Did you mean 'following'?"));
  CHECK(refusal("policy.twiter.precision", "0.9") ==
        "--set policy.twiter.precision=0.9: error: no policy is named 'twiter' "
        "(there are: twitter, suspension_waves). Did you mean 'twitter'?");
  CHECK_THAT(refusal("policy.twitter.precsion", "0.9"), EndsWith("Did you mean 'precision'?"));
}

TEST_CASE("overrides: a wrong value is refused with what was typed", "[scenarios]") {
  CHECK(refusal("following.gain", "-1") ==
        "--set following.gain=-1: error: 'gain' is -1 (allowed: 0 to 100000 [1/d])");
  CHECK(refusal("following.gain", "many") ==
        "--set following.gain=many: error: 'gain' is a text (a number is needed [1/d])");
  CHECK(refusal("following.gain", "nan") ==
        "--set following.gain=nan: error: 'gain' is nan (allowed: 0 to 100000 [1/d])");
}

TEST_CASE("overrides: a key that is no table.key leads nowhere", "[scenarios]") {
  const std::string nowhere =
      "error: this key leads nowhere (keys are table.key, or LIST.NAME.key where LIST is one of: "
      "policy, segment, driver, shock).";
  for (const char* key :
       {"", ".", "gian", "following.", ".gain", "following.gain.x", "policy.twitter", "shock.date",
        "policy.twitter.per_day.x", "following gain.x", "following.gain\n", "following.\"gain\"",
        "[following].gain"}) {
    INFO(key);
    CHECK_THAT(refusal(key, "1"), EndsWith(nowhere));
  }
  CHECK_THAT(refusal("gain", "1"), EndsWith(nowhere + " Did you mean 'following.gain'?"));
  CHECK_THAT(refusal("persistence", "0.7"), EndsWith(" Did you mean 'return.persistence'?"));
  for (const char* key : {"per_day", "twitter.per_day", "policy.per_day"}) {
    CHECK_THAT(refusal(key, "0"), EndsWith(nowhere + " Did you mean 'policy.twitter.per_day'?"));
  }
  CHECK_THAT(refusal("europe.share", "1"), EndsWith(" Did you mean 'segment.europe.share'?"));
  CHECK_THAT(refusal("share", "1"), EndsWith(" Did you mean 'segment.europe.share'?"));
  CHECK_THAT(refusal("precision", "1"),
             EndsWith(" Did you mean one of these: policy.twitter.precision, "
                      "policy.suspension_waves.precision?"));
}

TEST_CASE("overrides: a name that no table has is said to be missing", "[scenarios]") {
  CHECK(refusal("shock.paris.posting", "1") ==
        "--set shock.paris.posting=1: error: no shock is named 'paris' (base.toml has no "
        "[[shock]]).");
  CHECK(refusal("policy.nope.x", "1") ==
        "--set policy.nope.x=1: error: no policy is named 'nope' (there are: twitter, "
        "suspension_waves).");
}

TEST_CASE("overrides: a value that is none is refused with the right way to write it",
          "[scenarios]") {
  const std::string problem =
      "error: this value cannot be read (a number, a date that exists, a "
      "word, a text in quotes or a list in brackets is needed) ";
  const auto advice = [&](const std::string& key, const std::string& value) {
    const std::string message = refusal(key, value);
    const std::size_t at = message.find(problem);
    return at == std::string::npos ? message : message.substr(at + problem.size());
  };
  CHECK(advice("following.gain", "70%") == "write a share as a number, such as 0.7");
  CHECK(advice("following.gain", "0,7") == "write a decimal point, such as 0.7");
  CHECK(advice("following.gain", "-1,5") == "write a decimal point, such as 0.7");
  for (const char* value : {"", " "}) {
    CHECK(advice("following.gain", value) == "write the value behind the '='; is it missing?");
  }
  for (const char* value : {"2015-07", "2015-7-1", "2015-02-30"}) {
    CHECK(advice("run.end", value) == "write a full date that exists, such as 2015-07-01");
  }
  CHECK(advice("posting.mode", "\"a") == "put a text in quotes");
}

TEST_CASE("overrides: one change cannot smuggle in another", "[scenarios]") {
  for (const char* value :
       {"5\nkernel = \"uniform\"", "5, kernel = \"uniform\"", "5 }\n[run]\nseed = 9 #",
        "5 }\nrun = { seed = 9", "5 # five", "5\r\nkernel = 1", "", "[1", "\"a", "5 6"}) {
    INFO(value);
    const std::string message = refusal("following.gain", value);
    CHECK_THAT(message, StartsWith("--set following.gain="));
    const bool is_refused = message.find("(each --set changes one)") != std::string::npos ||
                            message.find("this value cannot be read") != std::string::npos;
    CHECK(is_refused);
    CHECK(message.find_first_of("\n\r") == std::string::npos);
  }
  CHECK_THAT(refusal("run.start", "2014-02-30"), ContainsSubstring("this value cannot be read"));
}
