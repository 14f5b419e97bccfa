// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quell {

/// What the terminal can show: `braille` is everything in UTF-8 that quell draws with.
enum class Glyphs { braille, ascii };

/// `braille` when the first of LC_ALL, LC_CTYPE and LANG that is set and not empty names UTF-8.
Glyphs default_glyphs();

/// "1 policy", "2 policies".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// Terminal columns that UTF-8 text takes: combining marks take none, East Asian wide characters
/// two, each byte that is not UTF-8 one.
int display_width(std::string_view text);

/// Text on one line of at most `width` columns: control characters become spaces, and text that was
/// cut ends in an ellipsis ("~" in ASCII).
std::string clip_text(std::string_view text, int width, Glyphs glyphs);

enum class Align { left, right };
enum class Colour { none, bold, dim, red, green, yellow };
enum class Paint { plain, ansi };

struct TableColumn {
  std::string header;
  Align align = Align::left;
};

/// Implicit from text, so that a row can be written as a list of strings.
struct TableCell {
  // NOLINTNEXTLINE(google-explicit-constructor)
  TableCell(std::string cell_text, Colour cell_colour = Colour::none)
      : text(std::move(cell_text)), colour(cell_colour) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  TableCell(const char* cell_text, Colour cell_colour = Colour::none)
      : text(cell_text), colour(cell_colour) {}

  std::string text;
  Colour colour;
};

struct TableStyle {
  Glyphs glyphs = default_glyphs();
  Paint paint = Paint::plain;
};

/// Columns as wide as their widest cell, two spaces apart, under a header with a rule.
class TextTable {
 public:
  explicit TextTable(std::vector<TableColumn> columns, TableStyle style = {});

  /// A row may end early; the cells it lacks are blank.
  void add_row(std::vector<TableCell> cells);

  /// Lines that end in '\n' and never in a space.
  std::string str() const;

 private:
  std::vector<TableColumn> columns_;
  TableStyle style_;
  std::vector<std::vector<TableCell>> rows_;
};

}  // namespace quell
