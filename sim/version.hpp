// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace quell {

/// Release number, as in CMakeLists.txt.
[[nodiscard]] std::string_view version();

/// Commit at the time of the build; ends in "+dirty" when tracked files differed from it, and is
/// "unknown" outside a git checkout.
[[nodiscard]] std::string_view git_hash();

/// Day of that commit, 2016-07-01; outside a git checkout that on which CHANGELOG.md was written.
[[nodiscard]] std::string_view source_date();

}  // namespace quell
