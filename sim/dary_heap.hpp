// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cassert>
#include <vector>

#include "sim/event.hpp"

namespace quell {

/// Implicit d-ary heap (Johnson 1975, doi:10.1016/0020-0190(75)90001-0) with bottom-up deletion:
/// O(log_d n) per operation, no allocation beyond one array. With d = 4 the children of a node
/// fill one cache line.
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
    std::size_t hole = 0;
    while (true) {
      const std::size_t first = hole * Arity + 1;
      if (first >= heap_.size()) break;
      const std::size_t end = first + Arity < heap_.size() ? first + Arity : heap_.size();
      std::size_t least = first;
      for (std::size_t child = first + 1; child < end; ++child) {
        if (earlier(heap_[child], heap_[least])) least = child;
      }
      heap_[hole] = heap_[least];
      hole = least;
    }
    sift_up(hole, last);
  }

  [[nodiscard]] std::size_t size() const { return heap_.size(); }
  [[nodiscard]] bool empty() const { return heap_.empty(); }

  void visit_blocks(BlockVisitor& visitor) { visitor.array("heap", heap_); }

 private:
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
