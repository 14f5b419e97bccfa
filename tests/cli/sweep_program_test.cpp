// SPDX-License-Identifier: BSD-3-Clause
// `quell sweep` as a user meets it.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "output/hdf5_file.hpp"
#include "output/reader.hpp"
#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

using Names = std::vector<std::string>;
using Json = nlohmann::json;

/// 6 points of 5 replicates about the tiny scenario; `days` long.
void write_sweep(const TemporaryFolder& folder, const std::string& scenario = tiny_scenario()) {
  std::ofstream(folder / "s.toml")
      << "title = \"How much comes back?\"\nscenario = \"" << scenario
      << "\"\nreplicates = 5\n[vary]\nreturn.probability = [0.7, 0.8, 0.9]\n"
         "policy.twitter.per_day = [100, 600]\n";
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Json status_of(const TemporaryFolder& folder, const Names& more = {}) {
  Names words{"sweep", "status", "s.toml", "--json"};
  words.insert(words.end(), more.begin(), more.end());
  const Finished end = quell_program(words, {.folder = folder / ""});
  CHECK(end.code == 0);
  return Json::parse(end.out);
}

/// As any HDF5 program reads it, links to other files included.
std::vector<double> numbers_in(const std::filesystem::path& path, const std::string& name) {
  const Handle file = open_on_disk(path);
  const Handle dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), "open a variable");
  const Handle space(H5Dget_space(dataset), "read a shape");
  std::vector<double> numbers(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  checked(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()),
          "read a variable");
  return numbers;
}

}  // namespace

TEST_CASE("program: sweep run does all and merges", "[cli]") {
  const TemporaryFolder folder;
  write_sweep(folder);
  const Finished end = quell_program({"sweep", "run", "s.toml"}, {.folder = folder / ""});
  CHECK(end.code == 0);
  CHECK_THAT(end.out, StartsWith("30 runs in "));
  CHECK_THAT(end.out, EndsWith("\n30 of 30 runs\n"));
  CHECK_THAT(end.err, StartsWith("30 runs of 30, 0 done before\n"));
  CHECK_THAT(end.err, ContainsSubstring("s: 100 % (run 30 of 30, took "));
  CHECK(folder.names() == Names{"s.h5", "s.sweep", "s.toml"});
  const Dataset data = read_sweep_dataset(folder / "s.h5");
  CHECK(std::get<std::string>(*data.find_attribute("title")) == "How much comes back?");
  CHECK(data.find_variable("pro_posts_sum")->values.size() == 30);

  // Nothing is done twice, and nothing replaced unasked.
  const Finished again = quell_program({"sweep", "run", "s.toml"}, {.folder = folder / ""});
  CHECK(again.code == 1);
  CHECK_THAT(again.err, ContainsSubstring("pass --force to replace it"));
  const Finished forced =
      quell_program({"sweep", "run", "s.toml", "--force"}, {.folder = folder / ""});
  CHECK(forced.code == 0);
  CHECK(forced.err == "0 runs of 30, 30 done before\n");
  const Json status = status_of(folder);
  CHECK(status.at("done") == 30);
  CHECK(status.at("records") == 30);
  CHECK(status.at("running") == 0);
}

TEST_CASE("program: a sweep keeps figures of what its scenario has", "[cli]") {
  struct Case {
    std::string scenario;
    std::string vary;
    std::string kept;
    std::string absent;
    std::string change = "run.seed=1";
  };
  const std::string shipped = std::string{QUELL_SOURCE_DIR} + "/scenarios/";
  for (const Case& each :
       {Case{shipped + "hashkat-posts.toml", "posting.rate = [0.1, 0.2]", "pro_posts_sum",
             "policy_cost_sum"},
        Case{shipped + "santoprete-xu.toml", "compartments.p_r = [0.002, 0.02]",
             "reproduction_number_end", "pro_posts_sum"},
        Case{shipped + "channel_bans.toml", "channels.join = [0.1, 0.2]", "channel_size_mean_end",
             "pro_posts_sum", "run.model=aggregates"}}) {
    CAPTURE(each.scenario);
    const TemporaryFolder folder;
    std::ofstream(folder / "s.toml")
        << "scenario = \"" << each.scenario << "\"\nreplicates = 1\n[vary]\n"
        << each.vary << '\n';
    const Finished end = quell_program({"sweep", "run", "s.toml", "-q", "--set", each.change},
                                       {.folder = folder / ""});
    INFO(end.err);
    REQUIRE(end.code == 0);
    const Dataset data = read_sweep_dataset(folder / "s.h5");
    CHECK(data.find_variable(each.kept) != nullptr);
    CHECK(data.find_variable(each.absent) == nullptr);
  }
}

