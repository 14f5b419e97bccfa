// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "models/network/state.hpp"
#include "sim/event.hpp"
#include "sim/prefetch.hpp"
#include "sim/random.hpp"

namespace quell {

/// The looks at what an event will touch (see lookahead.cpp).
enum class Look : std::uint8_t {
  begin,
  fetch_owner,
  draw,
  draw_known,
  find_known,
  draw_follower,
  find_follower,
  check_follower,
  draw_refollower,
  find_refollower,
  find_supporter,
  fetch_supporter,
  fetch_edge,
  fetch_back,
  find_member,
  nothing,
};
constexpr std::size_t look_count = static_cast<std::size_t>(Look::nothing);

/// How far the fetching for an account's next event has come. A guess, but for the words of the
/// stream: they are those that the event will draw, if the account's `block` is still the same.
struct Foresight {
  Stream stream{{}, 0, 0};     ///< of the account, moved on by what was drawn ahead
  std::uint32_t block = none;  ///< where it began; none before it did
  std::uint32_t slot = 0;
  std::uint32_t account = none;
  std::uint32_t person = none;
  Happening happening = Happening::nothing;
  bool reciprocates = false;  ///< whether a new follower would be followed back
};

/// The foresights of the events in sight, sorted by the look that each is to get next: whoever
/// looks goes through one kind of look after the other, instead of asking each event for its own,
/// which a processor cannot guess.
class Foresights {
 public:
  using Slot = std::uint32_t;
  static constexpr Slot slots = 64;

  /// `event` has come in sight, and takes the slot.
  void open(Slot slot, const Event& event) {
    events_[slot] = event;
    foresights_[slot].block = none;
    put(slot, Look::begin);
  }
  /// It is not to be looked at any more; what was foreseen stays until another one takes the slot.
  void close(Slot slot) { waiting_[next_[slot]] &= ~bit(slot); }

  [[nodiscard]] Foresight& operator[](Slot slot) { return foresights_[slot]; }

  /// One look at each event that waits for one: `take(constant, event, foresight, fetch)`, where
  /// the constant holds which, returns the next. What the looks ask for is fetched in one row.
  template <class Take>
  void look(Take&& take) {
    const auto waiting = std::exchange(waiting_, {});
    const auto each = [&]<std::size_t look>(std::integral_constant<std::size_t, look> /*which*/) {
      for (std::uint64_t left = waiting[look]; left != 0; left &= left - 1) {
        const auto slot = static_cast<Slot>(std::countr_zero(left));
        constexpr std::integral_constant<Look, static_cast<Look>(look)> which;
        put(slot, take(which, events_[slot], foresights_[slot], fetch_));
      }
    };
    [&]<std::size_t... look>(std::index_sequence<look...> /*all*/) {
      (each(std::integral_constant<std::size_t, look>{}), ...);
    }
    (std::make_index_sequence<look_count>{});
    fetch_.flush();
  }

 private:
  static constexpr std::uint64_t bit(Slot slot) { return std::uint64_t{1} << slot; }
  void put(Slot slot, Look next) {
    next_[slot] = static_cast<std::uint8_t>(next);
    waiting_[next_[slot]] |= bit(slot);
  }

  std::array<std::uint64_t, look_count + 1> waiting_{};  ///< by the next look: a bit for each slot
  std::array<std::uint8_t, slots> next_{};
  std::array<Event, slots> events_;
  std::array<Foresight, slots> foresights_;
  LineFetcher fetch_;
};

}  // namespace quell
