// SPDX-License-Identifier: BSD-3-Clause
#include "cli/interrupts.hpp"

#include <array>
#include <atomic>
#include <csignal>

namespace quell {
namespace {

// A mutable global: a signal handler can reach nothing else, and all threads read it.
std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may not wait for a lock");

constexpr std::array stop_signals{SIGINT, SIGTERM, SIGUSR1};

}  // namespace

Interrupts::Interrupts() {
  interrupts = 0;
  struct sigaction action {};
  action.sa_handler = [](int) { ++interrupts; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int signal : stop_signals) sigaction(signal, &action, nullptr);
}

Interrupts::~Interrupts() {
  for (const int signal : stop_signals) std::signal(signal, SIG_DFL);
}

bool is_interrupted() noexcept { return interrupts != 0; }

}  // namespace quell
