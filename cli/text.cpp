// SPDX-License-Identifier: BSD-3-Clause
#include "cli/text.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string_view>

#include "cli/table.hpp"

namespace quell {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string shell_word(const std::string& text) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view{"_-./=,:+@%"}.find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return quoted + "'";
}

void Prose::heading(const std::string& text) {
  if (!text_.empty()) text_ += '\n';
  wrap(text, "", "    ");
}

void Prose::wrap(const std::string& text, const std::string& first, const std::string& next) {
  std::istringstream words(text);
  std::string line = first;
  bool is_empty = true;
  for (std::string word; words >> word; is_empty = false) {
    if (!is_empty && display_width(line) + 1 + display_width(word) > width_) {
      text_ += line + '\n';
      line = next;
      is_empty = true;
    }
    line += (is_empty ? "" : " ") + word;
  }
  text_ += line + '\n';
}

}  // namespace quell
