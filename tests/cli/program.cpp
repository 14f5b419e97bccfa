// SPDX-License-Identifier: BSD-3-Clause
#include "tests/cli/program.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace quell {

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void redirect(int stream, const std::string& path) {
  if (path == "-") return;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || ::dup2(file, stream) != stream) ::_exit(126);
  ::close(file);
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments, const Surroundings& in) {
  std::vector<std::string> words{QUELL_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const std::string out =
      in.standard_output.empty() ? (folder_ / "out").string() : in.standard_output;
  const std::string err =
      in.standard_error.empty() ? (folder_ / "err").string() : in.standard_error;
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("no process to be had");
  if (process_ > 0) return;
  const auto limit = [](int resource, const std::optional<std::uint64_t>& most) {
    if (!most) return;
    const rlimit both{*most, *most};
    ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
  };
  limit(RLIMIT_FSIZE, in.file_limit);
  limit(RLIMIT_DATA, in.data_limit);
  if (!in.folder.empty() && ::chdir(in.folder.c_str()) != 0) ::_exit(126);
  redirect(STDOUT_FILENO, out);
  redirect(STDERR_FILENO, err);
  if (out == "-") ::close(STDOUT_FILENO);
  if (err == "-") ::close(STDERR_FILENO);
  ::execv(pointers.front(), pointers.data());
  ::_exit(127);
}

Program::~Program() {
  if (process_ < 0) return;
  send(SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void Program::send(int signal) const { ::kill(process_, signal); }

std::string Program::error_so_far() const { return text_of(folder_ / "err"); }

std::string Program::limits() const {
  return text_of("/proc/" + std::to_string(process_) + "/limits");
}

bool Program::waits_for(const std::string& text) const {
  for (int tick = 0; tick < 12000; ++tick) {
    if (error_so_far().find(text) != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return false;
}

Finished Program::finish() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return {.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .out = text_of(folder_ / "out"),
          .err = text_of(folder_ / "err")};
}

Finished quell_program(const std::vector<std::string>& arguments, const Surroundings& in) {
  return Program(arguments, in).finish();
}

Dataset without_wall_time(Dataset data) {
  for (auto& [name, value] : data.attributes) {
    if (name == "wall_seconds") value = 0.0;
  }
  return data;
}

std::string tiny_scenario() { return std::string{QUELL_SOURCE_DIR} + "/tests/scenarios/tiny.toml"; }

}  // namespace quell
