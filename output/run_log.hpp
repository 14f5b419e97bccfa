// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "output/errors.hpp"

namespace quell {

/// What one run of a sweep gave.
struct RunRecord {
  std::uint64_t run = 0;
  double cpu_seconds = 0.0;
  std::string failure;         ///< why it gave nothing, or empty
  std::vector<double> values;  ///< none of a run that failed
};

/// What stands at the beginning of a log.
struct RunLogHeader {
  std::string sweep;               ///< identity of the sweep, without blanks
  std::size_t values_per_run = 0;  ///< of every run that succeeded
  unsigned jobs = 1;               ///< threads of the worker
  std::string host = "-";          ///< set by the writer, as is what follows
  std::int64_t process = 0;
  std::int64_t started = 0;  ///< [s since 1970-01-01]
};

/// File in which one worker appends the runs it has finished. No two workers share one, so that
/// none can harm what another wrote; a record cut off by a crash is recognised and skipped. It gets
/// its name when its header is on disk, so that nobody meets it without.
class RunLog {
 public:
  /// Creates a file of its own in `folder`. Throws OutputError.
  RunLog(const std::filesystem::path& folder, RunLogHeader header);
  /// A log without runs is removed.
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  /// Any thread may call it. Throws OutputError; what was appended before stays sound.
  void append(const RunRecord& record);
  /// Makes what was appended last through a power cut. Throws OutputError.
  void sync();

 private:
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_;
  std::size_t values_per_run_;
  int descriptor_ = -1;
  std::int64_t begin_ = 0;    ///< of the first record
  std::int64_t end_ = 0;      ///< of the last one
  std::int64_t flushed_ = 0;  ///< up to which `sync` has made it last
  double synced_ = 0.0;       ///< [s] when what was written was last made to last
  std::mutex mutex_;
};

/// One record of a log, but for its values.
struct RunEntry {
  std::uint64_t run = 0;
  std::int64_t offset = 0;
  double cpu_seconds = 0.0;
  bool is_failure = false;
};

/// A log that a worker wrote, or still writes.
class RunLogFile {
 public:
  /// None where it is gone again, or was cut off before its header was whole. Throws OutputError
  /// for a file that cannot be read, or is no log.
  static std::optional<RunLogFile> open(const std::filesystem::path& path);

  [[nodiscard]] const RunLogHeader& header() const { return header_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Whether a worker still has it open, as far as the file system tells.
  [[nodiscard]] bool is_in_use() const;
  /// Every sound record, in the order written; says how many were damaged.
  std::size_t for_each(const std::function<void(const RunEntry&)>& visit);
  /// The record that stands at the `offset` of an entry. Throws OutputError.
  [[nodiscard]] RunRecord read(std::int64_t offset);

 private:
  friend class RunLog;
  struct Frame;
  RunLogFile(std::filesystem::path path, std::ifstream file)
      : path_(std::move(path)), file_(std::move(file)) {}
  bool read_header();
  bool read_frame(std::int64_t offset, Frame& frame);
  bool read_payload(const Frame& frame);

  std::filesystem::path path_;
  std::ifstream file_;
  RunLogHeader header_;
  std::vector<char> payload_;
};

/// The logs in a folder, in the order of their names; none where it does not exist. Throws
/// OutputError where it cannot be read.
std::vector<std::filesystem::path> run_logs_in(const std::filesystem::path& folder);

}  // namespace quell
