// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/sweep.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "models/registry.hpp"
#include "models/settings.hpp"
#include "scenarios/dates.hpp"
#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

const std::string tiny = std::string{QUELL_SOURCE_DIR} + "/tests/scenarios/tiny.toml";

/// A sweep of the tiny scenario with these lines, in a file of its own.
class SweepFile {
 public:
  explicit SweepFile(const std::string& lines, const std::string& scenario = tiny) {
    std::ofstream(folder_ / "s.toml") << "scenario = \"" << scenario << "\"\n" << lines;
  }
  [[nodiscard]] std::string path() const { return folder_ / "s.toml"; }
  [[nodiscard]] Sweep read(const std::vector<Override>& overrides = {}) const {
    return read_sweep(path(), overrides);
  }
  /// What is wrong, with the path left out.
  [[nodiscard]] std::string errors() const {
    try {
      (void)read();
    } catch (const ScenarioError& error) {
      std::string text = error.what();
      for (std::size_t at = text.find(path()); at != std::string::npos; at = text.find(path())) {
        text.replace(at, path().size(), "s.toml");
      }
      return text;
    }
    return "";
  }

 private:
  TemporaryFolder folder_;
};

std::vector<double> numbers(const Sweep& sweep, std::size_t factor) {
  std::vector<double> all;
  for (std::uint64_t point = 0; point < sweep.points; ++point) {
    all.push_back(sweep.level(point, factor).number);
  }
  return all;
}

}  // namespace

TEST_CASE("sweep: a grid is every combination, the last factor fastest", "[scenarios]") {
  const SweepFile file(
      "replicates = 3\n[vary]\nreturn.probability = [0.7, 0.9]\n"
      "policy.twitter.per_day = {from = 100, to = 300, count = 3}\n");
  const Sweep sweep = file.read();
  CHECK(sweep.points == 6);
  CHECK(sweep.runs() == 18);
  CHECK(numbers(sweep, 0) == std::vector<double>{0.7, 0.7, 0.7, 0.9, 0.9, 0.9});
  CHECK(numbers(sweep, 1) == std::vector<double>{100, 200, 300, 100, 200, 300});
  CHECK(sweep.point_of(13) == 1);
  CHECK(sweep.replicate_of(13) == 2);
  CHECK(sweep.stream_replicate(13) == 2);
}

TEST_CASE("sweep: a list takes the values of all factors side by side", "[scenarios]") {
  const SweepFile file(
      "design = \"list\"\n[vary]\nsegment.middle_east.share = [0.75, 0.5]\n"
      "segment.europe.share = [0.25, 0.5]\n");
  const Sweep sweep = file.read();  // no value fits to the scenario's own of the other segment
  CHECK(sweep.points == 2);
  CHECK(numbers(sweep, 1) == std::vector<double>{0.25, 0.5});
  CHECK_NOTHROW(resolve(sweep.config(1)));
}

TEST_CASE("sweep: ranges are cut evenly, by difference or by ratio", "[scenarios]") {
  const SweepFile file(
      "[vary]\nfollowing.gain = {from = 0.1, to = 0.7, count = 4}\n"
      "policy.twitter.per_day = {from = 1, to = 1000, count = 4, spacing = \"log\"}\n");
  const Sweep sweep = file.read();
  const std::vector<double> gain = numbers(sweep, 0);
  CHECK(std::vector<double>{gain[0], gain[4], gain[8], gain[12]} ==
        std::vector<double>{0.1, 0.3, 0.5, 0.7});  // and not 0.30000000000000004
  const std::vector<double> per_day = numbers(sweep, 1);
  CHECK(std::vector<double>(per_day.begin(), per_day.begin() + 4) ==
        std::vector<double>{1, 10, 100, 1000});
}

