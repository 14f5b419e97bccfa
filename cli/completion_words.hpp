// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command_tree.hpp"

namespace quell {

// What the scripts for all shells are put together from.

using Words = std::vector<std::string>;

/// One word of bash or zsh.
std::string quoted_word(const std::string& text);
std::string joined(const Words& words, std::string_view between);
/// First line, as far as the first sentence goes.
std::string short_doc(const std::string& doc);
/// Every command but the first, by path.
Words paths_below(const CommandInfo& root);
/// "quell run --output": every name of every option that takes a value.
Words valued_options(const CommandInfo& root);
/// Patterns of a `case` of bash or fish.
std::string patterns(const Words& words, std::string_view between);
Words names_of(const std::vector<CommandInfo>& commands);

}  // namespace quell
