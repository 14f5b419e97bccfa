// SPDX-License-Identifier: BSD-3-Clause
// `quell variants`: each variant by itself, as `quell run` and `quell compare` would have it.
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "models/variant.hpp"
#include "output/encode.hpp"
#include "output/reader.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

using Names = std::vector<std::string>;
using Json = nlohmann::json;

/// While it lives, the temporary folder of the programs that are started is one of its own.
class TemporaryPlace {
 public:
  TemporaryPlace() : before_(std::filesystem::temp_directory_path().string()) { set(folder_ / ""); }
  ~TemporaryPlace() { set(before_); }
  TemporaryPlace(const TemporaryPlace&) = delete;
  TemporaryPlace& operator=(const TemporaryPlace&) = delete;
  /// A process that was told to write there, or 0.
  [[nodiscard]] pid_t writer() const {
    for (const auto& process : std::filesystem::directory_iterator("/proc")) {
      std::ostringstream words;
      words << std::ifstream(process.path() / "cmdline").rdbuf();
      const bool is_meant = words.str().find((folder_ / "").string()) != std::string::npos;
      if (is_meant) return std::stoi(process.path().filename().string());
    }
    return 0;
  }
  /// Of what is in it by `quell variants`.
  [[nodiscard]] Names scratch() const {
    Names names = folder_.names();
    std::erase_if(names, [](const std::string& name) { return !name.starts_with("quell-var"); });
    return names;
  }

 private:
  static void set(const std::string& path) {
    ::setenv("TMPDIR", path.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): one thread
  }
  TemporaryFolder folder_;
  std::string before_;
};

Finished variants(std::vector<std::string> more, const Surroundings& in = {}) {
  more.insert(more.begin(), {"variants", tiny_scenario()});
  return quell_program(more, in);
}

Names names_of(const Json& variants) {
  Names names;
  for (const Json& row : variants) names.push_back(row.at("model"));
  return names;
}

/// Of one variant's row, with the results that it left and those of `quell run`.
void check_row(const Json& row, const Json& targets, const TemporaryFolder& folder) {
  const std::string model = row.at("model");
  const std::string kept = folder / ("kept/tiny-" + model + ".h5");
  const std::string alone = folder / ("alone-" + model + ".h5");
  const bool is_random = find_variant(model)->is_random;
  Names words{"run", tiny_scenario(), "-q", "-o", alone, "--set", "run.model=" + model};
  if (!is_random) words.insert(words.end(), {"--replicates", "1"});
  const Finished run = quell_program(words);
  if (run.code == 2) {
    CHECK(row.at("end") == "refused");
    CHECK_THAT(run.err, ContainsSubstring("error: " + row.at("reason").get<std::string>()));
    CHECK(!std::filesystem::exists(kept));
    return;
  }
  REQUIRE(run.code == 0);
  CHECK(row.at("end") == "done");
  CHECK(row.at("file") == kept);
  const Dataset data = read_dataset(kept);
  CHECK(encode(without_wall_time(data)) == encode(without_wall_time(read_dataset(alone))));
  const int replicates = is_random ? 2 : 1;
  CHECK(row.at("replicates") == replicates);
  const auto events = static_cast<double>(std::get<std::int64_t>(*data.find_attribute("events")));
  if (events > 0.0) {
    CHECK(row.at("events_per_replicate") == events / replicates);
  } else {
    CHECK(row.at("events_per_replicate").is_null());  // a variant without events
  }
  CHECK(row.at("cpu_seconds_per_replicate") > 0.001);
  CHECK(row.at("cpu_seconds_per_replicate") < 60.0);
  CHECK(row.at("peak_memory_bytes") > 4e6);
  CHECK(row.at("peak_memory_bytes") < 1e9);
  const Json compared = Json::parse(quell_program({"compare", kept, "--json"}).out).at("targets");
  REQUIRE(compared.size() == targets.size());
  for (std::size_t k = 0; k < targets.size(); ++k) {
    const Json& score = targets[k].at("models").at(model);
    CAPTURE(targets[k].at("id"));
    CHECK(targets[k].at("id") == compared[k].at("id"));
    CHECK(targets[k].at("accepted") == compared[k].at("accepted"));
    CHECK(score.at("covered") == compared[k].at("covered"));
    CHECK(score.at("simulated") == compared[k].at("simulated"));
    CHECK(score.at("interval") == compared[k].at("interval"));
    CHECK(score.at("hit") == (score.at("covered") ? compared[k].at("hit") : Json(nullptr)));
  }
}

}  // namespace

TEST_CASE("variants: every variant runs as it does alone, and is held against the same targets",
          "[cli][contract]") {
  const TemporaryPlace place;
  const TemporaryFolder folder;
  const Finished end = variants({"--json", "-q", "-o", folder / "kept"});
  INFO(end.err);
  const Json json = Json::parse(end.out);
  const Json& rows = json.at("variants");
  Names expected;
  for (const VariantSpec* variant : all_variants()) {
    if (variant->name != "compartments") expected.emplace_back(variant->name);
  }
  CHECK(names_of(rows) == expected);
  bool is_done = true;
  for (const Json& row : rows) {
    CAPTURE(row.at("model"));
    check_row(row, json.at("targets"), folder);
    is_done = is_done && row.at("end") == "done";
  }
  CHECK(end.code == (is_done ? 0 : 1));
  CHECK(place.scratch().empty());
}