TEST_CASE("program: parts of a sweep are merged when all are done", "[cli]") {
  const TemporaryFolder folder;
  write_sweep(folder);
  const auto part = [&](const std::string& which) {
    return quell_program({"sweep", "run", "s.toml", "--part", which, "--jobs", "1", "-q"},
                         {.folder = folder / ""});
  };
  CHECK(part("2/3").code == 0);
  const Finished early = quell_program({"sweep", "merge", "s.toml"}, {.folder = folder / ""});
  CHECK(early.code == 1);
  CHECK_THAT(early.err, ContainsSubstring("20 of 30 runs are missing"));
  CHECK(folder.names() == Names{"s.sweep", "s.toml"});
  CHECK(part("1/3").code == 0);
  CHECK(part("3/3").code == 0);
  const Finished end = quell_program({"sweep", "merge", "s.toml"}, {.folder = folder / ""});
  CHECK(end.code == 0);
  CHECK(end.err.empty());
  for (const std::string wrong : {"0/3", "4/3", "3", "x", "1/3x", "-1/3"}) {
    const Finished refused = part(wrong);
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, StartsWith("--part " + wrong + ": error: no such part"));
  }
}

TEST_CASE("program: a link to merged parts reads as the one merged file", "[cli]") {
  const TemporaryFolder folder;
  write_sweep(folder);
  const auto merge = [&](Names more) {
    more.insert(more.begin(), {"sweep", "merge", "s.toml"});
    return quell_program(more, {.folder = folder / ""});
  };
  REQUIRE(quell_program({"sweep", "run", "s.toml"}, {.folder = folder / ""}).code == 0);
  const Finished none = merge({"--link", "-o", "link.h5"});
  CHECK(none.code == 1);
  CHECK_THAT(none.err, ContainsSubstring("(there are no parts) make some: `quell sweep merge"));
  for (const char* part : {"1/4", "2/4", "4/4"}) {
    CAPTURE(part);
    const Finished end = merge({"--part", part});
    CHECK(end.code == 0);
    const bool is_larger = std::string{part} != "4/4";  // 6 points: 2, 2, 1, 1
    CHECK_THAT(end.out, EndsWith(is_larger ? "10 of 10 runs\n" : "5 of 5 runs\n"));
  }
  const Finished one_missing = merge({"--link", "-o", "link.h5"});
  CHECK(one_missing.code == 1);
  CHECK_THAT(one_missing.err, ContainsSubstring("(1 of 4 parts are missing) `quell sweep merge "
                                                "FILE --part 3/4` makes one of them"));
  CHECK_FALSE(std::filesystem::exists(folder / "link.h5"));
  CHECK(merge({"--part", "3/4"}).code == 0);
  const Finished linked = merge({"--link", "-o", "link.h5"});
  CHECK(linked.code == 0);
  CHECK_THAT(linked.out, EndsWith("link.h5\n30 of 30 runs\n"));

  // Whoever moves the files together may move them anywhere.
  std::filesystem::create_directory(folder / "elsewhere");
  for (const char* name : {"s.h5", "link.h5", "s.sweep"}) {
    std::filesystem::rename(folder / name, folder / "elsewhere" / name);
  }
  const Dataset whole = read_sweep_dataset(folder / "elsewhere" / "s.h5");
  std::size_t compared = 0;
  for (const Variable& variable : whole.variables) {
    if (variable.storage == Storage::text) continue;
    CAPTURE(variable.name);
    const auto direct = numbers_in(folder / "elsewhere" / "s.h5", variable.name);
    const auto through = numbers_in(folder / "elsewhere" / "link.h5", variable.name);
    REQUIRE(through.size() == direct.size());
    CHECK(std::memcmp(through.data(), direct.data(), direct.size() * sizeof(double)) == 0);
    ++compared;
  }
  CHECK(compared > 10);

  // Without its values a run is not done.
  std::filesystem::remove(folder / "elsewhere" / "s.sweep" / "part-4-of-4.h5");
  const std::vector<double> done = numbers_in(folder / "elsewhere" / "link.h5", "done");
  CHECK(done.front() == 1.0);
  CHECK(done.back() == 0.0);
}

