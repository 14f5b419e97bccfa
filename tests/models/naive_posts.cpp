// SPDX-License-Identifier: BSD-3-Clause
// Posts of the naive world, who sees them, and who shares them on.
#include <algorithm>
#include <cmath>

#include "tests/models/naive_world.hpp"

namespace quell {
namespace {

using Number = NaiveWorld::Number;

}  // namespace

/// Share of posts that no other one brought about.
double NaiveWorld::first_posts() const {
  return settings_.bursts ? 1.0 - settings_.bursts->branching : 1.0;
}

/// Where posts are no events, each brings about all that it does at once.
std::uint32_t NaiveWorld::draw_posts(double expected, Stream& stream) const {
  std::uint32_t latest = poisson(stream, expected * first_posts());
  std::uint32_t all = latest;
  while (settings_.bursts && settings_.bursts->branching > 0.0 && latest > 0) {
    latest = poisson(stream, settings_.bursts->branching * latest);
    all += latest;
  }
  return all;
}

void NaiveWorld::count_posts(Number account, std::uint32_t posts) {
  if (posts > 0) note_shown(What::posted, account, posts);
}

void NaiveWorld::note_shown(What what, Number account, std::uint32_t posts) {
  const std::uint32_t followers = follows_.followers(account);
  diary_.push_back({.what = what,
                    .who = account,
                    .posts = posts,
                    .followers = followers,
                    .outsiders = followers - pro_followers(account)});
}

void NaiveWorld::post(Number account, Stream& stream) {
  count_posts(account, 1);
  if (settings_.bursts) {
    for (std::uint32_t left = poisson(stream, settings_.bursts->branching); left > 0; --left) {
      plan(now_ + settings_.bursts->decay.days * stream.exponential(), Kind::offspring, account);
    }
  }
  plan_reshares(account, account, stream);
  expose_all(account, stream);
}

void NaiveWorld::on_offspring(Number account) {
  if (accounts_[account].status != Status::active) return;
  Stream stream = this->stream(Purpose::posts, key_of(account), accounts_[account].posts_block);
  post(account, stream);
  accounts_[account].posts_block = stream.block();
}

/// Of the followers of `by`, some will share a post of `author` on. All are drawn with the
/// probability of amplifiers.
void NaiveWorld::plan_reshares(Number author, Number by, Stream& stream) {
  if (!settings_.resharing || settings_.resharing->probability == 0.0) return;
  const ResharingSettings& resharing = *settings_.resharing;
  const double most = std::min(1.0, resharing.probability * resharing.amplifier_factor);
  for_some_followers(by, most, stream, [&](Number i) {
    const std::optional<Number> main = persons_[i].main_account;
    if (!main || main == author) return;
    const bool is_amplifier = accounts_[*main].tier == Tier::amplifier;
    if (most > resharing.probability && !is_amplifier &&
        stream.coin() * most >= resharing.probability) {
      return;
    }
    if (settings_.ladder && stream.coin() >= read_share(i)) return;
    const std::uint64_t high = stream();
    const std::uint64_t low = stream();
    const Number slot = take_slot(reshares_, free_reshares_,
                                  {.key = high << 32U | low, .author = author, .by = *main});
    plan(now_ + reshare_delay(stream), Kind::reshare, slot);
  });
}

/// Lognormal, or with a density that falls with a power between two bounds.
double NaiveWorld::reshare_delay(Stream& stream) const {
  const ResharingSettings& resharing = *settings_.resharing;
  if (resharing.law == DelayLaw::lognormal) {
    return lognormal(stream, resharing.median.days, resharing.sigma);
  }
  const double power = 1.0 - resharing.exponent;
  const double most = std::pow(resharing.longest.days / resharing.shortest.days, power);
  return resharing.shortest.days * std::pow(1.0 + stream.uniform() * (most - 1.0), 1.0 / power);
}

void NaiveWorld::on_reshare(std::uint32_t slot) {
  const auto [key, author, by] = reshares_[slot];
  free_reshares_.push_back(slot);
  if (accounts_[author].status != Status::active) return;
  if (accounts_[by].status != Status::active) return;
  note_shown(What::reshared, by, 1);
  Stream stream = this->stream(Purpose::reshare, key);
  plan_reshares(author, by, stream);
  const double follows = settings_.resharing->follow;
  if (follows > 0.0) {
    for_some_followers(by, follows, stream, [&](Number i) { follow(i, author); });
  }
  expose_all(by, stream);
}

/// Of the posts that the person is offered, as if each account posted at the mean rate that
/// followers saw at the start.
double NaiveWorld::read_share(Number person) const {
  const double offered = follows_.followed_by(person) * seen_rate_;
  const double attention = settings_.ladder->attention.per_day;
  return offered > attention ? attention / offered : 1.0;
}

/// The probability that one exposure moves the person up.
double NaiveWorld::uptake_of(Number person) const {
  const LadderSettings& ladder = *settings_.ladder;
  if (!is_present(persons_[person].stage)) return 0.0;
  const double followed = follows_.followed_by(person);
  return ladder.uptake[index(persons_[person].stage)] * read_share(person) *
         settings_.segments[persons_[person].segment].susceptibility /
         (1.0 + std::exp(-ladder.steepness * (followed - ladder.midpoint)));
}

/// Candidates come at the largest uptake there can be, room for protection down to -cap included.
void NaiveWorld::expose_one(Number account, Stream& stream) {
  const double room = 1.0 + settings_.protection.cap;
  const Number i = follows_.person_at(account, follows_.draw_entry(account, stream));
  if (stream.coin() * max_uptake_ >= uptake_of(i) * room) return;
  if (gets_past_protection(i, stream)) promote(i);
}

void NaiveWorld::expose_all(Number account, Stream& stream) {
  const double driver = at_hour(settings_.drivers.uptake);
  if (!settings_.ladder || driver == 0.0 || max_uptake_ == 0.0) return;
  const double room = 1.0 + settings_.protection.cap;
  const double candidate = std::min(1.0, max_uptake_ * driver);
  std::vector<Number> candidates;
  for_some_followers(account, candidate, stream, [&](Number i) { candidates.push_back(i); });
  for (const Number i : candidates) {
    if (stream.coin() * candidate >= uptake_of(i) * driver * room) continue;
    if (gets_past_protection(i, stream)) promote(i);
  }
}

}  // namespace quell
