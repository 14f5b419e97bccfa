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
  graph_.resize_followers(std::size_t{population.pro_accounts} + population.audience);
  protections_.resize(person_count());
  for (std::uint32_t i = 0; i < person_count(); ++i) {
    const Traits traits = traits_of(PersonId{i});
    double share = 0.0;
    SegmentIndex segment = 0;
    while (segment + 1U < settings_.segments.size() &&
           traits.segment_coin >= (share += settings_.segments[segment].share)) {
      ++segment;
    }
    graph_[PersonId{i}].segment = segment;
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
  graph_.reserve_records(population.pro_accounts);
  histories_.reserve(population.pro_accounts);
  refollowers_.reserve(population.pro_accounts);
  remembered_.reserve(population.pro_accounts);
  active_.reserve(population.pro_accounts);
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

/// Draws distinct followers, those from the pro persons first; `marks` has a bit for every person
/// and is left as it was found, zero.
void World::draw_followers(AccountId a, std::span<std::uint32_t> followers,
                           std::vector<std::uint64_t>& marks) const {
  const std::uint32_t pro = settings_.population.pro_accounts;
  Stream stream = this->stream(Purpose::network, entity_of(account(a)));
  const auto word_of = [&marks](std::uint32_t i) -> std::uint64_t& { return marks[i / 64]; };
  const auto bit_of = [](std::uint32_t i) { return std::uint64_t{1} << (i % 64); };
  word_of(account(a).owner) |= bit_of(account(a).owner);
  for (std::size_t taken = 0; taken < followers.size();) {
    const bool is_inside = taken < account(a).pro_followers;
    const std::uint32_t i = is_inside ? stream.below(pro) : audience_member(stream.coin()).index();
    if ((word_of(i) & bit_of(i)) != 0) continue;
    word_of(i) |= bit_of(i);
    followers[taken++] = i;
  }
  for (const std::uint32_t i : followers) word_of(i) = 0;
  word_of(account(a).owner) = 0;
}

/// Posts per day of an account, mean over follow edges; the scenario's mean where there are none.
/// Popular accounts post more, so that a follower sees far more than the mean over accounts.
double World::mean_seen_rate() const {
  double sum = 0.0;
  for (const AccountId a : active_) sum += static_cast<double>(account(a).rate) * followers(a);
  return sum > 0.0 ? sum / static_cast<double>(graph_.edges()) : settings_.posting.rate.per_day;
}

/// Every account draws from its own stream: the network is the same whatever the number of threads.
/// At reduced scale an account can have more followers than there are persons of a kind: it then
/// gets at most 80 % of the pro persons and half of the audience.
void World::draw_network(const Executor& execute) {
  const double share = settings_.following.initial_in_network;
  const PopulationSettings& population = settings_.population;
  std::vector<std::span<std::uint32_t>> followers;
  followers.reserve(active_.size());
  for (const AccountId a : active_) {
    Account& account = at(a);
    const std::uint32_t wanted = initial_followers(traits_of(PersonId{account.owner}));
    account.pro_followers = static_cast<std::uint32_t>(
        std::min(std::round(share * wanted), std::floor(0.8 * (population.pro_accounts - 1.0))));
    const std::uint32_t outside = std::min(wanted - account.pro_followers, population.audience / 2);
    followers.push_back(graph_.allot_followers(a, account.pro_followers + outside));
  }
  const auto draw = [&](std::size_t first, std::size_t last) {
    std::vector<std::uint64_t> marks(person_count() / 64 + 1);
    for (std::size_t k = first; k < last; ++k) {
      draw_followers(active_[k], followers[k], marks);
    }
  };
  if (execute) {
    execute(followers.size(), draw);
  } else {
    draw(0, followers.size());
  }
}

/// Accounts were created in the order of their owners, so that both have the graph's numbers.
void World::copy_network(const InitialGraph& graph) {
  for (const AccountId a : active_) {
    const std::span<const std::uint32_t> followers = graph.followers_of(a.index());
    std::ranges::copy(
        followers, graph_.allot_followers(a, static_cast<std::uint32_t>(followers.size())).begin());
    at(a).pro_followers = static_cast<std::uint32_t>(
        std::ranges::count_if(followers, [&](std::uint32_t i) { return i < graph.pro_accounts; }));
  }
}

void World::create_network(const Executor& execute) {
  if (settings_.graph != nullptr) {
    copy_network(*settings_.graph);
  } else {
    draw_network(execute);
  }
  graph_.link();
  seen_rate_ = mean_seen_rate();
}

}  // namespace quell