TEST_CASE("program: a link knows what its parts hold", "[cli]") {
  const TemporaryFolder folder;
  write_sweep(folder);
  const auto sweep = [&](const Names& words) {
    Names all{"sweep"};
    all.insert(all.end(), words.begin(), words.end());
    return quell_program(all, {.folder = folder / ""});
  };
  const Finished nothing = sweep({"merge", "s.toml", "--part", "1/2"});
  CHECK_THAT(nothing.err, ContainsSubstring("no run was done) `quell sweep run`"));
  REQUIRE(sweep({"run", "s.toml", "--part", "1/2"}).code == 0);
  CHECK(sweep({"merge", "s.toml", "--part", "1/1", "--incomplete"}).code == 1);
  CHECK_THAT(sweep({"merge", "s.toml", "--part", "1/1"}).err,
             ContainsSubstring("(it exists already) pass --force to replace it\n"));
  CHECK_THAT(sweep({"merge", "s.toml", "--part", "7/7"}).err,
             ContainsSubstring("(there are only 6 points) take no more parts"));
  const Finished half = sweep({"merge", "s.toml", "--link"});
  CHECK(half.code == 1);
  CHECK_THAT(half.err, ContainsSubstring("merged when 15 of 30 runs were missing) do these"));
  CHECK_FALSE(std::filesystem::exists(folder / "s.h5"));

  // Later parts that are complete are preferred to the earlier one that is not.
  REQUIRE(sweep({"run", "s.toml", "--no-merge"}).code == 0);
  for (const char* part : {"1/3", "2/3", "3/3"}) {
    REQUIRE(sweep({"merge", "s.toml", "--part", part}).code == 0);
  }
  // A folder that is a link to one at another depth, as on clusters; a name that HDF5 would parse.
  std::filesystem::create_directories(folder / "deep" / "50%b");
  std::filesystem::create_directory_symlink(folder / "deep" / "50%b", folder / "scratch");
  REQUIRE(sweep({"merge", "s.toml", "--link", "-o", "scratch/l.h5"}).code == 0);
  const std::vector<double> done = numbers_in(folder / "deep" / "50%b" / "l.h5", "done");
  CHECK(std::count(done.begin(), done.end(), 1.0) == 30);

  const Finished others = sweep({"merge", "s.toml", "--link", "--replicates", "4", "-o", "x.h5"});
  CHECK(others.code == 1);
  CHECK_THAT(others.err, ContainsSubstring("or has other replicates) merge that part again"));
}

TEST_CASE("program: a link to parts in a folder with a percent sign", "[cli]") {
  const TemporaryFolder folder;
  write_sweep(folder);
  const Names words{"s.toml", "--folder", "50%b %d"};
  const auto sweep = [&](Names first) {
    first.insert(first.begin() + 1, words.begin(), words.end());
    first.insert(first.begin(), "sweep");
    return quell_program(first, {.folder = folder / ""});
  };
  REQUIRE(sweep({"run", "--no-merge"}).code == 0);
  REQUIRE(sweep({"merge", "--part", "1/1"}).code == 0);
  REQUIRE(sweep({"merge", "--link"}).code == 0);
  const std::vector<double> done = numbers_in(folder / "s.h5", "done");
  CHECK(std::count(done.begin(), done.end(), 1.0) == 30);
}

TEST_CASE("program: a link refuses parts of another sweep", "[cli]") {
  const TemporaryFolder folder;
  write_sweep(folder);
  const auto sweep = [&](const Names& words) {
    Names all{"sweep"};
    all.insert(all.end(), words.begin(), words.end());
    return quell_program(all, {.folder = folder / ""});
  };
  REQUIRE(sweep({"run", "s.toml", "--no-merge"}).code == 0);
  REQUIRE(sweep({"merge", "s.toml", "--part", "1/1"}).code == 0);
  const Finished end = sweep({"merge", "s.toml", "--link", "--seed", "9"});
  CHECK(end.code == 1);
  CHECK_THAT(end.err, ContainsSubstring("part-1-of-1.h5 (it is of another sweep"));
  CHECK(folder.names() == Names{"s.sweep", "s.toml"});
  const Finished both = sweep({"run", "s.toml", "--part", "1/2", "-o", "x.h5"});
  CHECK(both.code == 2);
  CHECK_THAT(both.err, ContainsSubstring("--output excludes --part"));
}

