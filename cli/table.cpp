// SPDX-License-Identifier: BSD-3-Clause
#include "cli/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>
#include <cstdint>
#include <cstdlib>

namespace quell {

namespace {

struct CodePoints {
  std::uint32_t first;
  std::uint32_t last;
};

// Unicode 15, cut to the blocks that can turn up in names and messages.
constexpr std::array no_column{CodePoints{0x00, 0x1F},     CodePoints{0x7F, 0x9F},
                               CodePoints{0x300, 0x36F},   CodePoints{0x200B, 0x200F},
                               CodePoints{0x20D0, 0x20F0}, CodePoints{0xFE00, 0xFE0F},
                               CodePoints{0xFEFF, 0xFEFF}};
constexpr std::array two_columns{
    CodePoints{0x1100, 0x115F},   CodePoints{0x2E80, 0x303E},  CodePoints{0x3041, 0xA4CF},
    CodePoints{0xAC00, 0xD7A3},   CodePoints{0xF900, 0xFAFF},  CodePoints{0xFE30, 0xFE6F},
    CodePoints{0xFF00, 0xFF60},   CodePoints{0xFFE0, 0xFFE6},  CodePoints{0x1F300, 0x1F64F},
    CodePoints{0x1F900, 0x1F9FF}, CodePoints{0x20000, 0x3FFFD}};

template <typename Ranges>
bool is_in(std::uint32_t code, const Ranges& ranges) {
  return std::ranges::any_of(
      ranges, [code](CodePoints range) { return code >= range.first && code <= range.last; });
}

struct Character {
  std::string_view bytes;
  int columns;
};

std::uint32_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

/// The first character of a text that is not empty; a stray byte is a character of its own.
Character first_character(std::string_view text) {
  const std::uint32_t lead = byte_at(text, 0);
  std::size_t size = 1;
  std::uint32_t code = lead;
  if (lead >= 0xC2 && lead < 0xE0) {
    size = 2;
    code = lead & 0x1Fu;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    size = 3;
    code = lead & 0x0Fu;
  } else if (lead >= 0xF0 && lead < 0xF5) {
    size = 4;
    code = lead & 0x07u;
  } else if (lead >= 0x80) {
    return {text.substr(0, 1), 1};
  }
  if (size > text.size()) return {text.substr(0, 1), 1};
  for (std::size_t at = 1; at < size; ++at) {
    if ((byte_at(text, at) & 0xC0u) != 0x80u) return {text.substr(0, 1), 1};
    code = (code << 6u) | (byte_at(text, at) & 0x3Fu);
  }
  if (is_in(code, no_column)) return {text.substr(0, size), 0};
  return {text.substr(0, size), is_in(code, two_columns) ? 2 : 1};
}

std::string without_controls(std::string_view text) {
  std::string clean(text);
  std::ranges::replace_if(
      clean,
      [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; }, ' ');
  return clean;
}

std::string_view ansi_code(Colour colour) {
  switch (colour) {
    case Colour::none:
      return "";
    case Colour::bold:
      return "\x1b[1m";
    case Colour::dim:
      return "\x1b[2m";
    case Colour::red:
      return "\x1b[31m";
    case Colour::green:
      return "\x1b[32m";
    case Colour::yellow:
      return "\x1b[33m";
  }
  return "";
}

std::string painted(const std::string& text, Colour colour, Paint paint) {
  if (paint == Paint::plain || colour == Colour::none || text.empty()) return text;
  return std::string(ansi_code(colour)) + text + "\x1b[0m";
}

/// Padding waits in `pending` until something follows it, so that no line ends in spaces.
class LineWriter {
 public:
  void write(const TableCell& cell, int width, Align align, Paint paint) {
    const auto padding = static_cast<std::size_t>(std::max(0, width - display_width(cell.text)));
    if (align == Align::right) pending_ += padding;
    if (!cell.text.empty()) {
      line_ += std::string(pending_, ' ') + painted(cell.text, cell.colour, paint);
      pending_ = 0;
    }
    if (align == Align::left) pending_ += padding;
    pending_ += 2;
  }
  std::string line() const { return line_ + '\n'; }

 private:
  std::string line_;
  std::size_t pending_ = 0;
};

}  // namespace

Glyphs default_glyphs() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr || *value == '\0') continue;
    std::string locale;
    for (const char* letter = value; *letter != '\0'; ++letter) {
      if (*letter != '-') {
        locale += static_cast<char>(std::tolower(static_cast<unsigned char>(*letter)));
      }
    }
    return locale.find("utf8") != std::string::npos ? Glyphs::braille : Glyphs::ascii;
  }
  return Glyphs::ascii;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

int display_width(std::string_view text) {
  int columns = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    columns += character.columns;
    text.remove_prefix(character.bytes.size());
  }
  return columns;
}

std::string clip_text(std::string_view text, int width, Glyphs glyphs) {
  std::string clean = without_controls(text);
  if (display_width(clean) <= width) return clean;
  if (width <= 0) return "";
  std::string clipped;
  int columns = 0;
  for (std::string_view rest = clean; !rest.empty();) {
    const Character character = first_character(rest);
    if (columns + character.columns > width - 1) break;
    clipped += character.bytes;
    columns += character.columns;
    rest.remove_prefix(character.bytes.size());
  }
  return clipped + (glyphs == Glyphs::braille ? "…" : "~");
}

TextTable::TextTable(std::vector<TableColumn> columns, TableStyle style)
    : columns_(std::move(columns)), style_(style) {}

void TextTable::add_row(std::vector<TableCell> cells) {
  assert(cells.size() <= columns_.size());  // otherwise a cell would have no column to stand in
  for (TableCell& cell : cells) cell.text = without_controls(cell.text);
  rows_.push_back(std::move(cells));
}

std::string TextTable::str() const {
  std::vector<int> widths;
  widths.reserve(columns_.size());
  for (const TableColumn& column : columns_) widths.push_back(display_width(column.header));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i].text));
    }
  }

  LineWriter header;
  LineWriter rule;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::string dashes;
    for (int column = 0; column < widths[i]; ++column) {
      dashes += style_.glyphs == Glyphs::braille ? "─" : "-";
    }
    header.write({columns_[i].header, Colour::bold}, widths[i], columns_[i].align, style_.paint);
    rule.write({dashes, Colour::dim}, widths[i], Align::left, style_.paint);
  }
  std::string text = header.line() + rule.line();
  for (const auto& row : rows_) {
    LineWriter writer;
    for (std::size_t i = 0; i < row.size(); ++i) {
      writer.write(row[i], widths[i], columns_[i].align, style_.paint);
    }
    text += writer.line();
  }
  return text;
}

}  // namespace quell
