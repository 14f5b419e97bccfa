// SPDX-License-Identifier: BSD-3-Clause
#include "cli/watch.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <optional>
#include <thread>
#include <tuple>

#include "cli/interrupts.hpp"

namespace quell {
namespace {

namespace fs = std::filesystem;

constexpr int ticks_per_drawing = 10;
constexpr std::chrono::milliseconds tick{100};
constexpr std::int64_t long_silence = 10;  // [s] without news, after which that is shown

/// Tells a file from the one that replaced it; none where there is no file.
using Stamp = std::optional<std::tuple<dev_t, ino_t, std::int64_t, std::int64_t>>;

Stamp stamp_of(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return std::tuple{found.st_dev, found.st_ino, std::int64_t{found.st_mtim.tv_sec},
                    std::int64_t{found.st_mtim.tv_nsec}};
}

/// The state, with what a glance at the bar would miss in the name.
ProgressState shown_state(const RunReport& report) {
  ProgressState state = report.progress;
  const std::int64_t silence = std::time(nullptr) - report.updated;
  if (silence >= long_silence) {
    state.name += fmt::format(" (no news for {})", format_seconds(static_cast<double>(silence)));
  } else if (report.phase == RunPhase::stopping) {
    state.name += " (stopping)";
  } else if (report.phase == RunPhase::writing) {
    state.name += " (writing the result)";
  }
  return state;
}

/// Standard output, on which each drawing takes the place of the one before.
class Screen {
 public:
  explicit Screen(const DrawLive& draw_live) : draw_live_(draw_live) {}

  void show(const RunReport& report) {
    if (can_redraw(STDOUT_FILENO)) {
      redraw(watch_text(report, terminal_size(STDOUT_FILENO).value_or(TerminalSize{}), draw_live_));
    } else if (const int percent = percent_of(report.progress.share_done); percent > percent_) {
      percent_ = percent;
      fmt::print("{}\n", format_log_line(report.progress, percent));
    }
    std::fflush(stdout);
  }
  void clear() {
    redraw("");
    std::fflush(stdout);
  }
  /// Whether what is shown still gets out.
  [[nodiscard]] static bool is_open() { return std::ferror(stdout) == 0; }

 private:
  void redraw(const std::string& text) {
    if (text == text_) return;
    if (const auto lines = std::count(text_.begin(), text_.end(), '\n'); lines > 0) {
      fmt::print("\x1b[{}A\r\x1b[J", lines);
    }
    fmt::print("{}", text);
    text_ = text;
  }

  const DrawLive& draw_live_;
  std::string text_;
  int percent_ = -1;
};

/// What is known of the run when it is no longer at work: nothing where its file is gone.
using LastReport = std::optional<RunReport>;

/// False where a signal ended the watching before the run did.
bool follow(const fs::path& result, Screen& screen, LastReport& report) {
  const Interrupts interrupts;
  const fs::path file = progress_path(result);
  std::error_code error;
  while (report && is_at_work(*report)) {
    screen.show(*report);
    for (int k = 0; k < ticks_per_drawing && fs::exists(file, error); ++k) {
      if (is_interrupted() || !Screen::is_open()) return false;
      std::this_thread::sleep_for(tick);
    }
    const LastReport next = read_progress_file(result);
    if (next || !fs::exists(file, error)) report = next;
  }
  return true;
}

void say_why_nothing(const fs::path& result, const LastReport& last, bool was_at_work) {
  std::string text = fmt::format(
      "nothing to watch at {} (no run works on it, and it does not "
      "exist) check the path",
      result.string());
  if (last) {
    text = fmt::format(
        "the run on {} ended without a result (process {} on {} is gone) start it again",
        result.string(), last->process, last->host);
  } else if (was_at_work) {
    text = fmt::format(
        "the run on {} ended without a result (it failed, or was stopped before a replicate "
        "finished) it said which where it was started",
        result.string());
  }
  fmt::print(stderr, "quell: error: {}\n", text);
}

}  // namespace

std::string watch_text(const RunReport& report, TerminalSize terminal, const DrawLive& draw_live) {
  // The last column stays free: some terminals wrap as soon as it is written.
  const int columns = terminal.columns - 1;
  std::string line = format_line(shown_state(report), columns, default_glyphs()) + '\n';
  if (report.live.empty()) return line;
  // The cursor stands below the last line, and must not push the first one out of reach.
  return line + draw_live(report.live, {.columns = columns, .rows = terminal.rows - 2});
}

WatchEnd watch_run(const fs::path& result, const DrawLive& draw_live) {
  const Stamp before = stamp_of(result);
  LastReport report = read_progress_file(result);
  const bool was_at_work = report && is_at_work(*report);
  Screen screen(draw_live);
  const bool has_ended = follow(result, screen, report);
  screen.clear();
  if (!has_ended) return WatchEnd::stopped;
  // A result that was there when the run began is that of an earlier one.
  const Stamp after = stamp_of(result);
  if (after && (!was_at_work || after != before)) return WatchEnd::result;
  say_why_nothing(result, report, was_at_work);
  return WatchEnd::nothing;
}

}  // namespace quell
