// SPDX-License-Identifier: BSD-3-Clause
// What happens to a run that is stopped, and to one whose output has nowhere to go.
#include <sys/mount.h>

#include <csignal>
#include <filesystem>
#include <thread>

#include "cli/progress_file.hpp"
#include "output/reader.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

using Names = std::vector<std::string>;

/// So many replicates that some end early and most come after that.
std::vector<std::string> long_run(const std::string& output) {
  return {"run", tiny_scenario(), "-o", output, "--replicates", "600", "--jobs", "2"};
}

/// A folder on a disk of its own of 64 KiB.
class SmallDisk {
 public:
  SmallDisk() : folder_(parent_ / "disk") {
    std::filesystem::create_directory(folder_);
    is_mounted_ = ::mount("none", folder_.c_str(), "tmpfs", 0, "size=64k") == 0;
  }
  ~SmallDisk() {
    if (is_mounted_) ::umount(folder_.c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool is_mounted() const { return is_mounted_; }
  [[nodiscard]] std::filesystem::path folder() const { return folder_; }

 private:
  TemporaryFolder parent_;
  std::filesystem::path folder_;
  bool is_mounted_ = false;
};

}  // namespace

TEST_CASE("program: Ctrl-C keeps the replicates that finished, and says so", "[cli]") {
  const TemporaryFolder folder;
  Program program(long_run(folder / "a.h5"));
  REQUIRE(program.waits_for("tiny: 10 %"));
  program.send(SIGINT);
  const Finished end = program.finish();
  CHECK(end.code == 1);
  const Dataset data = read_dataset(folder / "a.h5");
  const std::size_t kept = data.find_dimension("replicate")->size;
  CHECK(kept > 0);
  CHECK(kept < 600);
  CHECK(std::get<std::int64_t>(*data.find_attribute("replicates_planned")) == 600);
  CHECK_THAT(end.err, EndsWith("quell: error: interrupted; the " + std::to_string(kept) +
                               " replicates that finished are kept\n"));
  CHECK_THAT(end.out, ContainsSubstring(std::to_string(kept) + " of 600 replicates"));
  CHECK(folder.names() == Names{"a.h5"});
}

TEST_CASE("program: Ctrl-C before any replicate finished leaves nothing", "[cli]") {
  const TemporaryFolder folder;
  Program program({"run", tiny_scenario(), "-o", folder / "a.h5", "--replicates", "1", "--set",
                   "run.end=2018-07-01", "--scale", "0.02"});
  while (folder.names().empty()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  program.send(SIGTERM);
  const Finished end = program.finish();
  CHECK(end.code == 1);
  CHECK_THAT(end.err, EndsWith("quell: error: no replicate finished (interrupted) nothing was "
                               "written\n"));
  CHECK(end.out.empty());
  CHECK(folder.names().empty());
}

TEST_CASE("program: kill -9 leaves nothing under the final name, and the next run takes over",
          "[cli]") {
  const TemporaryFolder folder;
  {
    Program program(long_run(folder / "a.h5"));
    REQUIRE(program.waits_for("%"));
    program.send(SIGKILL);
    CHECK(program.finish().code == 128 + SIGKILL);
  }
  CHECK(folder.names() == Names{"a.h5.partial", "a.h5.progress"});
  const auto left = read_progress_file(folder / "a.h5");
  REQUIRE(left);
  CHECK_FALSE(is_at_work(*left));
  const Finished end = quell_program({"run", tiny_scenario(), "-o", folder / "a.h5"});
  CHECK(end.code == 0);
  CHECK(folder.names() == Names{"a.h5"});
  CHECK(read_dataset(folder / "a.h5").find_dimension("replicate")->size == 2);
}

TEST_CASE("program: a file beside the result tells how far a run is, and goes with it", "[cli]") {
  const TemporaryFolder folder;
  const bool is_quiet = GENERATE(false, true);
  std::vector<std::string> arguments = long_run(folder / "a.h5");
  if (is_quiet) arguments.emplace_back("--quiet");
  Program program(arguments);
  std::optional<RunReport> report;
  while (!report || report->progress.share_done == 0) {
    if (const auto next = read_progress_file(folder / "a.h5")) report = next;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  CHECK(is_at_work(*report));
  CHECK(report->result == (folder / "a.h5").string());
  CHECK(report->phase == RunPhase::running);
  CHECK(report->live.empty());
  CHECK(report->progress.name == "tiny");
  CHECK(report->progress.n_replicates == 600);
  CHECK(report->progress.replicate > 0);
  CHECK(report->progress.events > 0);
  program.send(SIGTERM);
  program.finish();
  CHECK(folder.names() == Names{"a.h5"});
}

TEST_CASE("program: a run goes on where the file that tells of it cannot be written", "[cli]") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "a.h5.progress" / "in the way");
  CHECK(quell_program({"run", tiny_scenario(), "-o", folder / "a.h5"}).code == 0);
  CHECK(folder.names() == Names{"a.h5", "a.h5.progress"});
}

TEST_CASE("program: two runs do not write one file", "[cli]") {
  const TemporaryFolder folder;
  Program first(long_run(folder / "a.h5"));
  REQUIRE(first.waits_for("%"));
  const Finished second = quell_program({"run", tiny_scenario(), "-o", folder / "a.h5"});
  CHECK(second.code == 1);
  CHECK_THAT(second.err, ContainsSubstring("(another quell is writing it)"));
  CHECK(folder.names() == Names{"a.h5.partial", "a.h5.progress"});
}

TEST_CASE("program: a full disk is told and leaves no file", "[cli]") {
  const SmallDisk disk;
  if (!disk.is_mounted()) {
    WARN("skipped: no permission to mount a small disk");
    return;
  }
  const std::filesystem::path path = disk.folder() / "a.h5";
  const Finished end = quell_program({"run", tiny_scenario(), "-o", path});
  CHECK(end.code == 1);
  CHECK_THAT(end.err, ContainsSubstring("quell: error: cannot write " + path.string() +
                                        " (no space left on the disk) free 0."));
  CHECK(end.out.empty());
  CHECK(std::filesystem::is_empty(disk.folder()));
}

TEST_CASE("program: a limit on the size of files is told and leaves no file", "[cli]") {
  const TemporaryFolder folder;
  const Finished end =
      quell_program({"run", tiny_scenario(), "-o", folder / "a.h5"}, {.file_limit = 50000});
  CHECK(end.code == 1);
  CHECK_THAT(end.err, EndsWith("(the limit on the size of a file is reached) raise the limit with "
                               "ulimit -f\n"));
  CHECK(end.out.empty());
  CHECK(folder.names().empty());
}

TEST_CASE("program: standard output that is full or closed is told, with code 1", "[cli]") {
  const TemporaryFolder folder;
  for (const char* sink : {"/dev/full", "-"}) {
    INFO(sink);
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {"describe", "models"}, {"describe", "parameters"}, {"--help"}, {"run", "--help"}}) {
      const Finished end = quell_program(arguments, {.standard_output = sink});
      CHECK(end.code == 1);
      CHECK_THAT(end.err, StartsWith("quell: error: cannot write to "));
    }
    const Finished run = quell_program({"run", tiny_scenario(), "-o", folder / "a.h5", "--force"},
                                       {.standard_output = sink});
    CHECK(run.code == 1);  // the table is lost, the result is not
    CHECK(read_dataset(folder / "a.h5").variables.size() > 40);
  }
}

TEST_CASE("program: standard error that is full or closed spoils neither run nor file", "[cli]") {
  const TemporaryFolder folder;
  for (const char* sink : {"/dev/full", "-"}) {
    INFO(sink);
    const Finished end = quell_program({"run", tiny_scenario(), "-o", folder / "a.h5", "--force"},
                                       {.standard_error = sink});
    CHECK(end.code == 0);
    CHECK(read_dataset(folder / "a.h5").variables.size() > 40);
    CHECK(quell_program({"check", "none.toml"}, {.standard_error = sink}).code == 2);
    CHECK(quell_program({"check", "none.toml"}, {.standard_output = sink, .standard_error = sink})
              .code == 2);
  }
}
