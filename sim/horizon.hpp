// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "sim/event.hpp"

namespace quell {

/// Keeps the next `depth` events of a queue in order and in sight, each with a note in one of the
/// `Notes::slots` slots: `open(slot, event)` when an event comes in sight, `close(slot)` when it no
/// longer is; its note stays until another event takes the slot.
///
/// Events wait for memory, not for arithmetic. Whoever handles them can look at those that are soon
/// due, find out what they will touch, and fetch it while others are handled. The order of events
/// is that of the queue alone.
template <EventQueue Queue, class Notes, std::size_t depth>
class Horizon {
 public:
  Horizon() {
    for (std::size_t k = 0; k < slots_.size(); ++k) slots_[k] = static_cast<Slot>(k);
  }

  void push(const Event& event) {
    const bool in_sight = count_ > 0 && earlier(event, items_[first_ + count_ - 1].event);
    if (!in_sight && !(queue_.empty() && count_ < depth)) {
      queue_.push(event);
      return;
    }
    if (count_ == most) drop_last();
    if (first_ + count_ == items_.size()) move_to_front();
    Item* const end = &items_[first_ + count_];
    Item* const place =
        std::upper_bound(&items_[first_], end, event,
                         [](const Event& a, const Item& item) { return earlier(a, item.event); });
    std::move_backward(place, end, end + 1);
    *place = {.event = event, .slot = take_slot(event)};
    ++count_;
  }

  [[nodiscard]] const Event& top() const {
    assert(count_ > 0);
    return items_[first_].event;
  }

  void pop() {
    assert(count_ > 0);
    if (last_ != none) give_slot(last_);
    last_ = items_[first_].slot;
    notes_.close(last_);
    ++first_;
    --count_;
    if (!queue_.empty() && count_ < depth) take_next();
  }

  [[nodiscard]] std::size_t size() const { return count_ + queue_.size(); }
  [[nodiscard]] bool empty() const { return count_ == 0; }

  [[nodiscard]] Notes& notes() { return notes_; }
  /// Of the event popped last, if there was one.
  [[nodiscard]] auto& last_note() {
    assert(last_ != none);
    return notes_[last_];
  }

  /// Notes are not state: they are taken again.
  void visit_blocks(BlockVisitor& visitor) {
    while (count_ > 0) drop_last();
    queue_.visit_blocks(visitor);
    while (!queue_.empty() && count_ < depth) take_next();
  }

 private:
  using Slot = std::uint32_t;
  static constexpr Slot none = std::numeric_limits<Slot>::max();
  static constexpr std::size_t most = Notes::slots - 1;  ///< in sight; one more is being handled
  static_assert(depth <= most);

  struct Item {
    Event event;
    Slot slot;  ///< of its note
  };

  void take_next() {
    if (first_ + count_ == items_.size()) move_to_front();
    const Event event = queue_.top();
    queue_.pop();
    items_[first_ + count_++] = {.event = event, .slot = take_slot(event)};
  }
  void drop_last() {
    const Item& item = items_[first_ + --count_];
    queue_.push(item.event);
    notes_.close(item.slot);
    give_slot(item.slot);
  }

  void move_to_front() {
    const auto from = items_.begin() + static_cast<std::ptrdiff_t>(first_);
    std::move(from, from + static_cast<std::ptrdiff_t>(count_), items_.begin());
    first_ = 0;
  }

  Slot take_slot(const Event& event) {
    const Slot slot = slots_[--free_slots_];
    notes_.open(slot, event);
    return slot;
  }
  void give_slot(Slot slot) { slots_[free_slots_++] = slot; }

  Queue queue_;  ///< nothing in it is earlier than what is in sight
  std::array<Item, 2 * most> items_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  Notes notes_;
  std::array<Slot, Notes::slots> slots_;  ///< not in use
  std::size_t free_slots_ = Notes::slots;
  Slot last_ = none;  ///< of the event popped last
};

}  // namespace quell
