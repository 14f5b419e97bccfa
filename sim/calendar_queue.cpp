// SPDX-License-Identifier: BSD-3-Clause
#include "sim/calendar_queue.hpp"

#include <algorithm>
#include <cassert>

namespace quell {
namespace {

constexpr std::size_t least_buckets = 8;
constexpr std::size_t width_sample = 64;

bool later(const Event& a, const Event& b) { return earlier(b, a); }

}  // namespace

CalendarQueue::CalendarQueue() : buckets_(least_buckets) {}

void CalendarQueue::insert(Event event) {
  std::vector<Event>& bucket = buckets_[day_of(event.time) & (buckets_.size() - 1)];
  bucket.insert(std::upper_bound(bucket.begin(), bucket.end(), event, later), event);
}

void CalendarQueue::push(Event event) {
  assert(event.time >= 0.0);  // else the day number wraps
  insert(event);
  ++size_;
  today_ = size_ == 1 ? day_of(event.time) : std::min(today_, day_of(event.time));
  at_earliest_ = false;
  if (size_ > 2 * buckets_.size()) resize(2 * buckets_.size());
}

void CalendarQueue::find_earliest() {
  for (std::size_t step = 0; step <= buckets_.size(); ++step, ++today_) {
    const std::vector<Event>& bucket = buckets_[today_ & (buckets_.size() - 1)];
    if (!bucket.empty() && day_of(bucket.back().time) == today_) {
      scans_ += step;
      at_earliest_ = true;
      return;
    }
  }
  // A whole year is empty: look at the last event of every bucket.
  const Event* first = nullptr;
  for (const std::vector<Event>& bucket : buckets_) {
    if (!bucket.empty() && (first == nullptr || earlier(bucket.back(), *first))) {
      first = &bucket.back();
    }
  }
  scans_ += 2 * buckets_.size();
  today_ = day_of(first->time);
  at_earliest_ = true;
}

const Event& CalendarQueue::top() {
  assert(size_ > 0);
  if (!at_earliest_) find_earliest();
  return buckets_[today_ & (buckets_.size() - 1)].back();
}

void CalendarQueue::pop() {
  assert(size_ > 0);
  if (!at_earliest_) find_earliest();
  buckets_[today_ & (buckets_.size() - 1)].pop_back();
  --size_;
  ++operations_;
  at_earliest_ = false;
  const bool shrunk = size_ < buckets_.size() / 2 && buckets_.size() > least_buckets;
  const bool too_narrow = operations_ >= buckets_.size() && scans_ > 8 * operations_;
  if (shrunk) {
    resize(buckets_.size() / 2);
  } else if (too_narrow) {
    resize(buckets_.size());
  } else if (operations_ >= 4 * buckets_.size()) {
    scans_ = operations_ = 0;
  }
}

/// Three times the mean gap between the earliest events, as Brown proposes, so that a day holds
/// about three events.
double CalendarQueue::width_for(std::vector<Event>& events) const {
  const std::size_t count = std::min(width_sample, events.size());
  if (count < 2) return 1.0 / days_per_unit_;
  std::partial_sort(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(count),
                    events.end(), earlier);
  const double span = events[count - 1].time - events[0].time;
  const double width = 3.0 * span / static_cast<double>(count - 1);
  const double least = (events[count - 1].time + 1.0) * 0x1p-50;  // keeps day numbers exact
  return width > least ? width : 1.0 / days_per_unit_;
}

void CalendarQueue::resize(std::size_t buckets) {
  std::vector<Event> events;
  events.reserve(size_);
  for (std::vector<Event>& bucket : buckets_) {
    events.insert(events.end(), bucket.begin(), bucket.end());
    bucket.clear();
  }
  days_per_unit_ = 1.0 / width_for(events);
  buckets_.resize(buckets);
  std::sort(events.begin(), events.end(), later);
  for (const Event& event : events) {
    buckets_[day_of(event.time) & (buckets_.size() - 1)].push_back(event);
  }
  today_ = events.empty() ? 0 : day_of(events.back().time);
  scans_ = operations_ = 0;
  at_earliest_ = false;
}

void CalendarQueue::visit_blocks(BlockVisitor& visitor) {
  std::vector<Event> events;
  events.reserve(size_);
  for (const std::vector<Event>& bucket : buckets_) {
    events.insert(events.end(), bucket.begin(), bucket.end());
  }
  visit_events(visitor, "calendar", events);
  *this = CalendarQueue{};
  for (const Event& event : events) push(event);
}

}  // namespace quell
