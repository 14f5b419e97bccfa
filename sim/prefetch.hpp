// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace quell {

/// Asks for the cache line at `address`. The empty assembly is there because compilers believe that
/// a function which only prefetches does nothing, and drop the calls of it.
struct LineFetch {
  [[gnu::always_inline]] void operator()(const void* address) const {
    __builtin_prefetch(address);
    asm volatile("");
  }
};
constexpr LineFetch fetch_line;

/// Collects addresses and asks for their cache lines all at once.
///
/// A processor cannot retire a prefetch before it has found the page, which takes some hundred
/// nanoseconds where the page tables have to be fetched as well. Prefetches in a row share that
/// time; one here and one there among other work each stall all of it.
class LineFetcher {
 public:
  void operator()(const void* address) {
    addresses_[count_++] = address;
    if (count_ == addresses_.size()) flush();
  }

  void flush() {
    for (std::size_t k = 0; k < count_; ++k) fetch_line(addresses_[k]);
    count_ = 0;
  }

 private:
  std::array<const void*, 64> addresses_;
  std::size_t count_ = 0;
};

/// Calls `act(item)` for each item in order. Some time before, each item is shown to every one of
/// `looks` in turn, together with `fetch_line`, so that one look can ask for what the next one
/// reads. Looks go through sixteen items in a row.
template <class Item, class Act, class... Looks>
void for_each_ahead(std::span<Item> items, Act&& act, Looks&&... looks) {
  constexpr std::size_t batch = 16;
  constexpr std::size_t lead = batch * sizeof...(Looks);
  const auto part = [&](std::size_t first) {
    return items.subspan(std::min(first, items.size()),
                         std::min(batch, items.size() - std::min(first, items.size())));
  };
  for (std::size_t first = 0; first < items.size() + lead; first += batch) {
    std::size_t behind = 0;
    const auto show = [&](auto& look) {
      if (first >= behind) {
        for (Item& item : part(first - behind)) look(item, fetch_line);
      }
      behind += batch;
    };
    (show(looks), ...);
    if (first < lead) continue;
    for (Item& item : part(first - lead)) act(item);
  }
}

}  // namespace quell
