// SPDX-License-Identifier: BSD-3-Clause
// Futures from one saved past: `run --stop-at`, `fork`, `whatif --from`.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "output/encode.hpp"
#include "output/reader.hpp"
#include "studies/whatif.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

constexpr const char* stop_day = "2014-07-25";  // row 24 of tests/scenarios/tiny.toml

/// A run that stands at `stop_day`, and where its states are.
fs::path saved(const TemporaryFolder& folder) {
  const Finished run =
      quell_program({"run", tiny_scenario(), "-q", "-o", folder / "a.h5", "--stop-at", stop_day});
  INFO(run.err);
  REQUIRE(run.code == 0);
  return folder / "a.h5.checkpoint";
}

/// But for what says where it came from, and how long it took: an event that a change has planned
/// anew is counted twice.
std::vector<std::byte> content_of(const Dataset& data) {
  Dataset plain = without_wall_time(data);
  plain.past.clear();
  std::erase_if(plain.attributes, [](const auto& attribute) {
    return attribute.first == "forked_at" || attribute.first == "title" ||
           attribute.first == "events";
  });
  return encode(plain);
}

Dataset result_of(const TemporaryFolder& folder, std::vector<std::string> words) {
  const fs::path output = folder / "result.h5";
  words.insert(words.end(), {"-q", "-o", output.string(), "--force"});
  const Finished run = quell_program(words);
  INFO(run.err);
  REQUIRE(run.code == 0);
  return read_dataset(output);
}

const std::string& text_of(const Dataset& data, const char* attribute) {
  return std::get<std::string>(*data.find_attribute(attribute));
}

}  // namespace

TEST_CASE("fork: a run stops at a date, says how to go on, and goes on to the same bytes",
          "[cli]") {
  const TemporaryFolder folder;
  const Finished run =
      quell_program({"run", tiny_scenario(), "-o", folder / "a.h5", "--stop-at", stop_day});
  CHECK(run.code == 0);
  CHECK(run.out.empty());
  const std::string kept = (folder / "a.h5.checkpoint").string();
  CHECK_THAT(run.err, EndsWith("quell: all 2 replicates stand at 2014-07-25: `quell resume " +
                               kept + "` goes on, `quell fork` with changes\n"));
  CHECK(folder.names() == Names{"a.h5.checkpoint"});
  SECTION("in one go") { REQUIRE(quell_program({"resume", kept, "-q"}).code == 0); }
  SECTION("by way of another date") {
    const Finished further = quell_program({"resume", kept, "-q", "--stop-at", "2014-08-03"});
    CHECK(further.code == 0);
    CHECK_THAT(further.err, ContainsSubstring("stand at 2014-08-03"));
    REQUIRE(quell_program({"resume", kept, "-q"}).code == 0);
  }
  SECTION("not to a date that has passed") {
    const Finished back = quell_program({"resume", kept, "-q", "--stop-at", "2014-07-10"});
    CHECK(back.code == 4);
    CHECK_THAT(back.err, ContainsSubstring("0 of 2 replicates are done, 2 states are kept"));
    REQUIRE(quell_program({"resume", kept, "-q"}).code == 0);
  }
  const Dataset resumed = read_dataset(folder / "a.h5");
  CHECK(folder.names() == Names{"a.h5"});
  const Dataset undisturbed = result_of(folder, {"run", tiny_scenario()});
  CHECK((encode(without_wall_time(resumed)) == encode(without_wall_time(undisturbed))));
}

TEST_CASE("fork: a run of which a state could not be written does not stand anywhere", "[cli]") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "a.h5.checkpoint/replicate-0001.state.partial/in the way");
  const Finished run =
      quell_program({"run", tiny_scenario(), "-o", folder / "a.h5", "--stop-at", stop_day});
  CHECK(run.code != 0);
  CHECK_THAT(run.err, ContainsSubstring("warning: no checkpoint: "));
  CHECK_THAT(run.err, !ContainsSubstring("stand at"));
}

