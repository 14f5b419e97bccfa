// SPDX-License-Identifier: BSD-3-Clause
#include "cli/progress.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include "tests/catch.hpp"

using namespace quell;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
using std::chrono::milliseconds;

ProgressState halfway() { return {"baseline", 0.43, 9, 20, 2.1e6, 40.2, 0}; }

/// A pipe or, of so many columns, a terminal; and the text that has arrived in it.
class Sink {
 public:
  Sink() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    reader_ = ends[0];
    writer_ = ends[1];
  }
  explicit Sink(unsigned short columns) : reader_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(::grantpt(reader_) == 0);
    REQUIRE(::unlockpt(reader_) == 0);
    writer_ = ::open(::ptsname(reader_), O_RDWR | O_NOCTTY);
    resize(columns);
  }
  ~Sink() {
    ::close(writer_);
    ::close(reader_);
  }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  int writer() const { return writer_; }
  void resize(unsigned short columns) const {
    const winsize size{24, columns, 0, 0};
    REQUIRE(::ioctl(writer_, TIOCSWINSZ, &size) == 0);
  }
  /// All of it; nobody may write any more.
  std::string text() {
    while (read_some()) {
    }
    return text_;
  }
  void wait_for(const std::string& what) {
    for (int i = 0; i < 2000 && text_.find(what) == std::string::npos; ++i) read_some();
    REQUIRE_THAT(text_, ContainsSubstring(what));
  }

 private:
  bool read_some() {
    std::array<char, 4096> buffer{};
    pollfd waiting{reader_, POLLIN, 0};
    if (::poll(&waiting, 1, 20) != 1) return false;
    const ssize_t n = ::read(reader_, buffer.data(), buffer.size());
    if (n > 0) text_.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0;
  }

  int reader_ = -1;
  int writer_ = -1;
  std::string text_;
};

ProgressOptions options_for(const Sink& sink, ProgressMode mode) {
  return {.name = "baseline",
          .n_replicates = 4,
          .days = 10,
          .mode = mode,
          .glyphs = Glyphs::ascii,
          .file = sink.writer(),
          .interval = milliseconds(5)};
}

constexpr const char* clean = "\r\x1b[K";
}  // namespace

TEST_CASE("progress: a wide line shows everything", "[cli]") {
  CHECK(format_line(halfway(), 80, Glyphs::ascii) ==
        "baseline  ######.........  43 %  replicate 9 of 20  2.1 M events/s  0:41 left");
  CHECK(format_line(halfway(), 80, Glyphs::braille) ==
        "baseline  ██████▍········  43 %  replicate 9 of 20  2.1 M events/s  0:41 left");
}

TEST_CASE("progress: a narrow line loses the least important first", "[cli]") {
  const auto line = [](int width) { return format_line(halfway(), width, Glyphs::ascii); };
  CHECK(line(60) == "baseline  ####.......  43 %  replicate 9 of 20  0:41 left");
  CHECK(line(50) == "baseline  #########............  43 %  0:41 left");
  CHECK(line(40) == "baseline  ####.......  43 %  0:41 left");
  CHECK(line(30) == "baseline  43 %  0:41 left");
  CHECK(line(18) == "baseline  43 %");
  CHECK(line(8) == "43 %");
  CHECK(line(3) == "43~");
  CHECK(line(0).empty());
  CHECK(line(-1).empty());
}

TEST_CASE("progress: no line is wider than the terminal", "[cli]") {
  for (const Glyphs glyphs : {Glyphs::ascii, Glyphs::braille}) {
    for (const char* name : {"", "uk", "très long nom de scénario with many many words"}) {
      for (const double left : {not_a_number, 0.0, 12345.0, 1e7, 1e300}) {
        for (int width = 0; width < 160; ++width) {
          ProgressState state = halfway();
          state.name = name;
          state.seconds_left = left;
          state.n_replicates = 100000;
          CAPTURE(width, name, left);
          CHECK(display_width(format_line(state, width, glyphs)) <= width);
        }
      }
    }
  }
}

