// SPDX-License-Identifier: BSD-3-Clause
// Each bad/<name>.toml stands next to bad/<name>.txt, the messages that it gives. A * there stands
// for words of toml++, which change from version to version.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenarios/scenario.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

namespace fs = std::filesystem;

const fs::path bad = fs::path{QUELL_SOURCE_DIR} / "tests/scenarios/bad";

std::vector<fs::path> bad_scenarios() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(bad)) {
    if (entry.path().extension() == ".toml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Messages about a scenario, with the path as `shown_as`.
std::string messages(const fs::path& path, const std::string& shown_as) {
  try {
    read_scenario(path.string());
  } catch (const ScenarioError& error) {
    std::string text;
    for (Diagnostic diagnostic : error.diagnostics()) {
      if (diagnostic.place.file == path.string()) diagnostic.place.file = shown_as;
      text += diagnostic.str() + '\n';
    }
    return text;
  }
  return "no error\n";
}

/// Whether `text` is `pattern`, a * in it standing for anything within a line.
bool is_like(std::string_view text, std::string_view pattern) {
  while (!pattern.empty() && pattern.front() != '*') {
    if (text.empty() || text.front() != pattern.front()) return false;
    text.remove_prefix(1);
    pattern.remove_prefix(1);
  }
  if (pattern.empty()) return text.empty();
  pattern.remove_prefix(1);
  for (;; text.remove_prefix(1)) {
    if (is_like(text, pattern)) return true;
    if (text.empty() || text.front() == '\n') return false;
  }
}

}  // namespace

TEST_CASE("bad scenarios: each gives exactly the messages written next to it", "[scenarios]") {
  const std::vector<fs::path> found = bad_scenarios();
  REQUIRE(found.size() >= 17);
  for (const fs::path& path : found) {
    const std::string given = messages(path, path.filename().string());
    fs::path expected_path = path;
    expected_path.replace_extension(".txt");
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    const bool is_update = std::getenv("QUELL_UPDATE_BAD") != nullptr;
    // A file that fits stays as it is: it may have a * for the words of a library.
    if (is_update && !is_like(given, text_of(expected_path))) std::ofstream(expected_path) << given;
    const std::string expected = text_of(expected_path);
    INFO("expected:\n" << expected << "given:\n" << given);
    CHECK(is_like(given, expected));
  }
}

TEST_CASE("bad scenarios: five mistakes give five messages, each at its place", "[scenarios]") {
  std::vector<std::uint32_t> lines;
  try {
    read_scenario((bad / "five_mistakes.toml").string());
  } catch (const ScenarioError& error) {
    for (const Diagnostic& diagnostic : error.diagnostics()) lines.push_back(diagnostic.place.line);
  }
  CHECK(lines == std::vector<std::uint32_t>{4, 7, 8, 14, 18});
}

TEST_CASE("bad scenarios: a file that cannot be read is named with the reason", "[scenarios]") {
  CHECK(messages("no/such.toml", "x") ==
        "x: error: cannot read it (No such file or directory) give the path of a TOML file\n");
  CHECK(messages(bad, "x") ==
        "x: error: cannot read it (it is a folder) give the path of a TOML file\n");
}

TEST_CASE("bad scenarios: every prefix of the baseline is read or refused in order",
          "[scenarios]") {
  const std::string whole = text_of(fs::path{QUELL_SOURCE_DIR} / "scenarios/baseline.toml");
  REQUIRE(whole.size() > 1000);
  // Steps of a prime reach every kind of place in which a file can be cut off.
  for (std::size_t size = 0; size < whole.size(); size += 29) {
    try {
      read_scenario_text(whole.substr(0, size), "cut.toml");
    } catch (const ScenarioError& error) {
      CHECK_THAT(error.what(), StartsWith("cut.toml:"));
    }
  }
}
