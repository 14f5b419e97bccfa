// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/foresights.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

using namespace quell;

namespace {

using Taken = std::vector<std::pair<std::uint32_t, Look>>;  ///< entity and look

/// What one round takes, where `next(entity, look)` comes after each look.
template <class Next>
Taken round_of(Foresights& foresights, Next&& next) {
  Taken taken;
  foresights.look([&](auto look, const Event& event, Foresight&, LineFetcher&) {
    taken.emplace_back(event.entity, look());
    return next(event.entity, look());
  });
  return taken;
}

Look following(std::uint32_t /*entity*/, Look look) {
  return static_cast<Look>(static_cast<std::uint8_t>(look) + 1);
}

}  // namespace

TEST_CASE("foresights: an event gets one look in each round, until it wants no more", "[models]") {
  Foresights foresights;
  foresights.open(0, {.entity = 7});
  foresights.open(63, {.entity = 8});
  for (std::size_t k = 0; k < look_count; ++k) {
    const auto look = static_cast<Look>(k);
    CHECK(round_of(foresights, following) == Taken{{7, look}, {8, look}});
  }
  CHECK(round_of(foresights, following).empty());
  foresights.open(5, {.entity = 9});
  CHECK(round_of(foresights, following) == Taken{{9, Look::begin}});
}

TEST_CASE("foresights: a look may be taken again, but not in the same round", "[models]") {
  Foresights foresights;
  foresights.open(3, {.entity = 1});
  const auto next = [](std::uint32_t, Look look) {
    return look == Look::begin        ? Look::find_known
           : look == Look::find_known ? Look::draw_known
                                      : Look::find_known;
  };
  CHECK(round_of(foresights, next) == Taken{{1, Look::begin}});
  for (int k = 0; k < 3; ++k) {
    CHECK(round_of(foresights, next) == Taken{{1, Look::find_known}});
    CHECK(round_of(foresights, next) == Taken{{1, Look::draw_known}});
  }
}

TEST_CASE("foresights: one that is closed is not looked at, and keeps what was foreseen",
          "[models]") {
  Foresights foresights;
  foresights.open(3, {.entity = 1});
  foresights.open(4, {.entity = 2});
  CHECK(round_of(foresights, following).size() == 2);
  foresights[3].block = 17;
  foresights.close(3);
  CHECK(round_of(foresights, following) == Taken{{2, Look::fetch_owner}});
  CHECK(foresights[3].block == 17);

  foresights.open(3, {.entity = 5});  // another event: nothing is foreseen of it
  CHECK(foresights[3].block == none);
  CHECK(round_of(foresights, following) == Taken{{5, Look::begin}, {2, Look::draw}});
  foresights.close(3);
  foresights.close(4);
  CHECK(round_of(foresights, following).empty());
}
