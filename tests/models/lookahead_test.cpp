// SPDX-License-Identifier: BSD-3-Clause
// Whether looks ahead find what an event touches. They change no result, so that without this only
// time would tell that they find nothing.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <vector>

#include "models/network/world.hpp"
#include "sim/dary_heap.hpp"
#include "sim/kernel.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

/// Followers that come by themselves and by shout-outs, go, and follow again after a suspension.
Config coming_and_going() {
  return scenario(1.5, R"(
seed = 41
[population]
pro_accounts = 2000
audience = 40000
counter_accounts = 0
core_share = 0
[following]
gain = 10
unfollow = 0.1
initial_mean = 60
initial_in_network = 0.5
in_network_share = 0.4
triadic_share = 0.5
follow_back = 0
[return]
probability = 1
persistence = 1
ordinary_delay = 0.1
delay_sigma = 0
refollow = 0.8
throwaway_share = 0
[[policy]]
kind = "suspension_schedule"
per_day = 200
)");
}

/// Sorted.
std::vector<PersonId> followers_of(const World& world, AccountId a) {
  std::vector<PersonId> followers;
  world.for_each_follower(a, [&](PersonId i) { followers.push_back(i); });
  std::ranges::sort(followers);
  return followers;
}

/// Who follows, if that is one more or one less.
std::optional<PersonId> only_change(const std::vector<PersonId>& before,
                                    const std::vector<PersonId>& after) {
  std::vector<PersonId> changed;
  std::ranges::set_symmetric_difference(before, after, std::back_inserter(changed));
  if (changed.size() != 1) return std::nullopt;
  return changed.front();
}

}  // namespace

// Each event is looked at just before it is handled, so that nothing comes in between. What is not
// foreseen are the draws after a first one that led to somebody who follows already.
TEST_CASE("lookahead: the looks find who will follow, go or follow again", "[models][analytic]") {
  const Config config = coming_and_going();
  World world{config, 0};
  world.populate();
  world.start();
  Foresights foresights;
  struct Tally {
    int events = 0;
    int foreseen = 0;
  };
  std::array<Tally, 7> tallies{};
  DaryHeap<4> queue;
  run_until(queue, {.days = config.duration().days}, world.outbox(), [&](const Event& event) {
    foresights.open(0, event);
    for (std::size_t k = 0; k < World::looks; ++k) world.look_ahead(foresights);
    foresights.close(0);
    const Foresight foreseen = foresights[0];
    if (foreseen.block == none) return world.handle(event);  // not the clock of an active account
    const AccountId a{event.entity};
    const std::vector<PersonId> before = followers_of(world, a);
    world.handle(event, foresights[0]);
    const auto who = only_change(before, followers_of(world, a));
    if (!who) return;
    Tally& tally = tallies[static_cast<std::size_t>(foreseen.happening)];
    ++tally.events;
    tally.foreseen += foreseen.person == who->index() ? 1 : 0;
  });
  const auto shares = [&](Happening happening) {
    const Tally& tally = tallies[static_cast<std::size_t>(happening)];
    CAPTURE(static_cast<int>(happening), tally.events, tally.foreseen);
    CHECK(tally.events > 500);
    CHECK(tally.foreseen > 0.9 * tally.events);
  };
  shares(Happening::gain);
  shares(Happening::loss);
  shares(Happening::refollow);
  CHECK(tallies[static_cast<std::size_t>(Happening::nothing)].events == 0);
}
