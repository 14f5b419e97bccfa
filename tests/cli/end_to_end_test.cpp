// SPDX-License-Identifier: BSD-3-Clause
// The program as a user meets it: arguments in; files, text and exit codes out.
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/table.hpp"
#include "models/observables.hpp"
#include "models/stage.hpp"
#include "output/encode.hpp"
#include "output/reader.hpp"
#include "output/schema.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

using Names = std::vector<std::string>;
using Json = nlohmann::json;

const std::string bad = std::string{QUELL_SOURCE_DIR} + "/tests/scenarios/bad";

Finished run_tiny(const std::filesystem::path& output, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"run", tiny_scenario(), "-o", output.string()});
  return quell_program(more);
}

/// A targets file that any run meets, or that none does.
std::filesystem::path write_targets(const TemporaryFolder& folder, double low) {
  std::ofstream(folder / "targets.toml")
      << "[[target]]\nid = \"A\"\ntitle = \"edges\"\nstatistic = \"level\"\n"
         "observable = \"edges\"\nfrom = 2014-07-05\nvalue = 1\nlow = "
      << low << "\nhigh = 1e12\nunit = \"1\"\nsource = \"none\"\n";
  return folder / "targets.toml";
}

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// `./dev` in a folder of its own, where nothing is missing, CMake does nothing and quell prints
/// its folder and its arguments, one per line.
class DevScript {
 public:
  DevScript() {
    namespace fs = std::filesystem;
    for (const char* name : {"bin", "repo/build/release", "elsewhere"}) {
      fs::create_directories(root() / name);
    }
    fs::copy(fs::path{QUELL_SOURCE_DIR} / "dev", root() / "repo/dev");
    write("bin/cmake", "echo cmake version 3.25.1");
    write("bin/dpkg-query", "for word; do echo \"installed $word\"; done");
    write("repo/build/release/quell", "pwd; for word; do echo \"$word\"; done");
  }
  /// What quell prints, the root of it all as R.
  [[nodiscard]] std::string run(const std::string& arguments) const {
    const std::string out = folder_ / "out";
    const std::string line = "cd '" + (root() / "elsewhere").string() + "' && PATH='" +
                             (root() / "bin").string() + "':\"$PATH\" ../repo/dev " + arguments +
                             " >'" + out + "' 2>/dev/null";
    CHECK(std::system(line.c_str()) == 0);  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
    std::string text = text_of(out);
    const std::string name = root().string();
    for (std::size_t at = 0; (at = text.find(name)) != std::string::npos;) {
      text.replace(at, name.size(), "R");
    }
    return text;
  }

