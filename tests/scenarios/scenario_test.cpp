// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/scenario.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenarios/builtin.hpp"
#include "scenarios/dates.hpp"
#include "scenarios/suggest.hpp"
#include "scenarios/table_reader.hpp"
#include "scenarios/targets.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

namespace fs = std::filesystem;

const fs::path root{QUELL_SOURCE_DIR};

/// scenarios/**/*.toml, except targets and what-ifs.
std::vector<std::string> shipped() {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(root / "scenarios")) {
    const fs::path folder = entry.path().parent_path().filename();
    const bool is_scenario = folder != "targets" && folder != "whatif" && folder != "sweeps";
    if (entry.path().extension() == ".toml" && is_scenario) found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string targets_refusal(const std::string& text) {
  const fs::path path = fs::temp_directory_path() / ("targets-" + std::to_string(::getpid()));
  std::ofstream(path) << text;
  std::string message = "accepted";
  try {
    read_targets(path.string());
  } catch (const ScenarioError& error) {
    message = error.what();
  }
  fs::remove(path);
  for (std::size_t at = message.find(path.string()); at != std::string::npos;
       at = message.find(path.string())) {
    message.replace(at, path.string().size(), "t");
  }
  return message;
}

constexpr const char* target = R"([[target]]
id = "A"
title = "a"
statistic = "mean"
observable = "traffic"
from = 2014-07-01
to = 2014-08-01
value = 1
low = 0
high = 2
unit = "1"
source = "none"
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("scenario: what a terminal would follow is blank in messages", "[scenarios]") {
  CHECK(on_one_line("a\nb\x1b[2J\x7f") == "a b [2J ");
  CHECK(on_one_line("\xc2\x9b"
                    "31m\xc2\x80\xc2\x9f") == " 31m  ");
  CHECK(on_one_line("\xc2\xa0\xc3\xa9 \xc2") == "\xc2\xa0\xc3\xa9 \xc2");  // no such thing
}

TEST_CASE("scenarios: every shipped scenario reads back from its resolved form unchanged",
          "[scenarios]") {
  const std::vector<std::string> files = shipped();
  REQUIRE(std::count(files.begin(), files.end(), (root / "scenarios/baseline.toml").string()) == 1);
  for (const std::string& file : files) {
    INFO(file);
    const Scenario original = read_scenario(file);
    const std::string resolved = resolved_toml(original.config);
    // In the same folder, where an edge list that it names is found.
    const Scenario again = read_scenario_text(resolved, file);
    CHECK(resolved == resolved_toml(again.config));
    CHECK(again.warnings.size() == original.warnings.size());  // defaults add none
  }
}

TEST_CASE("scenarios: the resolved form holds what the scenario says, and the defaults",
          "[scenarios]") {
  const std::string text = R"([run]
start = 2014-07-01
end = 2014-08-10T06:30:00
scale = 0.3
[return]
probability = 0.123456789012345678
[[driver]]
name = "territory"
index = [[2014-07-01, 1.0], [2015-03-01, 0.1]]
[[policy]]
kind = "suspension_waves"
waves = []
)";
  const std::string resolved = resolved_toml(read_scenario_text(text, "x").config);
  for (const char* line :
       {"start = 2014-07-01\n", "end = 2014-08-10T06:30:00\n", "scale = 0.3\n", "replicates = 20\n",
        "probability = 0.12345678901234568\n", "index = [[2014-07-01, 1], [2015-03-01, 0.1]]\n",
        "waves = []\n", "name = \"suspension_waves\"\n", "traffic = \"posts\"\n"}) {
    CHECK_THAT(resolved, ContainsSubstring(line));
  }
  CHECK(resolved.find("[migration]") == std::string::npos);  // absent: switched off
  CHECK(resolved == resolved_toml(read_scenario_text(resolved, "resolved").config));
}

TEST_CASE("scenarios: rules and dated tables are printed so that they read back", "[scenarios]") {
  const std::string text = R"([run]
start = 2014-07-01
end = 2014-08-10
[reporting]
[[policy]]
kind = "moderation"
service = [[2014-07-01, 1.0], [2015-06-01T06:00:00, 0.25]]
sensitivity = { base = [[2014-06-01, 0.9], [2014-07-20, 0.8]], when = "hazard", above = 0.1, below = -1e-3, then = 0.5, over = 7.5 }
[policy.reviewers]
base = 20
when = "backlog"
above = 500
below = 300
then = 40
scaled = "yes"
)";
  const std::string resolved = resolved_toml(read_scenario_text(text, "x").config);
  for (const char* line :
       {"reviewers = { base = 20, when = \"backlog\", above = 500, below = 300, then = 40, scaled "
        "= "
        "\"yes\" }\n",
        "service = [[2014-07-01, 1], [2015-06-01T06:00:00, 0.25]]\n",
        "sensitivity = { base = [[2014-06-01, 0.9], [2014-07-20, 0.8]], when = \"hazard\", above = "
        "0.1, below = -0.001, then = 0.5, over = 7.5 }\n",
        "error = 0.02\n"}) {
    CHECK_THAT(resolved, ContainsSubstring(line));
  }
  CHECK(resolved == resolved_toml(read_scenario_text(resolved, "resolved").config));
}

