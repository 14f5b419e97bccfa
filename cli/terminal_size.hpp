// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

namespace quell {

struct TerminalSize {
  int columns = 80;
  int rows = 24;
};

/// None where the file is no terminal, or one that does not know its size.
std::optional<TerminalSize> terminal_size(int file);

/// Columns of standard output, or `otherwise` where it is no terminal.
int terminal_width(int otherwise);

}  // namespace quell
