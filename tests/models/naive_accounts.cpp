// SPDX-License-Identifier: BSD-3-Clause
// Accounts of the naive world, from their opening to their end, and who follows them.
#include <algorithm>
#include <bit>
#include <cmath>

#include "tests/models/naive_world.hpp"

namespace quell {
namespace {

using Number = NaiveWorld::Number;

}  // namespace

double NaiveWorld::tier_factor(Tier tier) const {
  if (tier == Tier::core) return settings_.posting.core_factor;
  if (tier == Tier::amplifier) return settings_.posting.amplifier_factor;
  if (tier == Tier::throwaway) return settings_.posting.throwaway_factor;
  return 1.0;
}

Number NaiveWorld::create_account(Number owner, Tier tier) {
  const PostingSettings& posting = settings_.posting;
  const FollowingSettings& following = settings_.following;
  const double z = traits_of(owner).posting_normal;
  const double activity = std::exp(posting.sigma * z - posting.sigma * posting.sigma / 2.0);
  const double spread = following.fitness_exponent * posting.sigma;
  const double fitness = std::exp(spread * z - spread * spread / 2.0);
  Account account;
  account.owner = owner;
  account.serial = persons_[owner].opened++;
  account.generation = persons_[owner].suspensions;
  account.rate = static_cast<float>(posting.rate.per_day * activity *
                                    std::pow(posting.fatigue, account.generation));
  account.gain = static_cast<float>(following.gain.per_day *
                                    (following.kernel == Kernel::fitness ? fitness : 1.0) *
                                    (tier == Tier::throwaway ? following.throwaway_factor : 1.0));
  accounts_.push_back(account);
  follows_.add_account();
  const auto a = static_cast<Number>(accounts_.size() - 1);
  set_tier(a, tier);
  return a;
}

void NaiveWorld::set_tier(Number account, Tier tier) {
  const double old_factor = tier_factor(accounts_[account].tier);
  if (old_factor > 0.0) {
    accounts_[account].rate *= static_cast<float>(tier_factor(tier) / old_factor);
  }
  accounts_[account].tier = tier;
}

void NaiveWorld::change_tier(Number account, Tier tier) {
  settle(account);
  set_tier(account, tier);
  accounts_[account].follower_bound = 0;
  redraw(account);
}

void NaiveWorld::activate(Number account) {
  Account& opened = accounts_[account];
  opened.status = Status::active;
  opened.born = opened.settled = now_;
  active_.push_back(account);
  if (opened.tier != Tier::throwaway) persons_[opened.owner].main_account = account;
  note(What::opened, account);
  if (active_.size() <= active_bound_) return;
  active_bound_ = static_cast<std::uint32_t>(active_.size() + active_.size() / 4 + 16);
  if (!has_started_) return;
  for (Number policy = 0; policy < policies_.size(); ++policy) {
    if (policies_[policy].is_hazard) draw_policy(policy);
  }
}

void NaiveWorld::open_throwaways(Number owner, double mean, Stream& stream) {
  for (std::uint32_t left = poisson(stream, mean); left > 0; --left) {
    const Number a = create_account(owner, Tier::throwaway);
    activate(a);
    redraw(a);
  }
}

void NaiveWorld::close(Number account, Ending ending) {
  settle(account);
  if (is_main(account)) persons_[accounts_[account].owner].main_account.reset();
  Account& closed = accounts_[account];
  closed.status = Status::ended;
  closed.ended = now_;
  closed.ending = ending;
  ++closed.version;
  closed.survivors.clear();
  *std::find(active_.begin(), active_.end(), account) = active_.back();
  active_.pop_back();
  follows_.drop_account(account);
}

/// Where posts are no events, their number since the account was last settled is drawn.
void NaiveWorld::settle(Number account) {
  Account& settled = accounts_[account];
  if (settings_.posting.mode == PostingMode::thinned) {
    const double activity =
        settings_.drivers.posting.integral({.days = settled.settled}, {.days = now_}) *
        static_cast<double>(settled.chill);
    Stream stream = this->stream(Purpose::posts, key_of(account), settled.posts_block);
    const std::uint32_t posts = draw_posts(static_cast<double>(settled.rate) * activity, stream);
    settled.posts_block = stream.block();
    count_posts(account, posts);
  }
  settled.settled = now_;
}

void NaiveWorld::multiply_rates(Number account, double posting, double gain) {
  settle(account);
  accounts_[account].rate *= static_cast<float>(posting);
  accounts_[account].gain *= static_cast<float>(gain);
  accounts_[account].follower_bound = 0;
  redraw(account);
}

void NaiveWorld::boost(Number account, double posting, double gain, Duration length) {
  const Number slot =
      take_slot(boosts_, free_boosts_, {.account = account, .posting = posting, .gain = gain});
  multiply_rates(account, posting, gain);
  plan(now_ + length.days, Kind::boost_end, slot);
}

/// The owner of a uniform active account, who is on the platform if one of eight drawn is.
Number NaiveWorld::random_supporter(Stream& stream) const {
  Number owner = 0;
  for (int attempt = 0; attempt < 8; ++attempt) {
    const Number a = active_[stream.below(static_cast<std::uint32_t>(active_.size()))];
    owner = accounts_[a].owner;
    if (is_present(persons_[owner].stage)) break;
  }
  return owner;
}

Number NaiveWorld::audience_member(double u) const {
  const double skew = settings_.following.audience_skew;
  const double skewed = skew == 1.0 ? u : skew == 2.0 ? u * u : std::pow(u, skew);
  return settings_.population.pro_accounts +
         static_cast<Number>(skewed * settings_.population.audience);
}

bool NaiveWorld::follow(Number person, Number account) {
  if (accounts_[account].status != Status::active) return false;
  if (accounts_[account].owner == person || !is_present(persons_[person].stage)) return false;
  if (!follows_.add(person, account)) return false;
  if (!runs_account(person)) persons_[person].was_reached = true;
  if (settings_.following.young_factor != 1.0) {
    Stream stream = parting_stream(person, account);
    plan_parting({.person = person,
                  .account = account,
                  .suspensions = persons_[person].suspensions,
                  .old_from = now_ + settings_.following.young_length.days},
                 stream);
  }
  if (follows_.followers(account) > accounts_[account].follower_bound) redraw(account);
  return true;
}

Stream NaiveWorld::parting_stream(Number person, Number account) const {
  const std::uint64_t tie = key_of(account) ^ std::bit_cast<std::uint64_t>(now_);
  return stream(Purpose::parting, tie, person);
}

/// What its hazard is beyond that of an old tie is drawn when it is made.
void NaiveWorld::plan_parting(const Parting& parting, Stream& stream) {
  const double excess =
      (settings_.following.young_factor - 1.0) * unfollow_rate(accounts_[parting.account]);
  const double when = now_ + stream.exponential() / excess;
  if (!(when < parting.old_from)) return;
  plan(when, Kind::parting, take_slot(partings_, free_partings_, parting));
}

void NaiveWorld::on_parting(std::uint32_t slot) {
  const Parting parting = partings_[slot];
  free_partings_.push_back(slot);
  if (persons_[parting.person].suspensions != parting.suspensions) return;
  if (!follows_.contains(parting.person, parting.account)) return;
  Stream stream = parting_stream(parting.person, parting.account);
  const bool is_spared = is_mutual(parting.person, parting.account) &&
                         stream.coin() >= settings_.following.mutual_factor;
  if (is_spared) return plan_parting(parting, stream);
  follows_.remove(parting.person, parting.account);
}

}  // namespace quell