TEST_CASE("program: paths in a sweep from a pipe count from the current folder", "[cli]") {
  const TemporaryFolder folder;
  std::filesystem::copy(tiny_scenario(), folder / "tiny.toml");
  write_sweep(folder, "tiny.toml");
  std::filesystem::create_directory(folder / "pipes");
  const std::string pipe = folder / "pipes" / "p";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::thread writer([&] { std::ofstream(pipe) << std::ifstream(folder / "s.toml").rdbuf(); });
  const Finished end = quell_program({"sweep", "run", pipe}, {.folder = folder / ""});
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);  // lets go a writer left alone
  writer.join();
  ::close(reader);
  INFO(end.err);
  CHECK(end.code == 0);
  CHECK(std::filesystem::exists(folder / "p.h5"));
}

TEST_CASE("program: a sweep killed at any moment goes on to the same bytes", "[cli]") {
  const TemporaryFolder folder;
  write_sweep(folder);
  const Surroundings here{.folder = folder / ""};
  const auto sweep = [](Names words) {
    words.insert(words.begin(), {"sweep", "run", "s.toml", "-q", "--replicates", "15"});
    return words;
  };
  REQUIRE(quell_program(sweep({"--folder", "whole", "-o", "whole.h5"}), here).code == 0);
  int killed = 0;
  for (int attempt = 0; attempt < 4; ++attempt) {
    Program program(sweep({"--jobs", "2"}), here);
    std::this_thread::sleep_for(std::chrono::milliseconds{100 + 37 * attempt});
    program.send(SIGKILL);
    if (program.finish().code != 128 + SIGKILL) break;  // it was faster
    ++killed;
    CHECK_FALSE(std::filesystem::exists(folder / "s.h5"));
  }
  CHECK(killed >= 2);
  if (!std::filesystem::exists(folder / "s.h5")) CHECK(quell_program(sweep({}), here).code == 0);
  CHECK(bytes_of(folder / "s.h5") == bytes_of(folder / "whole.h5"));
}

TEST_CASE("program: a sweep asked to stop says how to go on, with an exit code of its own",
          "[cli]") {
  const TemporaryFolder folder;
  write_sweep(folder);
  const Names words{"sweep",  "run",   "s.toml",
                    "--jobs", "1",     "--replicates",
                    "100",    "--set", "run.end=2015-07-01"};
  Program program(words, {.folder = folder / ""});
  REQUIRE(program.waits_for("done before"));
  while (status_of(folder, {"--replicates", "100", "--set", "run.end=2015-07-01"}).at("done") < 3) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  const Json at_work = status_of(folder, {"--replicates", "100", "--set", "run.end=2015-07-01"});
  CHECK(at_work.at("running") == 1);
  CHECK(at_work.at("seconds_left").get<double>() > 0.0);
  program.send(SIGTERM);
  const Finished end = program.finish();
  CHECK(end.code == 4);
  CHECK_THAT(end.err, EndsWith("quell: error: interrupted; the runs that finished are kept, and "
                               "the same command goes on from there\n"));
  CHECK_FALSE(std::filesystem::exists(folder / "s.h5"));
  CHECK(status_of(folder, {"--replicates", "100", "--set", "run.end=2015-07-01"}).at("running") ==
        0);
}

TEST_CASE("program: sweep plan shows the points, the time and the disk they take", "[cli]") {
  const TemporaryFolder folder;
  write_sweep(folder);
  const Finished end = quell_program({"sweep", "plan", "s.toml"}, {.folder = folder / ""});
  CHECK(end.code == 0);
  CHECK_THAT(end.out, StartsWith("How much comes back?\n\npoint  return.probability  "));
  CHECK_THAT(end.out, ContainsSubstring("\n1 point more\n"));
  CHECK_THAT(end.out, ContainsSubstring("6 points of 2 factors, 5 replicates of each: 30 runs\n"));
  CHECK_THAT(end.out, ContainsSubstring(" a run (5 timed), "));
  CHECK_THAT(end.out, ContainsSubstring("\ndisk: "));
  const std::string table = text_of(folder / "s.sweep" / "points.csv");
  CHECK_THAT(table, StartsWith("point,return.probability,policy.twitter.per_day\n0,0.7,100\n"));
  CHECK_THAT(table, EndsWith("\n5,0.9,600\n"));
  CHECK(status_of(folder).at("done") == 5);  // the sample is kept
}