TEST_CASE("variants: a table by default, progress by variant, and no file is left", "[cli]") {
  const TemporaryPlace place;
  const TemporaryFolder folder;
  const Finished end =
      variants({"--models", "network", "--jobs", "1", "--seed", "8", "--set", "following.gain=11"},
               {.folder = folder / ""});
  CHECK(end.code == 0);
  CHECK_THAT(end.out, StartsWith("model "));
  CHECK_THAT(end.out, ContainsSubstring("\nnetwork "));
  CHECK_THAT(end.out, ContainsSubstring("\nC2             mean followers, start "));
  CHECK_THAT(end.err, StartsWith("--set following.gain=11: warning: "));
  CHECK(end.err.find("warning", end.err.find("warning") + 1) == std::string::npos);  // said once
  CHECK_THAT(end.err, ContainsSubstring("\ntiny, network: 100 % (replicate 2 of 2"));
  CHECK(folder.names().empty());
  CHECK(place.scratch().empty());
}

TEST_CASE("variants: what is wrong is told at once, with code 2", "[cli]") {
  const TemporaryFolder folder;
  const auto refusal = [](const Names& words) {
    const Finished end = quell_program(words);
    CHECK(end.code == 2);
    CHECK(end.out.empty());
    return end.err;
  };
  const std::string bad = std::string{QUELL_SOURCE_DIR} + "/tests/scenarios/bad/five_mistakes.toml";
  const std::string mistakes = refusal({"variants", bad});
  CHECK(std::count(mistakes.begin(), mistakes.end(), '\n') == 5);
  const std::string unknown =
      refusal({"variants", tiny_scenario(), "--models", "netwrok,network,mice,network"});
  CHECK_THAT(unknown, StartsWith("--models: error: no model is named 'netwrok' (there are: "));
  CHECK_THAT(unknown, ContainsSubstring("). Did you mean 'network'?\n"));
  CHECK_THAT(unknown, ContainsSubstring("no model is named 'mice' "));
  CHECK_THAT(unknown, ContainsSubstring("'network' stands there twice\n"));
  CHECK_THAT(refusal({"variants", tiny_scenario(), "--set", "run.model=network"}),
             ContainsSubstring("choose some with --models"));
  CHECK(refusal({"variants", tiny_scenario(), "--targets", tiny_scenario()})
            .starts_with(tiny_scenario() + ":"));
  const std::string pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THAT(refusal({"variants", pipe}), ContainsSubstring("it is no plain file"));
}

TEST_CASE("variants: results that are there are refused before the first run, unless forced",
          "[cli]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "tiny-network.h5") << "precious";
  const Finished refused = variants({"--models", "network", "-o", folder / ""});
  CHECK(refused.code == 1);
  CHECK_THAT(refused.err, EndsWith("(it exists) pass --force to replace it, or -o for another "
                                   "path\n"));
  CHECK(refused.err.find(" % (") == std::string::npos);
  CHECK(folder.names() == Names{"tiny-network.h5"});
  CHECK(variants({"--models", "network", "-q", "-o", folder / "", "--force"}).code == 0);
  CHECK(folder.names() == Names{"tiny-network.h5"});
  CHECK(read_dataset(folder / "tiny-network.h5").variables.size() > 40);
}

TEST_CASE("variants: one that fails is a row with its reason, and code 1", "[cli]") {
  const TemporaryPlace place;
  const TemporaryFolder folder;
  const Finished end =
      variants({"--models", "network", "--json", "-q", "-o", folder / ""}, {.file_limit = 50000});
  CHECK(end.code == 1);
  const Json row = Json::parse(end.out).at("variants").at(0);
  CHECK(row.at("end") == "failed");
  CHECK_THAT(row.at("reason").get<std::string>(),
             EndsWith("(the limit on the size of a file is reached) raise the limit with ulimit "
                      "-f"));
  CHECK(row.at("cpu_seconds_per_replicate").is_null());
  CHECK(row.at("file").is_null());
  CHECK_THAT(end.err, ContainsSubstring("the limit on the size of a file is reached"));
  CHECK(folder.names().empty());
  CHECK(place.scratch().empty());
}

TEST_CASE("variants: Ctrl-C shows what is finished, and leaves no file", "[cli]") {
  const TemporaryPlace place;
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGUSR1}) {
    CAPTURE(signal);
    Program program(
        {"variants", tiny_scenario(), "--models", "network", "--replicates", "600", "--json"});
    REQUIRE(program.waits_for("tiny, network: 10 %"));
    CHECK(place.scratch().size() == 1);
    const pid_t writer = place.writer();
    REQUIRE(writer > 0);
    if (signal != SIGTERM) ::kill(writer, signal);  // as a terminal and Slurm do; `kill` does not
    std::this_thread::sleep_for(std::chrono::milliseconds{1});  // or two of a kind become one
    program.send(signal);
    const Finished end = program.finish();
    CHECK(end.code == 1);
    const Json row = Json::parse(end.out).at("variants").at(0);
    CHECK(row.at("end") == "partial");
    CHECK_THAT(row.at("reason").get<std::string>(), StartsWith("interrupted; the "));
    CHECK(row.at("replicates") > 0);
    CHECK(row.at("replicates") < 600);
    CHECK(row.at("calibration").at("covered") > 0);
    CHECK(place.scratch().empty());
  }
}