TEST_CASE("progress: the bar keeps its length while numbers grow", "[cli]") {
  const auto bar_length = [](const ProgressState& state) {
    const std::string line = format_line(state, 80, Glyphs::ascii);
    return line.find_last_of("#.", line.find('%')) - line.find_first_of("#.");
  };
  const ProgressState early{"baseline", 0.04, 9, 20, 12, 3000, 0};
  const ProgressState late{"baseline", 1, 20, 20, 999e6, 0, 0};
  CHECK(bar_length(early) == bar_length(late));
}

TEST_CASE("progress: the bar fills by eighths of a character and is full only when done", "[cli]") {
  ProgressState state;
  const auto line = [&state](double share) {
    state.share_done = share;
    return format_line(state, 17, Glyphs::braille);
  };
  CHECK(line(0) == "··········  0 %");
  CHECK(line(0.25) == "██▌·······  25 %");
  CHECK(line(0.999) == "█████████▉  99 %");
  CHECK(line(1) == "██████████  100 %");
  CHECK(line(7) == line(1));
  CHECK(line(not_a_number) == line(0));
}

TEST_CASE("progress: what is not known yet is left out", "[cli]") {
  ProgressState state = halfway();
  state.events_per_second = not_a_number;
  state.seconds_left = std::numeric_limits<double>::infinity();
  const std::string line = format_line(state, 100, Glyphs::ascii);
  CHECK_THAT(line, EndsWith("43 %  replicate 9 of 20"));
  CHECK(format_log_line(state, 40) == "baseline: 40 % (replicate 9 of 20)");
}

TEST_CASE("progress: a log line tells the time left, the last one the time taken", "[cli]") {
  ProgressState state = halfway();
  state.seconds_taken = 62;
  CHECK(format_log_line(state, 40) == "baseline: 40 % (replicate 9 of 20, 0:41 left)");
  CHECK(format_log_line(state, 100) == "baseline: 100 % (replicate 9 of 20, took 1:02)");
}

TEST_CASE("progress: times and counts read as people write them", "[cli]") {
  CHECK(format_seconds(0) == "0:00");
  CHECK(format_seconds(40.2) == "0:41");
  CHECK(format_seconds(3599.5) == "1:00:00");
  CHECK(format_seconds(3723) == "1:02:03");
  CHECK(format_seconds(100 * 3600) == "4 d 04 h");
  CHECK(format_seconds(-5) == "0:00");
  CHECK(format_count(12) == "12");
  CHECK(format_count(999.4) == "999");
  CHECK(format_count(999.6) == "1.0 k");
  CHECK(format_count(9960) == "10 k");
  CHECK(format_count(350e3) == "350 k");
  CHECK(format_count(2.1e6) == "2.1 M");
}

TEST_CASE("progress: a smoothed rate is exact when steady and follows a change", "[cli]") {
  SmoothedRate rate(10);
  CHECK(std::isnan(rate.per_second()));
  for (int i = 0; i < 50; ++i) rate.add(0.2, 0.6);
  CHECK(rate.per_second() == Approx(3));
  rate.add(0.2, 0.0);
  CHECK(rate.per_second() > 2.8);
  for (int i = 0; i < 500; ++i) rate.add(0.2, 0.2);
  CHECK(rate.per_second() == Approx(1).epsilon(0.001));
}

TEST_CASE("progress: a terminal gets one line that is gone at the end", "[cli]") {
  Sink terminal(60);
  {
    ProgressBar progress(options_for(terminal, ProgressMode::bar));
    progress.advance(0, 10);
    progress.advance(2, 5);
    terminal.wait_for("37 %  replicate 2 of 4");
  }
  const std::string text = terminal.text();
  CHECK(text.find('\n') == std::string::npos);
  CHECK_THAT(text, EndsWith(clean));
}

