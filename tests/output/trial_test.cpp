// SPDX-License-Identifier: BSD-3-Clause
#include "output/trial.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "tests/catch.hpp"

using namespace quell;
using namespace std::chrono_literals;

TEST_CASE("trial: what ends survives, also by an exception, and changes nothing here", "[output]") {
  int changed = 0;
  CHECK(survives([&] { changed = 1; }, 60s));
  CHECK(survives([] { throw std::runtime_error("refused"); }, 60s));
  CHECK(changed == 0);
}

TEST_CASE("trial: what crashes or ends the process does not survive", "[output]") {
  CHECK_FALSE(survives([] { std::raise(SIGSEGV); }, 60s));
  CHECK_FALSE(survives([] { std::abort(); }, 60s));
  CHECK_FALSE(survives([] { std::_Exit(0); }, 60s));
}

TEST_CASE("trial: what takes too long does not survive", "[output]") {
  CHECK_FALSE(survives(
      [] {
        for (std::atomic<int> k = 0;; ++k) continue;
      },
      1s));
}

TEST_CASE("trial: whoever ignores ended children sees the same", "[output]") {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  CHECK(survives([] {}, 60s));
  CHECK_FALSE(survives([] { std::raise(SIGSEGV); }, 60s));
  std::signal(SIGCHLD, before);
}

TEST_CASE("trial: no process may have all memory there could be, and each has some", "[output]") {
  CHECK(is_room_for(std::size_t{1} << 20U));
  CHECK_FALSE(is_room_for(std::size_t{1} << 62U));
}
