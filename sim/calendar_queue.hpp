// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/event.hpp"

namespace quell {

/// Calendar queue (Brown 1988, doi:10.1145/63039.63045): buckets are the days of a year, an event
/// waits in the bucket of its day, whatever its year; O(1) per operation when the bucket width
/// follows the event density.
///
/// Differs from Brown in two points: a bucket is a vector kept in descending order (its earliest
/// event is popped from the back), and the width is taken from the spread of the earliest events
/// at each resize. Times must be >= 0; all those beyond 2^62 widths share one day.
class CalendarQueue {
 public:
  CalendarQueue();

  void push(Event event);
  [[nodiscard]] const Event& top();
  void pop();

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  void visit_blocks(BlockVisitor& visitor);

 private:
  [[nodiscard]] std::uint64_t day_of(double time) const {
    return static_cast<std::uint64_t>(std::min(time * days_per_unit_, 0x1p62));
  }
  void insert(Event event);
  void find_earliest();
  void resize(std::size_t buckets);
  [[nodiscard]] double width_for(std::vector<Event>& events) const;

  std::vector<std::vector<Event>> buckets_;  ///< size is a power of two
  double days_per_unit_ = 1.0;               ///< 1 / bucket width [1/d]
  std::uint64_t today_ = 0;                  ///< no pending event lies on an earlier day
  std::size_t size_ = 0;
  std::uint64_t scans_ = 0;       ///< empty days passed since the last resize
  std::uint64_t operations_ = 0;  ///< pops since the last resize
  bool at_earliest_ = false;      ///< today's bucket ends in the earliest event
};

}  // namespace quell
