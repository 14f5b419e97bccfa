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
/// call: handlers need not know which queue they run on. Most events are followed by one of the
/// same kind, so the first of the outbox takes the place of the one handled. `near(event, level)`
/// hears of events that come close, to fetch what they will touch: it must change nothing that
/// matters.
template <EventQueue Queue, class Handler, class Near>
std::uint64_t run_until(Queue& queue, Time end, std::vector<Event>& outbox, Handler&& handle,
                        Near&& near) {
  std::uint64_t count = 0;
  const auto push_from = [&](std::size_t first) {
    for (std::size_t k = first; k < outbox.size(); ++k) queue.push(outbox[k]);
    outbox.clear();
  };
  push_from(0);
  while (!queue.empty()) {
    const Event event = queue.top();
    if (event.time > end.days) break;
    handle(event);
    ++count;
    if (outbox.empty()) {
      queue.pop(near);
    } else {
      queue.replace_top(outbox.front(), near);
      push_from(1);
    }
  }
  return count;
}

template <EventQueue Queue, class Handler>
std::uint64_t run_until(Queue& queue, Time end, std::vector<Event>& outbox, Handler&& handle) {
  return run_until(queue, end, outbox, handle, [](const Event&, unsigned) {});
}

}  // namespace quell
