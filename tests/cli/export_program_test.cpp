// SPDX-License-Identifier: BSD-3-Clause
// `quell export`: every number of a result file, and no other, in the forms that other tools read.
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "output/reader.hpp"
#include "scenarios/csv.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

using Row = std::vector<std::string>;

/// RFC 4180.
std::vector<Row> parse_csv(const std::string& text) {
  std::vector<Row> rows;
  Row row{""};
  bool is_quoted = false;
  for (std::size_t k = 0; k < text.size(); ++k) {
    const char c = text[k];
    if (is_quoted) {
      const bool is_escaped = c == '"' && k + 1 < text.size() && text[k + 1] == '"';
      if (c != '"' || is_escaped) row.back() += c;
      if (is_escaped) ++k;
      is_quoted = c != '"' || is_escaped;
    } else if (c == '"') {
      is_quoted = true;
    } else if (c == ',') {
      row.emplace_back();
    } else if (c == '\n') {
      rows.push_back(std::exchange(row, {""}));
    } else {
      row.back() += c;
    }
  }
  REQUIRE(row == Row{""});  // the last line is complete
  return rows;
}

/// An empty cell is undefined.
bool is_equal(const std::string& cell, double value) {
  return std::isnan(value) ? cell.empty() : !cell.empty() && std::stod(cell) == value;
}

struct Written {
  TemporaryFolder folder;
  std::string run = folder / "run.h5";

  Written() { REQUIRE(quell_program({"run", tiny_scenario(), "-q", "-o", run}).code == 0); }
};

std::string exported(const std::vector<std::string>& more) {
  std::vector<std::string> words{"export"};
  words.insert(words.end(), more.begin(), more.end());
  const Finished end = quell_program(words);
  INFO(end.err);
  REQUIRE(end.code == 0);
  return end.out;
}

}  // namespace

TEST_CASE("export: a cell says what its text says, and is no formula", "[cli]") {
  CHECK(csv_cell("plain text") == "plain text");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"no\"\n") == "\"say \"\"no\"\"\n\"");
  CHECK(csv_cell("=cmd()") == "'=cmd()");
  CHECK(csv_cell("@SUM(1,2)") == "\"'@SUM(1,2)\"");
  CHECK(csv_cell("-1e-3") == "-1e-3");
  CHECK(csv_cell("-x") == "'-x");
  CHECK(csv_cell("") == "");
}

TEST_CASE("export: a wide table has every number over time at its replicate and date", "[cli]") {
  const Written written;
  const Dataset data = read_dataset(written.run);
  const std::vector<Row> rows = parse_csv(exported({written.run}));
  const std::size_t times = data.find_dimension("time")->size;
  REQUIRE(rows.size() == 1 + 2 * times);
  CHECK(rows[0][0] == "replicate");
  CHECK(rows[0][1] == "date");
  CHECK(rows[1][1] == "2014-07-01");
  CHECK(rows[times][1] == "2014-08-10");
  CHECK(rows[1 + times][0] == "1");
  std::size_t column = 2;
  for (const Variable& variable : data.variables) {
    if (variable.dimensions.size() < 2 || variable.dimensions[1] != "time") continue;
    CAPTURE(variable.name);
    const std::size_t cells = variable.values.size() / 2 / times;
    for (std::size_t cell = 0; cell < cells; ++cell, ++column) {
      CHECK(rows[0][column].starts_with(variable.name));
      for (std::size_t row = 0; row < 2 * times; ++row) {
        REQUIRE(is_equal(rows[1 + row][column], variable.values[row * cells + cell]));
      }
    }
  }
  CHECK(column == rows[0].size());
  CHECK(std::find(rows[0].begin(), rows[0].end(), "persons[europe,core]") != rows[0].end());
}

TEST_CASE("export: a tidy table and JSON have every number of the file", "[cli]") {
  const Written written;
  const Dataset data = read_dataset(written.run);
  const std::vector<Row> rows = parse_csv(exported({written.run, "--format", "tidy"}));
  CHECK(rows[0].front() == "variable");
  CHECK(rows[0].back() == "value");
  const auto json = nlohmann::json::parse(exported({written.run, "--format", "json"}));
  CHECK(json.at("attributes").at("seed") == 7);
  std::size_t row = 1;
  for (const Variable& variable : data.variables) {
    CAPTURE(variable.name);
    const auto& entry = json.at("variables").at(variable.name);
    CHECK(entry.at("dimensions") == variable.dimensions);
    nlohmann::json flat = entry.at("values");
    for (std::size_t axis = 1; axis < variable.dimensions.size(); ++axis) {
      nlohmann::json next = nlohmann::json::array();
      for (const auto& part : flat) next.insert(next.end(), part.begin(), part.end());
      flat = std::move(next);
    }
    REQUIRE(flat.size() == variable.values.size());
    for (std::size_t k = 0; k < variable.values.size(); ++k, ++row) {
      const double value = variable.values[k];
      REQUIRE(rows.at(row).front() == variable.name);
      REQUIRE(rows[row][1] == variable.unit);
      REQUIRE(is_equal(rows[row].back(), value));
      REQUIRE((std::isnan(value) ? flat[k].is_null() : flat[k] == value));
    }
  }
  CHECK(row == rows.size());
}