TEST_CASE("progress: the line follows the width of the terminal and never fills it", "[cli]") {
  Sink terminal(33);
  ProgressBar progress(options_for(terminal, ProgressMode::bar));
  progress.advance(0, 10);
  terminal.wait_for("\rbaseline  ###............  25 %\x1b[K");
  terminal.resize(12);
  terminal.wait_for("\r25 %\x1b[K");
}

TEST_CASE("progress: an exception leaves the terminal clean", "[cli]") {
  Sink terminal(80);
  CHECK_THROWS_AS(
      [&] {
        const ProgressBar progress(options_for(terminal, ProgressMode::bar));
        terminal.wait_for("0 %");
        throw std::runtime_error("run failed");
      }(),
      std::runtime_error);
  CHECK_THAT(terminal.text(), EndsWith(clean));
}

TEST_CASE("progress: a log gets a line at each tenth of the way and no control characters",
          "[cli]") {
  Sink pipe;
  {
    ProgressBar progress(options_for(pipe, ProgressMode::log));
    progress.advance(0, 3.9);
    progress.advance(0, 0.1);
    pipe.wait_for("baseline: 10 % (replicate 1 of 4)\n");
    progress.advance(1, 3);
    std::this_thread::sleep_for(milliseconds(30));
    progress.advance(1, 9);
    pipe.wait_for("40 %");
  }
  CHECK(pipe.text() ==
        "baseline: 10 % (replicate 1 of 4)\n"
        "baseline: 40 % (replicate 2 of 4)\n");
}

TEST_CASE("progress: a run shorter than the interval still logs that it is done", "[cli]") {
  Sink pipe;
  {
    ProgressOptions options = options_for(pipe, ProgressMode::log);
    options.interval = std::chrono::hours(1);
    ProgressBar progress(options);
    for (std::uint32_t replicate = 0; replicate < 4; ++replicate) {
      for (int day = 0; day < 100; ++day) progress.advance(replicate, 0.1);
    }
  }
  CHECK(pipe.text() == "baseline: 100 % (replicate 4 of 4, took 0:01)\n");
}

TEST_CASE("progress: quiet writes nothing", "[cli]") {
  Sink pipe;
  {
    ProgressBar progress(options_for(pipe, ProgressMode::quiet));
    progress.advance(0, 10);
    std::this_thread::sleep_for(milliseconds(30));
  }
  CHECK(pipe.text().empty());
}

TEST_CASE("progress: an observer is told the state in quiet too, and at the end", "[cli]") {
  Sink pipe;
  std::vector<ProgressState> states;
  {
    ProgressOptions options = options_for(pipe, ProgressMode::quiet);
    options.interval = std::chrono::hours(1);
    options.observer = [&states](const ProgressState& state) { states.push_back(state); };
    ProgressBar progress(options);
    progress.advance(0, 4, 70);
    progress.advance(3, 6, 7);
  }
  REQUIRE(states.size() == 1);
  CHECK(states[0].share_done == 10.0 / 40);
  CHECK(states[0].events == 77);
  CHECK(states[0].replicate == 2);
  CHECK(pipe.text().empty());
}

TEST_CASE("progress: threads advance the same replicate without losing days", "[cli]") {
  Sink pipe;
  {
    ProgressOptions options = options_for(pipe, ProgressMode::log);
    options.n_replicates = 2;
    options.days = 40000;
    ProgressBar progress(options);
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&progress] {
        for (int day = 0; day < 20000; ++day) progress.advance(day % 2 == 0 ? 0 : 1, 1, 3);
      });
    }
  }
  CHECK_THAT(pipe.text(), ContainsSubstring("100 % (replicate 2 of 2"));
}

TEST_CASE("progress: stderr that is no terminal gets a log", "[cli]") {
  Sink pipe;
  const int saved = ::dup(STDERR_FILENO);
  ::dup2(pipe.writer(), STDERR_FILENO);
  const ProgressMode mode = default_progress_mode();
  ::dup2(saved, STDERR_FILENO);
  ::close(saved);
  CHECK(mode == ProgressMode::log);
}
