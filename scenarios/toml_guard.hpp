// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace quell {

/// Something in a text that toml++ must not see.
struct TomlHazard {
  std::size_t offset = 0;  ///< [B] into the text
  std::string text;        ///< problem (reason) suggestion
};

/// Parts of a dotted key, of which toml++ makes as many tables in one another; it takes them apart
/// by recursion, and thousands would overflow the stack.
constexpr std::size_t most_key_parts = 16;

/// The first hazard of a text: what is no UTF-8, characters beyond ASCII where toml++ 3.3 may take
/// them for blanks (marzer/tomlplusplus#190: undefined behaviour), keys with too many parts. None
/// in a text that is safe to parse, whether it is TOML or not.
std::optional<TomlHazard> find_hazard(std::string_view text);

}  // namespace quell