 private:
  [[nodiscard]] std::filesystem::path root() const {
    return std::filesystem::canonical((folder_ / "").parent_path());
  }
  void write(const char* name, const char* body) const {
    std::ofstream(root() / name) << "#!/bin/sh\n" << body << '\n';
    std::filesystem::permissions(root() / name, std::filesystem::perms::owner_all);
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("program: run writes a file, prints the table and the absolute path", "[cli]") {
  const TemporaryFolder folder;
  const std::string here = (folder / "").parent_path().string();
  const Finished end = quell_program({"run", tiny_scenario(), "-o", "./a.h5"}, {.folder = here});
  CHECK(end.code == 0);
  CHECK(folder.names() == Names{"a.h5"});
  CHECK_THAT(end.out, StartsWith(std::filesystem::canonical(folder / "a.h5").string() +
                                 "\n2 of 2 replicates, "));
  CHECK_THAT(end.out, ContainsSubstring("\n\nid "));
  CHECK_THAT(end.out, ContainsSubstring("\nC2             mean followers, start "));
  CHECK(missing_entries(read_dataset(folder / "a.h5")).empty());
}

TEST_CASE("program: results go to standard output, progress and warnings to standard error",
          "[cli]") {
  const TemporaryFolder folder;
  const Finished loud = run_tiny(folder / "a.h5", {"--set", "following.gain=11"});
  CHECK(loud.code == 0);
  CHECK_THAT(loud.err, StartsWith("--set following.gain=11: warning: 'gain' is 11 "));
  CHECK_THAT(loud.err, EndsWith("tiny: 100 % (replicate 2 of 2, took 0:01)\n"));
  CHECK(loud.out.find(" % (") == std::string::npos);
  CHECK(loud.out.find("warning") == std::string::npos);
  const Finished quiet = run_tiny(folder / "b.h5", {"--set", "following.gain=11", "-q"});
  CHECK(quiet.err.empty());
  const auto table = [](const std::string& out) { return out.substr(out.find("\n\nid ")); };
  CHECK(table(quiet.out) == table(loud.out));
  const auto warnings = [&](const char* name) {
    return std::get<std::string>(*read_dataset(folder / name).find_attribute("warnings"));
  };
  CHECK_THAT(warnings("a.h5"), StartsWith("--set following.gain=11: warning: "));
  CHECK(warnings("b.h5") == warnings("a.h5"));
}

TEST_CASE("program: one thread and two give the same file but for the wall time", "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(run_tiny(folder / "1.h5", {"--replicates", "3", "--jobs", "1"}).code == 0);
  REQUIRE(run_tiny(folder / "2.h5", {"--replicates", "3", "--jobs", "2"}).code == 0);
  const Dataset one = without_wall_time(read_dataset(folder / "1.h5"));
  const Dataset two = without_wall_time(read_dataset(folder / "2.h5"));
  REQUIRE(one.variables.size() == two.variables.size());
  const auto is_always_observed = [](const Observable& row) { return row.section.empty(); };
  REQUIRE(static_cast<std::ptrdiff_t>(one.variables.size()) ==
          std::count_if(observables.begin(), observables.end(), is_always_observed));
  for (std::size_t k = 0; k < one.variables.size(); ++k) {
    const std::vector<double>& a = one.variables[k].values;
    const std::vector<double>& b = two.variables[k].values;
    INFO(one.variables[k].name);
    REQUIRE(a.size() == b.size());
    CHECK(std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
  }
  CHECK(encode(one) == encode(two));
  REQUIRE(run_tiny(folder / "3.h5", {"--replicates", "3", "--seed", "8"}).code == 0);
  CHECK(encode(without_wall_time(read_dataset(folder / "3.h5"))) != encode(one));
}

TEST_CASE("program: an existing output is refused and left as it is, unless forced", "[cli]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "a.h5") << "precious";
  const Finished refused = run_tiny(folder / "a.h5");
  CHECK(refused.code == 1);
  CHECK_THAT(refused.err, EndsWith("(it exists) pass --force to replace it, or -o for another "
                                   "path\n"));
  CHECK(refused.out.empty());
  CHECK(text_of(folder / "a.h5") == "precious");
  CHECK(folder.names() == Names{"a.h5"});
  CHECK(run_tiny(folder / "a.h5", {"--force"}).code == 0);
  CHECK(read_dataset(folder / "a.h5").variables.size() > 40);
}

TEST_CASE("program: an output that cannot be is refused before the run", "[cli]") {
  const TemporaryFolder folder;
  const Finished missing = run_tiny(folder / "none" / "a.h5");
  CHECK(missing.code == 1);
  CHECK_THAT(missing.err, ContainsSubstring("none does not exist) create it with mkdir -p "));
  const Finished as_folder = run_tiny(folder / "");
  CHECK(as_folder.code == 1);
  std::filesystem::create_directory(folder / "sub");
  CHECK_THAT(run_tiny(folder / "sub").err, ContainsSubstring("(it is a folder) pass -o with"));
  CHECK(folder.names() == Names{"sub"});
}

TEST_CASE("program: a read-only folder is refused before the run", "[cli]") {
  if (::geteuid() == 0) {
    WARN("skipped: root may write anywhere");
    return;
  }
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "sub");
  std::filesystem::permissions(
      folder / "sub", std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const Finished end = run_tiny(folder / "sub" / "a.h5");
  std::filesystem::permissions(folder / "sub", std::filesystem::perms::owner_all);
  CHECK(end.code == 1);
  CHECK_THAT(end.err, ContainsSubstring("(Permission denied) pass -o for a path in a folder"));
}

TEST_CASE("program: a bad scenario gives all its messages, code 2 and no file", "[cli]") {
  const TemporaryFolder folder;
  const Surroundings in{.folder = bad};
  for (const char* command : {"run", "check"}) {
    std::vector<std::string> arguments{command, "five_mistakes.toml"};
    if (arguments[0] == "run") arguments.insert(arguments.end(), {"-o", folder / "a.h5"});
    const Finished end = quell_program(arguments, in);
    CHECK(end.code == 2);
    CHECK(end.out.empty());
    CHECK(std::count(end.err.begin(), end.err.end(), '\n') == 5);
    CHECK_THAT(end.err, StartsWith("five_mistakes.toml:4:7: error: "));
  }
  CHECK(folder.names().empty());
  CHECK(quell_program({"check", "./empty.toml"}, in).err.substr(0, 17) == "./empty.toml:1:1:");
  CHECK(quell_program({"check", tiny_scenario(), "--set", "run.seed"}).code == 2);
  CHECK(quell_program({"run", tiny_scenario(), "--targets", "empty.toml"}, in).code == 2);
}

TEST_CASE("program: check says that a scenario is good, and gives it in full", "[cli]") {
  const Finished plain = quell_program({"check", tiny_scenario()});
  CHECK(plain.code == 0);
  CHECK(plain.out == tiny_scenario() + ": good, 1 policy, 0 warnings\n");
  const Finished full = quell_program({"check", tiny_scenario(), "--resolved", "--seed", "9"});
  CHECK_THAT(full.out, ContainsSubstring("\nseed = 9\n"));
  CHECK_THAT(full.out, ContainsSubstring("\nunfollow = 0.001\n"));  // a default
}

TEST_CASE("program: check says what it read from an edge list", "[cli]") {
  const std::string folder = std::string{QUELL_SOURCE_DIR} + "/scenarios";
  const Finished end = quell_program({"check", "edge-list-example.toml"}, {.folder = folder});
  CHECK(end.code == 0);
  CHECK_THAT(end.out, StartsWith("edge-list-example.toml: good, 1 policy, "));
  CHECK_THAT(end.out, EndsWith("\nedge-list-example.edges: 40 pro accounts, 300 audience, 1278 "
                               "edges; lines: 1281, of them comments: 3, blank: 0; CRC-32 "
                               "8f1c8169\n"));
}

TEST_CASE("program: a gzip edge list gives the same file as a plain one", "[cli]") {
  namespace fs = std::filesystem;
  const TemporaryFolder folder;
  const fs::path scenarios = fs::path{QUELL_SOURCE_DIR} / "scenarios";
  const std::string edges = text_of(scenarios / "edge-list-example.edges");
  const auto run = [&](const char* name) {
    fs::create_directory(folder / name);
    fs::copy(scenarios / "edge-list-example.toml", folder / name);
    const fs::path list = folder / name / "edge-list-example.edges";
    if (name == std::string{"plain"}) {
      std::ofstream(list) << edges;
    } else {
      const gzFile file = gzopen(list.c_str(), "wb");
      gzwrite(file, edges.data(), static_cast<unsigned>(edges.size()));
      gzclose(file);
    }
    const Finished end =
        quell_program({"run", "edge-list-example.toml", "-o", "a.h5", "--replicates", "2", "-q"},
                      {.folder = (folder / name).string()});
    CHECK(end.code == 0);
    return without_wall_time(read_dataset(folder / name / "a.h5"));
  };
  const Dataset plain = run("plain");
  CHECK(encode(plain) == encode(run("packed")));
  CHECK(fs::file_size(folder / "packed" / "edge-list-example.edges") < edges.size() / 2);
  CHECK(std::get<std::string>(*plain.find_attribute("graph_file")) == "edge-list-example.edges");
  CHECK(std::get<std::string>(*plain.find_attribute("graph_crc32")) == "8f1c8169");
  CHECK(std::get<std::int64_t>(*plain.find_attribute("graph_edges")) == 1278);
  CHECK(plain.find_variable("edges")->values.front() == 1278.0);
  REQUIRE(run_tiny(folder / "b.h5", {"--replicates", "1"}).code == 0);
  CHECK(read_dataset(folder / "b.h5").find_attribute("graph_file") == nullptr);
}

TEST_CASE("program: compare gives 0 for a hit, 3 for a miss and 1 for a file it cannot read",
          "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(run_tiny(folder / "a.h5").code == 0);
  const Finished built_in = quell_program({"compare", folder / "a.h5"});
  CHECK(built_in.code == 3);
  CHECK_THAT(built_in.out, ContainsSubstring("\nC2             mean followers, start "));
  const auto compare = [&](double low) {
    const std::string targets = write_targets(folder, low);
    return quell_program({"compare", folder / "a.h5", "--targets", targets});
  };
  CHECK(compare(0).code == 0);
  CHECK_THAT(compare(0).out, ContainsSubstring("\n1 of 1 calibration targets hit"));
  CHECK(compare(1e11).code == 3);
  const Finished missing = quell_program({"compare", folder / "none.h5"});
  CHECK(missing.code == 1);
  CHECK_THAT(missing.err, StartsWith("quell: error: cannot read "));
  CHECK(quell_program({"compare", tiny_scenario()}).code == 1);
}

TEST_CASE("program: compare says that nothing was compared, and that is no success", "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(run_tiny(folder / "a.h5").code == 0);
  const auto compare = [&](const std::string& group, const std::string& more = "") {
    std::ofstream(folder / "t.toml")
        << "[[target]]\nid = \"A\"\ngroup = \"" << group
        << "\"\ntitle = \"edges\"\nstatistic = \"level\"\nobservable = \"edges\"\n"
           "from = 2016-07-05\nvalue = 1\nlow = 0\nhigh = 1e12\nunit = \"1\"\nsource = \"none\"\n"
        << more;
    return quell_program({"compare", folder / "a.h5", "--targets", folder / "t.toml"});
  };
  const std::string warning = "quell: warning: nothing was compared ";
  for (const char* group : {"calibration", "validation"}) {
    const Finished nothing = compare(group);
    CHECK(nothing.code == 3);
    CHECK_THAT(nothing.out, ContainsSubstring("not covered"));
    CHECK_THAT(nothing.err, StartsWith(warning));
  }
  const std::string held_out =
      "[[target]]\nid = \"B\"\ngroup = \"validation\"\ntitle = \"edges\"\n"
      "statistic = \"level\"\nobservable = \"edges\"\nfrom = 2014-07-05\nvalue = 1\nlow = 0\n"
      "high = 1e12\nunit = \"1\"\nsource = \"none\"\n";
  CHECK(compare("validation", held_out).code == 0);
  CHECK(compare("calibration", held_out).code == 3);  // of those that count, none was compared
}

TEST_CASE("program: a target that the scenario cannot give is refused before the run", "[cli]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "bare.toml") << "[run]\nstart = 2014-07-01\nend = 2014-07-10\n";
  std::ofstream(folder / "t.toml")
      << "[[target]]\nid = \"COST\"\ntitle = \"cost\"\nstatistic = \"sum\"\n"
         "observable = \"policy_cost\"\nfrom = 2014-07-01\nto = 2014-07-05\nvalue = 1\nlow = 0\n"
         "high = 1\nunit = \"USD\"\nsource = \"none\"\n";
  const Finished end = quell_program(
      {"run", folder / "bare.toml", "-o", folder / "a.h5", "--targets", folder / "t.toml"});
  CHECK(end.code == 2);
  CHECK_THAT(end.err, ContainsSubstring("t.toml:1:1: error: target COST: this scenario has no "));
  CHECK(end.err.find(" % (") == std::string::npos);
  CHECK(folder.names() == Names{"bare.toml", "t.toml"});
}

// C6 is an input where it is imposed; C1, C4 and C5 are one piece of evidence.
TEST_CASE("program: the scores say what they do not tell", "[cli]") {
  const TemporaryFolder folder;
  const std::string targets = folder / "targets.toml";
  const std::string row =
      "[[target]]\nid = \"A\"\ntitle = \"t\"\nstatistic = \"level\"\n"
      "observable = \"persons\"\nfrom = 2014-07-01\nvalue = 1\nlow = 0\nhigh = 1\n"
      "unit = \"1\"\nsource = \"s\"\n";
  REQUIRE(run_tiny(folder / "a.h5").code == 0);
  std::ofstream(targets) << row << "caution = \"says nothing of B\"\n";
  CHECK(quell_program({"compare", folder / "a.h5", "--targets", targets})
            .out.ends_with("A: says nothing of B\n"));
  std::ofstream(targets) << row;
  CHECK(quell_program({"compare", folder / "a.h5", "--targets", targets}).out.find("A: ") ==
        std::string::npos);
}

TEST_CASE("program: compare --json gives every target with all that is known of it", "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(run_tiny(folder / "a.h5").code == 0);
  const Finished end = quell_program({"compare", folder / "a.h5", "--json"});
  CHECK(end.code == 3);
  const Json targets = Json::parse(end.out).at("targets");
  CHECK(targets.size() > 20);
  for (const Json& row : targets) {
    CHECK(row.at("id").is_string());
    CHECK((row.at("group") == "calibration" || row.at("group") == "validation"));
    CHECK(row.at("interval").size() == 2);
    CHECK((row.at("id") != "C6" || !row.at("caution").get<std::string>().empty()));
    CHECK(row.at("accepted").at(0) <= row.at("accepted").at(1));
    const bool is_number = row.at("simulated").is_number();
    CHECK((is_number || row.at("simulated").is_null()));
    const bool in_range = is_number && row["simulated"] >= row["accepted"][0] &&
                          row["simulated"] <= row["accepted"][1];
    CHECK(row.at("hit") == in_range);
  }
}

TEST_CASE("program: describe has every topic, as text and as JSON", "[cli]") {
  for (const char* topic : {"models", "sections", "policies", "rule", "parameters", "mechanisms",
                            "observables", "output", "statistics", "targets"}) {
    INFO(topic);
    const Finished text = quell_program({"describe", topic});
    CHECK(text.code == 0);
    const Finished json = quell_program({"describe", topic, "--json"});
    CHECK(json.code == 0);
    const auto rows = static_cast<std::ptrdiff_t>(Json::parse(json.out).size());
    CHECK(rows > 0);
    const auto lines = std::count(text.out.begin(), text.out.end(), '\n');
    const std::string_view name{topic};
    if (name == "mechanisms") {
      CHECK(lines > rows + 2 + 22 * 4);  // and the parameters of each
    } else {
      const int notes = name == "policies" ? 2 : name == "output" ? 1 : 0;
      CHECK(lines == rows + 2 + notes);  // and header
    }
  }
  const Finished policy = quell_program({"describe", "policy", "suspension_schedule"});
  CHECK(policy.code == 0);
  CHECK_THAT(policy.out, ContainsSubstring("throwaway_weight"));
  CHECK_THAT(policy.out, ContainsSubstring("dates, rule"));
  CHECK_THAT(quell_program({"describe", "policies"}).out,
             ContainsSubstring("dated tables, or rules on an observable"));
  const Finished wrong = quell_program({"describe", "policy", "suspension_shedule"});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, EndsWith("Did you mean 'suspension_schedule'?\n"));
  CHECK(quell_program({"describe", "weather"}).code == 2);
}

TEST_CASE("program: describe shows one thing alone, and never an empty table", "[cli]") {
  const auto rows = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "describe");
    arguments.emplace_back("--json");
    const Finished end = quell_program(arguments);
    CHECK(end.code == 0);
    return Json::parse(end.out);
  };
  REQUIRE(rows({"observables", "traffic"}).size() == 1);
  CHECK(rows({"observables", "traffic"})[0].at("name") == "traffic");
  CHECK(rows({"targets", "C1"}).size() == 1);
  CHECK(rows({"policies", "moderation"}) == rows({"policy", "moderation"}));
  CHECK(rows({"parameters", "moderation"}) == rows({"policy", "moderation"}));
  CHECK(rows({"sections", "run"}) == rows({"section", "run"}));
  CHECK(rows({"models"})[0].at("name") == "network");
  CHECK(rows({"mechanisms", "M5"})[0].at("table") == "following");
  CHECK(rows({"mechanisms", "M5"})[0].at("key") == "unfollow");
  CHECK(rows({"mechanisms", "M21"})[0].at("table") == "channels");
  const auto refusal = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "describe");
    const Finished end = quell_program(arguments);
    CHECK(end.code == 2);
    CHECK(end.out.empty());
    return end.err;
  };
  CHECK_THAT(refusal({"parameters", "foo"}),
             StartsWith("quell: error: 'foo' is not among the parameters (`quell describe "));
  CHECK_THAT(refusal({"observables", "trafic"}), EndsWith("). Did you mean 'traffic'?\n"));
  CHECK_THAT(refusal({"policies", "moderaton"}), EndsWith("). Did you mean 'moderation'?\n"));
  CHECK(refusal({"section", "moderation"}) ==
        "quell: error: no section is named 'moderation' (it is a policy). `quell describe policy "
        "moderation` shows it\n");
  CHECK_THAT(refusal({"policy"}),
             StartsWith("quell: error: `describe policy` needs a name (there are: "));
  CHECK_THAT(refusal({"moderation"}),
             EndsWith("). Did you mean `quell describe policy moderation`?\n"));
  CHECK_THAT(refusal({"polices"}), EndsWith("). Did you mean 'policies'?\n"));
}

