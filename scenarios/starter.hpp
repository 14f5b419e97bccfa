// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace quell {

/// A scenario to begin with, as TOML: small, runnable, and with every other table and key in it as
/// a comment, with its default and what it means. Made from the same Param tables that are checked.
std::string starter_scenario();

}  // namespace quell
