// SPDX-License-Identifier: BSD-3-Clause
#include "studies/threads.hpp"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <atomic>

namespace quell {
namespace {

/// Between what happens before pieces begin, in each of them, and after they end. oneTBB keeps this
/// order by itself, but by means that the thread sanitizer does not see.
class Order {
 public:
  /// A piece, from its beginning to its end.
  class Piece {
   public:
    explicit Piece(Order& order) : order_(order) { (void)order_.turns_.load(); }
    ~Piece() { ++order_.turns_; }
    Piece(const Piece&) = delete;
    Piece& operator=(const Piece&) = delete;

   private:
    Order& order_;
  };

  Order() { ++turns_; }
  ~Order() { (void)turns_.load(); }
  Order(const Order&) = delete;
  Order& operator=(const Order&) = delete;

 private:
  std::atomic<std::size_t> turns_{0};
};

}  // namespace

void for_each_on_threads(unsigned jobs, std::size_t count,
                         const std::function<void(std::size_t)>& body) {
  Order order;
  // Without it TBB stays below the number of cores, and prints that it does.
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, jobs);
  tbb::task_arena arena(static_cast<int>(jobs));
  arena.execute([&] {
    tbb::parallel_for(
        std::size_t{0}, count,
        [&](std::size_t k) {
          const Order::Piece piece(order);
          body(k);
        },
        tbb::simple_partitioner{});
  });
}

void for_each_piece(std::size_t count,
                    const std::function<void(std::size_t begin, std::size_t end)>& body) {
  constexpr std::size_t grain = 256;
  Order order;
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, grain),
                      [&](const tbb::blocked_range<std::size_t>& range) {
                        const Order::Piece piece(order);
                        body(range.begin(), range.end());
                      });
  });
}

}  // namespace quell
