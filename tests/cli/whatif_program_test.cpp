// SPDX-License-Identifier: BSD-3-Clause
// `quell whatif` as a user meets it.
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "output/reader.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

using Names = std::vector<std::string>;
using Json = nlohmann::json;

/// A what-if about the tiny scenario: one change from day 20 on, and one that is none.
std::string write_question(const TemporaryFolder& folder) {
  std::ofstream(folder / "w.toml")
      << "title = \"More?\"\nscenario = \"" << tiny_scenario()
      << "\"\n[change.more]\npolicy.twitter.per_day = [[2014-07-01, 600], [2014-07-21, 6000]]\n"
         "[change.same]\npolicy.twitter.per_day = 600\n";
  return folder / "w.toml";
}

}  // namespace

TEST_CASE("program: whatif writes a file and prints what each change did", "[cli]") {
  const TemporaryFolder folder;
  write_question(folder);
  const std::string here = (folder / "").parent_path().string();
  const Finished end = quell_program({"whatif", "w.toml", "--replicates", "3"}, {.folder = here});
  CHECK(end.code == 0);
  CHECK(folder.names() == Names{"w.h5", "w.toml"});
  CHECK_THAT(end.out, StartsWith(std::filesystem::canonical(folder / "w.h5").string() +
                                 "\n3 of 3 replicates, "));
  CHECK_THAT(end.out, ContainsSubstring("\n\nMore?\n\nmore: the same as the baseline until "
                                        "2014-07-21\n\nobservable "));
  CHECK_THAT(end.out, ContainsSubstring("\nsuspensions  "));
  CHECK_THAT(end.out, ContainsSubstring(" more observables changed; --all shows all\n"));
  CHECK_THAT(end.out, ContainsSubstring("\nsame: no difference, every replicate is the baseline's "
                                        "to the last bit\n"));
  CHECK(end.out.find("counter_accounts") == std::string::npos);
  CHECK_THAT(end.err, ContainsSubstring("w: 100 % (run 9 of 9, took "));

  const Finished again = quell_program({"whatif", folder / "w.h5"});
  CHECK(again.code == 0);
  CHECK_THAT(end.out, EndsWith("\n\n" + again.out));
  const Finished all = quell_program({"whatif", folder / "w.h5", "--all"});
  CHECK_THAT(all.out, ContainsSubstring("\ncounter_accounts  "));
  CHECK_THAT(all.out, ContainsSubstring("\npersons, core  "));
}

TEST_CASE("program: whatif shows a dash where there is no figure", "[cli]") {
  const TemporaryFolder folder;
  const Finished end =
      quell_program({"whatif", tiny_scenario(), "--change", "policy.twitter.per_day=10000000",
                     "--replicates", "2", "-o", folder / "a.h5", "-q"});
  CHECK(end.code == 0);
  // Nobody is left, so that there is no mean.
  const std::size_t row = end.out.find("\nfollowers_mean_census ");
  REQUIRE(row != std::string::npos);
  const std::string line = end.out.substr(row + 1, end.out.find('\n', row + 1) - row - 1);
  CHECK(line.find("nan") == std::string::npos);
  CHECK_THAT(line, EndsWith("-         -"));
}

TEST_CASE("program: whatif --json gives every figure, and nothing else", "[cli]") {
  const TemporaryFolder folder;
  const Finished end = quell_program({"whatif", write_question(folder), "--replicates", "3", "-o",
                                      folder / "a.h5", "--json", "-q"});
  CHECK(end.code == 0);
  CHECK(end.err.empty());
  const Json root = Json::parse(end.out);
  CHECK(root.at("replicates") == 3);
  REQUIRE(root.at("changes").size() == 2);
  const Json& more = root["changes"][0];
  CHECK(more.at("name") == "more");
  CHECK(more.at("identical_until") == "2014-07-21");
  CHECK(more.at("first_difference") == "2014-07-22");
  CHECK(root["changes"][1].at("first_difference").is_null());
  bool has_suspensions = false;
  for (const Json& row : more.at("effects")) {
    CHECK(row.at("interval").size() == 2);
    CHECK(row.at("differences").size() == 3);
    if (row.at("observable") != "suspensions") continue;
    has_suspensions = true;
    CHECK(row.at("figure") == "sum");
    CHECK(row.at("interval").at(0) <= row.at("difference"));
    CHECK(row.at("difference") > 0);
    CHECK(row.at("changed").get<double>() - row.at("baseline").get<double>() ==
          Approx(row.at("difference").get<double>()));
  }
  CHECK(has_suspensions);
}

TEST_CASE("program: whatif asks about a scenario directly", "[cli]") {
  const TemporaryFolder folder;
  const Finished end =
      quell_program({"whatif", tiny_scenario(), "--change", "return.probability=0.5", "--without",
                     "counter_speech", "--replicates", "1", "-o", folder / "a.h5"});
  CHECK(end.code == 0);
  CHECK_THAT(end.out, ContainsSubstring("\nreturn.probability=0.5: the same as the baseline "));
  CHECK_THAT(end.out, ContainsSubstring("\nwithout counter_speech: the same as the baseline "));
  CHECK_THAT(end.out,
             EndsWith("\nOne replicate gives no interval: pass --replicates 8 or more.\n"));
  const Finished nothing = quell_program({"whatif", tiny_scenario(), "-o", folder / "b.h5"});
  CHECK(nothing.code == 2);
  CHECK_THAT(nothing.err, ContainsSubstring("error: nothing is changed "));
  CHECK(folder.names() == Names{"a.h5"});
}

