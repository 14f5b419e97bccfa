// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "output/dataset.hpp"
#include "tests/output/sample.hpp"

namespace quell {

/// How the program is started; by default its output is caught.
struct Surroundings {
  std::string standard_output = {};              ///< a file such as /dev/full; "-": closed
  std::string standard_error = {};               ///< the same
  std::string folder = {};                       ///< working directory
  std::optional<std::uint64_t> file_limit = {};  ///< RLIMIT_FSIZE [B]
  std::optional<std::uint64_t> data_limit = {};  ///< RLIMIT_DATA [B]
};

struct Finished {
  int code = 0;  ///< exit code, or 128 + signal
  std::string out;
  std::string err;
};

/// The real program under way in a process of its own; killed if it still runs at the end.
class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments, const Surroundings& in = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void send(int signal) const;
  [[nodiscard]] std::string error_so_far() const;
  /// As the system tells them while it runs: /proc/PID/limits.
  [[nodiscard]] std::string limits() const;
  /// Waits until standard error holds `text`; false after a minute.
  [[nodiscard]] bool waits_for(const std::string& text) const;
  Finished finish();

 private:
  TemporaryFolder folder_;
  pid_t process_ = -1;
};

/// Runs the program to its end.
Finished quell_program(const std::vector<std::string>& arguments, const Surroundings& in = {});

/// Equal for runs that gave the same, however long they took.
Dataset without_wall_time(Dataset data);

/// tests/scenarios/tiny.toml.
std::string tiny_scenario();

}  // namespace quell
