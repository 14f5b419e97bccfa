// SPDX-License-Identifier: BSD-3-Clause
#include "cli/terminal_size.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace quell {

std::optional<TerminalSize> terminal_size(int file) {
  winsize size{};
  if (::ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return TerminalSize{.columns = size.ws_col, .rows = size.ws_row};
}

int terminal_width(int otherwise) {
  const auto size = terminal_size(STDOUT_FILENO);
  return size ? size->columns : otherwise;
}

}  // namespace quell
