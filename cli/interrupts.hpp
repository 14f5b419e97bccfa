// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace quell {

/// While it lives, the first SIGINT, SIGTERM or SIGUSR1 is a request to stop; a second one of the
/// same kind ends the program.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
};

/// Whether a stop was requested. Any thread may ask.
bool is_interrupted() noexcept;

}  // namespace quell