TEST_CASE("program: a wrong first word is named, with the right one", "[cli]") {
  const std::string there_are =
      "' (there are: init, run, resume, fork, whatif, variants, sweep, check, explain, describe, "
      "compare, "
      "show, report, export, completion, man).";
  const auto refusal = [](const std::vector<std::string>& arguments) {
    const Finished end = quell_program(arguments);
    CHECK(end.code == 2);
    CHECK(end.out.empty());
    return end.err;
  };
  const std::string problem = "quell: error: no command is named '";
  CHECK(refusal({"rnu", tiny_scenario()}) ==
        problem + "rnu" + there_are + " Did you mean 'run'?\n");
  CHECK(refusal({"help"}) == problem + "help" + there_are + " Did you mean '--help'?\n");
  for (const std::string word : {"-v", "-V", "version", "-version"}) {
    CHECK(refusal({word}) ==
          fmt::format("{}{}{} Did you mean '--version'?\n", problem, word, there_are));
  }
  CHECK(refusal({"--jobs", "2"}) == problem + "--jobs" + there_are + "\n");
  CHECK(quell_program({"-h"}).code == 0);
}

TEST_CASE("program: a --set that the shell took apart is recognised", "[cli]") {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"return.probability", "0.7"},
           {"policy.twitter.per_day=[[2014-07-01,", "2],", "[2015-01-01,", "5]]"},
           {"return.probability", "=", "0.7"}}) {
    std::vector<std::string> arguments{"check", tiny_scenario(), "--set"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const Finished end = quell_program(arguments);
    CHECK(end.code == 2);
    CHECK_THAT(end.err, ContainsSubstring("A change is one word: --set return.probability=0.7 with "
                                          "no blank around the '='"));
  }
  const Finished other = quell_program({"check", tiny_scenario(), "more"});
  CHECK(other.code == 2);
  CHECK(other.err.find("A change is one word") == std::string::npos);
  CHECK_THAT(quell_program({"check", tiny_scenario(), "--set", "run.seed"}).err,
             ContainsSubstring("write it as one word, without blanks"));
}

