// SPDX-License-Identifier: BSD-3-Clause
#include "cli/table.hpp"

#include <cstdlib>

#include "tests/catch.hpp"

using namespace quell;

namespace {

constexpr TableStyle unicode{.glyphs = Glyphs::braille, .paint = Paint::plain};
constexpr TableStyle ascii{.glyphs = Glyphs::ascii, .paint = Paint::plain};

/// Sets the locale variables for one test; nullptr unsets.
class Locale {
 public:
  Locale(const char* lc_all, const char* lc_ctype, const char* lang) {
    set(names[0], lc_all);
    set(names[1], lc_ctype);
    set(names[2], lang);
  }
  ~Locale() {
    for (std::size_t i = 0; i < 3; ++i) {
      set(names[i], was_set_[i] ? before_[i].c_str() : nullptr);
    }
  }
  Locale(const Locale&) = delete;
  Locale& operator=(const Locale&) = delete;

 private:
  static void set(const char* name, const char* value) {
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  static std::string get(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  }

  static constexpr const char* names[3]{"LC_ALL", "LC_CTYPE", "LANG"};
  std::string before_[3]{get(names[0]), get(names[1]), get(names[2])};
  bool was_set_[3]{std::getenv(names[0]) != nullptr, std::getenv(names[1]) != nullptr,
                   std::getenv(names[2]) != nullptr};
};

}  // namespace

TEST_CASE("table: columns are as wide as their widest cell and numbers stand flush right",
          "[cli]") {
  TextTable table({{"policy"}, {"peak", Align::right}}, ascii);
  table.add_row({"none", "1240"});
  table.add_row({"prebunking", "9"});
  CHECK(table.str() ==
        "policy      peak\n"
        "----------  ----\n"
        "none        1240\n"
        "prebunking     9\n");
}

TEST_CASE("table: characters beyond ASCII count as the columns that they take", "[cli]") {
  CHECK(display_width("±–…×·≤≥✓✗ω") == 10);
  CHECK(display_width("Zürich") == 6);
  CHECK(display_width("Zu\u0308rich") == 6);
  CHECK(display_width("日本") == 4);
  CHECK(display_width("⡇█") == 2);

  TextTable table({{"met"}, {"ω"}, {"x", Align::right}}, unicode);
  table.add_row({"✓", "≥ 2", "1 ± 2"});
  table.add_row({"no", "2", "7"});
  CHECK(table.str() ==
        "met  ω        x\n"
        "───  ───  ─────\n"
        "✓    ≥ 2  1 ± 2\n"
        "no   2        7\n");
}

TEST_CASE("table: a broken UTF-8 sequence counts one column a byte", "[cli]") {
  CHECK(display_width("a\xC3") == 2);
  CHECK(display_width("\xE2\x9C") == 2);
  CHECK(display_width("\x80\xFF") == 2);
  CHECK(display_width("\xC3(") == 2);
}

TEST_CASE("table: no line ends in spaces, also when a row ends early", "[cli]") {
  TextTable table({{"a"}, {"b", Align::right}, {"c"}}, ascii);
  table.add_row({"long cell"});
  table.add_row({"x", "", ""});
  table.add_row({"x", "", "end"});
  CHECK(table.str() ==
        "a          b  c\n"
        "---------  -  ---\n"
        "long cell\n"
        "x\n"
        "x             end\n");
}

TEST_CASE("table: colours appear only when asked for and do not move columns", "[cli]") {
  const std::vector<TableColumn> columns{{"met"}, {"n", Align::right}};
  TextTable plain(columns, ascii);
  plain.add_row({{"no", Colour::red}, {"1", Colour::green}});
  CHECK(plain.str() == "met  n\n---  -\nno   1\n");

  TextTable painted(columns, {.glyphs = Glyphs::ascii, .paint = Paint::ansi});
  painted.add_row({{"no", Colour::red}, {"1", Colour::green}});
  CHECK_THAT(painted.str(), EndsWith("\n\x1b[31mno\x1b[0m   \x1b[32m1\x1b[0m\n"));
  CHECK_THAT(painted.str(), StartsWith("\x1b[1mmet\x1b[0m  \x1b[1mn\x1b[0m\n"));
}

TEST_CASE("table: control characters in a cell cannot break the line", "[cli]") {
  TextTable table({{"error"}}, ascii);
  table.add_row({"a\nb\x1b[2J"});
  CHECK(table.str() == "error\n-------\na b [2J\n");
}

TEST_CASE("table: without rows there is only the header", "[cli]") {
  CHECK(TextTable({{"a"}, {"bc"}}, ascii).str() == "a  bc\n-  --\n");
}

TEST_CASE("table: text that is too long is cut at a whole character and says so", "[cli]") {
  CHECK(clip_text("Zürich", 6, Glyphs::braille) == "Zürich");
  CHECK(clip_text("Zürich", 3, Glyphs::braille) == "Zü…");
  CHECK(clip_text("Zürich", 3, Glyphs::ascii) == "Zü~");
  CHECK(clip_text("日本語", 4, Glyphs::braille) == "日…");
  CHECK(clip_text("abc", 0, Glyphs::braille).empty());
  CHECK(clip_text("abc", -5, Glyphs::braille).empty());
  CHECK(clip_text("a\tb", 9, Glyphs::braille) == "a b");
}

TEST_CASE("terminal: the first locale variable that is set decides about UTF-8", "[cli]") {
  SECTION("LC_ALL wins") {
    const Locale locale("C", "en_GB.UTF-8", "en_GB.UTF-8");
    CHECK(default_glyphs() == Glyphs::ascii);
  }
  SECTION("LC_CTYPE comes before LANG") {
    const Locale locale(nullptr, "de_DE.utf8", "C");
    CHECK(default_glyphs() == Glyphs::braille);
  }
  SECTION("an empty variable is passed over") {
    const Locale locale("", "", "C.UTF-8");
    CHECK(default_glyphs() == Glyphs::braille);
  }
  SECTION("nothing set means ASCII") {
    const Locale locale(nullptr, nullptr, nullptr);
    CHECK(default_glyphs() == Glyphs::ascii);
  }
}
