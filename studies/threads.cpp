// SPDX-License-Identifier: BSD-3-Clause
#include "studies/threads.hpp"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>

namespace quell {
namespace {

// What is done before a call comes before what its pieces do, and that before what is done after
// it. oneTBB keeps this order by itself, but by means that the thread sanitizer does not see; these
// it does. They order more than that (what came before earlier calls too), so that it may miss a
// race of pieces that did not overlap.
alignas(64) std::atomic<std::size_t> calls{0};
alignas(64) std::atomic<std::size_t> pieces{0};

class Call {
 public:
  Call() { calls.fetch_add(1, std::memory_order_release); }
  ~Call() { (void)pieces.load(std::memory_order_acquire); }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
};

class Piece {
 public:
  Piece() { (void)calls.load(std::memory_order_acquire); }
  ~Piece() { pieces.fetch_add(1, std::memory_order_release); }
  Piece(const Piece&) = delete;
  Piece& operator=(const Piece&) = delete;
};

/// `partitioner` says how indices are shared out among the threads of the arena.
template <class Partitioner>
void for_each_index(std::size_t count, const std::function<void(std::size_t)>& body,
                    const Partitioner& partitioner) {
  const auto in_order = [&](std::size_t k) {
    const Piece piece;
    body(k);
  };
  const Call call;
  tbb::parallel_for(std::size_t{0}, count, in_order, partitioner);
}

}  // namespace

void for_each_on_threads(unsigned jobs, std::size_t count,
                         const std::function<void(std::size_t)>& body) {
  // Without it TBB stays below the number of cores, and prints that it does.
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, jobs);
  tbb::task_arena arena(static_cast<int>(jobs));
  arena.execute([&] { for_each_index(count, body, tbb::simple_partitioner{}); });
}

void for_each_piece(std::size_t count,
                    const std::function<void(std::size_t begin, std::size_t end)>& body) {
  constexpr std::size_t grain = 256;
  tbb::this_task_arena::isolate([&] {
    for_each_index((count + grain - 1) / grain,
                   [&](std::size_t k) { body(k * grain, std::min(count, (k + 1) * grain)); },
                   tbb::auto_partitioner{});
  });
}

}  // namespace quell
