// SPDX-License-Identifier: BSD-3-Clause
// A run that is stopped or killed goes on to the very bytes that it would have given undisturbed.
#include <fmt/format.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>

#include "output/encode.hpp"
#include "output/reader.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

/// Some two seconds of simulation, in which there is time to be stopped.
std::vector<std::string> words(const fs::path& output, const std::vector<std::string>& more = {}) {
  std::vector<std::string> all{
      "run",  tiny_scenario(), "-o", output.string(), "--set", "run.end=2015-12-01", "--scale",
      "0.02", "--jobs",        "2",  "--replicates",  "6"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// A what-if of about the same length.
std::vector<std::string> whatif_words(const fs::path& output,
                                      const std::vector<std::string>& more = {}) {
  std::vector<std::string> all = words(output, {"-q", "--without", "policy.twitter"});
  all.front() = "whatif";
  *(std::find(all.begin(), all.end(), "--replicates") + 1) = "3";
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// What it gives undisturbed, and without checkpoints.
std::vector<std::byte> result_of(
    const std::function<std::vector<std::string>(const fs::path&)>& words_for) {
  const TemporaryFolder folder;
  REQUIRE(quell_program(words_for(folder / "a.h5")).code == 0);
  return encode(without_wall_time(read_dataset(folder / "a.h5")));
}

const std::vector<std::byte>& undisturbed() {
  static const std::vector<std::byte> bytes =
      result_of([](const fs::path& output) { return words(output, {"-q"}); });
  return bytes;
}

const std::vector<std::byte>& undisturbed_whatif() {
  static const std::vector<std::byte> bytes =
      result_of([](const fs::path& output) { return whatif_words(output); });
  return bytes;
}

std::vector<fs::path> states_in(const fs::path& folder) {
  std::vector<fs::path> states;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".state") states.push_back(entry.path());
  }
  return states;
}

bool has_state(const fs::path& folder) { return !states_in(folder).empty(); }

/// Or until the run has ended.
void wait_for_state(const TemporaryFolder& folder) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (!has_state(folder / "a.h5.checkpoint") && !fs::exists(folder / "a.h5") &&
         std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
}

/// Resumes until the result is there, and compares it.
void check_resumed(const TemporaryFolder& folder, const std::string& jobs) {
  const Finished end = quell_program({"resume", folder / "a.h5.checkpoint", "-q", "--jobs", jobs});
  INFO(end.err);
  REQUIRE(end.code == 0);
  CHECK(encode(without_wall_time(read_dataset(folder / "a.h5"))) == undisturbed());
  CHECK(folder.names() == Names{"a.h5"});
}

}  // namespace

TEST_CASE("resume: a run that keeps checkpoints gives the same bytes, and leaves none", "[cli]") {
  const TemporaryFolder folder;
  REQUIRE(quell_program(words(folder / "a.h5", {"-q", "--checkpoint-every", "0.05s"})).code == 0);
  CHECK(encode(without_wall_time(read_dataset(folder / "a.h5"))) == undisturbed());
  CHECK(folder.names() == Names{"a.h5"});
}

TEST_CASE("resume: a run that a signal stops says how to go on, and does, to the same bytes",
          "[cli]") {
  const int signal = GENERATE(SIGTERM, SIGUSR1);
  const TemporaryFolder folder;
  Program program(words(folder / "a.h5", {"--checkpoint-every", "0.05s"}));
  wait_for_state(folder);
  program.send(signal);
  const Finished end = program.finish();
  CHECK(end.code == 4);
  CHECK(end.out.empty());
  CHECK_THAT(end.err, ContainsSubstring("of 6 replicates are done"));
  CHECK_THAT(end.err,
             EndsWith("`quell resume " + (folder / "a.h5.checkpoint").string() + "` goes on\n"));
  CHECK(folder.names() == Names{"a.h5.checkpoint"});
  check_resumed(folder, "1");
}

TEST_CASE("resume: a run that was killed goes on from its last states to the same bytes", "[cli]") {
  const TemporaryFolder folder;
  for (int kills = 0; kills < 3; ++kills) {
    std::vector<std::string> again{"resume", folder / "a.h5.checkpoint", "-q"};
    Program program(kills == 0 ? words(folder / "a.h5", {"-q", "--checkpoint-every", "0.02s"})
                               : again);
    wait_for_state(folder);
    std::this_thread::sleep_for(std::chrono::milliseconds{40 * (kills + 1)});
    program.send(SIGKILL);
    program.finish();
  }
  check_resumed(folder, "2");
}

