// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "cli/table.hpp"

namespace quell {

/// What a progress line tells; NaN where a number is not known yet.
struct ProgressState {
  std::string name;
  double share_done = 0;        // in [0, 1]
  std::uint32_t replicate = 0;  // how many have been started
  std::uint32_t n_replicates = 0;
  double events_per_second = std::numeric_limits<double>::quiet_NaN();
  double seconds_left = std::numeric_limits<double>::quiet_NaN();
  double seconds_taken = 0;
  std::string run_word = "replicate";  // what one of them is called
  double events = 0;
};

/// The bar for a terminal, at most `width` columns. A narrow one loses first the event rate, then
/// the replicate, the time left, the bar and the name; the percentage stays.
std::string format_line(const ProgressState& state, int width, Glyphs glyphs);

/// The line for a log, at a whole number of percent: "baseline: 40 % (replicate 8 of 20, 0:35
/// left)".
std::string format_log_line(const ProgressState& state, int percent);

/// Whole, and rounded down so that 100 means done. The sum of many days may miss the whole by
/// rounding.
int percent_of(double share);

/// "0:41", "1:02:03" from an hour, "2 d 03 h" from four days. Rounded up.
std::string format_seconds(double seconds);

/// "12", "350 k", "2.1 M": two or three digits.
std::string format_count(double count);

/// How fast a total grows, newer growth counting more: the weight falls by a factor e in
/// `memory` seconds.
class SmoothedRate {
 public:
  explicit SmoothedRate(double memory) : memory_(memory) {}

  void add(double seconds, double growth);

  /// NaN before the first `add`.
  double per_second() const { return growth_ / seconds_; }

 private:
  double memory_;
  double growth_ = 0;
  double seconds_ = 0;
};

/// `bar` redraws one line of a terminal; `log` writes a line at each tenth of the way.
enum class ProgressMode { quiet, bar, log };

/// Whether a file is a terminal that understands more than plain text.
bool can_redraw(int file);

/// `bar` when stderr is a terminal that understands more than plain text, else `log`.
ProgressMode default_progress_mode();

struct ProgressOptions {
  std::string name;
  std::uint32_t n_replicates = 1;
  double days = 0;  // simulated days of each replicate
  ProgressMode mode = default_progress_mode();
  Glyphs glyphs = default_glyphs();
  int file = 2;  // file descriptor written to
  std::chrono::milliseconds interval{200};
  std::string run_word = "replicate";
  /// Told the state at each interval and at the end, in any mode, by the thread that reports.
  std::function<void(const ProgressState&)> observer = {};
};

/// Reports on a run from a thread of its own while it lives, and leaves no trace on a terminal.
class ProgressBar {
 public:
  explicit ProgressBar(ProgressOptions options);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// Adds simulated days and events to what a replicate has done so far. Any thread may call it.
  void advance(std::uint32_t replicate, double days, std::uint64_t n_events = 0) noexcept;

 private:
  // A cache line each: replicates that run side by side do not slow each other down.
  struct alignas(64) Done {
    std::atomic<double> days{0};
    std::atomic<std::uint64_t> n_events{0};
  };

  void report(const std::stop_token& stop) noexcept;
  void observe();
  void draw() const;
  void write_log();

  const ProgressOptions options_;
  std::vector<Done> done_;  // [n_replicates]
  const std::chrono::steady_clock::time_point start_;

  // Only the reporter touches these.
  ProgressState state_;
  SmoothedRate share_rate_;
  SmoothedRate event_rate_;
  int percent_logged_ = 0;

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread reporter_;  // last: it uses all of the above
};

}  // namespace quell
