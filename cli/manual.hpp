// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "cli/command_tree.hpp"

namespace quell {

/// The manual page of a command, for man(1): `root` is the program, `command` it or one below it.
std::string manual_page(const CommandInfo& root, const CommandInfo& command);

/// "quell-sweep-run": of the page of "quell sweep run".
std::string manual_name(const CommandInfo& command);

}  // namespace quell
