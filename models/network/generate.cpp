// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/network/world.hpp"

namespace quell {

/// A person's fixed traits come from its own stream, so they need no memory and any account of the
/// person, whenever opened, posts at the same underlying rate.
World::Traits World::traits_of(PersonId i) const {
  Stream stream = this->stream(Purpose::person, i.index());
  Traits traits{};
  traits.segment_coin = stream.coin();
  traits.stage_coin = stream.coin();
  traits.posting_normal = normal(stream);
  traits.follower_normal = normal(stream);
  return traits;
}

void World::create_persons() {
  const PopulationSettings& population = settings_.population;
  persons_.resize(std::size_t{population.pro_accounts} + population.audience);
  graph_.resize_followers(persons_.size());
  for (std::uint32_t i = 0; i < person_count(); ++i) {
    const Traits traits = traits_of(PersonId{i});
    double share = 0.0;
    SegmentIndex segment = 0;
    while (segment + 1U < settings_.segments.size() &&
           traits.segment_coin >= (share += settings_.segments[segment].share)) {
      ++segment;
    }
    persons_.segment[i] = segment;
    ++stage_counts_[segment][index(Stage::unaware)];
    Stage stage = Stage::unaware;
    if (i < population.pro_accounts) {
      stage = traits.stage_coin < population.core_share ? Stage::core : Stage::supporter;
    } else if (traits.stage_coin < population.sympathiser_share) {
      stage = Stage::sympathiser;
    } else if (traits.stage_coin < population.sympathiser_share + population.curious_share) {
      stage = Stage::curious;
    }
    if (stage != Stage::unaware) set_stage(PersonId{i}, stage);
  }
  appeal_blocks_.resize(population.counter_accounts);
  for (std::uint32_t k = 0; k < population.counter_accounts; ++k) {
    counters_.emplace_back(k);
    counter_slots_.push_back(k);
  }
}

void World::create_accounts() {
  const PopulationSettings& population = settings_.population;
  for (std::uint32_t i = 0; i < population.pro_accounts; ++i) {
    const double coin = traits_of(PersonId{i}).stage_coin;
    Tier tier = Tier::ordinary;
    if (stage(PersonId{i}) == Stage::core) {
      tier = Tier::core;
    } else if (coin < population.core_share + population.amplifier_share) {
      tier = Tier::amplifier;
    }
    const AccountId a = create_account(PersonId{i}, tier);
    at(a).is_initial = true;
    activate(a);
  }
  flows_.opened = 0;
  totals_.opened = 0;
}

/// Lognormal with the scenario's mean and sigma, correlated with the person's posting rate.
std::uint32_t World::initial_followers(const Traits& traits) const {
  const FollowingSettings& following = settings_.following;
  const double rho = following.initial_correlation;
  const double z =
      rho * traits.posting_normal + std::sqrt(1.0 - rho * rho) * traits.follower_normal;
  const double sigma = following.initial_sigma;
  const double followers = following.initial_mean * std::exp(sigma * z - sigma * sigma / 2.0);
  return static_cast<std::uint32_t>(std::lround(std::min(followers, following.initial_max)));
}

/// Draws distinct followers; `marks[i]` holds the last account whose followers i was drawn for.
/// At reduced scale an account can have more followers than there are persons of a kind: it then
/// gets at most 80 % of the pro persons and half of the audience.
void World::fill_followers(AccountId a, std::uint32_t wanted, std::vector<std::uint32_t>& marks) {
  const std::uint32_t pro = settings_.population.pro_accounts;
  const std::uint32_t audience = settings_.population.audience;
  const std::uint32_t owner = at(a).owner;
  Stream stream = this->stream(Purpose::network, entity_of(at(a)));
  const double share = settings_.following.initial_in_network;
  const auto inside = static_cast<std::uint32_t>(
      std::min(std::round(share * wanted), std::floor(0.8 * (pro - 1.0))));
  const std::uint32_t outside = std::min(wanted - inside, audience / 2);
  const auto take = [&](std::uint32_t i) {
    if (marks[i] == a.index() || i == owner) return false;
    marks[i] = a.index();
    graph_.add(PersonId{i}, a);
    return true;
  };
  for (std::uint32_t taken = 0; taken < inside;) {
    if (take(stream.below(pro))) ++taken;
  }
  for (std::uint32_t taken = 0; taken < outside;) {
    const double u = std::pow(stream.coin(), settings_.following.audience_skew);
    if (take(pro + static_cast<std::uint32_t>(u * audience))) ++taken;
  }
  at(a).pro_followers = inside;
}

/// Posts per day of an account, mean over follow edges; the scenario's mean where there are none.
/// Popular accounts post more, so that a follower sees far more than the mean over accounts.
double World::mean_seen_rate() const {
  double sum = 0.0;
  for (const AccountId a : active_) sum += account(a).rate * followers(a);
  return sum > 0.0 ? sum / static_cast<double>(graph_.edges()) : settings_.posting.rate.per_day;
}

void World::create_network() {
  std::vector<std::uint32_t> marks(persons_.size(), none);
  const auto count = static_cast<std::uint32_t>(accounts_.size());
  for (std::uint32_t k = 0; k < count; ++k) {
    fill_followers(AccountId{k}, initial_followers(traits_of(PersonId{accounts_[k].owner})), marks);
  }
  seen_rate_ = mean_seen_rate();
}

}  // namespace quell
