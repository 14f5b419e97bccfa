// SPDX-License-Identifier: BSD-3-Clause
#include "output/run_log.hpp"

#include <sys/resource.h>
#include <zlib.h>

#include <csignal>
#include <cstring>
#include <limits>
#include <thread>

#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

constexpr std::size_t header_size = 256;

RunLogHeader header() {
  RunLogHeader header;
  header.sweep = "0123456789abcdef";
  header.values_per_run = 3;
  header.jobs = 2;
  return header;
}

RunRecord record(std::uint64_t run) {
  const auto x = static_cast<double>(run);
  return {.run = run,
          .cpu_seconds = 0.5 * x,
          .failure = {},
          .values = {x, -x, std::numeric_limits<double>::quiet_NaN()}};
}

/// Runs 0 to 4, of which run 2 failed; one file.
std::filesystem::path write_log(const TemporaryFolder& folder) {
  RunLog log(folder / "", header());
  for (std::uint64_t run = 0; run < 5; ++run) {
    RunRecord one = record(run);
    if (run == 2) one = {.run = 2, .cpu_seconds = 0.1, .failure = "it gave up", .values = {}};
    log.append(one);
  }
  return run_logs_in(folder / "").front();
}

std::vector<std::uint64_t> runs_in(const std::filesystem::path& path, std::size_t& damaged) {
  std::vector<std::uint64_t> runs;
  damaged =
      RunLogFile::open(path)->for_each([&](const RunEntry& entry) { runs.push_back(entry.run); });
  return runs;
}

/// [kB]
long peak_memory() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("run log: what is appended is read again", "[output]") {
  const TemporaryFolder folder;
  RunLogFile log = *RunLogFile::open(write_log(folder));
  CHECK(log.header().sweep == "0123456789abcdef");
  CHECK(log.header().values_per_run == 3);
  CHECK(log.header().jobs == 2);
  CHECK(log.header().process == ::getpid());
  std::vector<RunEntry> entries;
  CHECK(log.for_each([&](const RunEntry& entry) { entries.push_back(entry); }) == 0);
  REQUIRE(entries.size() == 5);
  for (std::uint64_t run = 0; run < 5; ++run) {
    CHECK(entries[run].run == run);
    CHECK(entries[run].is_failure == (run == 2));
    const RunRecord read = log.read(entries[run].offset);
    CHECK(read.run == run);
    if (run == 2) {
      CHECK(read.failure == "it gave up");
      CHECK(read.values.empty());
    } else {
      CHECK(read.cpu_seconds == 0.5 * static_cast<double>(run));
      REQUIRE(read.values.size() == 3);
      CHECK(read.values[1] == -static_cast<double>(run));
      CHECK(std::isnan(read.values[2]));
    }
  }
}

