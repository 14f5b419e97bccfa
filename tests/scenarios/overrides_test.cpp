// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/overrides.hpp"

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

TEST_CASE("overrides: a table that the file lacks is added", "[scenarios]") {
  REQUIRE(changed("run.seed", "7").find("migration") == nullptr);
  CHECK(changed("migration.carried", "0.3").at("migration").real("carried") == 0.3);
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
  for (const char* key :
       {"", ".", "gain", "following.", ".gain", "following.gain.x", "policy.twitter",
        "policy.twitter.per_day.x", "shock.paris.gain", "following gain.x", "following.gain\n",
        "following.\"gain\"", "[following].gain"}) {
    INFO(key);
    CHECK_THAT(refusal(key, "1"), EndsWith("error: this key leads nowhere (keys are table.key, or "
                                           "policy.NAME.key)"));
  }
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