TEST_CASE("sweep: Latin hypercube hits each of N parts of each range once", "[scenarios]") {
  constexpr std::size_t points = 500;
  const SweepFile file(
      "design = \"latin_hypercube\"\npoints = 500\n[vary]\n"
      "return.probability = {from = 0.5, to = 1.0}\n"
      "following.gain = {from = 1, to = 100, spacing = \"log\"}\n"
      "posting.mode = [\"thinned\", \"explicit\"]\n");
  const Sweep sweep = file.read();
  std::set<int> linear;
  std::set<int> logarithmic;
  double xy = 0.0;
  int explicit_points = 0;
  for (std::uint64_t point = 0; point < points; ++point) {
    const double x = (sweep.level(point, 0).number - 0.5) / 0.5;
    const double y = std::log(sweep.level(point, 1).number) / std::log(100.0);
    linear.insert(static_cast<int>(x * points));
    logarithmic.insert(static_cast<int>(y * points));
    xy += (x - 0.5) * (y - 0.5);
    explicit_points +=
        sweep.level(point, 2).text == "'explicit'" || sweep.level(point, 2).text == "\"explicit\""
            ? 1
            : 0;
  }
  // 12 digits may carry a value over the edge of its part.
  CHECK(linear.size() >= points - 2);
  CHECK(logarithmic.size() >= points - 2);
  CHECK(explicit_points == 250);
  // Independent orders: the correlation has standard error 1/sqrt(N) = 0.045.
  CHECK(std::abs(12.0 * xy / points) < 0.2);
  const Sweep again = file.read();
  CHECK(numbers(again, 0) == numbers(sweep, 0));
}

TEST_CASE("sweep: another seed gives another design, the same one the same", "[scenarios]") {
  for (const Design design : {Design::latin_hypercube, Design::sobol}) {
    const SpreadDesign one(design, 64, 3, 1);
    const SpreadDesign same(design, 64, 3, 1);
    const SpreadDesign other(design, 64, 3, 2);
    int different = 0;
    for (std::uint64_t point = 0; point < 64; ++point) {
      for (std::size_t factor = 0; factor < 3; ++factor) {
        CHECK(one.at(point, factor) == same.at(point, factor));
        different += one.at(point, factor) != other.at(point, factor) ? 1 : 0;
      }
    }
    CHECK(different > 180);
  }
}

TEST_CASE("sweep: Sobol' points are a net: one in every box of equal volume", "[scenarios]") {
  // The first two dimensions are a (0, m, 2)-net in base 2: every dyadic box of volume 2^-m holds
  // one of 2^m points, and the digital shift keeps that. Each further dimension does alone.
  constexpr unsigned m = 8;
  constexpr std::uint64_t points = 1U << m;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const SpreadDesign design(Design::sobol, points, 6, seed);
    for (unsigned k = 0; k <= m; ++k) {
      std::set<std::pair<int, int>> boxes;
      for (std::uint64_t point = 0; point < points; ++point) {
        boxes.emplace(static_cast<int>(std::ldexp(design.at(point, 0), static_cast<int>(k))),
                      static_cast<int>(std::ldexp(design.at(point, 1), static_cast<int>(m - k))));
      }
      CHECK(boxes.size() == points);
    }
    for (std::size_t factor = 0; factor < 6; ++factor) {
      std::set<int> parts;
      for (std::uint64_t point = 0; point < points; ++point) {
        parts.insert(static_cast<int>(design.at(point, factor) * points));
      }
      CHECK(parts.size() == points);
    }
  }
}

TEST_CASE("sweep: a point is the scenario with the same values set by hand", "[scenarios]") {
  // Every number, table, date and choice of every table and policy of a large scenario.
  std::size_t compared = 0;
  const std::string path = std::string{QUELL_SOURCE_DIR} + "/tests/scenarios/golden.toml";
  const Config config = read_scenario(path).config;
  std::vector<std::pair<std::string, const ParamValues*>> tables;
  for (const Section& section : config.sections) {
    const std::string row = section.name.empty() ? "" : "." + section.name;
    tables.emplace_back(std::string{section.spec->name} + row, &section.values);
  }
  for (const PolicyConfig& policy : config.policies) {
    tables.emplace_back("policy." + policy.name, &policy.values);
  }
  for (const auto& [table, values] : tables) {
    if (table == "run" || table == "graph") continue;
    for (std::size_t row = 0; row < values->params().size(); ++row) {
      const Param& param = values->params()[row];
      const std::string key = table + "." + std::string{param.key};
      std::vector<std::string> all;  // the first is read in the scenario, the other one alone
      if (param.kind == ParamKind::choice) {
        for (const std::string_view choice : choices_of(param)) {
          all.push_back('"' + std::string{choice} + '"');
        }
      } else if (param.kind == ParamKind::date) {
        all = {"2015-03-04", "2015-05-06T12:00:00"};
      } else if (!is_text(param.kind) && param.kind != ParamKind::counts) {
        const double low = std::ceil(std::isnan(param.low) ? std::max(param.min, 0.0) : param.low);
        for (const double number : {low, low + 1.0}) {
          if (number <= param.max) all.push_back(std::to_string(static_cast<int>(number)));
        }
      }
      std::string list;
      std::vector<std::string> expected;
      for (const std::string& value : all) {
        try {
          expected.push_back(resolved_toml(read_scenario(path, {{key, value}}).config));
          list += (list.empty() ? "" : ", ") + value;
        } catch (const ScenarioError&) {
          continue;  // it does not fit to the other values
        }
      }
      if (expected.empty()) continue;
      std::string lines = "targets = \"none\"\n[vary]\n";
      lines.append(key).append(" = [").append(list).append("]\n");
      const SweepFile file(lines, path);
      const Sweep sweep = read_sweep(file.path(), {}, PointChecks::none);
      REQUIRE(sweep.points == expected.size());
      for (std::uint64_t point = 0; point < sweep.points; ++point) {
        INFO(key << " = " << sweep.level(point, 0).text);
        CHECK(resolved_toml(sweep.config(point)) == expected[point]);
        ++compared;
      }
    }
  }
  CHECK(compared > 250);
}

