// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "models/network/windows.hpp"
#include "models/network/world.hpp"

// One clock per account: waiting times are drawn from a constant bound on the account's total rate,
// and at each tick one of its events happens, or none where the bound was loose (Lewis & Shedler
// 1979, doi:10.1002/nav.3800260304). An account's stream serves its own clock only.

namespace quell {
namespace {

/// Draws before an attempt to find a new follower is given up; matters only where nearly everybody
/// follows already.
constexpr int follower_attempts = 16;

/// Room for followers that arrive outside the account's own clock (follow-backs), so that its bound
/// rarely has to be drawn anew.
std::uint32_t with_room(std::uint32_t followers) { return followers + followers / 8 + 8; }

/// Not less than `value`, and hardly more.
float rounded_up(double value) { return static_cast<float>(value * (1.0 + 0x1p-23)); }

}  // namespace

double World::gain_rate(const Account& account, double followers, double gain) const {
  const FollowingSettings& following = settings_.following;
  const double rate = static_cast<double>(account.gain) * gain;
  if (following.kernel != Kernel::preferential) return rate;
  return rate * (followers + 1.0) / following.preferential_scale;
}

/// Per follower, for ties that go one way.
double World::unfollow_rate(const Account& account) const {
  constexpr double most_tens = 10.0;  // posts beyond a hundred a day drive nobody else away
  const FollowingSettings& following = settings_.following;
  if (following.posting_factor == 1.0) return following.unfollow.per_day;
  const double tens = (static_cast<double>(account.rate) - settings_.posting.rate.per_day) / 10.0;
  return following.unfollow.per_day * std::pow(following.posting_factor, std::min(tens, most_tens));
}

/// Of exposures that may move somebody up, or of posts where those are events.
double World::exposure_rate(const Account& account, double visible_followers, double posting,
                            double uptake) const {
  const double posts =
      static_cast<double>(account.rate) * static_cast<double>(account.chill) * posting;
  if (settings_.posting.mode == PostingMode::explicit_events) return posts * immigrant_share();
  return settings_.ladder ? posts * visible_followers * max_uptake_ * uptake : 0.0;
}

double World::refollow_rate(const Account& account) const {
  if (!settings_.returning) return 0.0;
  return account.refollowers * settings_.returning->refollow_rate.per_day;
}

/// A throwaway is abandoned, the owner of a main account migrates: more likely, the larger the
/// share of its peers that were suspended.
double World::leave_rate(const Account& account, double lost_share) const {
  if (account.tier == Tier::throwaway) {
    return settings_.returning ? settings_.returning->throwaway_abandon.per_day : 0.0;
  }
  if (!settings_.migration) return 0.0;
  return settings_.migration->base.per_day * (1.0 + settings_.migration->peer_factor * lost_share);
}

double World::lost_share(const Account& account) const {
  const double lost = account.lost_peers;
  return lost > 0.0 ? lost / (lost + followed_by(PersonId{account.owner})) : 0.0;
}

double World::reports_at(const Account& account, double followers) const {
  if (!settings_.reporting || account.rate == 0.0F) return 0.0;
  const ReportingSettings& reporting = *settings_.reporting;
  const double relative = followers / reporting.reference_followers;
  const double visibility = reporting.follower_exponent == 0.5
                                ? std::sqrt(relative)
                                : std::pow(relative, reporting.follower_exponent);
  return reporting.rate.per_day * static_cast<double>(account.rate) /
         settings_.posting.rate.per_day * visibility;
}

void World::redraw(AccountId a) {
  if (a == in_event_) has_same_rate_ = false;
  if (a == in_event_ || account(a).status != AccountStatus::active) return;
  Stream stream = this->stream(Purpose::clock, entity_of(account(a)), account(a).block);
  draw_clock(a, stream);
}

/// No less than the account's total rate until the end of the window, and as long as it has no more
/// than `follower_bound` followers.
float World::rate_bound(AccountId a) const {
  const Account& account = this->account(a);
  const Window& window = windows_.of(*hour_);
  const double bound = account.follower_bound;
  const double reach = reach_of(a);
  return rounded_up(gain_rate(account, bound, window.gain) * reach +
                    unfollow_rate(account) * bound + refollow_rate(account) +
                    exposure_rate(account, bound * reach, window.posting, window.uptake) +
                    leave_rate(account, 1.0) +
                    static_cast<double>(account.report_bound) * window.vigilance);
}

/// The rate is what it was where this is the account's own tick, which is in the same window, and
/// nothing that it depends on has changed since.
void World::draw_clock(AccountId a, Stream& stream) {
  notice_losses(a);
  Account& account = at(a);
  const std::uint32_t now_followers = followers(a);
  const bool is_loose = account.follower_bound > now_followers + now_followers / 3 + 16;
  if (now_followers >= account.follower_bound || is_loose) {
    account.follower_bound = with_room(now_followers);
    account.report_bound = rounded_up(reports_at(account, account.follower_bound * reach_of(a)));
    has_same_rate_ = false;
  }
  if (a != in_event_ || !has_same_rate_) account.clock_rate = rate_bound(a);
  assert(account.clock_rate == rate_bound(a));
  account.clock = (account.clock + 1) & 0xffffffU;
  const double end = windows_.of(*hour_).end;
  double when = end;
  if (account.clock_rate > 0.0F) {
    when =
        std::min(end, now_.days + stream.exponential() / static_cast<double>(account.clock_rate));
  }
  const Kind kind = when < end ? Kind::account_clock : Kind::account_window;
  schedule(when, kind, a.index(), account.clock);
  account.block = stream.block();
}

/// What happens at a tick: `mark` is uniform on the bound of the total rate.
World::Tick World::tick(AccountId a, double mark) const {
  const Account& account = this->account(a);
  const Hour& hour = *hour_;
  const double count = followers(a);
  const double reach = reach_of(a);
  const double visible = count * reach;
  const auto falls_to = [&mark](double rate) {
    mark -= rate;
    return mark < 0.0;
  };
  const double gain = gain_rate(account, count, hour.gain) * reach;
  if (mark < gain) return {Happening::gain, mark / gain};
  mark -= gain;
  if (falls_to(unfollow_rate(account) * count)) return {Happening::loss};
  if (falls_to(refollow_rate(account))) return {Happening::refollow};
  if (falls_to(exposure_rate(account, visible, hour.posting, hour.uptake))) {
    return {Happening::exposure};
  }
  if (falls_to(leave_rate(account, lost_share(account)))) return {Happening::leaving};
  if (falls_to(reports_at(account, visible) * hour.vigilance)) return {Happening::report};
  return {Happening::nothing};
}

void World::on_clock(AccountId a, std::uint32_t version, Foresight& foresight) {
  if (at(a).clock != version) return;
  in_event_ = a;
  has_same_rate_ = true;
  Stream& stream = foresight.stream;
  const bool is_foreseen = foresight.block == at(a).block && stream.rewind();
  if (!is_foreseen) stream = this->stream(Purpose::clock, entity_of(at(a)), at(a).block);
  const Tick tick = this->tick(a, stream.coin() * static_cast<double>(at(a).clock_rate));
  switch (tick.happening) {
    case Happening::gain:
      gain_follower(a, tick.share, stream);
      break;
    case Happening::loss:
      lose_follower(a, stream);
      break;
    case Happening::refollow:
      refollow_one(a, stream);
      break;
    case Happening::exposure:
      settings_.posting.mode == PostingMode::explicit_events ? post(a, stream)
                                                             : expose_one(a, stream);
      break;
    case Happening::leaving:
      leave_by_clock(a);
      break;
    case Happening::report:
      report(a);
      break;
    case Happening::nothing:
      break;
  }
  if (at(a).status == AccountStatus::active) draw_clock(a, stream);
  in_event_ = AccountId{none};
}

/// Who introduces a new follower to an account, for `u` uniform on (0, 1): what is left of it
/// decides on the follow-back, so that no other number need be drawn.
World::Introduction World::introduction(double u, bool owner_follows) const {
  const FollowingSettings& following = settings_.following;
  const double shout_outs = following.triadic_share;
  const bool is_shout_out = u < shout_outs;
  if (is_shout_out && owner_follows) {
    return {Introducer::followee, u < shout_outs * following.follow_back};
  }
  const double rest = is_shout_out ? u / shout_outs : (u - shout_outs) / (1.0 - shout_outs);
  const bool has_audience = settings_.population.audience > 0;
  const double inside = has_audience ? following.in_network_share : 1.0;
  if (!has_audience || rest < inside) {  // without: `rest` may have rounded to 1
    return {Introducer::supporter, rest < inside * following.follow_back};
  }
  return {Introducer::nobody, rest - inside < (1.0 - inside) * following.follow_back};
}

World::Pick World::pick_follower(AccountId a, double u, Stream& stream) {
  if (const auto companion = channel_companion(owner_of(a), stream)) {
    return {*companion, false, u < settings_.following.follow_back};
  }
  const auto [introducer, reciprocates] = introduction(u, followed_by(owner_of(a)) > 0);
  if (introducer == Introducer::followee) {
    // Someone who follows an account that a's owner follows.
    const AccountId known = graph_.pick_followee(owner_of(a), stream);
    return {graph_.follower_at(known, graph_.pick_follower(known, stream)), false, reciprocates};
  }
  if (introducer == Introducer::supporter) return {random_supporter(stream), true, reciprocates};
  return {audience_member(stream.coin()), true, reciprocates};
}

bool World::is_led_elsewhere(PersonId i) {
  if (main_account(i) != none || !is_present(stage(i))) return false;
  bool is_led = false;
  for (Policy* policy : search_watchers_) is_led = policy->on_search(*this, i) || is_led;
  return is_led;
}

/// The member of the initial audience at quantile u of its eagerness to follow.
PersonId World::audience_member(double u) const {
  const double skew = settings_.following.audience_skew;
  const double skewed = skew == 1.0 ? u : skew == 2.0 ? u * u : std::pow(u, skew);
  return PersonId{settings_.population.pro_accounts +
                  static_cast<std::uint32_t>(skewed * settings_.population.audience)};
}

/// `u` is uniform on (0, 1).
void World::gain_follower(AccountId a, double u, Stream& stream) {
  for (int attempt = 0; attempt < follower_attempts; ++attempt) {
    if (attempt > 0) u = stream.coin();
    const auto [i, is_search, reciprocates] = pick_follower(a, u, stream);
    if (is_search && !search_watchers_.empty() && is_led_elsewhere(i)) return;
    if (!follow(i, a)) continue;
    const std::uint32_t back = graph_[i].main_account;
    const bool is_main = graph_[owner_of(a)].main_account == a.index();
    if (back != none && is_main && reciprocates) follow(owner_of(a), AccountId{back});
    return;
  }
}

void World::lose_follower(AccountId a, Stream& stream) {
  const std::uint32_t slot = graph_.pick_follower(a, stream);
  const double kept = 1.0 - settings_.following.mutual_factor;
  if (kept > 0.0 && is_followed_by_owner(a, graph_.follower_at(a, slot)) && stream.coin() < kept) {
    return;
  }
  remove_follower(a, slot);
}

bool World::is_followed_by_owner(AccountId a, PersonId i) const {
  const std::uint32_t back = graph_[i].main_account;
  return back != none && graph_.contains(owner_of(a), AccountId{back});
}

/// A survivor among the followers of the person's last account finds the new one.
void World::refollow_one(AccountId a, Stream& stream) {
  const std::uint32_t slot = stream.below(at(a).refollowers--);
  has_same_rate_ = false;
  const Refollower who = refollowers_.data(a.index())[slot];
  refollowers_.remove(a.index(), slot);
  if (graph_[who.person].suspensions == who.suspensions) follow(who.person, a);
}

/// A candidate for an effective exposure: a uniform follower, accepted with p_i / p_max.
void World::expose_one(AccountId a, Stream& stream) {
  const PersonId i = graph_.follower_at(a, graph_.pick_follower(a, stream));
  const double room = 1.0 + settings_.protection.cap;  // for a protection down to -cap
  const double mark = stream.coin() * max_uptake_;
  expose(i, mark, room, stream);
}

/// Moves person i up if `mark` is below its uptake times `factor`, and protection lets it.
void World::expose(PersonId i, double mark, double factor, Stream& stream) {
  const double ceiling = uptake_bound(i) * factor;
  if (mark >= ceiling || mark >= ceiling * saturation_of(i)) return;
  if (gets_past_protection(i, stream)) promote(i);
}

/// With probability (1 - protection) / (1 + cap). Protection is within the cap, so that often the
/// draw alone decides and the person's need not be brought up to date.
bool World::gets_past_protection(PersonId i, Stream& stream) {
  const double cap = settings_.protection.cap;
  const double mark = stream.coin() * (1.0 + cap);
  return mark < 1.0 - cap || mark < 1.0 - protection(i);
}

void World::leave_by_clock(AccountId a) {
  if (account(a).tier == Tier::throwaway) return close(a, Closing::withdrawn);
  carry_audience(a);
  leave_platform(PersonId{account(a).owner}, Stage::migrated);
}

/// Posting falls with the share of followed accounts that were suspended; an account notices in
/// steps of two per cent, whenever its clock is drawn.
void World::notice_losses(AccountId a) {
  constexpr double noticeable = 0.02;
  if (settings_.posting.chill == 0.0) return;
  Account& account = at(a);
  const double chill = 1.0 - settings_.posting.chill * lost_share(account);
  if (std::abs(chill - static_cast<double>(account.chill)) < noticeable) return;
  settle(a);
  account.chill = static_cast<float>(chill);
  has_same_rate_ = false;
}

}  // namespace quell