TEST_CASE("fork: any number of futures from one past, which stays", "[cli]") {
  const TemporaryFolder folder;
  const fs::path kept = saved(folder);
  const Dataset undisturbed = result_of(folder, {"run", tiny_scenario()});

  const Dataset same = result_of(folder, {"fork", kept.string()});
  CHECK((content_of(same) == content_of(undisturbed)));
  CHECK(text_of(same, "forked_at") == stop_day);
  CHECK(text_of(same, "title") == "tiny-fork");
  CHECK(same.past == undisturbed.scenario);

  const std::string change = "policy.twitter.per_day=0";
  const Dataset changed = result_of(folder, {"fork", kept.string(), "--set", change});
  REQUIRE(quell_program({"report", folder / "result.h5", "-o", folder / "page.html"}).code == 0);
  const std::vector<std::byte> page = bytes_of(folder / "page.html");
  const std::string html{reinterpret_cast<const char*>(page.data()), page.size()};
  CHECK((html.find("quell run past.toml --stop-at 2014-07-25 -o past.h5\n"
                   "quell fork past.h5.checkpoint --set policy.twitter.per_day=0 -o "
                   "results.h5\n") != std::string::npos));
  CHECK((html.find("Save as past.toml") != std::string::npos));
  fs::remove(folder / "page.html");
  const std::string dated =
      "policy.twitter.per_day=[[2014-07-01, 600], [" + std::string{stop_day} + ", 0]]";
  Dataset whole = result_of(folder, {"run", tiny_scenario(), "--set", dated});
  CHECK(changed.past == undisturbed.scenario + "# --set " + change + "\n");
  CHECK_THAT(changed.scenario, ContainsSubstring("per_day = 0"));
  whole.scenario = changed.scenario;
  CHECK((content_of(changed) == content_of(whole)));
  CHECK((content_of(changed) != content_of(undisturbed)));
  CHECK(folder.names() == Names{"a.h5.checkpoint", "result.h5"});
}

TEST_CASE("fork: a what-if from a saved past is that of dated changes", "[cli]") {
  const TemporaryFolder folder;
  const fs::path kept = saved(folder);
  const std::string day = stop_day;
  const std::string dated = "policy.twitter.per_day=[[2014-07-01, 600], [" + day + ", 0]]";
  const Dataset whole = result_of(folder, {"whatif", tiny_scenario(), "--change", dated});

  const auto same_variables = [&whole](const Dataset& other) {
    return std::equal(whole.variables.begin(), whole.variables.end(), other.variables.begin(),
                      other.variables.end(), [](const Variable& a, const Variable& b) {
                        return a.name == b.name && a.values.size() == b.values.size() &&
                               std::equal(a.values.begin(), a.values.end(), b.values.begin(),
                                          [](double x, double y) { return x == y || x != x; });
                      });
  };
  const Dataset by_option = result_of(
      folder, {"whatif", "--from", kept.string(), "--change", "policy.twitter.per_day=0"});
  CHECK(same_variables(by_option));
  CHECK(effects_of(by_option).front().identical_rows == 25);
  CHECK(text_of(by_option, "forked_at") == day);
  const Dataset fewer =
      result_of(folder, {"whatif", "--from", kept.string(), "--set", "policy.twitter.per_day=5",
                         "--change", "policy.twitter.per_day=0"});
  CHECK(fewer.whatif == "# --set policy.twitter.per_day=5\n# --change policy.twitter.per_day=0\n");
  const Dataset without =
      result_of(folder, {"whatif", "--from", kept.string(), "--without", "policy.twitter"});
  CHECK(same_variables(without));

  // Stopped on its way, it goes on from states of its own.
  const std::vector<std::string> words{
      "whatif", "--from", kept.string(),   "--change", "policy.twitter.per_day=0",
      "-q",     "-o",     folder / "s.h5", "--jobs=1", "--checkpoint-every=0.0001s"};
  Program program(words);
  const fs::path state = folder / "s.h5.checkpoint" / "replicate-0001.state";
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (!fs::exists(state) && !fs::exists(folder / "s.h5") &&
         std::chrono::steady_clock::now() < patience) {
    std::this_thread::yield();
  }
  program.send(SIGTERM);
  REQUIRE(program.finish().code == 4);
  const std::vector<std::byte> bytes = bytes_of(state);
  std::ofstream(state) << "nothing";
  CHECK_THAT(quell_program(words).err, ContainsSubstring("replicate-0001.state"));
  put_bytes(state, bytes);
  REQUIRE(quell_program(words).code == 0);
  CHECK(same_variables(read_dataset(folder / "s.h5")));
  CHECK(!fs::exists(folder / "s.h5.checkpoint"));

  const fs::path file = folder / "what.toml";
  std::ofstream(file) << "scenario = \"elsewhere.toml\"\n[change.none]\n"
                         "policy.twitter.per_day = 0\n";
  const Finished end =
      quell_program({"whatif", file.string(), "--from", kept.string(), "-o", folder / "w.h5"});
  CHECK(end.code == 0);
  CHECK_THAT(end.err, ContainsSubstring("what.toml:1:"));
  CHECK_THAT(end.err, ContainsSubstring("warning: not read (the saved run is of " +
                                        fs::path{tiny_scenario()}.lexically_normal().string()));
  CHECK_THAT(end.out, ContainsSubstring("the same as the baseline until 2014-07-25"));
  CHECK(same_variables(read_dataset(folder / "w.h5")));
}