TEST_CASE("sweep: values may be dated tables and rules, and replace those of the scenario",
          "[scenarios]") {
  const std::string path = std::string{QUELL_SOURCE_DIR} + "/scenarios/adaptive-moderation.toml";
  const Config config = read_scenario(path).config;
  std::string key;
  std::string rule;
  for (const PolicyConfig& policy : config.policies) {
    for (const Course& course : policy.values.courses()) {
      if (course.rule)
        key = "policy." + policy.name + "." + std::string{policy.values.params()[course.row].key};
    }
  }
  REQUIRE_FALSE(key.empty());
  rule = "{ base = 0.5, when = \"traffic\", above = 10, below = 5, then = 0.7 }";
  const SweepFile file("targets = \"none\"\n[vary]\n" + key + " = [0.3, " + rule +
                           ", [[2014-07-01, 0.4], [2015-01-01, 0.6]]]\n",
                       path);
  const Sweep sweep = file.read();
  const std::vector<std::string> values{"0.3", rule, "[[2014-07-01, 0.4], [2015-01-01, 0.6]]"};
  for (std::uint64_t point = 0; point < 3; ++point) {
    const Config by_hand = read_scenario(path, {{key, values[point]}}).config;
    CHECK(resolved_toml(sweep.config(point)) == resolved_toml(by_hand));
  }
  CHECK_FALSE(sweep.factors.front().is_number());
}

TEST_CASE("sweep: dates have ranges, whole numbers stay whole", "[scenarios]") {
  // The name of a shock is the scenario's; any will do.
  const Config config =
      read_scenario(std::string{QUELL_SOURCE_DIR} + "/scenarios/baseline.toml").config;
  const auto shocks = config.all("shock");
  REQUIRE_FALSE(shocks.empty());
  std::string key;
  for (const Param& param : shocks.front()->spec->params) {
    if (param.kind == ParamKind::date) key = param.key;
  }
  REQUIRE_FALSE(key.empty());
  const SweepFile dated("design = \"sobol\"\npoints = 50\n[vary]\nshock." + shocks.front()->name +
                            "." + key + " = {from = 2014-08-05, to = 2014-12-01}\n",
                        std::string{QUELL_SOURCE_DIR} + "/scenarios/baseline.toml");
  const Sweep sweep = dated.read();
  std::set<double> days;
  for (std::uint64_t point = 0; point < 50; ++point) {
    const Level level = sweep.level(point, 0);
    CHECK(level.number == std::floor(level.number));
    CHECK(level.number >= *days_of(2014, 8, 5));
    CHECK(level.number <= *days_of(2014, 12, 1));
    CHECK(level.text == date_text(level.number));
    days.insert(level.number);
  }
  CHECK(days.size() > 30);
}

