// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string_view>

namespace quell {

/// Where the first control character of a UTF-8 text from `from` on begins: C0, DEL, or C1, which
/// takes two bytes. npos where there is none. A terminal follows them.
constexpr std::size_t find_control(std::string_view text, std::size_t from = 0) {
  const auto byte = [text](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  for (std::size_t k = from; k < text.size(); ++k) {
    if (byte(k) < 0x20 || byte(k) == 0x7f) return k;
    if (byte(k) == 0xc2 && k + 1 < text.size() && (byte(k + 1) & 0xe0U) == 0x80) return k;
  }
  return std::string_view::npos;
}

}  // namespace quell