TEST_CASE("scenarios: a policy that cannot follow them refuses rules and dated tables",
          "[scenarios]") {
  constexpr std::array params{
      Param{.key = "size", .unit = "1", .doc = "how much", .source = "assumption"}};
  const auto refusal = [&](const std::string& text) {
    Report report;
    const std::optional<toml::table> parsed = parse_toml(text, "x", report);
    TableReader(report, {}).read(*parsed, params, "it", {}, Courses::refused);
    return report.all().empty() ? "accepted" : report.all().front().str();
  };
  CHECK(refusal("size = 1\n") == "accepted");
  CHECK(refusal("size = { base = 1 }\n") ==
        "x:1:8: error: 'size' is a rule (this kind of policy keeps its values during a run) write "
        "one "
        "value");
  CHECK(refusal("size = [[2014-07-01, 1]]\n") ==
        "x:1:8: error: 'size' is a dated table (this kind of policy keeps its values during a run) "
        "write one value");
}

TEST_CASE("scenarios: a value outside the published range is a warning, and named", "[scenarios]") {
  const auto warnings = [](const std::string& gain) {
    const std::string text = "[run]\nstart = 2014-07-01\nend = 2014-08-10\n[following]\ngain = ";
    return read_scenario_text(text + gain + "\n", "x.toml").warnings;
  };
  CHECK(warnings("2").empty());
  CHECK(warnings("10").empty());
  REQUIRE(warnings("10.5").size() == 1);
  CHECK(warnings("10.5")[0].str() ==
        "x.toml:5:8: warning: 'gain' is 10.5 (published range: 2 to 10 [1/d], source M4)");
  CHECK(warnings("1.9").size() == 1);
}

TEST_CASE("scenarios: a date that comes too late or too early to do anything is warned of",
          "[scenarios]") {
  const Scenario scenario = read_scenario_text(R"([run]
start = 2014-07-01
end = 2014-08-01
[[driver]]
name = "territory"
index = [[2014-07-01, 1], [2014-09-01, 0.5], [2014-10-01, 0.2]]
posting = 1
[[shock]]
name = "long-ago"
date = 2014-06-01
posting = 2
[[shock]]
name = "too-late"
date = 2014-08-01
posting = 2
[[policy]]
kind = "suspension_schedule"
per_day = [[2014-07-01, 1], [2014-08-01, 2], [2014-08-02, 3]]
core_weight = [[2014-07-01, 1], [2014-07-31, 2]]
cost = [[2014-07-01, 1], [2014-08-31, 2]]
[[policy]]
kind = "suspension_waves"
waves = [[2014-06-30, 5], [2014-07-15, 5], [2014-08-01, 5]]
)",
                                               "x.toml");
  const auto late = [](const char* where, const char* what) {
    return fmt::format(
        "x.toml:{}: warning: {} (the run ends on 2014-08-01, so that this does nothing) leave it "
        "out, or let the run end later",
        where, what);
  };
  const std::string early =
      "x.toml:23:9: warning: 'waves' has 2014-06-30 (the run starts on 2014-07-01, and what falls "
      "before does nothing) leave it out, or let the run start earlier";
  CHECK(texts_of(scenario.warnings) ==
        std::vector<std::string>{
            late("6:9", "'index' has 2014-10-01"), late("14:8", "'date' has 2014-08-01"),
            late("18:11", "'per_day' has 2014-08-01 and 1 later"),
            late("20:8", "'cost' has 2014-08-31"), late("23:9", "'waves' has 2014-08-01"), early});
}

TEST_CASE("scenarios: a file that begins with a byte order mark is read", "[scenarios]") {
  const std::string text = "\xef\xbb\xbf[run]\nstart = 2014-07-01\nend = 2014-08-10\n";
  CHECK(read_scenario_text(text, "x").config.duration().days == 40.0);
}

