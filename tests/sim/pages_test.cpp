// SPDX-License-Identifier: BSD-3-Clause
#include "sim/pages.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "tests/catch.hpp"

using namespace quell;

TEST_CASE("pages: a block is zeroed, aligned to 2 MiB and whole up to its end", "[sim]") {
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{1} << 21U, std::size_t{5} << 20U}) {
    CAPTURE(bytes);
    const Pages pages{bytes};
    CHECK(pages.size() >= bytes);
    CHECK(reinterpret_cast<std::uintptr_t>(pages.data()) % (std::size_t{1} << 21U) == 0);
    CHECK(std::all_of(pages.data(), pages.data() + pages.size(),
                      [](std::byte b) { return b == std::byte{0}; }));
    std::fill(pages.data(), pages.data() + pages.size(), std::byte{1});
  }
}

TEST_CASE("pages: moving hands the block over", "[sim]") {
  Pages first{100};
  first.data()[99] = std::byte{7};
  std::byte* const data = first.data();
  Pages second{std::move(first)};
  CHECK(second.data() == data);
  Pages third{200};
  third = std::move(second);
  CHECK(third.data() == data);
  CHECK(third.data()[99] == std::byte{7});
}

TEST_CASE("pages: a vector keeps its values when it grows onto pages", "[sim]") {
  PageVector<std::uint64_t> values;
  for (std::uint64_t k = 0; k < 1000000; ++k) values.push_back(k);
  CHECK(reinterpret_cast<std::uintptr_t>(values.data()) % huge_page == 0);
  bool is_counting = true;
  for (std::uint64_t k = 0; k < values.size(); ++k) is_counting &= values[k] == k;
  CHECK(is_counting);
  values.resize(10);
  values.shrink_to_fit();
  CHECK(values == PageVector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}
