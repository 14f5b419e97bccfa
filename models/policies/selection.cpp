// SPDX-License-Identifier: BSD-3-Clause
#include "models/policies/selection.hpp"

#include <algorithm>

namespace quell {

double TierWeights::largest() const { return std::max({1.0, core, throwaway}); }

TierWeights tier_weights(const ParamValues& values) {
  return {.core = values.real("core_weight"), .throwaway = values.real("throwaway_weight")};
}

std::optional<AccountId> pick_account(const World& world, const TierWeights& weights,
                                      Stream& stream) {
  const auto active = world.active_accounts();
  const auto has_weight = [&](AccountId a) { return weights.of(world.account(a).tier) > 0.0; };
  constexpr int patience = 10000;  // attempts before asking whether any account has weight at all
  while (!active.empty()) {
    for (int attempt = 0; attempt < patience; ++attempt) {
      const AccountId a = active[stream.below(static_cast<std::uint32_t>(active.size()))];
      if (stream.coin() * weights.largest() < weights.of(world.account(a).tier)) return a;
    }
    if (std::none_of(active.begin(), active.end(), has_weight)) break;
  }
  return std::nullopt;
}

}  // namespace quell
