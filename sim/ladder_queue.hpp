// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/event.hpp"
#include "sim/event_bags.hpp"

namespace quell {

/// Ladder queue (Tang, Goh & Thng 2005, doi:10.1145/1103323.1103324): O(1) per operation for any
/// distribution of times. Events far ahead lie unsorted; when their turn comes they are spread over
/// the buckets of a rung, crowded buckets over a finer rung, and only the few that are next are
/// sorted.
///
/// Differs from the paper in that a bucket is meant for eight events instead of one, so that the
/// buckets' ends stay in the second-level cache. Times must be >= 0.
class LadderQueue {
 public:
  void push(const Event& event);
  [[nodiscard]] const Event& top() {
    if (next_.empty()) refill();
    return next_.back();
  }
  void pop() {
    if (next_.empty()) refill();
    next_.pop_back();
    --size_;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  void visit_blocks(BlockVisitor& visitor);

 private:
  /// Buckets of equal width; those before `current` have been emptied.
  struct Rung {
    double start = 0.0;
    double per_day = 0.0;  ///< buckets per day
    std::size_t current = 0;
    std::vector<EventBags::Bag> buckets;

    /// Rises with `time`, also outside of the rung's own range.
    [[nodiscard]] std::size_t bucket_of(double time) const {
      const double place = std::max(0.0, (time - start) * per_day);
      // Nor where it is undefined.
      if (!(place < static_cast<double>(buckets.size()))) return buckets.size() - 1;
      return static_cast<std::size_t>(place);
    }
  };

  void refill();
  bool spread(std::vector<Event>& events);

  EventBags bags_;          ///< what the buckets hold
  std::vector<Event> far_;  ///< later than `far_from_`, in no order
  double far_from_ = -1.0;
  std::vector<Rung> rungs_;  ///< each within one bucket of the one before it
  std::size_t rungs_used_ = 0;
  std::vector<Event> next_;  ///< the earliest events, latest first
  std::size_t size_ = 0;
};

}  // namespace quell
