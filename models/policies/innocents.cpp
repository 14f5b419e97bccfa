// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/innocents.hpp"

namespace quell {

bool suspend_innocent(World& world, PolicyIndex policy, Stream& stream) {
  const auto counters = world.active_counters();
  if (counters.empty()) return false;
  const auto slot = stream.below(static_cast<std::uint32_t>(counters.size()));
  world.suspend_wrongly(policy, counters[slot]);
  return true;
}

void suspend_bystanders(World& world, PolicyIndex policy, double precision, double cost,
                        Stream& stream) {
  for (std::uint32_t k = poisson(stream, (1.0 - precision) / precision); k > 0; --k) {
    if (!suspend_innocent(world, policy, stream)) return;
    world.charge(policy, cost);
  }
}

}  // namespace quell
