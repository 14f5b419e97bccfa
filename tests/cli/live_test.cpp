// SPDX-License-Identifier: BSD-3-Clause
// What others can read of a run with --live while it goes on.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "cli/progress_file.hpp"
#include "output/encode.hpp"
#include "output/live_file.hpp"
#include "output/reader.hpp"
#include "studies/series.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

using Names = std::vector<std::string>;

std::vector<std::string> live_run(const std::string& output, const std::string& replicates) {
  return {"run",      tiny_scenario(), "-o", output,  "--replicates",
          replicates, "--jobs",        "2",  "--live"};
}

/// Of replicates by times.
const std::vector<double>& traffic_of(const Dataset& data) {
  return data.find_variable("traffic")->values;
}

std::size_t count_defined(const std::vector<double>& values) {
  return static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(), [](double value) { return !std::isnan(value); }));
}

/// NaN included.
bool same_values(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

/// Reads again and again until what is there is `enough`.
template <typename IsEnough>
Dataset wait_for(const std::filesystem::path& live, IsEnough is_enough) {
  while (true) {
    if (is_live_file(live)) {
      Dataset data = read_live_dataset(live);
      if (is_enough(data)) return data;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
}

bool has_begun(const Dataset& data) { return count_defined(traffic_of(data)) > 0; }

bool has_two_replicates(const Dataset& data) {
  const Series traffic = series_of(data, "traffic");
  return !std::isnan(traffic.replicates[0].back()) && !std::isnan(traffic.replicates[1].back());
}

}  // namespace

TEST_CASE("program: a run with --live can be read while it grows, and is what its result says",
          "[cli]") {
  const TemporaryFolder folder;
  const std::filesystem::path result = folder / "a.h5";
  Program run(live_run(result, "600"));
  const Dataset early = wait_for(live_path(result), has_begun);
  CHECK(early.find_dimension("replicate")->size == 600);
  CHECK(early.find_dimension("time")->positions.back() == 40);
  CHECK(early.find_variable("suspensions")->dimensions == Names{"replicate", "time"});
  CHECK(std::isnan(traffic_of(early).back()));
  CHECK(read_progress_file(result).value().live == live_path(result).string());
  const Dataset later = wait_for(live_path(result), has_two_replicates);

  const Finished shown = quell_program({"show", live_path(result), "traffic", "--table"});
  CHECK(shown.code == 0);
  CHECK_THAT(shown.out, ContainsSubstring("600 replicates under way"));
  const Finished exported = quell_program({"export", live_path(result)});
  CHECK(exported.code == 1);
  CHECK_THAT(exported.err, ContainsSubstring("(it holds a run under way, not its result)"));

  run.send(SIGTERM);
  run.finish();
  CHECK(folder.names() == Names{"a.h5"});
  const Dataset end = read_dataset(result);
  for (const char* name : {"traffic", "active_pro_accounts", "policy_cost"}) {
    INFO(name);
    const Series live = series_of(later, name);
    const Series kept = series_of(end, name);
    CHECK(live.times == kept.times);
    CHECK(same_values(live.replicates[0], kept.replicates[0]));
    CHECK(same_values(live.replicates[1], kept.replicates[1]));
  }
}

TEST_CASE("program: --live changes nothing in the result", "[cli]") {
  const TemporaryFolder folder;
  const std::filesystem::path live = folder / "a.h5";
  const std::filesystem::path plain = folder / "b.h5";
  REQUIRE(quell_program(live_run(live, "4")).code == 0);
  std::vector<std::string> arguments = live_run(plain, "4");
  arguments.pop_back();
  REQUIRE(quell_program(arguments).code == 0);
  CHECK(folder.names() == Names{"a.h5", "b.h5"});
  CHECK(encode(without_wall_time(read_dataset(live))) ==
        encode(without_wall_time(read_dataset(plain))));
}

TEST_CASE("program: what kill -9 leaves of --live can be read, and the next run removes it",
          "[cli]") {
  const TemporaryFolder folder;
  const std::filesystem::path result = folder / "a.h5";
  Program run(live_run(result, "600"));
  wait_for(live_path(result), has_begun);
  run.send(SIGKILL);
  run.finish();
  CHECK(count_defined(traffic_of(read_live_dataset(live_path(result)))) > 0);
  CHECK(quell_program({"run", tiny_scenario(), "-o", result}).code == 0);
  CHECK(folder.names() == Names{"a.h5"});
}

TEST_CASE("program: where --live cannot write, the run goes on and says so", "[cli]") {
  const TemporaryFolder folder;
  const std::filesystem::path result = folder / "a.h5";
  SECTION("a file of somebody else") {
    std::ofstream(live_path(result)) << "mine";
    const Finished end = quell_program(live_run(result, "1"));
    CHECK(end.code == 0);
    CHECK_THAT(end.err, ContainsSubstring("quell: warning: cannot write " +
                                          live_path(result).string() + " (it exists, and"));
    CHECK(std::filesystem::file_size(live_path(result)) == 4);
  }
  SECTION("a limit on the size of files") {
    const Finished end = quell_program(live_run(result, "1"), {.file_limit = 250000});
    CHECK(end.code == 0);
    CHECK_THAT(end.err, ContainsSubstring("(the limit on the size of a file is reached) the run"));
    CHECK(folder.names() == Names{"a.h5"});
  }
}