TEST_CASE("export: only what is asked for, and what there is not is told with the way out",
          "[cli]") {
  const Written written;
  const std::vector<Row> rows = parse_csv(exported({written.run, "recruits", "traffic"}));
  CHECK(rows[0] ==
        Row{"replicate", "date", "recruits[middle_east]", "recruits[europe]", "traffic"});
  const Finished unknown = quell_program({"export", written.run, "trafic", "endings_by_age"});
  CHECK(unknown.code == 2);
  CHECK(unknown.out.empty());
  CHECK_THAT(unknown.err, ContainsSubstring("there is no 'trafic' (it holds "));
  CHECK_THAT(unknown.err, ContainsSubstring("Did you mean 'traffic'?"));
  CHECK_THAT(unknown.err, ContainsSubstring("'endings_by_age' has no place in rows of a table"));
  CHECK_THAT(exported({written.run, "endings_by_age", "--format", "tidy"}),
             StartsWith("variable,unit,replicate,cohort,age,value\nendings_by_age,1,0,0,0,"));

  const std::string table = written.folder / "t.csv";
  CHECK(exported({written.run, "traffic", "-o", table}).empty());
  const Finished again = quell_program({"export", written.run, "-o", table});
  CHECK(again.code == 1);
  CHECK_THAT(again.err, ContainsSubstring("pass --force to replace it"));
  CHECK(quell_program({"export", table}).code == 1);
  const Finished full = quell_program({"export", written.run}, {.standard_output = "/dev/full"});
  CHECK(full.code == 1);
  CHECK_THAT(full.err, ContainsSubstring("cannot write to standard output"));
}

TEST_CASE("export: what-ifs have a column for the change, sweeps one for each varied key",
          "[cli]") {
  const TemporaryFolder folder;
  const std::string whatif = folder / "w.h5";
  REQUIRE(quell_program({"whatif", tiny_scenario(), "--change", "return.probability=0.5", "-q",
                         "--json", "-o", whatif})
              .code == 0);
  const std::vector<Row> rows = parse_csv(exported({whatif, "traffic"}));
  CHECK(rows[0] == Row{"change", "replicate", "date", "traffic"});
  CHECK(rows[1][0] == "baseline");
  CHECK(rows.back()[0] == "return.probability=0.5");

  std::ofstream(folder / "s.toml") << "scenario = \"" << tiny_scenario()
                                   << "\"\nreplicates = 2\ntrajectories = [\"traffic\"]\n[vary]\n"
                                      "following.kernel = [\"uniform\", \"fitness\"]\n"
                                      "return.probability = [0.7, 0.9]\n";
  REQUIRE(quell_program({"sweep", "run", "s.toml", "-q"}, {.folder = folder / ""}).code == 0);
  const std::string sweep = folder / "s.h5";
  const std::vector<Row> points = parse_csv(exported({sweep}));
  REQUIRE(points.size() == 1 + 4 * 2);
  CHECK(Row(points[0].begin(), points[0].begin() + 5) ==
        Row{"point", "replicate", "following.kernel", "return.probability", "done"});
  CHECK(Row(points[4].begin(), points[4].begin() + 5) == Row{"1", "1", "uniform", "0.9", "1"});
  CHECK(Row(points[5].begin(), points[5].begin() + 5) == Row{"2", "0", "fitness", "0.7", "1"});
  CHECK_THAT(exported({sweep, "traffic", "--format", "tidy"}),
             StartsWith("variable,unit,point,replicate,date,value\ntraffic,1/d,0,0,2014-07-01,"));

  REQUIRE(
      quell_program({"sweep", "merge", "s.toml", "--part", "1/1"}, {.folder = folder / ""}).code ==
      0);
  REQUIRE(
      quell_program({"sweep", "merge", "s.toml", "--link", "-o", "l.h5"}, {.folder = folder / ""})
          .code == 0);
  const Finished link = quell_program({"export", folder / "l.h5"});
  CHECK(link.code == 1);
  CHECK_THAT(link.err, ContainsSubstring("(its values stand in other files) merge without --link"));
}

TEST_CASE("program: init writes a scenario that runs, and replaces nothing unasked", "[cli]") {
  const TemporaryFolder folder;
  const Finished first = quell_program({"init"}, {.folder = folder / ""});
  CHECK(first.code == 0);
  CHECK(first.out ==
        "scenario.toml\nfinds mistakes: quell check scenario.toml\n"
        "simulates: quell run scenario.toml\n");
  CHECK(folder.names() == std::vector<std::string>{"scenario.toml"});
  const Finished again = quell_program({"init"}, {.folder = folder / ""});
  CHECK(again.code == 1);
  CHECK_THAT(again.err, ContainsSubstring("pass --force to replace it, or -o for another path"));
  CHECK(quell_program({"init", "-o", "b.toml"}, {.folder = folder / ""}).code == 0);
  CHECK(quell_program({"init", "c.toml"}, {.folder = folder / ""}).code == 0);
  const Finished run =
      quell_program({"run", "scenario.toml", "-q", "--scale", "0.002", "--replicates", "1"},
                    {.folder = folder / ""});
  CHECK(run.code == 0);
  CHECK(folder.names() ==
        std::vector<std::string>{"b.toml", "c.toml", "scenario.h5", "scenario.toml"});
}
