// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace quell {

/// A text as it stands in HTML, SVG or one of their attributes between double quotes: it shows
/// itself and does nothing. Control characters, which XML forbids, become U+FFFD.
[[nodiscard]] std::string escape_markup(std::string_view text);

}  // namespace quell
