// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/progress.hpp"

namespace quell {

/// `stopping` after a signal, `writing` when all is simulated and the result file is made.
enum class RunPhase { running, stopping, writing };

/// What the file beside a result tells about the run that works on it; docs/live.md has the fields.
struct RunReport {
  ProgressState progress;  ///< its name is the title of the run
  RunPhase phase = RunPhase::running;
  std::string result;  ///< absolute path of the file to come
  std::string live;    ///< that of the trajectories so far, or nothing
  std::string host;
  std::int64_t process = 0;
  std::int64_t started = 0;  ///< [s since 1970-01-01], as is the next
  std::int64_t updated = 0;
};

/// `<result>.live`.
std::filesystem::path live_path(const std::filesystem::path& result);

/// `<result>.progress`.
std::filesystem::path progress_path(const std::filesystem::path& result);

/// Keeps `<result>.progress` up to date while it lives, and removes it then. What goes wrong with
/// it, a full disk most likely, is no concern of the run: the file is old then, or missing.
class ProgressFile {
 public:
  /// Takes title, number of replicates and `live` from the report, and sets the rest itself.
  ProgressFile(const std::filesystem::path& result, RunReport report);
  ~ProgressFile();
  ProgressFile(const ProgressFile&) = delete;
  ProgressFile& operator=(const ProgressFile&) = delete;

  /// Written at once where the phase is new, else once a second at most; says whether it was time.
  bool update(const ProgressState& progress, RunPhase phase) noexcept;
  void enter(RunPhase phase) noexcept { update(report_.progress, phase); }

 private:
  void write();

  std::filesystem::path path_;
  RunReport report_;
  std::chrono::steady_clock::time_point written_;
};

/// None where there is no such file, or it is not whole.
std::optional<RunReport> read_progress_file(const std::filesystem::path& result);

/// Whether the run of a report still goes on: its process is there or, on another host, has told
/// something within the last minute.
bool is_at_work(const RunReport& report);

}  // namespace quell
