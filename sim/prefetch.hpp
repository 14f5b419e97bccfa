// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

namespace quell {

/// Asks for the cache line at `address`. The empty assembly is there because compilers believe that
/// a function which only prefetches does nothing, and drop the calls of it.
[[gnu::always_inline]] inline void fetch_line(const void* address) {
  __builtin_prefetch(address);
  asm volatile("");
}

/// Calls `act(item)` for each item in order. Before that each item is shown to every one of `looks`
/// in turn, eight items apart, so that one look can fetch what the next one reads: the latencies of
/// many items overlap.
template <class Item, class Act, class... Looks>
void for_each_ahead(std::span<Item> items, Act&& act, Looks&&... looks) {
  constexpr std::size_t apart = 8;
  constexpr std::size_t lead = apart * sizeof...(Looks);
  for (std::size_t k = 0; k < items.size() + lead; ++k) {
    std::size_t behind = 0;
    const auto show = [&](auto& look) {
      if (k >= behind && k - behind < items.size()) look(items[k - behind]);
      behind += apart;
    };
    (show(looks), ...);
    if (k >= lead) act(items[k - lead]);
  }
}

}  // namespace quell
