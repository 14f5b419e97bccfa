// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "sim/blocks.hpp"

namespace quell {

/// A pending event at a time >= 0: 16 bytes, so that four share a cache line.
struct Event {
  double time = 0.0;         ///< [d]
  std::uint32_t entity = 0;  ///< whose event
  std::uint32_t tag = 0;     ///< what kind, and which version of it (see `tag_of`)
};

/// Kind in the low 8 bits, version or payload in the high 24.
constexpr std::uint32_t tag_of(std::uint8_t kind, std::uint32_t version) {
  return (version << 8U) | kind;
}
constexpr std::uint8_t kind_of(const Event& event) { return static_cast<std::uint8_t>(event.tag); }
constexpr std::uint32_t version_of(const Event& event) { return event.tag >> 8U; }

/// Strict total order of events. Ties in time are broken by entity and tag, so that every queue
/// pops the same sequence and a run does not depend on which queue it used.
///
/// Compares all three at once, without a branch: the bits of doubles >= 0 rise with their value.
constexpr bool earlier(const Event& a, const Event& b) {
  __extension__ using Key = unsigned __int128;
  const auto key = [](const Event& e) {
    const std::uint64_t rank = (std::uint64_t{e.entity} << 32U) | e.tag;
    return (Key{std::bit_cast<std::uint64_t>(e.time)} << 64U) | rank;
  };
  return key(a) < key(b);
}

/// Visits the events of a queue. Throws std::logic_error where one that was read has no such time.
template <class Allocator>
void visit_events(BlockVisitor& visitor, std::string_view name,
                  std::vector<Event, Allocator>& events) {
  visitor.array(name, events);
  for (const Event& event : events) {
    if (!(event.time >= 0.0)) throw std::logic_error("an event has no time");
  }
}

/// A pending-event set; `top` and `pop` require that it is not empty.
template <class Q>
concept EventQueue = requires(Q queue, const Q& fixed, Event event, BlockVisitor& visitor) {
  queue.push(event);
  { queue.top() } -> std::convertible_to<Event>;
  queue.pop();
  { fixed.size() } -> std::convertible_to<std::size_t>;
  { fixed.empty() } -> std::convertible_to<bool>;
  queue.visit_blocks(visitor);
};

}  // namespace quell