TEST_CASE("program: sweep slurm writes scripts that a shell can read", "[cli]") {
  const TemporaryFolder folder;
  const std::filesystem::path odd = folder / "it's a folder";
  std::filesystem::create_directory(odd);
  std::ofstream(odd / "s.toml") << "scenario = \"" << tiny_scenario()
                                << "\"\n[vary]\nreturn.probability = [0.5, 0.7]\n";
  const Finished end =
      quell_program({"sweep", "slurm", "s.toml", "--parts", "4", "--cpus", "2", "--time", "1:00:00",
                     "--mem", "2G", "--partition", "long", "--most-at-once", "3", "--set",
                     "policy.twitter.per_day=[[2014-07-01, 2]]"},
                    {.folder = odd});
  CHECK(end.code == 0);
  CHECK_THAT(end.out, ContainsSubstring("4 tasks for 4 runs that are left\nsubmit with: sbatch "));
  const std::string script = text_of(odd / "s.sweep" / "job.sh");
  for (const std::string line :
       {"#!/bin/sh\n", "#SBATCH --array=1-4%3\n", "#SBATCH --cpus-per-task=2\n",
        "#SBATCH --time=1:00:00\n", "#SBATCH --mem=2G\n", "#SBATCH --partition=long\n",
        "#SBATCH --requeue\n", "#SBATCH --signal=B:USR1@120\n", "--part \"$SLURM_ARRAY_TASK_ID/4\"",
        "--set 'policy.twitter.per_day=[[2014-07-01, 2]]'"}) {
    INFO(script);
    CHECK_THAT(script, ContainsSubstring(line));
  }
  CHECK_THAT(text_of(odd / "s.sweep" / "merge.sh"), ContainsSubstring(" sweep merge '"));
  // As a task of the array would: all four, then the merge.
  for (const std::string task : {"1", "2", "3", "4"}) {
    const std::string command = "cd / && SLURM_ARRAY_TASK_ID=" + task +
                                " SLURM_CPUS_PER_TASK=1 sh " + "\"" +
                                (odd / "s.sweep" / "job.sh").string() + "\" >/dev/null 2>&1";
    CHECK(std::system(command.c_str()) == 0);  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
  }
  const std::string merge =
      "sh \"" + (odd / "s.sweep" / "merge.sh").string() + "\" >/dev/null 2>&1";
  CHECK(std::system(merge.c_str()) == 0);  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
  CHECK(std::filesystem::exists(odd / "s.h5"));
}

TEST_CASE("program: mistakes in a sweep have exit code 2 and leave nothing", "[cli]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "s.toml")
      << "scenario = \"" << tiny_scenario() << "\"\n[vary]\nreturn.probabilty = [0.5, 0.7]\n";
  for (const std::string command : {"plan", "run", "slurm", "status", "merge"}) {
    const Finished end = quell_program({"sweep", command, "s.toml"}, {.folder = folder / ""});
    CHECK(end.code == 2);
    CHECK_THAT(end.err, StartsWith("s.toml:3:22: error: unknown key 'probabilty' in [return]"));
  }
  CHECK(folder.names() == Names{"s.toml"});
  const Finished wrong = quell_program({"sweep", "rnu", "s.toml"}, {.folder = folder / ""});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, EndsWith("Did you mean 'run'?\n"));
  write_sweep(folder);
  const Finished proc =
      quell_program({"sweep", "run", "s.toml", "--folder", "/proc/no"}, {.folder = folder / ""});
  CHECK(proc.code == 1);
  CHECK_THAT(proc.err, ContainsSubstring("pass --folder for one that you may write to"));
  CHECK(folder.names() == Names{"s.toml"});
}

TEST_CASE("program: a sweep on a full disk says so and keeps what it has", "[cli]") {
  const TemporaryFolder folder;
  write_sweep(folder);
  const Finished end =
      quell_program({"sweep", "run", "s.toml", "-q"}, {.folder = folder / "", .file_limit = 2000});
  CHECK(end.code == 1);
  CHECK_THAT(end.err, ContainsSubstring("raise the limit with ulimit -f"));
  CHECK(status_of(folder).at("damaged") == 0);
  CHECK(quell_program({"sweep", "run", "s.toml", "-q"}, {.folder = folder / ""}).code == 0);
}