TEST_CASE("program: an option that is not there is named, with the one that was meant", "[cli]") {
  const auto refusal = [](const std::vector<std::string>& words) {
    const Finished end = quell_program(words);
    CHECK(end.code == 2);
    CHECK(end.out.empty());
    return end.err;
  };
  CHECK(refusal({"run", tiny_scenario(), "--jbos", "2"}) ==
        "quell: error: `quell run` has no option '--jbos'. Did you mean '--jobs'? `quell run "
        "--help` lists those it has\n");
  CHECK(refusal({"sweep", "run", "a.toml", "--thread=2"}) ==
        "quell: error: `quell sweep run` has no option '--thread'. `quell sweep run --help` lists "
        "those it has\n");
  CHECK(refusal({"check", tiny_scenario(), "more", "and more"}) ==
        "quell: error: `quell check` does not expect 'more', 'and more'. `quell check --help` "
        "lists what it does\n");
}

TEST_CASE("program: show draws trajectories and prints them as tables", "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(run_tiny(folder / "a.h5").code == 0);
  const Finished charts = quell_program({"show", folder / "a.h5"});
  CHECK(charts.code == 0);
  CHECK_THAT(charts.out, StartsWith("tiny: 2014-07-01 to 2014-08-10, scale 0.005, 2 of 2 repli"));
  CHECK_THAT(charts.out, ContainsSubstring("\nsuspensions: "));
  CHECK_THAT(charts.out, ContainsSubstring("2014-08-10"));
  const Finished table = quell_program({"show", folder / "a.h5", "edges", "--table"});
  CHECK_THAT(table.out, ContainsSubstring("edges [1]\n"));
  CHECK_THAT(table.out, ContainsSubstring("\n2014-07-02 "));
  const Finished wrong = quell_program({"show", folder / "a.h5", "edgse"});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, EndsWith("Did you mean 'edges'?\n"));
}

