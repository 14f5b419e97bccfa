// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/toml.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace quell {
namespace {

/// Byte offset of the first that is not UTF-8 (RFC 3629), or npos. toml++ 3.3 must not see such
/// input: some of it reaches undefined behaviour there (marzer/tomlplusplus#190).
std::size_t first_invalid(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80                    ? 1
                               : lead >= 0xc2 && lead < 0xe0  ? 2
                               : lead >= 0xe0 && lead < 0xf0  ? 3
                               : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                              : 0;
    if (length == 0 || at + length > text.size()) return at;
    std::uint32_t code = length == 1 ? lead : lead & (0xffU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[at + k]);
      if ((next & 0xc0U) != 0x80U) return at;
      code = (code << 6U) | (next & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    if (overlong || surrogate || code > 0x10ffff) return at;
    at += length;
  }
  return std::string_view::npos;
}

/// Characters outside ASCII that toml++ 3.3 would meet outside strings and comments.
std::size_t first_foreign(std::string_view text) {
  bool in_comment = false;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') {
      in_comment = false;
      quote = 0;
    } else if (in_comment) {
      continue;
    } else if (quote != 0) {
      if (c == '\\' && quote == '"') {
        ++at;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '#') {
      in_comment = true;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      return at;
    }
  }
  return std::string_view::npos;
}

/// What to say of text that begins with a character beyond ASCII outside quotes and comments.
std::string foreign_text(std::string_view rest) {
  const auto lead = static_cast<unsigned char>(rest.front());
  const std::string character{rest.substr(0, lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4)};
  const bool is_curly_quote = character >= "\u2018" && character <= "\u201f";
  if (is_curly_quote) {
    return character + " is a curly quote (text stands in straight ones) write \"text\"";
  }
  return "'" + character +
         "' stands outside quotes and comments (keys and values are plain ASCII) remove it, or put "
         "the text in quotes";
}

/// toml++ says "Error while parsing date: expected day between 1 and 28 (inclusive), saw 29".
std::string syntax_text(std::string_view description) {
  constexpr std::string_view prefix = "Error while parsing ";
  const std::size_t colon = description.find(": ");
  std::string_view what = "this";
  std::string_view reason = description;
  if (description.starts_with(prefix) && colon != std::string_view::npos) {
    what = description.substr(prefix.size(), colon - prefix.size());
    reason = description.substr(colon + 2);
  }
  std::string advice = "mend this line";
  if (what == "string") advice = "is the closing quote missing?";
  if (what == "date") advice = "write a day that exists, such as 2014-07-01";
  if (reason.ends_with("saw ','")) advice = "write numbers with a point, such as 6.5";
  return (what == "this" ? "this" : "this " + std::string{what}) + " is not valid TOML (" +
         std::string{reason} + ") " + advice + "; the rest of the file was not read";
}

Place place_at(std::string_view text, std::size_t offset, const std::string& name) {
  Place place{.file = name, .line = 1, .column = 1};
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) {
      ++place.column;
    }
  }
  return place;
}

}  // namespace

Place place_of(const toml::source_region& region) {
  // A change on the command line has no lines.
  if (region.path && region.path->starts_with("--")) return {.file = *region.path};
  return {.file = region.path ? *region.path : std::string{"scenario"},
          .line = region.begin.line,
          .column = region.begin.column};
}

std::optional<toml::table> parse_toml(std::string_view text, const std::string& name,
                                      Report& report) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";  // some editors begin with it
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (const std::size_t at = first_invalid(text); at != std::string_view::npos) {
    report.error(
        place_at(text, at, name),
        "this byte is not UTF-8 (scenario and targets files are text in UTF-8) save the file as "
        "UTF-8");
    return std::nullopt;
  }
  if (const std::size_t at = first_foreign(text); at != std::string_view::npos) {
    report.error(place_at(text, at, name), foreign_text(text.substr(at)));
    return std::nullopt;
  }
  try {
    return toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    report.error(place_of(error.source()), syntax_text(error.description()));
    return std::nullopt;
  }
}

std::optional<std::string> read_toml_text(const std::string& path, Report& report) {
  const auto fail = [&](const std::string& reason) {
    report.error({.file = path}, "cannot read it (" + reason + ") give the path of a TOML file");
    return std::nullopt;
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return fail("it is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(std::strerror(errno));
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return fail("reading failed");
  return text.str();
}

std::optional<toml::table> parse_toml_file(const std::string& path, Report& report) {
  const std::optional<std::string> text = read_toml_text(path, report);
  return text ? parse_toml(*text, path, report) : std::nullopt;
}

}  // namespace quell