TEST_CASE("program: mistakes in a what-if are told at once by whatif and check, with code 2",
          "[cli]") {
  const TemporaryFolder folder;
  const std::string question = write_question(folder);
  const Finished good = quell_program({"check", question});
  CHECK(good.code == 0);
  CHECK(good.out == question + ": good, 2 changes, 0 warnings\n");
  const Finished full = quell_program({"check", question, "--resolved"});
  CHECK_THAT(full.out, ContainsSubstring("# --- more\n\n[run]\n"));
  std::ofstream(question, std::ios::app) << "[change.x]\nreturn.a = 1\nreturn.b = 1\n";
  for (const char* command : {"check", "whatif"}) {
    const Finished end = quell_program({command, question});
    CHECK(end.code == 2);
    CHECK(end.out.empty());
    CHECK(std::count(end.err.begin(), end.err.end(), '\n') == 2);
    CHECK_THAT(end.err, StartsWith(question + ":8:8: error: unknown key 'a' in [return] "));
  }
  const Finished run = quell_program({"run", question});
  CHECK(run.code == 2);
  CHECK_THAT(run.err, ContainsSubstring("`quell whatif` runs it"));
  CHECK(folder.names() == Names{"w.toml"});
}

TEST_CASE("program: show and compare look at one scenario of a what-if", "[cli]") {
  const TemporaryFolder folder;
  const std::string question = write_question(folder);
  const std::string file = folder / "a.h5";
  REQUIRE(quell_program({"whatif", question, "-o", file, "--replicates", "1"}).code == 0);
  REQUIRE(
      quell_program({"run", tiny_scenario(), "-o", folder / "b.h5", "--replicates", "1"}).code ==
      0);
  const auto table = [](const std::vector<std::string>& words) {
    std::vector<std::string> arguments{"show"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    arguments.insert(arguments.end(), {"suspensions", "--table"});
    const Finished end = quell_program(arguments);
    CHECK(end.code == 0);
    return end.out.substr(end.out.find("suspensions"));
  };
  CHECK(table({file, "--change", "baseline"}) == table({folder / "b.h5"}));
  CHECK(table({file, "--change", "more"}) != table({folder / "b.h5"}));
  CHECK(quell_program({"compare", file, "--change", "more"}).code == 3);
  for (const char* command : {"show", "compare"}) {
    const Finished unnamed = quell_program({command, file});
    CHECK(unnamed.code == 2);
    CHECK_THAT(unnamed.err, ContainsSubstring("it holds a what-if (baseline, more, same) choose "));
    const Finished wrong = quell_program({command, file, "--change", "mroe"});
    CHECK(wrong.code == 2);
    CHECK_THAT(wrong.err, EndsWith("Did you mean 'more'?\n"));
    CHECK(quell_program({command, folder / "b.h5", "--change", "more"}).code == 2);
  }
  CHECK(quell_program({"whatif", folder / "b.h5"}).code == 2);
  CHECK(quell_program({"whatif", file, "--replicates", "3"}).code == 2);
}

TEST_CASE("program: check and whatif read a pipe once, and all of it", "[cli]") {
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  for (const std::string command : {"check", "whatif"}) {
    std::thread writer([&] { std::ofstream(pipe) << std::ifstream(tiny_scenario()).rdbuf(); });
    std::vector<std::string> arguments{command, pipe};
    if (command == "whatif") {
      arguments.insert(arguments.end(), {"--without", "ladder", "--replicates", "1", "--json"});
    }
    const Finished end = quell_program(arguments, {.folder = (folder / "").parent_path().string()});
    writer.join();
    INFO(command << ": " << end.err);
    CHECK(end.code == 0);
  }
}

TEST_CASE("program: describe output lists what only a what-if has", "[cli]") {
  const Finished output = quell_program({"describe", "output"});
  CHECK_THAT(output.out, ContainsSubstring("\n/change "));
  CHECK_THAT(output.out, ContainsSubstring("\n/whatif "));
}

TEST_CASE("program: Ctrl-C keeps the replicates that finished in every scenario of a what-if",
          "[cli]") {
  const TemporaryFolder folder;
  Program program({"whatif", write_question(folder), "-o", folder / "a.h5", "--replicates", "300",
                   "--jobs", "2"});
  REQUIRE(program.waits_for("w: 10 %"));
  program.send(SIGINT);
  const Finished end = program.finish();
  CHECK(end.code == 1);
  const std::size_t kept = read_dataset(folder / "a.h5").find_dimension("replicate")->size;
  CHECK(kept > 0);
  CHECK(kept < 300);
  CHECK_THAT(end.out, ContainsSubstring(std::to_string(kept) + " of 300 replicates"));
  CHECK_THAT(end.err, EndsWith("quell: error: interrupted; the " + std::to_string(kept) +
                               " replicates that finished are kept\n"));
  CHECK(folder.names() == Names{"a.h5", "w.toml"});
}
