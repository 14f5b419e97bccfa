// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "sim/event.hpp"
#include "sim/units.hpp"

namespace quell {

/// Processes events in order of time up to and including `end`; returns how many.
///
/// `handle(event)` may append new events to `outbox`, which is emptied into the queue after each
/// call: handlers need not know which queue they run on.
template <EventQueue Queue, class Handler>
std::uint64_t run_until(Queue& queue, Time end, std::vector<Event>& outbox, Handler&& handle) {
  std::uint64_t count = 0;
  const auto deliver = [&] {
    for (const Event& event : outbox) queue.push(event);
    outbox.clear();
  };
  deliver();
  while (!queue.empty()) {
    const Event event = queue.top();
    if (event.time > end.days) break;
    queue.pop();
    handle(event);
    ++count;
    deliver();
  }
  return count;
}

}  // namespace quell
