// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "cli/command_tree.hpp"

namespace quell {

// Scripts that complete the command line: commands, options, files and words that are known.

std::string bash_completion(const CommandInfo& root);
std::string zsh_completion(const CommandInfo& root);
std::string fish_completion(const CommandInfo& root);

}  // namespace quell
