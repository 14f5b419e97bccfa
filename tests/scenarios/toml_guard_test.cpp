// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/toml_guard.hpp"

#include <fmt/format.h>

#include "scenarios/scenario.hpp"
#include "scenarios/toml.hpp"
#include "tests/catch.hpp"

using namespace quell;

namespace {

/// "offset: text" of the first hazard, or "".
std::string hazard(std::string_view text) {
  const auto found = find_hazard(text);
  return found ? std::to_string(found->offset) + ": " + found->text : "";
}

bool is_hazard_at(std::string_view text, std::size_t offset) {
  const auto found = find_hazard(text);
  return found && found->offset == offset;
}

std::string times(int count, const std::string& text) {
  std::string all;
  for (int k = 0; k < count; ++k) all += text;
  return all;
}

std::string refusal(const std::string& text) {
  try {
    read_scenario_text(text, "x");
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("toml guard: what is no UTF-8 is found, wherever it stands", "[scenarios]") {
  // Overlong, a lone continuation, a surrogate, beyond U+10FFFF, cut off.
  for (const std::string bad :
       {"\xc0\xaf", "\xbf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    CHECK(is_hazard_at("a = 1 # " + bad, 8));
    CHECK(is_hazard_at(fmt::format("a = \"{}\"", bad), 5));
  }
  for (const std::string good : {"\u00e9", "\ud7ff", "\ufffd", "\U0010ffff"})
    CHECK(hazard(fmt::format("a = \"{0}\" # {0}", good)) == "");
  CHECK(refusal("[run]\nstart = 2014-07-01 # \xff") ==
        "x:2:22: error: this byte is not UTF-8 (scenario and targets files are text in UTF-8) save "
        "the file as UTF-8");
}

TEST_CASE("toml guard: characters beyond ASCII may stand in texts and comments only",
          "[scenarios]") {
  CHECK(hazard("a = '\u00e9' # \u00e9\nb = \"\\\"\u00e9\"") == "");
  CHECK(hazard("a = \"\"\"\n\u00e9 \" \u00e9 \"\" \u00e9\n\"\"\"\nb = '''\n\u00e9 ' \\'''") == "");
  CHECK(hazard("a = \"\"\"x\"\"\"\"\" # \u00e9") == "");  // two quotes belong to the text
  CHECK(is_hazard_at("a = 1 \u00e9", 6));
  CHECK(is_hazard_at("a = \"\"\"\nx\"\"\" \u00e9", 13));
  CHECK(is_hazard_at("a = '\\' \u00e9", 8));
  CHECK(is_hazard_at("a = \"\" \u00e9", 7));
}

TEST_CASE("toml guard: nor at the beginning of a line that a backslash joins", "[scenarios]") {
  CHECK(is_hazard_at("a = \"\"\"\\\n  \u00e9\"\"\"", 11));
  CHECK(is_hazard_at("a = \"\"\"\\\u00e9\"\"\"", 8));
  CHECK(hazard("a = \"\"\"\\\n  x\u00e9\"\"\"") == "");
  CHECK(hazard("a = \"\"\"\\\\\n\u00e9\"\"\"") == "");
  CHECK(hazard("a = '''\\\n\u00e9'''") == "");
}

TEST_CASE("toml guard: a key of many parts is refused, and takes no stack", "[scenarios]") {
  CHECK(hazard(times(15, "a.") + "a = 1.5") == "");
  CHECK(hazard("a = [" + times(1000, "1.5, ") + "]") == "");
  CHECK(is_hazard_at(times(16, "a.") + "a = 1", 31));
  CHECK(is_hazard_at("[" + times(16, "'a'.") + "a]", 64));
  CHECK_THAT(refusal(times(100000, "a.") + "a = 1"),
             StartsWith("x:1:32: error: this key has more"));
}

TEST_CASE("toml: the deepest text that is parsed is read and taken apart", "[scenarios]") {
  // As deep as toml++ goes, and as many parts to each key as are let through.
  const std::string key = times(15, "a.") + "a = ";
  CHECK_THAT(refusal(key + times(250, "{ " + key) + "1" + times(250, " }")),
             StartsWith("x:1:1: error: unknown table or key 'a'") ||
                 ContainsSubstring("[run] is missing"));
  CHECK_THAT(refusal("a = " + times(100000, "[")), ContainsSubstring("is not valid TOML"));
  CHECK_THAT(refusal("a = " + times(100000, "{a=")), ContainsSubstring("is not valid TOML"));
}

TEST_CASE("toml: a file without an end is refused", "[scenarios]") {
  Report report;
  CHECK_FALSE(read_toml_text("/dev/zero", report));
  CHECK(report.all().front().str() ==
        "/dev/zero: error: cannot read it (it has more than 16 MB) give the path of a TOML file");
}
