// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

namespace quell {

/// Whether `action` comes to an end, be it by an exception, when a copy of this process tries it:
/// false where it crashes there, or takes more processor time than `most`. What it changes stays in
/// the copy. For libraries that damaged input may crash. True where there is no process to spare.
[[nodiscard]] bool survives(const std::function<void()>& action, std::chrono::seconds most);

/// Whether this process may have so much memory, for libraries that crash where they get none.
[[nodiscard]] bool is_room_for(std::size_t bytes);

}  // namespace quell
