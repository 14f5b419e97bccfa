// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/csv.hpp"

#include <charconv>
#include <string_view>

namespace quell {
namespace {

bool is_number(const std::string& text) {
  double value = 0.0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && rest == end;
}

bool looks_like_formula(const std::string& text) {
  return !text.empty() &&
         std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos &&
         !is_number(text);
}

}  // namespace

std::string csv_cell(const std::string& text) {
  std::string safe = looks_like_formula(text) ? "'" + text : text;
  if (safe.find_first_of(",\"\n\r") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
  return quoted + '"';
}

}  // namespace quell