TEST_CASE("run log: cut off at any byte, it gives the records before", "[output]") {
  const TemporaryFolder folder;
  const std::filesystem::path path = write_log(folder);
  const std::vector<std::byte> whole = bytes_of(path);
  std::vector<std::size_t> ends{header_size};  // of the records
  for (const std::size_t payload : {24U, 24U, 10U, 24U, 24U})
    ends.push_back(ends.back() + 40 + payload);
  REQUIRE(ends.back() == whole.size());
  for (std::size_t size = header_size; size <= whole.size(); ++size) {
    put_bytes(path, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    std::size_t damaged = 0;
    const std::size_t sound = runs_in(path, damaged).size();
    std::size_t expected = 0;
    while (expected < 5 && ends[expected + 1] <= size) ++expected;
    const bool is_cut = ends[expected] != size;
    INFO(size);
    CHECK(sound == expected);
    CHECK(damaged == (is_cut ? 1U : 0U));
  }
  // Before its header is whole, it is as if it were not there.
  for (std::size_t size = 0; size < header_size; ++size) {
    put_bytes(path, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    CHECK_FALSE(RunLogFile::open(path).has_value());
  }
  put_bytes(path, std::vector<std::byte>(whole.size()));  // blocks that never got to the disk
  CHECK_FALSE(RunLogFile::open(path).has_value());
}

TEST_CASE("run log: no flipped bit passes for a result", "[output]") {
  const TemporaryFolder folder;
  const std::filesystem::path path = write_log(folder);
  const std::vector<std::byte> whole = bytes_of(path);
  for (std::size_t at = header_size; at < whole.size(); ++at) {
    std::vector<std::byte> bytes = whole;
    bytes[at] ^= std::byte{1} << (at % 8);
    put_bytes(path, bytes);
    std::size_t damaged = 0;
    const std::vector<std::uint64_t> runs = runs_in(path, damaged);
    INFO(at);
    CHECK(damaged == 1);
    CHECK(runs.size() < 5);
    // A damaged payload costs its own record only.
    if (at >= header_size + 40 && at < header_size + 64) {
      CHECK(runs == std::vector<std::uint64_t>{1, 2, 3, 4});
    }
  }
}

TEST_CASE("run log: workers have files of their own, and an unused one is gone", "[output]") {
  const TemporaryFolder folder;
  {
    RunLog first(folder / "", header());
    RunLog second(folder / "", header());
    RunLog unused(folder / "", header());
    first.append(record(1));
    second.append(record(2));
    const auto paths = run_logs_in(folder / "");
    REQUIRE(paths.size() == 3);
    for (const auto& path : paths) CHECK(RunLogFile::open(path)->is_in_use());
  }
  const auto paths = run_logs_in(folder / "");
  REQUIRE(paths.size() == 2);
  for (const auto& path : paths) CHECK_FALSE(RunLogFile::open(path)->is_in_use());
}

TEST_CASE("run log: threads append at once and nothing is torn", "[output]") {
  const TemporaryFolder folder;
  {
    RunLog log(folder / "", header());
    std::vector<std::jthread> threads;
    for (std::uint64_t thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&log, thread] {
        for (std::uint64_t k = 0; k < 100; ++k) log.append(record(4 * k + thread));
      });
    }
  }
  std::size_t damaged = 0;
  std::vector<std::uint64_t> runs = runs_in(run_logs_in(folder / "").front(), damaged);
  CHECK(damaged == 0);
  std::sort(runs.begin(), runs.end());
  REQUIRE(runs.size() == 400);
  for (std::uint64_t k = 0; k < 400; ++k) CHECK(runs[k] == k);
}

TEST_CASE("run log: where the disk is full, what was kept stays sound", "[output]") {
  const TemporaryFolder folder;
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit limit = before;
  limit.rlim_cur = header_size + 64 + 30;  // one record, and half of another
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  std::string message;
  std::string again;
  {
    RunLog log(folder / "", header());
    log.append(record(0));
    message = output_error([&] { log.append(record(1)); });
    again = output_error([&] { log.append(record(2)); });
  }
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, SIG_DFL);
  CHECK_THAT(message, ContainsSubstring("ulimit -f"));
  CHECK(again == message);
  std::size_t damaged = 0;
  CHECK(runs_in(run_logs_in(folder / "").front(), damaged) == std::vector<std::uint64_t>{0});
  CHECK(damaged == 0);
}

TEST_CASE("run log: a folder that cannot be written to, and other files", "[output]") {
  CHECK_THAT(output_error([] { RunLog("/proc/nothing", header()); }),
             ContainsSubstring("pass --folder"));
  const TemporaryFolder folder;
  put_bytes(folder / "other.runs", std::vector<std::byte>(1000, std::byte{'x'}));
  put_bytes(folder / "points.csv", std::vector<std::byte>(10));
  REQUIRE(run_logs_in(folder / "").size() == 1);
  CHECK_THAT(output_error([&] { (void)RunLogFile::open(folder / "other.runs"); }),
             ContainsSubstring("no log of runs"));
  CHECK(run_logs_in(folder / "absent").empty());
  CHECK_FALSE(RunLogFile::open(folder / "gone.runs").has_value());
  CHECK_THAT(output_error([&] { (void)run_logs_in(folder / "points.csv"); }),
             ContainsSubstring("pass --folder"));
}

TEST_CASE("run log: a record that says it is larger than its file takes no memory", "[output]") {
  const TemporaryFolder folder;
  const auto path = write_log(folder);
  std::vector<std::byte> bytes = bytes_of(path);
  // A frame of 40 bytes: payload at 24, its own checksum, which holds, in the last four.
  const std::uint64_t payload = std::uint64_t{1} << 32U;
  std::memcpy(bytes.data() + header_size + 24, &payload, sizeof payload);
  const auto* const frame = reinterpret_cast<const unsigned char*>(bytes.data() + header_size);
  const auto crc = static_cast<std::uint32_t>(::crc32_z(0, frame, 36));
  std::memcpy(bytes.data() + header_size + 36, &crc, sizeof crc);
  put_bytes(path, bytes);
  const long before = peak_memory();
  std::size_t damaged = 0;
  CHECK(runs_in(path, damaged).empty());
  CHECK(damaged == 1);
  CHECK(peak_memory() < before + 1000000);
}