TEST_CASE("fork: what cannot be is refused, and all of it at once", "[cli]") {
  const TemporaryFolder folder;
  SECTION("a date that is none, or not within the run") {
    for (const char* wrong : {"soon", "2014-7-25", "2014-02-30"}) {
      INFO(wrong);
      CHECK(
          quell_program({"run", tiny_scenario(), "-o", folder / "a.h5", "--stop-at", wrong}).code ==
          2);
    }
    for (const char* outside : {"2014-07-01", "2014-08-10", "2020-01-01"}) {
      const Finished end =
          quell_program({"run", tiny_scenario(), "-o", folder / "a.h5", "--stop-at", outside});
      CHECK(end.code == 2);
      CHECK_THAT(end.err, ContainsSubstring("it goes from 2014-07-01 to 2014-08-10"));
    }
    CHECK(folder.names().empty());
  }
  SECTION("what no policy does") {
    const std::string kept = saved(folder).string();
    const Finished end = quell_program({"fork", kept, "-o", folder / "b.h5", "--set",
                                        "ladder.to_core=0.5", "--set", "run.seed=3"});
    CHECK(end.code == 2);
    CHECK_THAT(end.err, ContainsSubstring("[run] differs"));
    CHECK_THAT(end.err, ContainsSubstring("[ladder] differs"));
    const Finished whatif = quell_program({"whatif", "--from", kept, "-o", folder / "b.h5",
                                           "--change", "ladder.to_core=0.5", "--scale", "0.01"});
    CHECK(whatif.code == 2);
    CHECK_THAT(whatif.err, ContainsSubstring("[run] differs"));
    CHECK_THAT(whatif.err, ContainsSubstring("ladder.to_core=0.5: error: [ladder] differs"));
    CHECK(std::count(whatif.err.begin(), whatif.err.end(), '\n') == 2);
    const Finished scenario =
        quell_program({"whatif", tiny_scenario(), "--from", kept, "-o", folder / "b.h5"});
    CHECK(scenario.code == 2);
    CHECK_THAT(scenario.err, ContainsSubstring("it is no what-if file"));
    CHECK(folder.names() == Names{"a.h5.checkpoint"});
  }
  SECTION("states at several dates, or not of all") {
    const fs::path kept = saved(folder);
    fs::remove(kept / "replicate-0001.state");
    const Finished missing = quell_program({"fork", kept.string(), "-o", folder / "b.h5"});
    CHECK(missing.code == 1);
    CHECK_THAT(missing.err, ContainsSubstring("replicate 1 has no state"));
    CHECK_THAT(missing.err, ContainsSubstring("--stop-at DATE"));
    CHECK(folder.names() == Names{"a.h5.checkpoint"});
  }
  SECTION("results, which begin nowhere") {
    const std::string kept = saved(folder).string();
    (void)result_of(folder, {"whatif", "--from", kept, "--without", "policy.twitter"});
    const Finished end = quell_program({"whatif", folder / "result.h5", "--from", kept});
    CHECK(end.code == 2);
    CHECK_THAT(end.err, ContainsSubstring("nothing is simulated again"));
  }
  SECTION("no scenario, and no past") {
    const Finished nothing = quell_program({"whatif", "--change", "ladder.to_core=0.5"});
    CHECK(nothing.code == 2);
    CHECK_THAT(nothing.err, ContainsSubstring("scenario is required"));
  }
}
