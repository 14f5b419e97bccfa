// SPDX-License-Identifier: BSD-3-Clause
// Whether looks ahead find whom an event concerns. They change no result, so that without this only
// time would tell that they find nobody.
#include <algorithm>
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

/// Followers that come by themselves and by shout-outs, go, and follow again after a suspension;
/// persons who climb the ladder by exposures and step down again.
Config coming_and_going() {
  return scenario(1, R"(
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
[ladder]
to_curious = 0.5
curious_down = 0.5
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

struct Tally {
  int events = 0;
  int foreseen = 0;

  void add(bool is_foreseen) {
    ++events;
    foreseen += is_foreseen ? 1 : 0;
  }
};

using Persons = std::vector<PersonId>;

/// Sorted.
Persons followers_of(const World& world, AccountId a) {
  Persons followers;
  world.for_each_follower(a, [&](PersonId i) { followers.push_back(i); });
  std::ranges::sort(followers);
  return followers;
}

/// Who follows, if that is one more or one less.
std::optional<PersonId> only_change(const Persons& before, const Persons& after) {
  Persons changed;
  std::ranges::set_symmetric_difference(before, after, std::back_inserter(changed));
  if (changed.size() != 1) return std::nullopt;
  return changed.front();
}

}  // namespace

// Each event is looked at just before it is handled, so that nothing comes in between. What is not
// foreseen are the draws after a first one that led to somebody who follows already.
TEST_CASE("lookahead: the looks find whom an event concerns", "[models][contract]") {
  const Config config = coming_and_going();
  World world{config, 0};
  world.populate();
  world.start();
  Tally gains;
  Tally losses;
  Tally refollows;
  Tally climbs;
  Tally descents;
  Tally others;
  DaryHeap<4> queue;
  run_until(queue, {.days = config.duration().days}, world.outbox(), [&](const Event& event) {
    Foresights foresights;
    foresights.open(0, event);
    for (std::size_t k = 0; k < World::looks; ++k) world.look_ahead(foresights);
    foresights.close(0);
    const Foresight foreseen = foresights[0];
    const bool is_tick = foreseen.block != none;  // of the clock of an active account
    const bool is_descent = !is_tick && foreseen.person != none;
    if (!is_tick && !is_descent) return world.handle(event);

    const Persons before = is_tick ? followers_of(world, AccountId{event.entity}) : Persons{};
    const std::uint64_t unaware = world.persons_in(0, Stage::unaware);
    const PersonId person{foreseen.person != none ? foreseen.person : 0};
    const Stage stage = world.stage(person);
    world.handle(event, foresights[0]);
    const bool has_moved = world.stage(person) != stage;
    if (world.persons_in(0, Stage::unaware) != unaware) {
      return (is_descent ? descents : climbs).add(has_moved);
    }
    if (is_descent) return;
    const auto who = only_change(before, followers_of(world, AccountId{event.entity}));
    if (!who) return;
    Tally& tally = foreseen.happening == Happening::gain       ? gains
                   : foreseen.happening == Happening::loss     ? losses
                   : foreseen.happening == Happening::refollow ? refollows
                                                               : others;
    tally.add(foreseen.person == who->index());
  });
  const auto check = [](const Tally& tally, double share) {
    CAPTURE(tally.events, tally.foreseen);
    CHECK(tally.events > 200);
    CHECK(tally.foreseen > share * tally.events);
  };
  check(gains, 0.9);
  check(losses, 0.99);
  check(refollows, 0.99);
  check(climbs, 0.99);
  check(descents, 0.99);
  CHECK(others.events == 0);
}
