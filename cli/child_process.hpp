// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace quell {

/// How a process ended, and what it took by itself.
struct ProcessEnd {
  int exit_code = 0;         ///< where no signal ended it
  int signal = 0;            ///< that ended it, or 0
  double cpu_seconds = 0.0;  ///< user and system, of all its threads
  double peak_bytes = 0.0;   ///< of resident memory
};

/// Runs the program words[0] to its end. Its standard output is dropped, each line of its standard
/// error goes to `read_line`. The first signal that `stop_signal` gives (0: none yet) is sent to
/// it. Throws std::system_error where no process is to be had. What this process holds in memory at
/// the start counts in the other's peak.
ProcessEnd run_process(const std::vector<std::string>& words,
                       const std::function<void(const std::string&)>& read_line,
                       const std::function<int()>& stop_signal);

}  // namespace quell