TEST_CASE("sweep: the identity tells sweeps apart, but not numbers of replicates", "[scenarios]") {
  const std::string vary = "[vary]\nreturn.probability = [0.7, 0.9]\n";
  const std::string identity = SweepFile(vary).read().identity();
  CHECK(identity.size() == 16);
  CHECK(SweepFile("title = \"Another title\"\nreplicates = 7\n" + vary).read().identity() ==
        identity);
  CHECK(SweepFile(vary).read({{"run.replicates", "9"}}).replicates == 9);
  CHECK(SweepFile(vary).read({{"run.replicates", "9"}}).identity() == identity);
  for (const std::string other :
       {"[vary]\nreturn.probability = [0.7, 0.91]\n", "[vary]\nreturn.probability = [0.9, 0.7]\n",
        "[vary]\nreturn.persistence = [0.7, 0.9]\n",
        "figures = [\"traffic\"]\n[vary]\nreturn.probability = [0.7, 0.9]\n",
        "trajectories = [\"traffic\"]\n[vary]\nreturn.probability = [0.7, 0.9]\n",
        "targets = \"none\"\n[vary]\nreturn.probability = [0.7, 0.9]\n",
        "random_numbers = \"independent\"\n[vary]\nreturn.probability = [0.7, 0.9]\n"}) {
    INFO(other);
    CHECK(SweepFile(other).read().identity() != identity);
  }
  CHECK(SweepFile(vary).read({{"run.seed", "8"}}).identity() != identity);
  CHECK(SweepFile(vary).read({{"following.gain", "3.5"}}).identity() != identity);
}

TEST_CASE("sweep: independent random numbers have a key of their own for each run", "[scenarios]") {
  const Sweep sweep = SweepFile(
                          "random_numbers = \"independent\"\nreplicates = 2\n[vary]\n"
                          "return.probability = [0.7, 0.8, 0.9]\n")
                          .read();
  std::set<std::uint32_t> keys;
  for (std::uint64_t run = 0; run < 6; ++run) keys.insert(sweep.stream_replicate(run));
  CHECK(keys.size() == 6);
}

TEST_CASE("sweep: everything that is wrong is said at once, with its place", "[scenarios]") {
  const std::string text = SweepFile(
                               "desing = \"grid\"\nfigures = [\"trafic\"]\n[vary]\n"
                               "return.probabilty = [0.7, 0.8]\n"
                               "return.probability = {from = 0.9, to = 0.7, count = 3}\n"
                               "following.gain = []\n"
                               "policy.twiter.per_day = [1, 2]\n"
                               "policy.twitter.per_day = [1, -5]\n"
                               "run.end = [2015-01-01]\n"
                               "return.persistence = 0.7\n"
                               "return.delay_sigma = {from = 0.1, to = 0.7}\n"
                               "hijack.probability = [0.1]\n")
                               .errors();
  for (const std::string part :
       {"s.toml:2:1: error: unknown table or key 'desing'", "Did you mean 'design'?",
        "s.toml:3:12: error: no observable is named 'trafic'", "Did you mean 'traffic'?",
        "s.toml:5:22: error: unknown key 'probabilty' in [return]", "Did you mean 'probability'?",
        "the range of 'return.probability' is empty (from 0.9 to 0.7)",
        "'following.gain' has no values", "no policy is named 'twiter' (there are: twitter)",
        "s.toml:9:30: error: 'per_day' is -5 (allowed: 0 to",
        "'run.end' cannot be varied (the points would not be observed alike)",
        "'return.persistence' has one value", "the range of 'return.delay_sigma' has no 'count'",
        "[hijack] is not in"}) {
    INFO(text);
    CHECK_THAT(text, ContainsSubstring(part));
  }
  // A key is complained about once, however many values it has.
  CHECK(text.find("probabilty") == text.rfind("probabilty"));
}