TEST_CASE("resume: a run that was killed between its result and its end has both", "[cli]") {
  const TemporaryFolder folder;
  Program program(words(folder / "a.h5", {"-q", "--checkpoint-every", "0.02s"}));
  wait_for_state(folder);
  program.send(SIGTERM);
  REQUIRE(program.finish().code == 4);
  SECTION("its own result is written again") {
    REQUIRE(quell_program(words(folder / "b.h5", {"-q"})).code == 0);
    fs::rename(folder / "b.h5", folder / "a.h5");
    check_resumed(folder, "2");
  }
  SECTION("another one is not") {
    REQUIRE(quell_program(words(folder / "b.h5", {"-q", "--seed", "8"})).code == 0);
    const std::vector<std::byte> other = bytes_of(folder / "b.h5");
    fs::rename(folder / "b.h5", folder / "a.h5");
    const Finished end = quell_program({"resume", folder / "a.h5.checkpoint", "-q"});
    CHECK(end.code == 1);
    CHECK_THAT(end.err, ContainsSubstring("a.h5 (it exists)"));
    CHECK(bytes_of(folder / "a.h5") == other);
  }
}

TEST_CASE("resume: what does not fit is refused with the reason", "[cli]") {
  const TemporaryFolder folder;
  Program program(words(folder / "a.h5", {"--checkpoint-every", "0.02s"}));
  wait_for_state(folder);
  program.send(SIGTERM);
  REQUIRE(program.finish().code == 4);
  const fs::path kept = folder / "a.h5.checkpoint";

  SECTION("the same run again") {
    const Finished again = quell_program(words(folder / "a.h5", {"--checkpoint-every", "1h"}));
    CHECK(again.code == 1);
    CHECK_THAT(again.err, ContainsSubstring("--force begins anew"));
    const Finished without = quell_program(words(folder / "a.h5"));
    CHECK(without.code == 1);
    CHECK_THAT(without.err, ContainsSubstring("--force begins anew"));
    CHECK(has_state(kept));
    CHECK(
        quell_program(words(folder / "a.h5", {"-q", "--checkpoint-every", "1h", "--force"})).code ==
        0);
    CHECK(encode(without_wall_time(read_dataset(folder / "a.h5"))) == undisturbed());
  }
  SECTION("a folder without a run") {
    const Finished none = quell_program({"resume", (folder / "b").string()});
    CHECK(none.code == 1);
    CHECK_THAT(none.err, ContainsSubstring("give the folder <result>.checkpoint"));
  }
  SECTION("another version") {
    std::ifstream in(kept / "run.json");
    auto record = nlohmann::ordered_json::parse(in);
    record["version"] = "9";
    record.erase("crc32");
    const std::string text = record.dump();
    boost::crc_32_type crc;
    crc.process_bytes(text.data(), text.size());
    record["crc32"] = fmt::format("{:08x}", crc.checksum());
    std::ofstream(kept / "run.json") << record;
    const Finished other = quell_program({"resume", kept.string()});
    CHECK(other.code == 1);
    CHECK_THAT(other.err, ContainsSubstring("it was begun by quell 9"));
  }
  SECTION("a scenario that was changed") {
    std::ifstream in(kept / "scenario.toml");
    std::string scenario{std::istreambuf_iterator<char>(in), {}};
    scenario.replace(scenario.find("seed = 7"), 8, "seed = 8");
    std::ofstream(kept / "scenario.toml") << scenario;
    const Finished other = quell_program({"resume", kept.string(), "-q"});
    CHECK(other.code == 1);
    CHECK_THAT(other.err, ContainsSubstring("(scenario.toml is damaged or was changed)"));
    CHECK(!fs::exists(folder / "a.h5"));
  }
  SECTION("a record that was changed") {
    std::ifstream in(kept / "run.json");
    std::string record{std::istreambuf_iterator<char>(in), {}};
    record.replace(record.find("a.h5"), 4, "b.h5");
    std::ofstream(kept / "run.json") << record;
    const Finished other = quell_program({"resume", kept.string(), "-q"});
    CHECK(other.code == 1);
    CHECK_THAT(other.err, ContainsSubstring("its checksum is wrong"));
    CHECK(!fs::exists(folder / "b.h5"));
  }
  SECTION("a state that is damaged") {
    for (const fs::directory_entry& entry : fs::directory_iterator(kept)) {
      if (entry.path().extension() == ".state") fs::resize_file(entry.path(), 1000);
    }
    const Finished damaged = quell_program({"resume", kept.string(), "-q"});
    CHECK(damaged.code == 1);
    CHECK_THAT(damaged.err, ContainsSubstring("it is cut short"));
    CHECK(has_state(kept));
  }
}

TEST_CASE("resume: an interval that is none is refused", "[cli]") {
  const TemporaryFolder folder;
  for (const char* wrong : {"soon", "0min", "-5s", "5 parsecs"}) {
    INFO(wrong);
    CHECK(quell_program(words(folder / "a.h5", {"--checkpoint-every", wrong})).code == 2);
  }
  CHECK(folder.names().empty());
}

