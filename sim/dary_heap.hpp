// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cassert>
#include <vector>

#include "sim/event.hpp"

namespace quell {

/// Implicit d-ary heap (Johnson 1975, doi:10.1016/0020-0190(75)90001-0) with bottom-up deletion:
/// O(log_d n) per operation, no allocation beyond one array.
template <unsigned Arity = 4>
class DaryHeap {
 public:
  void push(Event event) {
    heap_.push_back(event);
    sift_up(heap_.size() - 1, event);
  }

  [[nodiscard]] const Event& top() {
    assert(!heap_.empty());  // else an event is invented
    return heap_.front();
  }

  void pop() {
    assert(!heap_.empty());
    const Event last = heap_.back();
    heap_.pop_back();
    if (heap_.empty()) return;
    sift_up(sink_hole(), last);
  }

  [[nodiscard]] std::size_t size() const { return heap_.size(); }
  [[nodiscard]] bool empty() const { return heap_.empty(); }

  void visit_blocks(BlockVisitor& visitor) { visit_events(visitor, "heap", heap_); }

 private:
  /// Moves the hole at the root down along the earliest children to a leaf; says where it is.
  std::size_t sink_hole() {
    const std::size_t count = heap_.size();
    Event* const heap = heap_.data();
    std::size_t hole = 0;
    while (true) {
      const std::size_t first = hole * Arity + 1;
      if (first >= count) return hole;
      const std::size_t end = first + Arity < count ? first + Arity : count;
      std::size_t least = first;
      for (std::size_t child = first + 1; child < end; ++child) {
        const std::size_t taken = -std::size_t{earlier(heap[child], heap[least])};
        least ^= (least ^ child) & taken;
      }
      heap[hole] = heap[least];
      hole = least;
    }
  }

  void sift_up(std::size_t hole, Event event) {
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / Arity;
      if (!earlier(event, heap_[parent])) break;
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = event;
  }

  std::vector<Event> heap_;
};

}  // namespace quell
