// SPDX-License-Identifier: BSD-3-Clause
#include "cli/child_process.hpp"

#include <algorithm>
#include <csignal>
#include <sstream>

#include "tests/catch.hpp"

using namespace quell;

namespace {

struct Ended {
  ProcessEnd end;
  std::vector<std::string> lines;  ///< of standard error
};

/// `signal`, if any, is sent after the first line.
Ended run_shell(const std::string& script, int signal = 0) {
  Ended ended;
  ended.end = run_process(
      {"/bin/sh", "-c", script}, [&](const std::string& line) { ended.lines.push_back(line); },
      [&] { return ended.lines.empty() ? 0 : signal; });
  return ended;
}

}  // namespace

TEST_CASE("child process: its end is told, its errors line by line, its output dropped", "[cli]") {
  const Ended ended = run_shell("echo out; echo one >&2; printf 'two\\nthree' >&2; exit 5");
  CHECK(ended.end.exit_code == 5);
  CHECK(ended.end.signal == 0);
  CHECK(ended.lines == std::vector<std::string>{"one", "two", "three"});
  const Ended killed = run_shell("kill -9 $$");
  CHECK(killed.end.signal == SIGKILL);
  CHECK(killed.end.exit_code == 0);
  const auto drop = [](const std::string&) {};
  CHECK(run_process({"/none"}, drop, [] { return 0; }).exit_code == 127);
}

TEST_CASE("child process: it is asked once to stop", "[cli]") {
  const Ended ended = run_shell(
      "trap 'echo asked >&2' USR1; echo ready >&2; n=0\n"
      "while [ $n -lt 8 ]; do sleep 0.1; n=$((n + 1)); done",
      SIGUSR1);
  CHECK(ended.end.exit_code == 0);
  CHECK(ended.lines == std::vector<std::string>{"ready", "asked"});
}

TEST_CASE("child process: its time and memory are its own, whatever this process had", "[cli]") {
  constexpr std::size_t bytes = std::size_t{256} << 20U;
  {
    const std::vector<char> touched(bytes, 'x');
    CHECK(std::count(touched.begin(), touched.end(), 'x') == bytes);
  }
  const Ended idle = run_shell(":");
  CHECK(idle.end.peak_bytes > 1e5);
  CHECK(idle.end.peak_bytes < static_cast<double>(bytes) / 2.0);
  const Ended busy = run_shell("n=0; while [ $n -lt 600000 ]; do n=$((n + 1)); done; times >&2");
  REQUIRE(!busy.lines.empty());
  std::string user;  // 0m0.480000s
  std::string system;
  std::istringstream{busy.lines[0]} >> user >> system;
  const double seconds = std::stod(user.substr(2)) + std::stod(system.substr(2));
  CHECK(seconds > 0.05);
  CHECK_THAT(busy.end.cpu_seconds, WithinRel(seconds, 0.2));  // a shell counts ticks of 0.01 s
}
