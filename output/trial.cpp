// SPDX-License-Identifier: BSD-3-Clause
#include "output/trial.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace quell {
namespace {

/// A crash is expected here: nobody is to be told of it, and nothing is to be left of it.
void prepare_to_crash(std::chrono::seconds most) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU}) {
    std::signal(signal, SIG_DFL);
  }
  const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  rlimit time{};
  ::getrlimit(RLIMIT_CPU, &time);
  time.rlim_cur = std::min(time.rlim_max, static_cast<rlim_t>(most.count()));
  ::setrlimit(RLIMIT_CPU, &time);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);  // the C library complains of a broken heap
}

[[noreturn]] void end_attempt(int report) {
  const char done = 1;
  const ssize_t written = ::write(report, &done, 1);
  ::_exit(written == 1 ? 0 : 1);
}

[[noreturn]] void attempt(const std::function<void()>& action, std::chrono::seconds most,
                          int report) {
  prepare_to_crash(most);
  try {
    action();
  } catch (...) {
    end_attempt(report);  // an end as good as any
  }
  end_attempt(report);
}

}  // namespace

bool survives(const std::function<void()>& action, std::chrono::seconds most) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return true;
  const pid_t child = ::fork();
  if (child == 0) attempt(action, most, pipe[1]);
  ::close(pipe[1]);
  char done = 0;
  ssize_t got = 0;
  // Not by the exit status: who ignores SIGCHLD gets none.
  do got = child < 0 ? 1 : ::read(pipe[0], &done, 1);
  while (got < 0 && errno == EINTR);
  ::close(pipe[0]);
  while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
  return got == 1;
}

bool is_room_for(std::size_t bytes) {
  // Not from the heap, of which a compiler may leave out what nothing uses.
  void* const room =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) return false;
  ::munmap(room, bytes);
  return true;
}

}  // namespace quell
