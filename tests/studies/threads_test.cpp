// SPDX-License-Identifier: BSD-3-Clause
#include "studies/threads.hpp"

#include <atomic>
#include <stdexcept>
#include <vector>

#include "tests/catch.hpp"

using namespace quell;

TEST_CASE("threads: each index and each place of each piece comes once", "[studies]") {
  for (const unsigned jobs : {1U, 2U, 5U}) {
    std::vector<std::vector<int>> seen(7);
    for_each_on_threads(jobs, seen.size(), [&](std::size_t k) {
      std::vector<int>& mine = seen[k];
      mine.resize(1000 * k);
      for_each_piece(mine.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) ++mine[i];
      });
      mine.push_back(1);  // all pieces are done
    });
    for (std::size_t k = 0; k < seen.size(); ++k) {
      CHECK(seen[k] == std::vector<int>(1000 * k + 1, 1));
    }
  }
}

TEST_CASE("threads: what one throws comes out, and one thread begins nothing after it",
          "[studies]") {
  std::atomic<int> begun = 0;
  const auto fail_at_2 = [&](std::size_t k) {
    ++begun;
    if (k == 2) throw std::runtime_error("gave up");
  };
  CHECK_THROWS_WITH(for_each_on_threads(1, 100, fail_at_2), "gave up");
  CHECK(begun == 3);
  CHECK_THROWS_WITH(for_each_on_threads(3, 100, fail_at_2), "gave up");
  CHECK_THROWS_WITH(for_each_piece(1000,
                                   [](std::size_t begin, std::size_t /*end*/) {
                                     if (begin > 0) throw std::runtime_error("gave up");
                                   }),
                    "gave up");
}
