// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/event.hpp"

namespace quell {

/// Keeps the next events of a queue in order and in sight, each with a note.
///
/// Events wait for memory, not for arithmetic. Whoever handles them can look at those that are soon
/// due, find out what they will touch, and fetch it while others are handled; the note holds what
/// one look has found for the next. The order of events is that of the queue alone.
template <EventQueue Queue, class Note>
class Horizon {
  static_assert(std::is_trivially_copyable_v<Note>);

 public:
  static constexpr std::size_t depth = 64;  ///< events in sight, as long as there are so many

  void push(Event event) {
    const bool in_sight = count_ > 0 && earlier(event, items_[first_ + count_ - 1].event);
    if (!in_sight && !(queue_.empty() && count_ < depth)) {
      queue_.push(event);
      return;
    }
    if (count_ == most) queue_.push(items_[first_ + --count_].event);
    if (first_ + count_ == items_.size()) move_to_front();
    Item* const end = &items_[first_ + count_];
    Item* place = end;
    while (place != &items_[first_] && earlier(event, (place - 1)->event)) --place;
    std::move_backward(place, end, end + 1);
    *place = {.event = event, .note = {}};
    ++count_;
  }

  [[nodiscard]] const Event& top() const {
    assert(count_ > 0);
    return items_[first_].event;
  }

  void pop() {
    assert(count_ > 0);
    note_ = items_[first_].note;
    ++first_;
    --count_;
    if (!queue_.empty() && count_ < depth) take_next();
  }

  [[nodiscard]] std::size_t size() const { return count_ + queue_.size(); }
  [[nodiscard]] bool empty() const { return count_ == 0; }

  /// Of the event popped last.
  [[nodiscard]] const Note& note() const { return note_; }

  /// Calls `look(event, note)` for the event that is `ahead` places from the top, if it is in
  /// sight.
  template <class Look>
  void look(std::size_t ahead, Look&& look) {
    if (ahead >= count_) return;
    Item& item = items_[first_ + ahead];
    look(std::as_const(item.event), item.note);
  }

  /// Notes are not state: they are taken again.
  void visit_blocks(BlockVisitor& visitor) {
    for (; count_ > 0; --count_) queue_.push(items_[first_ + count_ - 1].event);
    queue_.visit_blocks(visitor);
    while (!queue_.empty() && count_ < depth) take_next();
  }

 private:
  struct Item {
    Event event;
    Note note;
  };
  static constexpr std::size_t most = 2 * depth;

  void take_next() {
    if (first_ + count_ == items_.size()) move_to_front();
    items_[first_ + count_++] = {.event = queue_.top(), .note = {}};
    queue_.pop();
  }

  void move_to_front() {
    const auto from = items_.begin() + static_cast<std::ptrdiff_t>(first_);
    std::move(from, from + static_cast<std::ptrdiff_t>(count_), items_.begin());
    first_ = 0;
  }

  Note note_{};
  Queue queue_;  ///< nothing in it is earlier than what is in sight
  std::array<Item, 8 * depth> items_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

}  // namespace quell