TEST_CASE("program: show --summary gives each observable over time a line that fits", "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(run_tiny(folder / "a.h5").code == 0);
  const Finished all = quell_program({"show", folder / "a.h5", "--summary"});
  CHECK(all.code == 0);
  CHECK_THAT(all.out, StartsWith("tiny: 2014-07-01 to 2014-08-10, scale 0.005, 2 of 2 "));
  for (const Variable& variable : read_dataset(folder / "a.h5").variables) {
    if (variable.dimensions[1] != "time") continue;
    CHECK_THAT(all.out, ContainsSubstring('\n' + variable.name.substr(0, 14)));
  }
  CHECK_THAT(all.out, ContainsSubstring("\npersons, core"));
  std::istringstream lines(all.out);
  for (std::string line; std::getline(lines, line);) CHECK(display_width(line) <= 80);
  const Finished one = quell_program({"show", folder / "a.h5", "edges", "--summary"});
  CHECK(std::count(one.out.begin(), one.out.end(), '\n') == 4);
  CHECK(quell_program({"show", folder / "a.h5", "--summary", "--table"}).code == 2);
}

TEST_CASE("program: show gives persons by stage", "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(run_tiny(folder / "a.h5").code == 0);
  const Finished table = quell_program({"show", folder / "a.h5", "persons", "--table"});
  CHECK_THAT(table.out, ContainsSubstring("\npersons, unaware [1]\n"));
  CHECK_THAT(table.out, ContainsSubstring("\npersons, migrated [1]\n"));
  // As the file has it: the first row of core, over both replicates and segments.
  const Dataset data = read_dataset(folder / "a.h5");
  const Variable& persons = *data.find_variable("persons");
  const std::size_t stages = stage_names.size();
  const std::size_t core = index(Stage::core);
  const std::size_t replicate = persons.values.size() / 2;
  double sum = 0.0;
  for (const std::size_t cell : {core, stages + core}) {
    sum += persons.values[cell] + persons.values[replicate + cell];
  }
  REQUIRE(sum > 0.0);
  const std::string block = table.out.substr(table.out.find("persons, core"));
  CHECK(std::stod(block.substr(block.find("2014-07-01") + 10)) == sum / 2);
  const Finished picture =
      quell_program({"show", folder / "a.h5", "persons", "--svg", folder / "p.svg"});
  CHECK(picture.code == 0);
  CHECK_THAT(text_of(folder / "p.svg"), ContainsSubstring("persons, supporter"));
}

