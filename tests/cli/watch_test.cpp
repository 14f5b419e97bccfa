// SPDX-License-Identifier: BSD-3-Clause
// What `quell show --watch` shows of a run of another process.
#include "cli/watch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;
using std::chrono::milliseconds;

namespace {

std::vector<std::string> run_of(const std::string& output, const std::string& replicates) {
  return {"run",      tiny_scenario(), "-o", output,    "--replicates",
          replicates, "--jobs",        "2",  "--force", "--quiet"};
}

std::string no_charts(const std::filesystem::path& /*live*/, TerminalSize /*room*/) { return ""; }

/// A run that does not end while a test lasts, with replicates that do.
std::vector<std::string> endless_run(const std::string& output) { return run_of(output, "9999"); }

/// A run of which no replicate ends that soon.
std::vector<std::string> slow_run(const std::string& output) {
  std::vector<std::string> arguments = run_of(output, "2");
  arguments.insert(arguments.end(), {"--set", "run.end=2018-07-01", "--scale", "0.2"});
  return arguments;
}

/// Until the run has told how far it is.
void wait_for_progress(const std::filesystem::path& result) {
  while (!read_progress_file(result)) std::this_thread::sleep_for(milliseconds{1});
}

/// Until something was printed into a file.
void wait_for_text(const std::filesystem::path& file) {
  std::error_code error;
  while (!(std::filesystem::file_size(file, error) > 0) || error)
    std::this_thread::sleep_for(milliseconds{1});
}

/// A terminal that another process can open, and all that was written to it.
class Terminal {
 public:
  Terminal() : reader_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(::grantpt(reader_) == 0);
    REQUIRE(::unlockpt(reader_) == 0);
    writer_ = ::open(path().c_str(), O_RDWR | O_NOCTTY);  // or it would hang up
  }
  ~Terminal() {
    ::close(writer_);
    ::close(reader_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  [[nodiscard]] std::string path() const { return ::ptsname(reader_); }
  void wait_for(const std::string& what) {
    for (int i = 0; i < 2000 && text_.find(what) == std::string::npos; ++i) read_some();
    REQUIRE_THAT(text_, ContainsSubstring(what));
  }
  /// All of it; nobody writes any more.
  void read_rest() {
    while (read_some()) {
    }
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  bool read_some() {
    pollfd ready{reader_, POLLIN, 0};
    if (::poll(&ready, 1, 20) <= 0) return false;
    std::array<char, 4096> buffer{};
    const ssize_t n = ::read(reader_, buffer.data(), buffer.size());
    if (n > 0) text_.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0;
  }

  int reader_;
  int writer_ = -1;
  std::string text_;
};

}  // namespace

TEST_CASE("watch: the line says what the run is about to do, and that it has gone silent",
          "[cli]") {
  RunReport report{.progress = {"base", 0.5, 9, 20, 2e6, 40}, .updated = std::time(nullptr)};
  CHECK_THAT(watch_text(report, {.columns = 100}, no_charts), StartsWith("base  "));
  report.phase = RunPhase::stopping;
  CHECK_THAT(watch_text(report, {.columns = 100}, no_charts), StartsWith("base (stopping)  "));
  report.phase = RunPhase::writing;
  CHECK_THAT(watch_text(report, {.columns = 100}, no_charts),
             StartsWith("base (writing the result)  "));
  report.updated -= 4000;
  CHECK_THAT(watch_text(report, {.columns = 100}, no_charts),
             StartsWith("base (no news for 1:06:4"));
  for (const int columns : {8, 20, 80}) {
    CHECK(display_width(watch_text(report, {.columns = columns}, no_charts)) <= columns);
  }
}

TEST_CASE("program: show --watch follows a run line by line and ends with its result", "[cli]") {
  const TemporaryFolder folder;
  const std::string result = folder / "a.h5";
  Program run(run_of(result, "40"));
  wait_for_progress(result);
  const Finished watch = quell_program({"show", result, "--watch"});
  CHECK(watch.code == 0);
  CHECK(run.finish().code == 0);
  CHECK_THAT(watch.out, StartsWith("tiny: "));
  CHECK_THAT(watch.out, ContainsSubstring(" % (run "));
  CHECK_THAT(watch.out, !ContainsSubstring("\x1b"));
  const std::string plain = quell_program({"show", result}).out;
  CHECK_THAT(watch.out, EndsWith(plain));
  CHECK(quell_program({"show", result, "--watch"}).out == plain);  // of a run that is over
}

TEST_CASE("program: show --watch redraws a terminal in place and leaves it clean", "[cli]") {
  ::setenv("TERM", "xterm", 1);  // NOLINT(concurrency-mt-unsafe)
  const TemporaryFolder folder;
  const std::string result = folder / "a.h5";
  Terminal terminal;
  Program run(endless_run(result));
  wait_for_progress(result);
  Program watch({"show", result, "--watch"}, {.standard_output = terminal.path()});
  terminal.wait_for("\r\n\x1b[1A\r\x1b[Jtiny  ");
  watch.send(SIGINT);
  const Finished end = watch.finish();
  CHECK(end.code == 4);
  CHECK(end.err.empty());
  terminal.read_rest();
  CHECK_THAT(terminal.text(), EndsWith("\x1b[1A\r\x1b[J"));
  CHECK(read_progress_file(result));  // the run goes on
}

TEST_CASE("watch: charts of a run with --live get the lines that are left", "[cli]") {
  const RunReport report{.progress = {"base", 0.5, 9, 20, 2e6, 40}, .live = "a.h5.live"};
  const auto draw = [](const std::filesystem::path& live, TerminalSize room) {
    return fmt::format("{} in {} x {}\n", live.string(), room.columns, room.rows);
  };
  CHECK_THAT(watch_text(report, {.columns = 80, .rows = 24}, draw),
             EndsWith(" left\na.h5.live in 79 x 22\n"));
}

TEST_CASE("program: show --watch draws the charts of a run with --live", "[cli]") {
  ::setenv("TERM", "xterm", 1);  // NOLINT(concurrency-mt-unsafe)
  const TemporaryFolder folder;
  const std::string result = folder / "a.h5";
  Terminal terminal;
  std::vector<std::string> arguments = endless_run(result);
  arguments.emplace_back("--live");
  Program run(arguments);
  wait_for_progress(result);
  Program watch({"show", result, "--watch"}, {.standard_output = terminal.path()});
  terminal.wait_for("traffic: pro traffic");
  watch.send(SIGTERM);
  CHECK(watch.finish().code == 4);
}

TEST_CASE("program: show --watch says that a run ended without a result", "[cli]") {
  const TemporaryFolder folder;
  const std::string result = folder / "a.h5";
  const bool has_older = GENERATE(false, true);
  if (has_older) REQUIRE(quell_program(run_of(result, "1")).code == 0);
  const auto [signal, reason] = GENERATE(
      table<int, std::string>({{SIGTERM, "(it failed, or was stopped before a replicate finished)"},
                               {SIGKILL, "is gone)"}}));
  Program run(slow_run(result));
  wait_for_progress(result);
  Program watch({"show", result, "--watch"}, {.standard_output = folder / "out"});
  wait_for_text(folder / "out");
  run.send(signal);
  run.finish();
  const Finished end = watch.finish();
  CHECK(end.code == 1);
  CHECK_THAT(end.err, StartsWith("quell: error: the run on " + result + " ended without a result"));
  CHECK_THAT(end.err, ContainsSubstring(reason));
}

TEST_CASE("program: show --watch with nothing to wait for shows what there is", "[cli]") {
  const TemporaryFolder folder;
  const Finished nothing = quell_program({"show", folder / "a.h5", "--watch"});
  CHECK(nothing.code == 1);
  CHECK_THAT(nothing.err, StartsWith("quell: error: nothing to watch at "));
  CHECK(nothing.out.empty());
}

TEST_CASE("program: show --watch ends where nobody reads what it prints", "[cli]") {
  const TemporaryFolder folder;
  const std::string result = folder / "a.h5";
  Program run(endless_run(result));
  wait_for_progress(result);
  const Finished watch =
      quell_program({"show", result, "--watch"}, {.standard_output = "/dev/full"});
  CHECK(watch.code == 1);
  CHECK_THAT(watch.err, StartsWith("quell: error: cannot write to standard output"));
}
