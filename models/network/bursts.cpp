// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/bursts.hpp"

#include "models/network/world.hpp"

// Posts that bring about posts by the same account: a Hawkes process (Hawkes 1971,
// doi:10.1093/biomet/58.1.83) in the form of clusters (Hawkes & Oakes 1974, doi:10.2307/3212693).
// `immigrants` come at (1 - n) times the posting rate, each post has Poisson(n) offspring.

namespace quell {

std::uint32_t clustered_poisson(Stream& stream, double immigrants, double branching) {
  std::uint32_t generation = poisson(stream, immigrants);
  std::uint32_t total = generation;
  while (generation > 0 && branching > 0.0) {
    generation = poisson(stream, branching * generation);
    total += generation;
  }
  return total;
}

double World::immigrant_share() const {
  return settings_.bursts ? 1.0 - settings_.bursts->branching : 1.0;
}

/// Where posts are not events: all of a cluster is counted at once, as if it had no length.
std::uint32_t World::draw_posts(double expected, Stream& stream) const {
  if (!settings_.bursts) return poisson(stream, expected);
  return clustered_poisson(stream, expected * immigrant_share(), settings_.bursts->branching);
}

/// Where posts are events: those that the one which was just made will bring about.
void World::plan_offspring(AccountId a, Stream& stream) {
  if (!settings_.bursts) return;
  const std::uint32_t count = poisson(stream, settings_.bursts->branching);
  for (std::uint32_t k = 0; k < count; ++k) {
    const double delay = settings_.bursts->decay.days * stream.exponential();
    schedule(now_.days + delay, Kind::offspring, a.index());
  }
}

/// Unless the account is gone by now. Its stream of posts serves nothing else in this mode.
void World::on_offspring(AccountId a) {
  if (account(a).status != AccountStatus::active) return;
  Stream stream = this->stream(Purpose::posts, entity_of(account(a)), history(a).posts_block);
  post(a, stream);
  history(a).posts_block = stream.block();
}

}  // namespace quell
