// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "models/network/world.hpp"
#include "sim/prefetch.hpp"

namespace quell {

void World::suspend(PolicyIndex policy, AccountId a) {
  if (account(a).status != AccountStatus::active) return;
  settle(a);
  ++tallies_[policy.index()].actions;
  ++flows_.suspensions;
  ++totals_.suspensions;
  if (history(a).posts > 0) ++flows_.suspensions_posted;
  count_panel_suspension(a);
  graph_.for_each_follower(
      a,
      [this](PersonId i) {
        const std::uint32_t main = graph_[i].main_account;
        if (main != none) ++at(AccountId{main}).lost_peers;
      },
      [this](PersonId i, auto& fetch) {
        const std::uint32_t main = graph_[i].main_account;
        if (main != none) graph_.prefetch(AccountId{main}, fetch);
      });
  if (account(a).tier == Tier::core) provoke_backlash(a);

  const PersonId owner{account(a).owner};
  Stream stream = this->stream(Purpose::suspension, entity_of(account(a)));
  if (graph_[owner].main_account == a.index()) {
    const std::size_t generation =
        std::min<std::size_t>(account(a).generation, generation_count - 1);
    totals_.generation_followers[generation] += followers(a);
    totals_.generation_accounts[generation] += 1.0;
    const std::uint32_t times = ++graph_[owner].suspensions;
    const double leaves = settings_.migration ? settings_.migration->per_suspension * times : 0.0;
    const double returns = settings_.returning
                               ? settings_.returning->probability *
                                     std::pow(settings_.returning->persistence, times - 1.0)
                               : 0.0;
    if (stream.coin() < leaves) {
      carry_audience(a);
      close(a, Closing::suspended);
      leave_platform(owner, Stage::migrated);
    } else if (const auto slower = attempt_return(owner, returns, stream)) {
      plan_return(a, times, *slower, stream);
    } else {
      close(a, Closing::suspended);
      leave_platform(owner, Stage::disengaged);
    }
  } else {
    close(a, Closing::suspended);
  }
  retaliate(stream);
  hijack(a);
}

/// Factor on the time until the person is back; none where it does not try, or is held off.
std::optional<double> World::attempt_return(PersonId owner, double probability, Stream& stream) {
  const double coin = stream.coin();
  if (coin >= probability) return std::nullopt;
  const Friction friction = friction_for(owner);
  if (coin >= probability * friction.returning) return std::nullopt;
  return friction.delay;
}

Friction World::friction_for(PersonId owner) {
  Friction all;
  for (const auto& policy : policies_) {
    const Friction one = policy->on_return_planned(*this, owner);
    all.returning *= one.returning;
    all.delay *= one.delay;
  }
  return all;
}

/// The person opens a new account after a while; until then it follows nobody.
void World::plan_return(AccountId old_account, std::uint32_t suspensions, double delay_factor,
                        Stream& stream) {
  const ReturnSettings& returning = *settings_.returning;
  const PersonId owner{account(old_account).owner};
  const Tier tier = account(old_account).tier;
  const AccountId next = create_account(owner, tier);
  const double share = returning.refollow * std::pow(returning.refollow_decay, suspensions - 1.0);
  keep_refollowers(old_account, next, share, stream);
  keep_followees(owner, next, stream);
  close(old_account, Closing::suspended);
  drop_follows(owner);

  const bool is_core = stage(owner) == Stage::core;
  const bool has_backup = is_core && stream.coin() < returning.backup_share &&
                          graph_[owner].backups_used < returning.backups;
  const Duration median = is_core ? returning.core_delay : returning.ordinary_delay;
  const double delay = has_backup ? returning.backup_delay.days
                                  : lognormal(stream, median.days, returning.delay_sigma);
  if (has_backup) use_backup(owner, stream);
  schedule(now_.days + delay * delay_factor, Kind::account_return, next.index());
}

/// Another one will take its place, unless they are without number.
void World::use_backup(PersonId owner, Stream& stream) {
  const ReturnSettings& returning = *settings_.returning;
  if (std::isinf(returning.backups)) return;
  ++graph_[owner].backups_used;
  if (std::isinf(returning.backup_renewal.days)) return;
  const Time ready = now_ + Duration{.days = returning.backup_renewal.days * stream.exponential()};
  schedule(ready.days, Kind::backup_ready, owner.index());
}

/// Each follower will follow the new account with probability `share`, if it survives until then.
void World::keep_refollowers(AccountId old_account, AccountId new_account, double share,
                             Stream& stream) {
  if (!(share > 0.0)) return;
  std::vector<Refollower> kept;
  kept.reserve(followers(old_account));
  for_some_followers(old_account, GeometricSampler{share}, stream, [&](PersonId who) {
    kept.push_back({.person = who, .suspensions = graph_[who].suspensions});
  });
  refollowers_.assign(new_account.index(), kept);
  at(new_account).refollowers = refollowers_.size(new_account.index());
}

/// Remembers which of the accounts that it follows the person will follow again on its return.
void World::keep_followees(PersonId owner, AccountId new_account, Stream& stream) {
  const double share = settings_.returning->follow_again;
  if (!(share > 0.0)) return;
  const GeometricSampler skip{share};
  std::vector<AccountId> kept;
  kept.reserve(followed_by(owner));
  const std::uint64_t places = graph_.followee_places(owner);
  for (std::uint64_t k = skip(stream); k < places; k += 1 + std::uint64_t{skip(stream)}) {
    const std::optional<AccountId> followee =
        graph_.followee_at(owner, static_cast<std::uint32_t>(k));
    if (followee) kept.push_back(*followee);
  }
  remembered_.assign(new_account.index(), kept);
}

void World::on_return(AccountId a) {
  const PersonId owner{account(a).owner};
  const bool still_wants = account(a).status == AccountStatus::pending && is_pro(stage(owner)) &&
                           graph_[owner].main_account == none;
  if (!still_wants) {
    at(a).status = AccountStatus::ended;
    refollowers_.clear(a.index());
    at(a).refollowers = 0;
    remembered_.clear(a.index());
    return;
  }
  ++flows_.returns;
  activate(a);
  redraw(a);
  const double shout_out = settings_.returning->shout_out;
  if (shout_out != 1.0) boost(a, {.gain = shout_out}, settings_.returning->shout_out_length);
  graph_.reserve_followees(owner, remembered_.size(a.index()));
  for_each_ahead(
      remembered_[a.index()], [&](AccountId followee) { follow(owner, followee); },
      [&](AccountId followee, auto& fetch) { graph_.prefetch(followee, fetch); },
      [&](AccountId followee, auto& fetch) { graph_.prefetch_edge(owner, followee, fetch); });
  remembered_.clear(a.index());
  Stream stream = this->stream(Purpose::opening, entity_of(account(a)));
  const double share = settings_.returning->throwaway_share;
  open_throwaways(owner, share / (1.0 - share), stream);
}

/// Throwaway accounts in reply to a suspension, by active supporters, within a day's effort.
void World::retaliate(Stream& stream) {
  if (!settings_.retaliation || active_.empty()) return;
  const std::uint32_t wanted = poisson(stream, settings_.retaliation->mean(now_));
  for (std::uint32_t k = 0; k < wanted; ++k) {
    if (!retaliation_effort_.spend_one(now_, settings_.retaliation->daily_limit)) return;
    ++flows_.retaliation;
    const AccountId a = create_account(random_supporter(stream), Tier::throwaway);
    activate(a);
    redraw(a);
  }
}

void World::suspend_wrongly(PolicyIndex policy, CounterId counter) {
  const std::uint32_t slot = counter_slots_[counter.index()];
  if (slot == none) return;
  settle_counters();
  counters_[slot] = counters_.back();
  counter_slots_[counters_[slot].index()] = slot;
  counters_.pop_back();
  counter_slots_[counter.index()] = none;
  ++tallies_[policy.index()].actions;
  ++tallies_[policy.index()].errors;
  ++flows_.false_positives;
  if (!settings_.appeals) return;
  ++flows_.appeals;
  std::uint32_t& block = appeal_blocks_[counter.index()];
  Stream stream = this->stream(Purpose::appeal, counter.index(), block);
  const bool succeeds = stream.coin() < settings_.appeals->success;
  const double delay = settings_.appeals->delay.days * stream.exponential();
  block = stream.block();
  if (!succeeds) return;
  schedule(now_.days + delay, Kind::reinstatement, counter.index());
}

void World::on_reinstatement(CounterId counter) {
  settle_counters();
  counter_slots_[counter.index()] = static_cast<std::uint32_t>(counters_.size());
  counters_.push_back(counter);
  ++flows_.reinstated;
}

}  // namespace quell