TEST_CASE("resume: a path that its record cannot hold keeps no checkpoints, and says why",
          "[cli]") {
  const TemporaryFolder folder;
  const Finished end = quell_program(words(folder / "\xff.h5", {"--checkpoint-every", "1s"}));
  CHECK(end.code == 1);
  CHECK_THAT(end.err, ContainsSubstring("(a path is not UTF-8, "));
  CHECK(folder.names().empty());
}

TEST_CASE("resume: a what-if whose table nobody reads leaves its result, and no states", "[cli]") {
  const TemporaryFolder folder;
  std::string line;
  for (const std::string& word : whatif_words(folder / "a.h5", {"--checkpoint-every", "1s"})) {
    line += " '" + word + "'";
  }
  const std::string command = std::string{QUELL_PROGRAM} + line + " | true";
  (void)std::system(command.c_str());  // NOLINT(concurrency-mt-unsafe): for its pipe
  CHECK(folder.names() == Names{"a.h5"});
}

TEST_CASE("resume: a what-if that was stopped or killed goes on when it is asked again", "[cli]") {
  const TemporaryFolder folder;
  const std::vector<std::string> keeping =
      whatif_words(folder / "a.h5", {"--checkpoint-every", "0.05s"});
  const fs::path kept = folder / "a.h5.checkpoint";
  const int signal = GENERATE(SIGTERM, SIGKILL);
  Program program(keeping);
  wait_for_state(folder);
  program.send(signal);
  const Finished stopped = program.finish();
  if (signal == SIGTERM) {
    CHECK(stopped.code == 4);
    CHECK_THAT(stopped.err, EndsWith("the same command goes on\n"));
  }
  REQUIRE(has_state(kept));

  const auto refusal = [&](const std::vector<std::string>& command) {
    const Finished end = quell_program(command);
    CHECK(end.code == 1);
    CHECK(has_state(kept));
    return end.err;
  };
  CHECK_THAT(refusal(whatif_words(folder / "a.h5")),
             ContainsSubstring("(this what-if was stopped): --checkpoint-every goes on"));
  CHECK_THAT(refusal(whatif_words(folder / "a.h5", {"--checkpoint-every", "1s", "--seed", "9"})),
             ContainsSubstring("(another what-if, or that of another version, was stopped)"));
  CHECK_THAT(refusal({"resume", kept.string()}), ContainsSubstring("give its command again"));
  CHECK_THAT(refusal({"fork", kept.string(), "-o", folder / "b.h5"}),
             ContainsSubstring("give its command again"));
  CHECK_THAT(refusal(words(folder / "a.h5")),
             ContainsSubstring("(a what-if that was stopped): its command goes on"));

  SECTION("from the states") {
    // A state that is of no use shows that they are read.
    const fs::path state = states_in(kept).front();
    const std::vector<std::byte> bytes = bytes_of(state);
    std::ofstream(state) << "nothing";
    CHECK_THAT(refusal(keeping), ContainsSubstring(state.filename().string()));
    put_bytes(state, bytes);
    REQUIRE(quell_program(keeping).code == 0);
  }
  SECTION("though the result is there already") {
    REQUIRE(quell_program(whatif_words(folder / "b.h5")).code == 0);
    fs::rename(folder / "b.h5", folder / "a.h5");
    REQUIRE(quell_program(keeping).code == 0);
  }
  SECTION("not over another result") {
    REQUIRE(quell_program(whatif_words(folder / "b.h5", {"--seed", "9"})).code == 0);
    const std::vector<std::byte> other = bytes_of(folder / "b.h5");
    fs::rename(folder / "b.h5", folder / "a.h5");
    CHECK_THAT(refusal(keeping), ContainsSubstring("a.h5 (it exists)"));
    CHECK(bytes_of(folder / "a.h5") == other);
    fs::remove(folder / "a.h5");
    REQUIRE(quell_program(keeping).code == 0);
  }
  SECTION("or anew") {
    // What cannot run removes nothing.
    CHECK_THAT(refusal(whatif_words(
                   folder / "a.h5",
                   {"--force", "--set", "population.pro_accounts=10000000", "--set",
                    "population.audience=200000000", "--set", "following.initial_mean=1000000",
                    "--set", "following.initial_max=1000000"})),
               ContainsSubstring("of memory"));
    REQUIRE(quell_program(whatif_words(folder / "a.h5", {"--force"})).code == 0);
  }
  CHECK(encode(without_wall_time(read_dataset(folder / "a.h5"))) == undisturbed_whatif());
  CHECK(folder.names() == Names{"a.h5"});
}