TEST_CASE("program: a table of a long run ends with its last row and says that it has gaps",
          "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(run_tiny(folder / "a.h5", {"--set", "run.end=2014-09-01", "--replicates", "1"}).code ==
          0);  // 63 rows: every second, and the last
  const Finished table = quell_program({"show", folder / "a.h5", "edges", "--table"});
  CHECK_THAT(table.out, ContainsSubstring("\n2014-07-03 "));
  CHECK(table.out.find("\n2014-07-02 ") == std::string::npos);
  CHECK_THAT(table.out, ContainsSubstring("\n2014-08-30 "));
  CHECK_THAT(table.out, ContainsSubstring("\n2014-09-01 "));
  CHECK_THAT(table.out, EndsWith("\nOne row in 2 and the last; the file holds 63.\n\n"));
  REQUIRE(run_tiny(folder / "b.h5", {"--replicates", "1"}).code == 0);
  const Finished whole = quell_program({"show", folder / "b.h5", "edges", "--table"});
  CHECK(whole.out.find("One row in") == std::string::npos);
  const std::size_t last = whole.out.find("\n2014-08-10 ");
  REQUIRE(last != std::string::npos);
  CHECK(whole.out.find("\n2014-08-10 ", last + 1) == std::string::npos);
}

TEST_CASE("program: show --svg replaces nothing unless forced, and leaves no half of a picture",
          "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(run_tiny(folder / "a.h5").code == 0);
  const std::string picture = folder / "a.svg";
  const auto draw = [&](const std::string& to, std::vector<std::string> more = {},
                        const Surroundings& in = {}) {
    more.insert(more.begin(), {"show", folder / "a.h5", "--svg", to});
    return quell_program(more, in);
  };
  const Finished refused = draw(folder / "a.h5");
  CHECK(refused.code == 1);
  CHECK_THAT(refused.err, EndsWith("(it exists) pass --force to replace it, or -o for another "
                                   "path\n"));
  CHECK(missing_entries(read_dataset(folder / "a.h5")).empty());
  CHECK(draw(picture).code == 0);
  CHECK(draw(picture).code == 1);
  CHECK(draw(picture, {"--force"}).code == 0);
  CHECK(draw("a.svg", {"--force"}, {.folder = (folder / "").parent_path().string()}).code == 0);
  const Finished cut = draw(folder / "b.svg", {}, {.file_limit = 4096});
  CHECK(cut.code == 1);
  CHECK_THAT(cut.err, ContainsSubstring("cannot write "));
  CHECK(draw(picture, {"--force"}, {.file_limit = 4096}).code == 1);
  CHECK(std::filesystem::file_size(picture) > 4096);
  CHECK(folder.names() == Names{"a.h5", "a.svg"});
}

