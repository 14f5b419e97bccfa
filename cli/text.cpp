// SPDX-License-Identifier: BSD-3-Clause
#include "cli/text.hpp"

#include <sstream>

#include "cli/table.hpp"

namespace quell {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
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