TEST_CASE("dates: days are counted from 1970-01-01, and leap years are known", "[scenarios]") {
  CHECK(days_of(1970, 1, 1) == 0.0);
  CHECK(days_of(1969, 12, 31) == -1.0);
  CHECK(days_of(2014, 7, 1) == 44 * 365 + 11 + 181);  // leap days of 1972 ... 2012
  CHECK(days_of(2016, 3, 1).value() - days_of(2016, 2, 28).value() == 2.0);
  CHECK(days_of(2100, 3, 1).value() - days_of(2100, 2, 28).value() == 1.0);
  CHECK_FALSE(days_of(2015, 2, 29));
  CHECK_FALSE(days_of(2015, 13, 1));
  CHECK_FALSE(days_of(2015, 0, 1));
  CHECK_FALSE(days_of(2015, 4, 31));
}

TEST_CASE("dates: a text is a day, with a time where there is a fraction", "[scenarios]") {
  CHECK(date_text(0.0) == "1970-01-01");
  CHECK(date_text(-1.0) == "1969-12-31");
  CHECK(date_text(days_of(2016, 2, 29).value()) == "2016-02-29");
  CHECK(date_text(0.25) == "1970-01-01T06:00:00");
  CHECK(date_text(1.0 - 1e-9) == "1970-01-02");  // rounds up to the next day
}

TEST_CASE("did_you_mean: the nearest name within two edits, or a third of the length",
          "[scenarios]") {
  const std::vector<std::string_view> names{"half_life", "efficacy", "gain"};
  CHECK(did_you_mean("half_lief", names) == " Did you mean 'half_life'?");  // one swap
  CHECK(did_you_mean("gian", names) == " Did you mean 'gain'?");
  CHECK(did_you_mean("eficasy", names) == " Did you mean 'efficacy'?");
  CHECK(did_you_mean("abdc", {"abxx", "abcd"}) == " Did you mean 'abcd'?");  // a swap is one edit
  CHECK(did_you_mean("population", names).empty());
  CHECK(did_you_mean("gain", {}).empty());
  CHECK(listed(names) == "half_life, efficacy, gain");
}

TEST_CASE("targets: those built in are those of the file", "[scenarios]") {
  const fs::path path = root / "scenarios/targets/decline-2016.toml";
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  CHECK(std::string{builtin_targets_toml()} == text.str());
  const std::vector<Target> built_in = builtin_targets();
  const std::vector<Target> read = read_targets(path.string());
  REQUIRE(built_in.size() == read.size());
  for (std::size_t k = 0; k < read.size(); ++k) CHECK(built_in[k].id == read[k].id);
  const auto calibration = std::count_if(read.begin(), read.end(), [](const Target& row) {
    return row.group == "calibration" && row.id[0] == 'C';
  });
  CHECK(calibration == 8);
}

TEST_CASE("targets: a target takes its base window from the window unless it has one",
          "[scenarios]") {
  const std::vector<Target> targets = builtin_targets();
  const auto find = [&](const std::string& id) {
    return *std::find_if(targets.begin(), targets.end(), [&](auto& row) { return row.id == id; });
  };
  CHECK(find("C1").base_to == days_of(2014, 7, 31).value());
  CHECK(find("C4").base_from == find("C4").from);
  CHECK(find("C4").base_to == find("C4").to);
  CHECK(find("C6").is_scaled);
  CHECK_FALSE(find("C1").is_scaled);
}

TEST_CASE("targets: a wrong file is refused with everything that is wrong", "[scenarios]") {
  CHECK(targets_refusal(target) == "accepted");
  CHECK(targets_refusal("") == "t:1:1: error: there is no [[target]] in it");
  CHECK(targets_refusal("[run]\nseed = 1\n") ==
        "t: error: this is a scenario (a targets file holds [[target]] tables) give a file such as "
        "scenarios/targets/decline-2016.toml");
  CHECK(targets_refusal("[tragets]\nid = 1\n" + std::string{target}) ==
        "t:1:2: error: 'tragets' has no place here (a targets file holds [[target]] tables only)");
  CHECK(targets_refusal(std::string{target} + target) ==
        "t:13:1: error: a second target has the id 'A'");
  CHECK_THAT(targets_refusal(replaced(target, "low = 0", "low = 3")),
             EndsWith("error: target A: low is above high"));
  CHECK_THAT(targets_refusal(replaced(target, "to = 2014-08-01", "to = 2014-06-01")),
             EndsWith("error: target A: 'to' is missing or not after 'from'"));
  for (const char* statistic :
       {"weighted_mean", "sum_ratio", "lag_correlation", "median_lifetime"}) {
    CHECK_THAT(targets_refusal(replaced(target, "\"mean\"", '"' + std::string{statistic} + '"')),
               StartsWith("t:4:13: error: target A: " + std::string{statistic} +
                          " needs an observable in 'of'"));
  }
  CHECK_THAT(targets_refusal(replaced(target, "value = 1", "of = \"edges\"\nvalue = 1")),
             StartsWith("t:8:6: error: target A: mean takes no second observable "));
  CHECK_THAT(targets_refusal(replaced(target, "\"traffic\"", "\"trafic\"")),
             EndsWith("(see `quell describe observables`). Did you mean 'traffic'?"));
  CHECK_THAT(targets_refusal(replaced(target, "\"mean\"", "\"median\"")),
             StartsWith("t:4:13: error: 'statistic' is 'median' (one of: level, mean, "));
}