TEST_CASE("program: help and version are results; a wrong command line is code 2", "[cli]") {
  const Finished version = quell_program({"--version"});
  CHECK(version.code == 0);
  CHECK_THAT(version.out, StartsWith("quell 0."));
  for (const char* command :
       {"run", "whatif", "variants", "check", "describe", "compare", "show"}) {
    INFO(command);
    const Finished help = quell_program({command, "--help"});
    CHECK(help.code == 0);
    CHECK_THAT(help.out, ContainsSubstring("--help"));
    CHECK(help.err.empty());
  }
  const Finished bare = quell_program({});
  CHECK(bare.code == 2);
  CHECK(bare.out.empty());
  CHECK_THAT(bare.err, ContainsSubstring("Usage: quell [OPTIONS] SUBCOMMAND"));
  CHECK_THAT(bare.err, ContainsSubstring("compare "));
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"rum"}, {"run"}, {"run", tiny_scenario(), "--jobs", "0"}, {"check", "--colour"}}) {
    const Finished wrong = quell_program(arguments);
    CHECK(wrong.code == 2);
    CHECK(wrong.out.empty());
    CHECK(!wrong.err.empty());
  }
}

TEST_CASE("dev: run fills in what its arguments leave out, and replaces only the plain baseline",
          "[cli]") {
  const DevScript dev;
  const std::string here = "R/elsewhere\nrun\n";
  const std::string baseline = "R/repo/scenarios/baseline.toml\n";
  const std::string output = "-o\nR/repo/results/baseline.h5\n";
  CHECK(dev.run("run") == here + baseline + output + "--force\n");
  CHECK(dev.run("run --seed 3") == here + baseline + output + "--seed\n3\n");
  CHECK(dev.run("run --set 'a.b=[[1, 2]]' -q") ==
        here + baseline + output + "--set\na.b=[[1, 2]]\n-q\n");
  for (const std::string given : {"-o x.h5", "--output x.h5", "--output=x.h5", "-ox.h5"}) {
    std::string lines = given + '\n';
    std::replace(lines.begin(), lines.end(), ' ', '\n');
    CHECK(dev.run("run " + given) == fmt::format("{}{}{}", here, baseline, lines));
    CHECK(dev.run("run a.toml " + given) == fmt::format("{}a.toml\n{}", here, lines));
  }
  CHECK(dev.run("run --jobs 2 sub/other.toml") ==
        here + "-o\nR/repo/results/other.h5\n--jobs\n2\nsub/other.toml\n");
}

TEST_CASE("dev: quell runs in the folder of its caller", "[cli]") {
  CHECK(DevScript{}.run("quell check ./a.toml") == "R/elsewhere\ncheck\n./a.toml\n");
}
