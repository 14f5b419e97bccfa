// SPDX-License-Identifier: BSD-3-Clause
#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <utility>

#include "cli/terminal_size.hpp"

namespace quell {

namespace {

constexpr int least_bar = 8;
constexpr int most_bar = 40;
constexpr int log_step = 10;  // [percent]

// Long enough that single slow events do not make the time left jump, short enough that it follows
// when fewer threads are busy at the end of a run.
constexpr double share_memory = 15;  // [s]
constexpr double event_memory = 3;   // [s]
constexpr double least_seconds = 1;  // before this a rate says nothing

std::string bar(double share, int width, Glyphs glyphs) {
  constexpr std::array<std::string_view, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const bool is_fine = glyphs == Glyphs::braille;
  const int steps = is_fine ? 8 : 1;
  const double filled = share > 0 ? std::min(share, 1.0) : 0.0;
  const int done = static_cast<int>(std::floor(filled * width * steps + 1e-9));
  std::string text;
  for (int column = 0; column < width; ++column) {
    const int part = done - column * steps;
    if (part >= steps) {
      text += is_fine ? "█" : "#";
    } else if (part > 0) {
      text += eighths[static_cast<std::size_t>(part)];
    } else {
      text += is_fine ? "·" : ".";
    }
  }
  return text;
}

/// Words of a line, and the columns kept free for them so that the bar stays as long as it is.
struct Part {
  std::string text;
  int columns;
};

Part part(std::string text, int least_columns) {
  const int columns = std::max(display_width(text), least_columns);
  return {std::move(text), columns};
}

void write_all(int file, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody reads: no reason to stop a run
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

int percent_of(double share) {
  if (!(share > 0)) return 0;
  return static_cast<int>(std::floor(std::min(share, 1.0) * 100 + 1e-9));
}

std::string format_seconds(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::ceil(std::clamp(seconds, 0.0, 1e12) - 1e-9));
  const std::int64_t hours = whole / 3600;
  if (hours >= 96) return fmt::format("{} d {:02} h", hours / 24, hours % 24);
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string format_count(double count) {
  constexpr std::array<std::string_view, 5> units{"", " k", " M", " G", " T"};
  std::size_t unit = 0;
  while (count >= 999.5 && unit + 1 < units.size()) {
    count /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}f}{}", count, unit > 0 && count < 9.95 ? 1 : 0, units[unit]);
}

std::string format_line(const ProgressState& state, int width, Glyphs glyphs) {
  const std::string percent = fmt::format("{} %", percent_of(state.share_done));
  const Part name = part(clip_text(state.name, std::max(8, width / 3), glyphs), 0);
  const Part share = part(percent, 5);
  const std::string total = std::to_string(state.n_replicates);
  std::vector<Part> optional;  // the least important last
  if (std::isfinite(state.seconds_left)) {
    optional.push_back(part(format_seconds(state.seconds_left) + " left", 10));
  }
  if (state.n_replicates > 1) {
    optional.push_back(
        part(fmt::format("{} {} of {}", state.run_word, state.replicate, total),
             5 + static_cast<int>(state.run_word.size()) + 2 * static_cast<int>(total.size())));
  }
  if (state.events_per_second > 0 && std::isfinite(state.events_per_second)) {
    optional.push_back(part(format_count(state.events_per_second) + " events/s", 14));
  }

  constexpr int gap = 2;
  int used = (name.columns > 0 ? name.columns + gap : 0) + share.columns;
  if (used > width) return clip_text(percent, width, glyphs);
  const int bar_room = least_bar + gap;
  std::size_t kept = 0;
  while (kept < optional.size() && used + gap + optional[kept].columns + bar_room <= width) {
    used += gap + optional[kept].columns;
    ++kept;
  }
  if (kept == 0 && !optional.empty() && used + gap + optional[0].columns <= width) {
    used += gap + optional[0].columns;
    kept = 1;
  }

  std::string line;
  const auto add = [&line](const std::string& text) {
    if (!line.empty()) line.append(gap, ' ');
    line += text;
  };
  add(name.text);
  if (used + bar_room <= width) {
    add(bar(state.share_done, std::min(width - used - gap, most_bar), glyphs));
  }
  add(percent);
  // Shown in the order replicate, rate, time left.
  for (std::size_t i = 1; i < kept; ++i) add(optional[i].text);
  if (kept > 0) add(optional[0].text);
  return line;
}

std::string format_log_line(const ProgressState& state, int percent) {
  std::string rest =
      fmt::format("{} {} of {}", state.run_word, state.replicate, state.n_replicates);
  if (percent >= 100) {
    rest += ", took " + format_seconds(state.seconds_taken);
  } else if (std::isfinite(state.seconds_left)) {
    rest += ", " + format_seconds(state.seconds_left) + " left";
  }
  return fmt::format("{}: {} % ({})", state.name, percent, rest);
}

void SmoothedRate::add(double seconds, double growth) {
  if (!(seconds > 0)) return;
  const double kept = std::exp(-seconds / memory_);
  growth_ = growth_ * kept + growth;
  seconds_ = seconds_ * kept + seconds;
}

bool can_redraw(int file) {
  const char* term = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe)
  const bool is_dumb = term == nullptr || std::string_view(term) == "dumb";
  return ::isatty(file) == 1 && !is_dumb;
}

ProgressMode default_progress_mode() {
  return can_redraw(STDERR_FILENO) ? ProgressMode::bar : ProgressMode::log;
}

ProgressBar::ProgressBar(ProgressOptions options)
    : options_(std::move(options)),
      done_(options_.n_replicates),
      start_(std::chrono::steady_clock::now()),
      share_rate_(share_memory),
      event_rate_(event_memory) {
  state_.name = clip_text(options_.name, 200, options_.glyphs);
  state_.n_replicates = options_.n_replicates;
  state_.run_word = options_.run_word;
  if (options_.mode == ProgressMode::quiet && !options_.observer) return;
  reporter_ = std::jthread([this](const std::stop_token& stop) { report(stop); });
}

ProgressBar::~ProgressBar() {
  if (!reporter_.joinable()) return;
  reporter_.request_stop();
  reporter_.join();
  if (options_.mode == ProgressMode::bar) write_all(options_.file, "\r\x1b[K");
}

void ProgressBar::advance(std::uint32_t replicate, double days, std::uint64_t n_events) noexcept {
  assert(replicate < done_.size());  // otherwise it would write past the end
  Done& done = done_[replicate];
  done.days.fetch_add(days, std::memory_order_relaxed);
  done.n_events.fetch_add(n_events, std::memory_order_relaxed);
}

void ProgressBar::report(const std::stop_token& stop) noexcept {
  try {
    std::unique_lock lock(mutex_);
    // The first line comes after one interval: a run shorter than that draws nothing.
    while (
        !wake_.wait_for(lock, stop, options_.interval, [&stop] { return stop.stop_requested(); })) {
      observe();
      if (options_.mode == ProgressMode::bar) draw();
      if (options_.mode == ProgressMode::log) write_log();
      if (options_.observer) options_.observer(state_);
    }
    observe();
    if (options_.observer) options_.observer(state_);
    if (options_.mode == ProgressMode::log) write_log();
  } catch (const std::exception&) {
    return;  // out of memory, most likely: the run matters more than its progress bar
  }
}

void ProgressBar::observe() {
  double days = 0;
  double n_events = 0;
  state_.replicate = 0;
  for (const Done& done : done_) {
    const double days_here = done.days.load(std::memory_order_relaxed);
    if (days_here > 0) ++state_.replicate;
    days += days_here;
    n_events += static_cast<double>(done.n_events.load(std::memory_order_relaxed));
  }
  const double all_days = options_.days * options_.n_replicates;
  const double share = all_days > 0 ? std::min(days / all_days, 1.0) : 0.0;
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start_;
  const double seconds = taken.count() - state_.seconds_taken;
  share_rate_.add(seconds, share - state_.share_done);
  event_rate_.add(seconds, n_events - state_.events);
  state_.share_done = share;
  state_.seconds_taken = taken.count();
  state_.events = n_events;
  if (state_.seconds_taken < least_seconds) return;
  state_.events_per_second = event_rate_.per_second();
  state_.seconds_left = (1 - share) / share_rate_.per_second();  // infinite while nothing moves
}

void ProgressBar::draw() const {
  // The last column stays free: some terminals wrap as soon as it is written.
  const int width = terminal_size(options_.file).value_or(TerminalSize{}).columns - 1;
  const std::string line = format_line(state_, width, options_.glyphs);
  write_all(options_.file, fmt::format("\r{}\x1b[K", line));
}

void ProgressBar::write_log() {
  const int percent = percent_of(state_.share_done) / log_step * log_step;
  if (percent <= percent_logged_) return;
  percent_logged_ = percent;
  write_all(options_.file, format_log_line(state_, percent) + '\n');
}

}  // namespace quell