TEST_CASE("targets: a base window has two ends in order, and a ratio has one", "[scenarios]") {
  const auto refusal = [](const std::string& statistic, const std::string& base) {
    const std::string text = replaced(target, "\"mean\"", '"' + statistic + '"');
    return targets_refusal(replaced(text, "value = 1", base + "value = 1"));
  };
  const std::string from = "base_from = 2014-07-01\n";
  const std::string to = "base_to = 2014-08-01\n";
  CHECK(refusal("ratio", from + to) == "accepted");
  CHECK(
      refusal("ratio", "") ==
      "t:4:13: error: target A: ratio needs a base window (over its own window it would be 1) add "
      "'base_from' and 'base_to'");
  CHECK(refusal("ratio", from) ==
        "t:8:13: error: target A: 'base_to' is missing (a base window has two ends) add it");
  CHECK(refusal("ratio", to) ==
        "t:8:11: error: target A: 'base_from' is missing (a base window has two ends) add it");
  CHECK(refusal("sum_ratio", "of = \"edges\"\n" + to) ==
        "t:9:11: error: target A: 'base_from' is missing (a base window has two ends) add it");
  CHECK(refusal("ratio", from + "base_to = 2014-06-01\n") ==
        "t:9:11: error: target A: 'base_to' is not after 'base_from'");
  CHECK(refusal("ratio", from + "base_to = 2014-07-01\n") ==
        "t:9:11: error: target A: 'base_to' is not after 'base_from'");
  CHECK_THAT(refusal("mean", from + to), StartsWith("t:8:13: error: target A: mean has no base "));
  CHECK(refusal("sum_ratio", "of = \"edges\"\n") == "accepted");
}

TEST_CASE("targets: a statistic takes observables of its shape", "[scenarios]") {
  const auto refusal = [](const std::string& statistic, const std::string& observable) {
    const std::string text = replaced(target, "\"mean\"", '"' + statistic + '"');
    return targets_refusal(replaced(text, "\"traffic\"", '"' + observable + '"'));
  };
  CHECK(refusal("mean", "followers_by_generation") ==
        "t:5:14: error: target A: mean cannot be computed from 'followers_by_generation' (an "
        "observable over time is needed; see `quell describe observables`)");
  CHECK_THAT(refusal("level", "endings_by_age"), ContainsSubstring("over time is needed"));
  CHECK_THAT(refusal("generation_decline", "traffic"), ContainsSubstring("by generation is need"));
  CHECK_THAT(refusal("median_lifetime", "traffic"), ContainsSubstring("by cohort and age is need"));
  CHECK(refusal("generation_decline", "followers_by_generation") == "accepted");
  CHECK(refusal("mean", "policy_cost") == "accepted");
}

TEST_CASE("targets: one of a policy needs a scenario with a policy", "[scenarios]") {
  const std::string run = "[run]\nstart = 2014-07-01\nend = 2014-08-10\n";
  const Config without = read_scenario_text(run, "x").config;
  const Config with =
      read_scenario_text(run + "[[policy]]\nkind = \"suspension_schedule\"\nper_day = 1\n", "x")
          .config;
  Target cost{.id = "A", .observable = "policy_cost", .of = "none", .place = {.file = "t"}};
  CHECK_NOTHROW(check_targets({cost}, with));
  CHECK_THROWS_WITH(check_targets({cost}, without),
                    StartsWith("t: error: target A: this scenario has no 'policy_cost' (it has no "
                               "[[policy]])"));
  std::swap(cost.of, cost.observable);
  CHECK_THROWS_AS(check_targets({cost}, without), ScenarioError);
  CHECK_NOTHROW(check_targets(builtin_targets(), without));
}