TEST_CASE("sweep: single mistakes have a way out", "[scenarios]") {
  const auto [lines, message] = GENERATE(table<std::string, std::string>({
      {"", "[vary] is missing (it says what to vary)"},
      {"[vary]\n", "[vary] varies nothing"},
      {"design = \"sobol\"\n[vary]\nfollowing.gain = {from = 1, to = 2}\n", "'points' is missing"},
      {"design = \"sobol\"\npoints = 5\n[vary]\nfollowing.gain = {from = 1, to = 2, count = 3}\n",
       "this design spreads 'points' over it"},
      {"points = 5\n[vary]\nfollowing.gain = [1]\n", "'points' has no effect"},
      {"points = 0\n[vary]\nfollowing.gain = [1]\n", "'points' has no effect"},
      {"design = \"gird\"\n[vary]\nfollowing.gain = [1]\n", "Did you mean 'grid'?"},
      {"design = \"list\"\n[vary]\nfollowing.gain = [1, 2]\nreturn.probability = [0.7]\n",
       "'return.probability' has 1 values, 'following.gain' has 2"},
      {"[vary]\nfollowing.gain = [1, 2, 1]\n", "has the value 1 twice"},
      {"[vary]\nfollowing.gain = {from = 0, to = 2, count = 3, spacing = \"log\"}\n",
       "equal ratios need a beginning above 0"},
      {"[vary]\nfollowing.gain = {from = 1, to = 2, cuont = 3}\n", "Did you mean 'count'?"},
      {"[vary]\nposting.mode = {from = 1, to = 2, count = 3}\n", "'mode' is a number"},
      {"[vary]\nrun.seed = [1, 2]\n", "raise 'replicates'"},
      {"[vary]\nrun.replicates = [1, 2]\n", "it stands in 'replicates'"},
      {"replicates = 0\n[vary]\nfollowing.gain = [1]\n", "a whole number from 1 to"},
      {"replicates = 1000000\n[vary]\nfollowing.gain = {from = 1, to = 2, count = 1000}\n"
       "policy.twitter.per_day = {from = 1, to = 2000, count = 1000}\n",
       "runs (at most 100000000 are planned)"},
      {"random_numbers = \"independent\"\nreplicates = 1000\n[vary]\n"
       "following.gain = {from = 1, to = 2, count = 20000}\n",
       "20000000 runs with independent random numbers"},
      {"trajectories = [\"panel_accounts\"]\n[vary]\nfollowing.gain = [1]\n",
       "the scenario has no [panel]"},
      {"[vary]\nsegment.europe.share = [0.5, 0.6]\n", "2 of 2 points checked cannot run"},
      {"[vary]\nfollowing.gain = [1e400]\n", "s.toml:"},
      {"[vary]\nfollowing.gain = {from = 1, to = 2, count = 100000000}\n",
       "'count' is 100000000 (a whole number from 2 to 100000 is needed)"},
      {"[vary]\npolicy.twitter.kind = [\"suspension_schedule\"]\n",
       "'policy.twitter.kind' cannot be varied"},
      {"design = \"latin_hypercube\"\npoints = 4\n[vary]\npolicy.twitter.name = [\"a\", \"b\"]\n",
       "'policy.twitter.name' cannot be varied"},
      {"[vary]\nreturn = {}\n", "nothing of 'return' is varied"},
      {"[vary]\npolicy.twitter = {}\n", "nothing of 'twitter' is varied"},
      {"figures = [\"recruits\", \"recruits\"]\n[vary]\nfollowing.gain = [1]\n",
       "'recruits' stands in 'figures' twice"},
      {"figures = []\ntargets = \"none\"\n[vary]\nfollowing.gain = [1]\n",
       "nothing is kept of the runs"},
      {"[vary]\npolicy.twitter.per_day = [0.0, -0.0]\n", "has the value -0 twice"},
  }));
  const std::string text = SweepFile(lines).errors();
  INFO(lines << "\n" << text);
  CHECK_THAT(text, ContainsSubstring(message));
  CHECK_THAT(text, StartsWith("s.toml:"));
}

TEST_CASE("sweep: points that cannot run are foretold where some can", "[scenarios]") {
  const Sweep sweep = SweepFile(
                          "design = \"list\"\n[vary]\nsegment.middle_east.share = [0.75, 0.5]\n"
                          "segment.europe.share = [0.25, 0.6]\n")
                          .read();
  const std::vector<std::string> warnings = texts_of(sweep.warnings);
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings.front(), ContainsSubstring("1 of 2 points checked cannot run (point 1: "));
}

TEST_CASE("sweep: a scenario or a what-if in its place is named", "[scenarios]") {
  const std::string root = QUELL_SOURCE_DIR;
  CHECK_THROWS_WITH(read_sweep(root + "/scenarios/baseline.toml"),
                    ContainsSubstring("this is a scenario, which a sweep file names"));
  CHECK_THROWS_WITH(read_sweep(root + "/scenarios/whatif/waves.toml"),
                    ContainsSubstring("`quell whatif` runs"));
  CHECK_THROWS_WITH(read_sweep(root + "/nothing.toml"), ContainsSubstring("cannot read it"));
}

TEST_CASE("sweep: every shipped sweep is valid, without a warning", "[scenarios]") {
  std::size_t count = 0;
  const std::string folder = std::string{QUELL_SOURCE_DIR} + "/scenarios/sweeps";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    INFO(entry.path());
    const Sweep sweep = read_sweep(entry.path(), {}, PointChecks::none);
    CHECK(texts_of(sweep.warnings) == std::vector<std::string>{});
    CHECK(sweep.points > 30);
    CHECK_NOTHROW(resolve(sweep.config(sweep.points - 1)));
    ++count;
  }
  CHECK(count == 2);
}
