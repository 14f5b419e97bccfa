// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/event.hpp"

namespace quell {

/// Keeps the next `depth` events of a queue in order and in sight, each with a note.
///
/// Events wait for memory, not for arithmetic. Whoever handles them can look at those that are soon
/// due, find out what they will touch, and fetch it while others are handled; the note holds what
/// one look has found for the next. The order of events is that of the queue alone.
template <EventQueue Queue, class Note, std::size_t depth>
class Horizon {
  static_assert(std::is_trivially_copyable_v<Note>);

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
    if (count_ == most) {
      queue_.push(items_[first_ + --count_].event);
      give_slot(items_[first_ + count_].slot);
    }
    if (first_ + count_ == items_.size()) move_to_front();
    Item* const end = &items_[first_ + count_];
    Item* const place =
        std::upper_bound(&items_[first_], end, event,
                         [](const Event& a, const Item& item) { return earlier(a, item.event); });
    std::move_backward(place, end, end + 1);
    *place = {.event = event, .slot = take_slot()};
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
    ++first_;
    --count_;
    if (!queue_.empty() && count_ < depth) take_next();
  }

  [[nodiscard]] std::size_t size() const { return count_ + queue_.size(); }
  [[nodiscard]] bool empty() const { return count_ == 0; }

  /// Of the event popped last, if there was one.
  [[nodiscard]] Note& note() {
    assert(last_ != none);
    return notes_[last_];
  }

  /// Calls `look(event, note)` for the events in sight that are from `nearest` to `farthest` places
  /// from the top, the farthest first; it says whether it wants to see that event again.
  template <class Look>
  void look(std::size_t nearest, std::size_t farthest, Look&& look) {
    const auto place = [this](std::size_t ahead) {
      return items_.data() + first_ + std::min(ahead, count_);
    };
    Item* const end = place(nearest);
    for (Item* item = place(farthest + 1); item > end;) {
      --item;
      if (item->is_open) item->is_open = look(item->event, notes_[item->slot]);
    }
  }

  /// Notes are not state: they are taken again.
  void visit_blocks(BlockVisitor& visitor) {
    for (; count_ > 0; --count_) {
      queue_.push(items_[first_ + count_ - 1].event);
      give_slot(items_[first_ + count_ - 1].slot);
    }
    queue_.visit_blocks(visitor);
    while (!queue_.empty() && count_ < depth) take_next();
  }

 private:
  using Slot = std::uint32_t;
  static constexpr Slot none = std::numeric_limits<Slot>::max();
  static constexpr std::size_t most = 2 * depth;

  struct Item {
    Event event;
    Slot slot;            ///< of its note
    bool is_open = true;  ///< to be looked at
  };

  void take_next() {
    if (first_ + count_ == items_.size()) move_to_front();
    items_[first_ + count_++] = {.event = queue_.top(), .slot = take_slot()};
    queue_.pop();
  }

  void move_to_front() {
    const auto from = items_.begin() + static_cast<std::ptrdiff_t>(first_);
    std::move(from, from + static_cast<std::ptrdiff_t>(count_), items_.begin());
    first_ = 0;
  }

  /// With a fresh note.
  Slot take_slot() {
    const Slot slot = slots_[--free_slots_];
    std::construct_at(&notes_[slot]);
    return slot;
  }
  void give_slot(Slot slot) { slots_[free_slots_++] = slot; }

  Queue queue_;  ///< nothing in it is earlier than what is in sight
  std::array<Item, 2 * most> items_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::array<Note, most + 1> notes_;
  std::array<Slot, most + 1> slots_;  ///< of notes not in use
  std::size_t free_slots_ = most + 1;
  Slot last_ = none;  ///< of the event popped last
};

}  // namespace quell
