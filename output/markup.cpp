// SPDX-License-Identifier: BSD-3-Clause
#include "output/markup.hpp"

namespace quell {

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default: {
        const auto code = static_cast<unsigned char>(c);
        const bool is_control = (code < 0x20 && c != '\t' && c != '\n') || code == 0x7F;
        out += is_control ? std::string{"\xEF\xBF\xBD"} : std::string(1, c);
      }
    }
  }
  return out;
}

}  // namespace quell
