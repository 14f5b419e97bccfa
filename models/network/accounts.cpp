// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "models/network/world.hpp"

namespace quell {

AccountId World::create_account(PersonId owner, Tier tier) {
  const double z = traits_of(owner).posting_normal;
  const PostingSettings& posting = settings_.posting;
  const FollowingSettings& following = settings_.following;

  Person& person = graph_[owner];
  if (person.opened == std::numeric_limits<std::uint16_t>::max()) {
    throw std::length_error("a person has opened 65,535 accounts (no scenario should need more)");
  }
  Account account;
  account.owner = owner.index();
  account.serial = person.opened++;
  account.generation = person.suspensions;
  // Mean 1 over persons, both of them.
  const double activity = std::exp(posting.sigma * z - posting.sigma * posting.sigma / 2.0);
  const double spread = following.fitness_exponent * posting.sigma;
  const double fitness = std::exp(spread * z - spread * spread / 2.0);
  account.rate = static_cast<float>(posting.rate.per_day * activity *
                                    std::pow(posting.fatigue, account.generation));
  account.gain = static_cast<float>(following.gain.per_day *
                                    (following.kernel == Kernel::fitness ? fitness : 1.0) *
                                    (tier == Tier::throwaway ? following.throwaway_factor : 1.0));
  const AccountId a = graph_.add_followee(account);
  histories_.emplace_back();
  refollowers_.add_list();
  remembered_.add_list();
  set_tier(a, tier);
  return a;
}

void World::set_tier(AccountId a, Tier tier) {
  const PostingSettings& posting = settings_.posting;
  const auto factor = [&](Tier which) {
    switch (which) {
      case Tier::core:
        return posting.core_factor;
      case Tier::amplifier:
        return posting.amplifier_factor;
      case Tier::throwaway:
        return posting.throwaway_factor;
      case Tier::ordinary:
        break;
    }
    return 1.0;
  };
  Account& account = at(a);
  const double old_factor = factor(account.tier);
  if (old_factor > 0.0) account.rate *= static_cast<float>(factor(tier) / old_factor);
  account.tier = tier;
}

/// Of an active account: posts so far are counted at the old rate.
void World::change_tier(AccountId a, Tier tier) {
  settle(a);
  set_tier(a, tier);
  at(a).follower_bound = 0;  // its report bound has changed as well
  redraw(a);
}

void World::activate(AccountId a) {
  Account& account = at(a);
  account.status = AccountStatus::active;
  history(a).born = history(a).settled = now_.days;
  history(a).active_slot = static_cast<std::uint32_t>(active_.size());
  active_.push_back(a);
  if (account.tier != Tier::throwaway) {
    const PersonId owner{account.owner};
    graph_[owner].main_account = a.index();
    count_as_pro_follower(owner, 1);
  }
  ++flows_.opened;
  ++totals_.opened;
  if (active_.size() > active_bound_) {
    active_bound_ = static_cast<std::uint32_t>(active_.size() + active_.size() / 4 + 16);
    if (has_started_) {
      for (const auto& policy : policies_) policy->on_active_bound_changed(*this);
    }
  }
  if (has_started_) {
    for (const auto& policy : policies_) policy->on_account_opened(*this, a);
  }
}

/// Of a person who gets or loses its main account.
void World::count_as_pro_follower(PersonId i, int change) {
  graph_.for_each_followee(
      i, [&](AccountId a) { at(a).pro_followers += static_cast<std::uint32_t>(change); });
}

void World::open_throwaways(PersonId owner, double mean, Stream& stream) {
  const std::uint32_t count = poisson(stream, mean);
  for (std::uint32_t k = 0; k < count; ++k) {
    const AccountId a = create_account(owner, Tier::throwaway);
    activate(a);
    redraw(a);
  }
}

/// Ends an active account: its posts are counted, all its followers let go.
void World::close(AccountId a, Closing closing) {
  settle(a);
  Account& account = at(a);
  count_lifetime(a, closing);
  account.status = AccountStatus::ended;
  account.clock = (account.clock + 1) & 0xffffffU;
  const AccountId last = active_.back();
  active_[history(a).active_slot] = last;
  history(last).active_slot = history(a).active_slot;
  active_.pop_back();
  history(a).active_slot = none;
  if (has_follower_outreach_) {
    graph_.for_each_follower(a, [this](PersonId i) { stop_reaching(i); });
  }
  graph_.drop_followee(a);
  refollowers_.clear(a.index());
  account.refollowers = 0;
  account.pro_followers = 0;
  const PersonId owner{account.owner};
  if (graph_[owner].main_account == a.index()) {
    graph_[owner].main_account = none;
    count_as_pro_follower(owner, -1);
  }
}

/// Needs a person without active main account, whose follows are not in-network any more.
void World::drop_follows(PersonId i) {
  if (has_follower_outreach_) settle_reach(i);  // messages to followers reach it until now
  graph_.drop_follower(i);
}

/// Draws the number of posts since the account was last settled, with the integrated rate as mean.
/// Impressions take the followers of now; they change by well under 1 % between two observations.
void World::settle(AccountId a) {
  const Account& account = at(a);
  AccountHistory& history = this->history(a);
  if (settings_.posting.mode == PostingMode::thinned) {
    const double activity = settings_.drivers.posting.integral({.days = history.settled}, now_) *
                            static_cast<double>(account.chill);
    Stream stream = this->stream(Purpose::posts, entity_of(account), history.posts_block);
    const std::uint32_t posts = draw_posts(static_cast<double>(account.rate) * activity, stream);
    history.posts_block = stream.block();
    count_posts(a, posts);
  }
  history.settled = now_.days;
}

void World::count_posts(AccountId a, std::uint32_t posts) {
  if (posts == 0) return;
  const Account& account = at(a);
  AccountHistory& history = this->history(a);
  history.posts += posts;
  flows_.posts[graph_[PersonId{account.owner}].segment] += posts;
  count_impressions(a, posts);
  if (history.last_post_interval != interval_) {
    history.last_post_interval = interval_;
    ++flows_.posters;
  }
}

void World::count_impressions(AccountId a, std::uint32_t shown) {
  const double times = static_cast<double>(shown) * reach_of(a);
  flows_.impressions += times * followers(a);
  flows_.impressions_susceptible += times * (followers(a) - account(a).pro_followers);
}

void World::restrict_reach(AccountId a, double reach) {
  if (account(a).status != AccountStatus::active) return;
  settle(a);
  Account& account = at(a);
  account.is_restricted = reach != 1.0;
  history(a).reach = reach;
  account.follower_bound = 0;  // its report bound has changed as well
  redraw(a);
}

void World::boost(AccountId a, Boost boost, Duration length) {
  if (account(a).status != AccountStatus::active) return;
  if (free_boosts_.empty()) {
    free_boosts_.push_back(static_cast<std::uint32_t>(boosts_.size()));
    boosts_.emplace_back();
  }
  const std::uint32_t slot = free_boosts_.back();
  free_boosts_.pop_back();
  boosts_[slot] = {.boost = boost, .account = a};
  multiply_rates(a, boost);
  schedule((now_ + length).days, Kind::boost_end, slot);
}

void World::end_boost(std::uint32_t slot) {
  const RunningBoost ended = boosts_[slot];
  free_boosts_.push_back(slot);
  if (account(ended.account).status != AccountStatus::active) return;
  multiply_rates(ended.account,
                 {.posting = 1.0 / ended.boost.posting, .gain = 1.0 / ended.boost.gain});
}

void World::multiply_rates(AccountId a, Boost factors) {
  settle(a);
  Account& account = at(a);
  account.rate *= static_cast<float>(factors.posting);
  account.gain *= static_cast<float>(factors.gain);
  account.follower_bound = 0;  // its report bound has changed as well
  redraw(a);
}

/// Counter accounts post at one common rate, so their sum is drawn at once.
void World::settle_counters() {
  if (!settings_.counter_speech) return;
  const CounterSpeechSettings& speech = *settings_.counter_speech;
  const double volume = speech.volume.integral({.days = counters_settled_}, now_);
  flows_.counter_posts += poisson(
      counter_stream_, speech.rate.per_day * volume * static_cast<double>(counters_.size()));
  counters_settled_ = now_.days;
}

/// The owner of a uniform active account; needs one. Throwaways may outlive their owner's presence:
/// such an owner is drawn again, a few times.
PersonId World::random_supporter(Stream& stream) const {
  constexpr int attempts = 8;
  PersonId owner;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const AccountId a = active_[stream.below(static_cast<std::uint32_t>(active_.size()))];
    owner = PersonId{account(a).owner};
    if (is_present(stage(owner))) break;
  }
  return owner;
}

}  // namespace quell
