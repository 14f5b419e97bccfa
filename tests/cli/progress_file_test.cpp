// SPDX-License-Identifier: BSD-3-Clause
#include "cli/progress_file.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;
using Json = nlohmann::json;

namespace {

RunReport sample_report() {
  return {.progress = {.name = "Décline", .n_replicates = 20}, .live = "/results/a.h5.live"};
}

Json json_of(const std::filesystem::path& path) { return Json::parse(std::ifstream(path)); }

/// Of a process that is no more.
pid_t ended_process() {
  const pid_t process = ::fork();
  if (process == 0) ::_exit(0);
  ::waitpid(process, nullptr, 0);
  return process;
}

}  // namespace

TEST_CASE("progress file: it is JSON for any tool, and removed in the end", "[cli]") {
  const TemporaryFolder folder;
  const std::int64_t before = std::time(nullptr);
  {
    ProgressFile file(folder / "a.h5", sample_report());
    CHECK(folder.names() == std::vector<std::string>{"a.h5.progress"});
    const Json begin = json_of(folder / "a.h5.progress");
    CHECK(begin.at("state") == "running");
    CHECK(begin.at("share_done") == 0);
    CHECK(begin.at("events_per_second").is_null());
    CHECK(begin.at("seconds_left").is_null());
    file.update({"Décline", 0.43, 9, 20, 2.1e6, 40.2, 30.5, "replicate", 64e6}, RunPhase::stopping);
    const Json root = json_of(folder / "a.h5.progress");
    CHECK(root.at("format") == "quell-progress");
    CHECK(root.at("version") == 1);
    CHECK(root.at("title") == "Décline");
    CHECK(root.at("state") == "stopping");
    CHECK(root.at("result") == (folder / "a.h5").string());
    CHECK(root.at("live") == "/results/a.h5.live");
    CHECK(root.at("pid") == ::getpid());
    CHECK(root.at("share_done") == 0.43);
    CHECK(root.at("replicates_started") == 9);
    CHECK(root.at("replicates_planned") == 20);
    CHECK(root.at("events") == 64e6);
    CHECK(root.at("events_per_second") == 2.1e6);
    CHECK(root.at("seconds_taken") == 30.5);
    CHECK(root.at("seconds_left") == 40.2);

    const auto read = read_progress_file(folder / "a.h5");
    REQUIRE(read);
    CHECK(read->progress.share_done == 0.43);
    CHECK(read->progress.seconds_left == 40.2);
    CHECK(read->phase == RunPhase::stopping);
    CHECK(read->live == "/results/a.h5.live");
    CHECK(read->started >= before);
    CHECK(read->updated >= read->started);
    CHECK(is_at_work(*read));
  }
  CHECK(folder.names().empty());
  CHECK_FALSE(read_progress_file(folder / "a.h5"));
}

TEST_CASE("progress file: it is written once a second, and at once when the phase is new",
          "[cli]") {
  const TemporaryFolder folder;
  ProgressFile file(folder / "a.h5", sample_report());
  file.update({.share_done = 0.1}, RunPhase::running);
  CHECK(json_of(folder / "a.h5.progress").at("share_done") == 0);
  file.enter(RunPhase::writing);
  CHECK(json_of(folder / "a.h5.progress").at("state") == "writing");
}

TEST_CASE("progress file: what a run can no longer be behind is told", "[cli]") {
  const TemporaryFolder folder;
  const ProgressFile file(folder / "a.h5", sample_report());
  RunReport report = read_progress_file(folder / "a.h5").value();
  report.process = ended_process();
  CHECK_FALSE(is_at_work(report));
  report.process = 0;  // to kill it is to ask for one's own group
  CHECK_FALSE(is_at_work(report));
  report.host = "another." + report.host;
  CHECK(is_at_work(report));  // whose processes cannot be asked for
  report.updated -= 100;
  CHECK_FALSE(is_at_work(report));
}

TEST_CASE("progress file: what is none, or of another kind, counts as absent", "[cli]") {
  const TemporaryFolder folder;
  for (const char* text : {"", "{", "[]", R"({"format": "quell-progress"})", R"({"format": 3})"}) {
    std::ofstream(folder / "a.h5.progress") << text;
    CHECK_FALSE(read_progress_file(folder / "a.h5"));
  }
}

TEST_CASE("progress file: no folder and no text that is not UTF-8 is a reason to fail", "[cli]") {
  const TemporaryFolder folder;
  CHECK_NOTHROW(ProgressFile(folder / "none" / "a.h5", sample_report()));
  RunReport report = sample_report();
  report.progress.name = "\xff";
  const ProgressFile file(folder / "a\xff.h5", report);
  CHECK(read_progress_file(folder / "a\xff.h5"));
}
