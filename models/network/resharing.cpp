// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/resharing.hpp"

#include <algorithm>
#include <cmath>

#include "models/network/world.hpp"

// Posts that are events, in `explicit` mode: one is seen by every follower at once, and by those of
// whoever shares it on, at the time of that. Nobody remembers what was shared already: a person who
// follows several that share a post may share it on as often.

namespace quell {

Duration reshare_delay(const ResharingSettings& resharing, Stream& stream) {
  if (resharing.law == DelayLaw::lognormal) {
    return {.days = lognormal(stream, resharing.median.days, resharing.sigma)};
  }
  const double power = 1.0 - resharing.exponent;
  const double ratio = resharing.longest.days / resharing.shortest.days;
  const double span = std::pow(ratio, power) - 1.0;
  return {.days = resharing.shortest.days * std::pow(1.0 + stream.uniform() * span, 1.0 / power)};
}

void World::post(AccountId a, Stream& stream) {
  count_posts(a, 1);
  plan_offspring(a, stream);
  plan_reshares(a, a, stream);
  expose_all(a, stream);
}

/// Whether the platform shows a follower what `by` posts.
bool World::is_shown(AccountId by, Stream& stream) const {
  return !account(by).is_restricted || stream.coin() < reach_of(by);
}

/// What `by` shows is an exposure of each of its followers, effective with the follower's uptake.
void World::expose_all(AccountId by, Stream& stream) {
  if (!settings_.ladder || !(hour_->uptake > 0.0) || !(max_uptake_ > 0.0)) return;
  const double candidate = std::min(1.0, max_uptake_ * hour_->uptake);
  const double factor = hour_->uptake * (1.0 + settings_.protection.cap);
  scratch_.clear();  // a promotion may change the list of followers
  for_some_followers(by, GeometricSampler{candidate}, stream, [&](PersonId i) {
    if (is_shown(by, stream)) scratch_.push_back(i);
  });
  for (const PersonId i : scratch_) expose(i, stream.coin() * candidate, factor, stream);
}

/// Some of those who see what `by` shows of `author` will share it on.
void World::plan_reshares(AccountId author, AccountId by, Stream& stream) {
  if (!settings_.resharing || !(settings_.resharing->probability > 0.0)) return;
  const double probability = settings_.resharing->probability;
  const double most = settings_.resharing->most();
  for_some_followers(by, *skip_to_resharer_, stream, [&](PersonId i) {
    const std::uint32_t main = graph_[i].main_account;
    if (main == none || main == author.index() || !is_shown(by, stream)) return;
    // All are drawn with the probability of amplifiers.
    const bool is_amplifier = account(AccountId{main}).tier == Tier::amplifier;
    if (most > probability && !is_amplifier && stream.coin() * most >= probability) return;
    if (settings_.ladder && stream.coin() >= read_share(i)) return;
    if (free_reshares_.empty()) {
      free_reshares_.push_back(static_cast<std::uint32_t>(reshares_.size()));
      reshares_.emplace_back();
    }
    const std::uint32_t slot = free_reshares_.back();
    free_reshares_.pop_back();
    const std::uint64_t high = stream();
    reshares_[slot] = {.key = high << 32U | stream(), .author = author, .by = AccountId{main}};
    const Time when = now_ + reshare_delay(*settings_.resharing, stream);
    schedule(when.days, Kind::reshare, slot);
  });
}

/// Unless the post or who would share it is gone by now.
void World::on_reshare(std::uint32_t slot) {
  const Reshare reshare = reshares_[slot];
  free_reshares_.push_back(slot);
  const AccountId author = reshare.author;
  const AccountId by = reshare.by;
  if (account(author).status != AccountStatus::active) return;
  if (account(by).status != AccountStatus::active) return;
  ++flows_.reshares;
  count_impressions(by, 1);
  Stream stream = this->stream(Purpose::reshare, reshare.key);
  plan_reshares(author, by, stream);
  if (settings_.resharing->follow > 0.0) {
    for_some_followers(by, *skip_to_recommended_, stream, [&](PersonId i) {
      if (is_shown(by, stream)) follow(i, author);
    });
  }
  expose_all(by, stream);
}

}  // namespace quell
