// SPDX-License-Identifier: BSD-3-Clause
// What policies of the naive world do to its accounts, and what follows.
#include <algorithm>
#include <cmath>

#include "tests/models/naive_world.hpp"

namespace quell {
namespace {

using Number = NaiveWorld::Number;

}  // namespace

void NaiveWorld::start_policies(const Config& config) {
  const Frame frame = config.frame();
  for (const PolicyConfig& policy : config.policies) {
    const ParamValues& values = policy.values;
    const std::string& name = policy.name;
    const bool is_hazard = policy.spec->name == "suspension_hazard";
    policies_.push_back(
        {.is_hazard = is_hazard,
         .rate = is_hazard ? hourly(values, "hazard", frame)
                           : hourly(values, "per_day", frame).times(frame.scale),
         .weights = {.core = values.real("core_weight"),
                     .throwaway = values.real("throwaway_weight")},
         .precision = is_hazard ? 1.0 : values.real("precision"),
         .cost = values.real("cost"),
         .stream = stream(Purpose::policy, entity_of_name(name.data(), name.data() + name.size())),
         .bound = 0,
         .version = 0,
         .is_change = false,
         .done = 0.0});
  }
  for (Number policy = 0; policy < policies_.size(); ++policy) draw_policy(policy);
}

void NaiveWorld::draw_policy(Number k) {
  Policy& policy = policies_[k];
  if (!policy.is_hazard) {
    const Time end = {.days = settings_.duration.days};
    const double total = policy.rate.integral({.days = 0.0}, end);
    const double goal = policy.done + 1.0;
    if (total < goal * (1.0 - 1e-9)) return;  // rounding must not cost the last action
    const Time when = policy.rate.inverse_integral({.days = 0.0}, std::min(goal, total));
    return plan(std::max(now_, when.days), Kind::policy, k);
  }
  policy.bound = active_bound_;
  ++policy.version;
  const double largest = std::max({1.0, policy.weights.core, policy.weights.throwaway});
  const double rate = policy.rate({.days = now_}) * largest * policy.bound;
  const double change = policy.rate.next_change({.days = now_}).days;
  double when = change;
  if (rate > 0.0) when = std::min(change, now_ + policy.stream.exponential() / rate);
  policy.is_change = when == change;
  if (std::isfinite(when)) plan(when, Kind::policy, k, policy.version);
}

void NaiveWorld::on_policy(Number k) {
  if (!policies_[k].is_hazard) {
    policies_[k].done += 1.0;
    act_on_schedule(k);
    draw_policy(k);
  } else if (policies_[k].is_change) {
    draw_policy(k);
  } else {
    propose(k);
  }
}

/// The hazard proposes one of as many accounts as there may be, most of them real ones.
void NaiveWorld::propose(Number k) {
  Policy& policy = policies_[k];
  const std::uint32_t slot = policy.stream.below(policy.bound);
  const double coin = policy.stream.coin();
  draw_policy(k);
  if (slot >= active_.size()) return;
  const Number a = active_[slot];
  const double hazard = policy.rate({.days = now_});
  const double largest = std::max({1.0, policy.weights.core, policy.weights.throwaway});
  if (coin * hazard * largest >= hazard * policy.weights.of(accounts_[a].tier)) return;
  suspend(k, a);
  note(What::charged_by, k);
}

void NaiveWorld::act_on_schedule(Number k) {
  Policy& policy = policies_[k];
  if (policy.stream.coin() < policy.precision) {
    const std::optional<Number> a = pick_account(policy);
    if (!a) return;
    suspend(k, *a);
  } else {
    if (counters_.empty()) return;
    suspend_wrongly(k, policy.stream.below(static_cast<std::uint32_t>(counters_.size())));
  }
  note(What::charged_by, k);
}

/// Accounts are drawn until one passes with the weight of its tier. None where no account has
/// weight, which the model sees after ten thousand draws.
std::optional<Number> NaiveWorld::pick_account(Policy& policy) const {
  const double largest = std::max({1.0, policy.weights.core, policy.weights.throwaway});
  const bool has_weight = std::any_of(active_.begin(), active_.end(), [&](Number a) {
    return policy.weights.of(accounts_[a].tier) > 0.0;
  });
  for (int attempt = 0; !active_.empty() && (has_weight || attempt < 10000); ++attempt) {
    const Number a = active_[policy.stream.below(static_cast<std::uint32_t>(active_.size()))];
    if (policy.stream.coin() * largest < policy.weights.of(accounts_[a].tier)) return a;
  }
  return std::nullopt;
}

void NaiveWorld::suspend(Number policy, Number account) {
  settle(account);
  note(What::suspended, account);
  note(What::suspended_by, policy);
  const bool has_posted = std::any_of(diary_.begin(), diary_.end(), [account](const Happened& h) {
    return h.what == What::posted && h.who == account;
  });
  if (has_posted) note(What::had_posted, account);
  for (const Number i : follows_.followers_of(account)) {
    if (runs_account(i)) ++accounts_[*persons_[i].main_account].lost_peers;
  }
  if (accounts_[account].tier == Tier::core) provoke_backlash(account);

  Stream stream = this->stream(Purpose::suspension, key_of(account));
  if (is_main(account)) {
    suspend_main(account, stream);
  } else {
    close(account, Ending::suspended);
  }
  retaliate(stream);
  hijack(account);
}

void NaiveWorld::suspend_main(Number account, Stream& stream) {
  const Number owner = accounts_[account].owner;
  accounts_[account].last_followers = follows_.followers(account);
  const double times = ++persons_[owner].suspensions;
  const auto& returning = settings_.returning;
  if (stream.coin() < (settings_.migration ? settings_.migration->per_suspension * times : 0.0)) {
    note(What::migrated, account);
    diary_.back().followers = follows_.followers(account);
    close(account, Ending::suspended);
    return leave_platform(owner, Stage::migrated);
  }
  const double returns =
      returning ? returning->probability * std::pow(returning->persistence, times - 1.0) : 0.0;
  if (stream.coin() < returns) return plan_return(account, stream);
  close(account, Ending::suspended);
  leave_platform(owner, Stage::disengaged);
}

void NaiveWorld::suspend_wrongly(Number policy, std::size_t slot) {
  settle_counters();
  const Number counter = counters_[slot];
  counters_[slot] = counters_.back();
  counters_.pop_back();
  note(What::suspended_by, policy);
  note(What::wrong_by, policy);
  note(What::suspended_wrongly, counter);
  if (!settings_.appeals) return;
  note(What::appealed, counter);
  Stream stream = this->stream(Purpose::appeal, counter, appeal_blocks_[counter]);
  const bool succeeds = stream.coin() < settings_.appeals->success;
  const double delay = settings_.appeals->delay.days * stream.exponential();
  appeal_blocks_[counter] = stream.block();
  if (succeeds) plan(now_ + delay, Kind::reinstatement, counter);
}

void NaiveWorld::on_reinstatement(Number counter) {
  settle_counters();
  counters_.push_back(counter);
  note(What::reinstated, counter);
}

/// They post at one rate, so that the number of all their posts is drawn at once.
void NaiveWorld::settle_counters() {
  if (!settings_.counter_speech) return;
  const CounterSpeechSettings& speech = *settings_.counter_speech;
  const double volume = speech.volume.integral({.days = counters_settled_}, {.days = now_});
  note(What::countered, 0);
  diary_.back().posts = poisson(
      counter_stream_, speech.rate.per_day * volume * static_cast<double>(counters_.size()));
  counters_settled_ = now_;
}

void NaiveWorld::plan_return(Number old_account, Stream& stream) {
  const ReturnSettings& returning = *settings_.returning;
  const Number owner = accounts_[old_account].owner;
  const bool is_core = persons_[owner].stage == Stage::core;
  const Number next = create_account(owner, accounts_[old_account].tier);

  const double kept =
      returning.refollow * std::pow(returning.refollow_decay, persons_[owner].suspensions - 1.0);
  if (kept > 0.0) {
    for_some_followers(old_account, kept, stream, [&](Number who) {
      accounts_[next].survivors.push_back(
          {.person = who, .suspensions = persons_[who].suspensions});
    });
  }
  if (returning.follow_again > 0.0) {
    const GeometricSampler skip{returning.follow_again};
    for (std::uint64_t k = skip(stream); k < follows_.places(owner);
         k += 1 + std::uint64_t{skip(stream)}) {
      if (!follows_.holds_account(owner, k)) continue;
      accounts_[next].remembered.push_back(follows_.account_at(owner, k));
    }
  }
  close(old_account, Ending::suspended);
  follows_.drop_person(owner);

  if (is_core && stream.coin() < returning.backup_share &&
      persons_[owner].backups_used < returning.backups) {
    if (std::isfinite(returning.backups)) {
      ++persons_[owner].backups_used;
      const double renewal = returning.backup_renewal.days;
      if (std::isfinite(renewal)) {
        plan(now_ + renewal * stream.exponential(), Kind::backup_ready, owner);
      }
    }
    return plan(now_ + returning.backup_delay.days, Kind::account_return, next);
  }
  const Duration median = is_core ? returning.core_delay : returning.ordinary_delay;
  plan(now_ + lognormal(stream, median.days, returning.delay_sigma), Kind::account_return, next);
}

void NaiveWorld::on_return(Number a) {
  const Number owner = accounts_[a].owner;
  if (!is_pro(persons_[owner].stage) || runs_account(owner)) {
    accounts_[a].status = Status::ended;
    return;
  }
  const ReturnSettings& returning = *settings_.returning;
  note(What::returned, a);
  activate(a);
  redraw(a);
  if (returning.shout_out != 1.0) {
    boost(a, 1.0, returning.shout_out, returning.shout_out_length);
  }
  const std::vector<Number> remembered = accounts_[a].remembered;
  follows_.move_places(owner,
                       follows_.followed_by(owner) + static_cast<std::uint32_t>(remembered.size()));
  for (const Number followee : remembered) follow(owner, followee);
  Stream stream = this->stream(Purpose::opening, key_of(a));
  open_throwaways(owner, returning.throwaway_share / (1.0 - returning.throwaway_share), stream);
}

bool NaiveWorld::spend_one(Effort& effort, double limit) const {
  if (std::floor(now_) != effort.day) effort = {.day = std::floor(now_), .spent = 0.0};
  if (effort.spent + 1.0 > limit) return false;
  effort.spent += 1.0;
  return true;
}

void NaiveWorld::retaliate(Stream& stream) {
  if (!settings_.retaliation || active_.empty()) return;
  const RetaliationSettings& settings = *settings_.retaliation;
  for (std::uint32_t left = poisson(stream, settings.mean({.days = now_})); left > 0; --left) {
    if (!spend_one(retaliation_, settings.daily_limit)) return;
    const Number a = create_account(random_supporter(stream), Tier::throwaway);
    note(What::retaliated, a);
    activate(a);
    redraw(a);
  }
}

/// A dormant account that is taken over has followers from the start, none of whom runs one.
void NaiveWorld::hijack(Number suspended) {
  if (!settings_.hijack || active_.empty()) return;
  const HijackSettings& settings = *settings_.hijack;
  Stream stream = this->stream(Purpose::hijack, key_of(suspended));
  if (stream.coin() >= settings.probability || !spend_one(hijacking_, settings.daily_limit)) return;
  const Number a = create_account(random_supporter(stream), Tier::throwaway);
  note(What::hijacked, a);
  activate(a);
  const double sigma = settings.followers_sigma;
  const std::uint32_t audience = settings_.population.audience;
  const double drawn =
      settings.followers_mean * std::exp(sigma * normal(stream) - sigma * sigma / 2.0);
  const std::uint32_t wanted =
      std::min(poisson(stream, std::min(drawn, 2.0 * audience)), audience / 2);
  accounts_[a].follower_bound = 1000000;  // its clock is drawn when all are there
  for (std::uint32_t k = 0; k < wanted; ++k) {
    for (int attempt = 0; attempt < 16; ++attempt) {
      const Number i = audience_member(stream.coin());
      if (!runs_account(i) && follow(i, a)) break;
    }
  }
  accounts_[a].follower_bound = 0;
  redraw(a);
}

/// Main accounts that follow a core account which is suspended post more for a while.
void NaiveWorld::provoke_backlash(Number leader) {
  if (!settings_.backlash || settings_.backlash->beta == 0.0) return;
  const BacklashSettings& backlash = *settings_.backlash;
  for (const Number i : follows_.followers_of(leader)) {
    if (!runs_account(i)) continue;
    const Number main = *persons_[i].main_account;
    if (now_ < accounts_[main].backlash_end) continue;
    accounts_[main].backlash_end = now_ + backlash.length.days;
    boost(main, 1.0 + backlash.beta, 1.0, backlash.length);
  }
}

}  // namespace quell
