// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "models/network/world.hpp"

// An account that its owner no longer uses has followers of its own, who read whoever takes it
// over. It enters as a new account that has them from the start: what it posted before, and whom it
// follows, is left out.

namespace quell {

/// Of an account that has just been suspended.
void World::hijack(AccountId suspended) {
  if (!settings_.hijack || active_.empty()) return;
  Stream stream = this->stream(Purpose::hijack, entity_of(account(suspended)));
  if (stream.coin() >= settings_.hijack->probability) return;
  if (!hijack_effort_.spend_one(now_, settings_.hijack->daily_limit)) return;
  ++flows_.hijacked;
  const AccountId a = create_account(random_supporter(stream), Tier::throwaway);
  activate(a);
  bring_audience(a, stream);
  redraw(a);
}

/// Poisson followers around a lognormal mean, none of whom runs a pro account; at most half of the
/// audience, and fewer where many were drawn that follow already, run one or have left.
void World::bring_audience(AccountId a, Stream& stream) {
  constexpr int attempts = 16;
  const HijackSettings& settings = *settings_.hijack;
  const double sigma = settings.followers_sigma;
  const double drawn =
      settings.followers_mean * std::exp(sigma * normal(stream) - sigma * sigma / 2.0);
  const std::uint32_t audience = settings_.population.audience;
  const double mean = std::min(drawn, 2.0 * audience);  // more would be cut to the half
  const std::uint32_t wanted = std::min(poisson(stream, mean), audience / 2);
  at(a).follower_bound = none;  // `follow` need not draw the clock: that comes when all are there
  for (std::uint32_t k = 0; k < wanted; ++k) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
      const PersonId i = audience_member(stream.coin());
      if (graph_[i].main_account == none && follow(i, a)) break;
    }
  }
  at(a).follower_bound = 0;
}

}  // namespace quell
