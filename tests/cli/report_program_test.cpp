// SPDX-License-Identifier: BSD-3-Clause
// `quell report`, of every kind of file that it takes; what a browser makes of the page is in
// tests/report.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/catch.hpp"
#include "tests/cli/program.hpp"

using namespace quell;

namespace {

std::string text_in(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// The page that is made of files.
std::string page_of(const TemporaryFolder& folder, std::vector<std::string> files) {
  const std::string page = folder / "page.html";
  files.insert(files.begin(), "report");
  files.insert(files.end(), {"-o", page, "--force"});
  const Finished end = quell_program(files);
  INFO(end.err);
  REQUIRE(end.code == 0);
  return text_in(page);
}

bool has(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("report: a page of a run has the answer, charts, targets, sources and the way back") {
  const TemporaryFolder folder;
  const std::string run = folder / "run.h5";
  REQUIRE(quell_program({"run", tiny_scenario(), "-q", "-o", run}).code == 0);
  const std::string page = page_of(folder, {run});
  for (const char* heading : {"In one sentence", "Trajectories", "What happened when",
                              "Against published figures", "Scenario and sources", "Limits"}) {
    INFO(heading);
    CHECK(has(page, heading));
  }
  CHECK(has(page, "quell run scenario.toml"));
  CHECK(has(page, "Save as scenario.toml"));
  CHECK(has(page, "kind = &quot;suspension_schedule&quot;"));
  CHECK(page == page_of(folder, {run}));  // to the byte
}

TEST_CASE("report: a scenario that is named like markup is harmless") {
  const TemporaryFolder folder;
  const std::string scenario = folder / "<script>alert(1)<!--.toml";
  write(scenario, text_in(tiny_scenario()));
  const std::string run = folder / "run.h5";
  REQUIRE(quell_program({"run", scenario, "-q", "-o", run}).code == 0);
  const std::string page = page_of(folder, {run, "--title", "</title><script>"});
  CHECK(has(page, "&lt;script&gt;alert(1)"));
  CHECK(!has(page, "<script>alert"));
  CHECK(has(page, "<title>&lt;/title&gt;&lt;script&gt;</title>"));
}

TEST_CASE("report: a page of a what-if has a section for each change") {
  const TemporaryFolder folder;
  const std::string file = folder / "whatif.h5";
  REQUIRE(quell_program({"whatif", tiny_scenario(), "--without", "policy.twitter", "--change",
                         "return.probability=0.1", "-q", "-o", file})
              .code == 0);
  const std::string page = page_of(folder, {file});
  CHECK(has(page, "In one sentence each"));
  CHECK(has(page, "Change: without policy.twitter"));
  CHECK(has(page, "Change: return.probability=0.1"));
  CHECK(has(page, "Main observables that changed"));
  CHECK(
      has(page,
          "quell whatif scenario.toml --change return.probability=0.1 --without policy.twitter -o "
          "results.h5\n"));
}

TEST_CASE("report: comments of others are no options, and no commands") {
  const TemporaryFolder folder;
  const std::string shared = folder / "shared.toml";
  write(shared, "# --change;touch${IFS}x;: x=1\n# --force it's a note\nscenario = \"" +
                    tiny_scenario() +
                    "\"\n[change.fewer]\nreturn.probability = 0.2\n# --without $(touch y)\n");
  const std::string file = folder / "whatif.h5";
  REQUIRE(quell_program({"whatif", shared, "--change", "return.probability=0.1", "-q", "-o", file})
              .code == 0);
  CHECK(has(page_of(folder, {file}),
            "quell whatif whatif.toml --without &#39;$(touch y)&#39; --change "
            "return.probability=0.1 -o results.h5\n"));
}

TEST_CASE("report: a page of a sweep has curves, and a heat map over two parameters") {
  const TemporaryFolder folder;
  const std::string sweep = folder / "sweep.toml";
  write(sweep, "title = \"two\"\nscenario = \"" + tiny_scenario() +
                   "\"\ndesign = \"grid\"\nreplicates = 1\n[vary]\n"
                   "return.probability = [0.5, 0.9]\nfollowing.gain = [2.0, 4.0, 8.0]\n");
  const Surroundings in{.folder = (folder / "").string()};
  REQUIRE(quell_program({"sweep", "run", sweep, "-q"}, in).code == 0);
  REQUIRE(quell_program({"sweep", "merge", sweep, "-o", folder / "merged.h5"}, in).code == 0);
  const std::string page = page_of(folder, {folder / "merged.h5"});
  CHECK(has(page, "6 points, 1 replicates each; 6 runs gave values, 0 failed."));
  CHECK(has(page, "Heat map of active_pro_accounts_end over return.probability and"));
  CHECK(has(page, "active_pro_accounts_end over following.gain"));
  CHECK(has(page, "The same at all points, or not known at any:"));
}

TEST_CASE("report: a page of several files has a chapter for each") {
  const TemporaryFolder folder;
  const std::string run = folder / "run.h5";
  REQUIRE(quell_program({"run", tiny_scenario(), "-q", "-o", run}).code == 0);
  const Finished variants = quell_program(
      {"variants", tiny_scenario(), "--models", "mean_field,aggregates", "-q", "--json"});
  REQUIRE(variants.code == 0);
  write(folder / "variants.json", variants.out);
  const std::string page = page_of(folder, {run, folder / "variants.json"});
  CHECK(has(page, "<h2>tiny</h2>"));
  CHECK(has(page, "<h2>tiny: variants of the model</h2>"));
  CHECK(has(page, "mean_field"));
}

TEST_CASE("report: counts of variants may be larger than any integer") {
  const TemporaryFolder folder;
  write(folder / "variants.json", R"({"title": "t", "targets": [], "variants": [
      {"model": "network", "end": "done", "replicates": 3000000000,
       "calibration": {"hit": 1e20, "covered": 5000000000}, "validation": null,
       "cpu_seconds_per_replicate": 1, "events_per_replicate": 1, "events_per_cpu_second": 1,
       "peak_memory_bytes": 1, "reason": null}]})");
  const std::string page = page_of(folder, {folder / "variants.json"});
  CHECK(has(page, ">3000000000<"));
  CHECK(has(page, ">100000000000000000000 of 5000000000<"));
}

TEST_CASE("report: what is wrong with a file is said, and no page is left") {
  const TemporaryFolder folder;
  const std::string page = folder / "page.html";
  const auto end_of = [&](const std::string& file) {
    return quell_program({"report", file, "-o", page});
  };
  write(folder / "not.json", "{\"title\": 3}");
  const Finished wrong = end_of(folder / "not.json");
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err,
             ContainsSubstring("neither a result file nor what `quell variants --json`"));
  CHECK(end_of(folder / "missing.h5").code == 1);
  write(folder / "cut.h5", "\x89HDF\r\n\x1a\n and no more");
  CHECK(end_of(folder / "cut.h5").code == 1);
  CHECK(!std::filesystem::exists(page));
  write(page, "mine");
  const std::string run = folder / "run.h5";
  REQUIRE(quell_program({"run", tiny_scenario(), "-q", "-o", run}).code == 0);
  CHECK(end_of(run).code == 1);
  CHECK(text_in(page) == "mine");
}
