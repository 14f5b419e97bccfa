// SPDX-License-Identifier: BSD-3-Clause
#include "sim/ladder_queue.hpp"

#include <cassert>
#include <cmath>
#include <utility>

namespace quell {
namespace {

constexpr std::size_t per_bucket = 16;   // events that a new rung plans for each of its buckets
constexpr std::size_t most_sorted = 64;  // a bucket with more of them is spread over a finer rung
constexpr std::size_t most_rungs = 8;

constexpr auto later = [](const Event& a, const Event& b) { return earlier(b, a); };

}  // namespace

void LadderQueue::push(const Event& event) {
  assert(event.time >= 0.0);
  ++size_;
  if (event.time > far_from_) {
    far_.push_back(event);
    return;
  }
  for (std::size_t r = 0; r < rungs_used_; ++r) {
    Rung& rung = rungs_[r];
    const std::size_t bucket = rung.bucket_of(event.time);
    if (bucket >= rung.current) {
      rung.put(bucket, event);
      return;
    }
  }
  next_.insert(std::upper_bound(next_.begin(), next_.end(), event, later), event);
  // Many events for the immediate future: insertion would become quadratic.
  if (next_.size() > 4 * most_sorted) spread(next_);
}

/// Brings the earliest events into `next_`; the queue must not be empty.
void LadderQueue::refill() {
  assert(size_ > 0);
  while (next_.empty()) {
    if (rungs_used_ == 0) {
      const auto last = std::max_element(far_.begin(), far_.end(), earlier);
      far_from_ = last->time;
      if (far_.size() <= most_sorted || !spread(far_)) sort_into_next(far_);
      continue;
    }
    Rung& rung = rungs_[rungs_used_ - 1];
    while (rung.current < rung.buckets && rung.events[rung.current].empty()) ++rung.current;
    if (rung.current == rung.buckets) {
      --rungs_used_;
      continue;
    }
    const std::size_t bucket = rung.current++;
    const bool is_crowded = rung.events[bucket].size() > most_sorted;
    // `spread` may move the rungs about: the bucket changes hands first.
    std::vector<Event> events;
    events.swap(rung.events[bucket]);
    const std::size_t from = rungs_used_ - 1;
    if (!is_crowded || !spread(events)) sort_into_next(events);
    rungs_[from].spare.push_back(std::move(events));
  }
}

/// Moves the events to a new rung; not possible when they share one time, or there are rungs
/// enough.
bool LadderQueue::spread(std::vector<Event>& events) {
  if (rungs_used_ == most_rungs) return false;
  double first = events.front().time;
  double last = first;
  for (const Event& event : events) {
    first = std::min(first, event.time);
    last = std::max(last, event.time);
  }
  const std::size_t buckets = events.size() / per_bucket + 1;
  const double per_day = static_cast<double>(buckets) / (last - first);
  if (!std::isfinite(per_day)) return false;
  if (rungs_used_ == rungs_.size()) rungs_.emplace_back();
  Rung& rung = rungs_[rungs_used_++];
  rung.start = first;
  rung.per_day = per_day;
  rung.current = 0;
  rung.buckets = buckets;
  if (rung.events.size() < buckets) rung.events.resize(buckets);
  for (const Event& event : events) rung.put(rung.bucket_of(event.time), event);
  events.clear();
  return true;
}

void LadderQueue::sort_into_next(std::vector<Event>& events) {
  next_.swap(events);
  std::sort(next_.begin(), next_.end(), later);
}

void LadderQueue::visit_blocks(BlockVisitor& visitor) {
  std::vector<Event> events = far_;
  events.reserve(size_);
  events.insert(events.end(), next_.begin(), next_.end());
  for (std::size_t r = 0; r < rungs_used_; ++r) {
    for (std::size_t k = rungs_[r].current; k < rungs_[r].buckets; ++k) {
      events.insert(events.end(), rungs_[r].events[k].begin(), rungs_[r].events[k].end());
    }
  }
  visit_events(visitor, "ladder", events);
  *this = LadderQueue{};
  for (const Event& event : events) push(event);
}

}  // namespace quell
