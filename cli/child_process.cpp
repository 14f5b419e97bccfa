// SPDX-License-Identifier: BSD-3-Clause
#include "cli/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>
#include <utility>

namespace quell {
namespace {

/// The new process up to its program; only what is safe after a fork of a process with threads.
[[noreturn]] void become(char* const* words, int error_pipe, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // whoever kills the parent alone ends both
  if (::getppid() != parent) ::_exit(127);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(error_pipe, STDERR_FILENO);
  ::execv(*words, words);
  constexpr std::string_view complaint = "quell: error: the program cannot be started\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, complaint.data(), complaint.size());
  ::_exit(127);
}

/// Killed if it still runs when an exception passes.
class Child {
 public:
  explicit Child(const std::vector<std::string>& words) {
    std::vector<std::string> copies = words;
    std::vector<char*> pointers;
    for (std::string& word : copies) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail();
    errors_ = ends[0];
    // Not posix_spawn: its new process shares the memory of this one until it becomes another
    // program, and Linux then takes the highest that this one ever held for a peak of its own.
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ == 0) become(pointers.data(), ends[1], parent);
    const int error = errno;
    ::close(ends[1]);
    if (process_ > 0) return;
    ::close(errors_);
    errno = error;
    fail();
  }
  ~Child() {
    ::close(errors_);
    if (process_ < 0) return;
    send(SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void send(int signal) const { ::kill(process_, signal); }

  /// More of its standard error; nothing may have come. False at its end.
  bool read(std::string& text) const {
    constexpr int patience = 100;  // [ms]
    pollfd errors{.fd = errors_, .events = POLLIN, .revents = 0};
    if (::poll(&errors, 1, patience) <= 0) return true;
    std::array<char, 4096> bytes{};
    const ssize_t count = ::read(errors_, bytes.data(), bytes.size());
    if (count < 0) return errno == EINTR;
    text.append(bytes.data(), static_cast<std::size_t>(count));
    return count > 0;
  }

  ProcessEnd wait() {
    int status = 0;
    rusage usage{};
    while (::wait4(process_, &status, 0, &usage) < 0) {
      if (errno != EINTR) fail();
    }
    process_ = -1;
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
            .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
            .cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime),
            .peak_bytes = 1024.0 * static_cast<double>(usage.ru_maxrss)};
  }

 private:
  [[noreturn]] static void fail() {
    throw std::system_error(errno, std::generic_category(), "no process is to be had");
  }

  int errors_ = -1;
  pid_t process_ = -1;
};

}  // namespace

ProcessEnd run_process(const std::vector<std::string>& words,
                       const std::function<void(const std::string&)>& read_line,
                       const std::function<int()>& stop_signal) {
  Child child{words};
  std::string text;
  int sent = 0;
  while (child.read(text)) {
    if (sent == 0) {
      sent = stop_signal();
      if (sent != 0) child.send(sent);
    }
    std::size_t start = 0;
    for (std::size_t end = 0; (end = text.find('\n', start)) != std::string::npos;) {
      read_line(text.substr(start, end - start));
      start = end + 1;
    }
    text.erase(0, start);
  }
  if (!text.empty()) read_line(text);
  return child.wait();
}

}  // namespace quell
