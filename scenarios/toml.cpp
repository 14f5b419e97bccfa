// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/toml.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "scenarios/toml_guard.hpp"

namespace quell {
namespace {

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
  if (const std::optional<TomlHazard> hazard = find_hazard(text)) {
    report.error(place_at(text, hazard->offset, name), hazard->text);
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
  constexpr std::size_t most = std::size_t{1} << 24U;  // [B]; a device may have no end
  std::string text;
  for (std::array<char, 1 << 16> piece{}; file && text.size() <= most;) {
    file.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return fail("reading failed");
  if (text.size() > most) return fail("it has more than 16 MB");
  return text;
}

std::optional<toml::table> parse_toml_file(const std::string& path, Report& report) {
  const std::optional<std::string> text = read_toml_text(path, report);
  return text ? parse_toml(*text, path, report) : std::nullopt;
}

}  // namespace quell
