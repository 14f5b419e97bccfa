// SPDX-License-Identifier: BSD-3-Clause
#include "sim/ladder_queue.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace quell {
namespace {

constexpr std::size_t per_bucket = 8;    // events that a new rung plans for each of its buckets
constexpr std::size_t most_sorted = 64;  // a bucket with more of them is spread over a finer rung
constexpr std::size_t most_rungs = 8;

constexpr auto later = [](const Event& a, const Event& b) { return earlier(b, a); };

/// Latest first. A few are sorted by counting for each those that are later: no step depends on a
/// comparison, which a processor could not foretell.
void sort(std::vector<Event>& events) {
  constexpr std::size_t few = 2 * per_bucket;
  if (events.size() > few) return std::sort(events.begin(), events.end(), later);
  std::array<Event, few> sorted;
  std::array<std::size_t, few> places{};
  for (std::size_t i = 0; i < events.size(); ++i) {
    std::size_t place = i;
    for (std::size_t k = 0; k < i; ++k) {
      const std::size_t is_later = later(events[i], events[k]) ? 1 : 0;
      place -= is_later;
      places[k] += is_later;
    }
    places[i] = place;
  }
  for (std::size_t i = 0; i < events.size(); ++i) sorted[places[i]] = events[i];
  std::copy_n(sorted.begin(), events.size(), events.begin());
}

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
      bags_.put(rung.buckets[bucket], event);
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
      next_.swap(far_);
      far_from_ = std::max_element(next_.begin(), next_.end(), earlier)->time;
    } else {
      Rung& rung = rungs_[rungs_used_ - 1];
      const auto left = rung.buckets.begin() + static_cast<std::ptrdiff_t>(rung.current);
      const auto bucket = std::find_if(left, rung.buckets.end(),
                                       [](const EventBags::Bag& bag) { return bag.size > 0; });
      if (bucket == rung.buckets.end()) {
        --rungs_used_;
        continue;
      }
      rung.current = static_cast<std::size_t>(bucket - rung.buckets.begin()) + 1;
      bags_.pour(*bucket, next_);
      if (bucket + 1 != rung.buckets.end()) bags_.prefetch(bucket[1]);
    }
    if (next_.size() <= most_sorted || !spread(next_)) sort(next_);
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
  rung.buckets.assign(buckets, {});
  for (const Event& event : events) bags_.put(rung.buckets[rung.bucket_of(event.time)], event);
  events.clear();
  return true;
}

void LadderQueue::visit_blocks(BlockVisitor& visitor) {
  std::vector<Event> events = far_;
  events.reserve(size_);
  events.insert(events.end(), next_.begin(), next_.end());
  for (std::size_t r = 0; r < rungs_used_; ++r) {
    for (const EventBags::Bag& bag : rungs_[r].buckets) {
      bags_.for_each_block(bag, [&events](const Event* first, std::uint32_t count) {
        events.insert(events.end(), first, first + count);
      });
    }
  }
  visit_events(visitor, "ladder", events);
  *this = LadderQueue{};
  for (const Event& event : events) push(event);
}

}  // namespace quell
