// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <fstream>

#include "output/reader.hpp"
#include "studies/results.hpp"
#include "studies/scorecard.hpp"
#include "studies/sweep_merge.hpp"
#include "studies/sweep_runs.hpp"
#include "tests/catch.hpp"
#include "tests/output/sample.hpp"

using namespace quell;

namespace {

namespace fs = std::filesystem;

const std::string tiny = std::string{QUELL_SOURCE_DIR} + "/tests/scenarios/tiny.toml";

class Watcher final : public EnsembleMonitor {
 public:
  explicit Watcher(double enough = 1e9) : enough_(enough) {}
  void advanced(std::uint32_t /*index*/, Duration step,
                std::uint64_t /*events*/) noexcept override {
    days_ = days_ + step.days;
  }
  [[nodiscard]] bool should_stop() const noexcept override { return days_ >= enough_; }

 private:
  double enough_;
  std::atomic<double> days_{0.0};
};

/// Three points of two replicates, or what the lines say.
Sweep small_sweep(const std::string& lines =
                      "replicates = 2\nfigures = [\"pro_posts\", \"recruits\", \"suspensions\"]\n"
                      "trajectories = [\"traffic\", \"persons\", \"followers_by_generation\"]\n"
                      "[vary]\nreturn.probability = [0.5, 0.7, 0.9]\n") {
  const TemporaryFolder folder;
  std::ofstream(folder / "s.toml") << "scenario = \"" << tiny << "\"\n" << lines;
  return read_sweep(folder / "s.toml");
}

SweepOutcome do_all(const Sweep& sweep, const fs::path& folder, Part part = {}, unsigned jobs = 1,
                    bool retry = false) {
  const SweepTable table(sweep);
  const std::vector<std::uint64_t> runs = runs_to_do(sweep, state_of(sweep, folder), part, retry);
  RunLog log(folder, header_of(sweep, table, jobs));
  Watcher monitor;
  return do_runs(sweep, table, runs, jobs, log, monitor);
}

MergeOutcome merge(const Sweep& sweep, const fs::path& folder, const fs::path& path,
                   Missing missing = Missing::refuse) {
  OutputFile file(path, Existing::replace);
  return merge_runs(sweep, SweepTable(sweep), folder, missing, {0, sweep.points}, file);
}

/// The bytes of the file that a worker alone ends with.
std::vector<std::byte> reference(const Sweep& sweep, const TemporaryFolder& folder) {
  fs::create_directory(folder / "alone");
  do_all(sweep, folder / "alone");
  merge(sweep, folder / "alone", folder / "alone.h5");
  return bytes_of(folder / "alone.h5");
}

const Variable& variable(const Dataset& data, const std::string& name) {
  const Variable* found = data.find_variable(name);
  INFO(name);
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("sweep: every figure, target and course is that of the run by itself", "[studies]") {
  const TemporaryFolder folder;
  const Sweep sweep = small_sweep(
      "replicates = 2\nfigures = [\"pro_posts\", \"recruits\", \"suspensions\", "
      "\"followers_mean_census\"]\ntrajectories = [\"traffic\", \"persons\"]\n"
      "[vary]\nreturn.probability = [0.5, 0.9]\npolicy.twitter.per_day = [100, 900]\n");
  reference(sweep, folder);
  const Dataset data = read_sweep_dataset(folder / "alone.h5");
  CHECK(variable(data, "return.probability").values == std::vector<double>{0.5, 0.5, 0.9, 0.9});
  CHECK(variable(data, "policy.twitter.per_day").values == std::vector<double>{100, 900, 100, 900});
  CHECK(variable(data, "done").values == std::vector<double>(8, 1.0));

  const Config by_hand =
      read_scenario(tiny, {{"return.probability", "0.9"}, {"policy.twitter.per_day", "100"}})
          .config;
  Watcher monitor;
  const EnsembleResult result = run_ensemble(by_hand, 1, monitor);
  const Dataset alone = results_of(by_hand, result, "", {});
  constexpr std::size_t point = 2;
  for (const std::string name : {"traffic", "persons"}) {
    const std::vector<double>& expected = alone.find_variable(name)->values;
    const std::vector<double>& found = variable(data, name).values;
    REQUIRE(found.size() == 4 * expected.size());
    CHECK(std::memcmp(expected.data(), found.data() + point * expected.size(),
                      expected.size() * sizeof(double)) == 0);
  }
  const std::vector<double>& posts = alone.find_variable("pro_posts")->values;
  const std::vector<double>& suspensions = alone.find_variable("suspensions")->values;
  const std::vector<double>& times = alone.find_dimension("time")->positions;
  const std::size_t segments = alone.find_dimension("segment")->size;
  for (std::size_t r = 0; r < 2; ++r) {
    double last = 0.0;
    double sum = 0.0;
    double suspended = 0.0;
    const std::size_t policies = suspensions.size() / 2 / times.size();
    for (std::size_t k = 1; k < times.size(); ++k) {  // the cadence is a day
      double here = 0.0;
      for (std::size_t s = 0; s < segments; ++s) {
        here += posts[(r * times.size() + k) * segments + s];
      }
      sum += here;
      if (times[k] > times.back() - 30.0) last += here / 30.0;
      for (std::size_t p = 0; p < policies; ++p) {
        suspended += suspensions[(r * times.size() + k) * policies + p];
      }
    }
    CHECK(variable(data, "pro_posts_last_30_days").values[2 * point + r] == Approx(last));
    CHECK(variable(data, "pro_posts_sum").values[2 * point + r] == Approx(sum));
    CHECK(variable(data, "suspensions_sum").values[2 * point + r] == Approx(suspended));
  }
  bool has_covered = false;
  for (const Score& scored : score(alone, sweep.targets)) {
    const std::vector<double>& found = variable(data, "target_" + scored.target.id).values;
    for (std::size_t r = 0; r < 2; ++r) {
      const double value = found[2 * point + r];
      if (!scored.is_covered()) {
        CHECK(std::isnan(value));
      } else if (!std::isnan(scored.draws[r])) {
        CHECK(value == scored.draws[r]);
        has_covered = true;
      }
    }
  }
  CHECK(has_covered);
}

TEST_CASE("sweep: threads, parts in any order and repeats make the same file, byte for byte",
          "[studies]") {
  const TemporaryFolder folder;
  const Sweep sweep = small_sweep();
  const std::vector<std::byte> expected = reference(sweep, folder);

  fs::create_directory(folder / "threads");
  do_all(sweep, folder / "threads", {}, 3);
  merge(sweep, folder / "threads", folder / "threads.h5");
  CHECK(bytes_of(folder / "threads.h5") == expected);

  fs::create_directory(folder / "parts");
  for (const std::uint64_t part : {4U, 1U, 3U, 2U}) {
    const SweepOutcome outcome = do_all(sweep, folder / "parts", {part, 4});
    CHECK(outcome.done == (part <= 2 ? 2U : 1U));
  }
  merge(sweep, folder / "parts", folder / "parts.h5");
  CHECK(bytes_of(folder / "parts.h5") == expected);
  CHECK(do_all(sweep, folder / "parts").done == 0);

  // Two workers that were given the same part at once.
  fs::create_directory(folder / "twice");
  const SweepTable table(sweep);
  const std::vector<std::uint64_t> runs =
      runs_to_do(sweep, {std::vector<bool>(6), std::vector<bool>(6)}, {}, false);
  for (int worker = 0; worker < 2; ++worker) {
    RunLog log(folder / "twice", header_of(sweep, table, 1));
    Watcher monitor;
    do_runs(sweep, table, runs, 1, log, monitor);
  }
  const SweepState state = state_of(sweep, folder / "twice");
  CHECK(state.records == 12);
  CHECK(state.done == 6);
  merge(sweep, folder / "twice", folder / "twice.h5");
  CHECK(bytes_of(folder / "twice.h5") == expected);
}

TEST_CASE("sweep: a torn record is found and done again, with another number of parts",
          "[studies]") {
  const TemporaryFolder folder;
  const Sweep sweep = small_sweep();
  const std::vector<std::byte> expected = reference(sweep, folder);
  fs::create_directory(folder / "torn");
  do_all(sweep, folder / "torn", {1, 2});
  const fs::path log = run_logs_in(folder / "torn").front();
  std::vector<std::byte> bytes = bytes_of(log);
  bytes.resize(bytes.size() - 5);
  put_bytes(log, bytes);
  const SweepState state = state_of(sweep, folder / "torn");
  CHECK(state.done == 2);
  CHECK(state.damaged == 1);
  CHECK(state.left() == 4);
  CHECK(do_all(sweep, folder / "torn", {2, 3}).done == 2);  // one of them the torn one
  CHECK(do_all(sweep, folder / "torn").done == 2);
  merge(sweep, folder / "torn", folder / "torn.h5");
  CHECK(bytes_of(folder / "torn.h5") == expected);
}

TEST_CASE("sweep: stopped midway, it keeps what is finished and goes on from there", "[studies]") {
  const TemporaryFolder folder;
  const Sweep sweep = small_sweep();
  const std::vector<std::byte> expected = reference(sweep, folder);
  fs::create_directory(folder / "stopped");
  const SweepTable table(sweep);
  {
    RunLog log(folder / "stopped", header_of(sweep, table, 1));
    Watcher monitor(100.0);  // runs last 40 days
    const std::vector<std::uint64_t> runs{0, 1, 2, 3, 4, 5};
    const SweepOutcome outcome = do_runs(sweep, table, runs, 1, log, monitor);
    CHECK(outcome.is_interrupted);
    CHECK(outcome.done == 2);
  }
  CHECK(do_all(sweep, folder / "stopped").done == 4);
  merge(sweep, folder / "stopped", folder / "stopped.h5");
  CHECK(bytes_of(folder / "stopped.h5") == expected);
}

TEST_CASE("sweep: a run that fails is recorded with its reason, and the others go on",
          "[studies]") {
  const TemporaryFolder folder;
  const Sweep sweep = small_sweep(
      "design = \"list\"\nreplicates = 2\n[vary]\nsegment.middle_east.share = [0.75, 0.5, 0.6]\n"
      "segment.europe.share = [0.25, 0.6, 0.4]\n");
  fs::create_directory(folder / "a");
  const SweepOutcome outcome = do_all(sweep, folder / "a", {}, 2);
  CHECK(outcome.done == 4);
  CHECK(outcome.failed == 2);
  CHECK_THAT(outcome.a_failure, ContainsSubstring("the shares of the segments add up to 1.1"));
  const SweepState state = state_of(sweep, folder / "a");
  CHECK(state.failed == 2);
  CHECK(state.left() == 0);
  CHECK_THAT(state.a_failure, StartsWith("point 1, replicate "));
  CHECK(do_all(sweep, folder / "a").failed == 0);  // left alone
  CHECK(do_all(sweep, folder / "a", {}, 1, /*retry=*/true).failed == 2);

  const MergeOutcome merged = merge(sweep, folder / "a", folder / "a.h5");
  CHECK(merged.done == 4);
  CHECK(merged.failed == 2);
  const Dataset data = read_sweep_dataset(folder / "a.h5");
  CHECK(variable(data, "done").values == std::vector<double>{1, 1, 0, 0, 1, 1});
  const std::vector<double>& posts = variable(data, "pro_posts_sum").values;
  for (const std::size_t run : {0U, 1U, 4U, 5U}) CHECK(posts[run] > 0.0);
  for (const std::size_t run : {2U, 3U}) CHECK(std::isnan(posts[run]));
  const auto& failures = std::get<std::string>(*data.find_attribute("failures"));
  CHECK_THAT(failures, StartsWith("point 1, replicate 0: the shares of the segments"));
  CHECK(std::count(failures.begin(), failures.end(), '\n') == 1);
}

TEST_CASE("sweep: what is missing is refused, or marked where that is wanted", "[studies]") {
  const TemporaryFolder folder;
  const Sweep sweep = small_sweep();
  fs::create_directory(folder / "a");
  do_all(sweep, folder / "a", {2, 2});
  CHECK_THAT(output_error([&] { merge(sweep, folder / "a", folder / "a.h5"); }),
             ContainsSubstring("3 of 6 runs are missing"));
  CHECK(folder.names() == std::vector<std::string>{"a"});
  CHECK(merge(sweep, folder / "a", folder / "a.h5", Missing::allow).missing == 3);
  const Dataset data = read_sweep_dataset(folder / "a.h5");
  // Runs 1, 3, 5: point 1 of replicate 0, points 0 and 2 of replicate 1.
  CHECK(variable(data, "done").values == std::vector<double>{0, 1, 1, 0, 0, 1});
  CHECK(std::isnan(variable(data, "recruits_end").values[0]));
}

TEST_CASE("sweep: more replicates later keep the runs of before", "[studies]") {
  const TemporaryFolder folder;
  const std::string vary = "[vary]\nreturn.probability = [0.5, 0.7, 0.9]\n";
  const Sweep two = small_sweep("replicates = 2\n" + vary);
  const Sweep three = small_sweep("replicates = 3\n" + vary);
  fs::create_directory(folder / "a");
  do_all(two, folder / "a");
  CHECK(do_all(three, folder / "a").done == 3);
  CHECK(merge(two, folder / "a", folder / "two.h5").done == 6);
  CHECK(merge(three, folder / "a", folder / "three.h5").done == 9);
}

TEST_CASE("sweep: runs of another sweep, and runs that another build made, are refused",
          "[studies]") {
  const TemporaryFolder folder;
  const Sweep sweep = small_sweep();
  fs::create_directory(folder / "a");
  do_all(sweep, folder / "a");
  const Sweep other = small_sweep("[vary]\nreturn.probability = [0.5]\n");
  CHECK_THAT(output_error([&] { (void)state_of(other, folder / "a"); }),
             ContainsSubstring("it holds runs of another sweep"));

  RunRecord changed = RunLogFile::open(run_logs_in(folder / "a").front())->read(256);
  changed.values.front() += 1.0;
  {
    RunLog log(folder / "a", header_of(sweep, SweepTable(sweep), 1));
    log.append(changed);
  }
  CHECK_THAT(output_error([&] { merge(sweep, folder / "a", folder / "a.h5"); }),
             ContainsSubstring("has other values in"));
}

TEST_CASE("sweep: a log whose runs have another number of values is refused, not passed over",
          "[studies]") {
  const TemporaryFolder folder;
  const Sweep sweep = small_sweep();
  fs::create_directory(folder / "a");
  do_all(sweep, folder / "a");
  RunLogHeader header = header_of(sweep, SweepTable(sweep), 1);
  header.values_per_run = 1;
  {
    RunLog log(folder / "a", header);
    log.append({.run = 0, .cpu_seconds = 0.0, .failure = {}, .values = {1.0}});
  }
  CHECK_THAT(output_error([&] { merge(sweep, folder / "a", folder / "a.h5"); }),
             ContainsSubstring("its runs have 1 values"));
}

TEST_CASE("sweep: the dearest points come first where the scale is varied", "[studies]") {
  const Sweep sweep = small_sweep("replicates = 2\n[vary]\nrun.scale = [0.001, 0.005, 0.002]\n");
  const SweepState state = state_of(sweep, "nothing");
  CHECK(runs_to_do(sweep, state, {}, false) == std::vector<std::uint64_t>{1, 4, 2, 5, 0, 3});
  const Sweep same = small_sweep();
  CHECK(runs_to_do(same, state_of(same, "nothing"), {2, 4}, false) ==
        std::vector<std::uint64_t>{1, 5});
}

TEST_CASE("sweep: common random numbers are the same at every point, independent ones are not",
          "[studies]") {
  const TemporaryFolder folder;
  // At the start points differ by their random numbers alone.
  for (const bool common : {true, false}) {
    const Sweep sweep =
        small_sweep(std::string{common ? "" : "random_numbers = \"independent\"\n"} +
                    "replicates = 1\ntrajectories = [\"followers_mean_census\"]\n[vary]\n"
                    "return.probability = [0.5, 0.9]\n");
    const std::string name = common ? "common" : "independent";
    fs::create_directory(folder / name);
    do_all(sweep, folder / name);
    merge(sweep, folder / name, folder / (name + ".h5"));
    const std::vector<double> followers =
        variable(read_sweep_dataset(folder / (name + ".h5")), "followers_mean_census").values;
    const double first = followers.front();
    const double second = followers[followers.size() / 2];
    CHECK((first == second) == common);
  }
}
