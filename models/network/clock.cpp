// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

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

}  // namespace

World::Rates World::rates_of(const Account& account, double followers, double pending,
                             double posting, double gain, double uptake) const {
  const FollowingSettings& following = settings_.following;
  const double posts = account.rate * account.chill * posting;
  Rates rates{};
  rates.gain = account.gain * gain;
  if (following.kernel == Kernel::preferential) {
    rates.gain *= (followers + 1.0) / following.preferential_scale;
  }
  rates.loss = following.unfollow.per_day * followers;
  if (settings_.posting.mode == PostingMode::explicit_events) {
    rates.exposure = posts;
  } else if (settings_.ladder) {
    rates.exposure = posts * followers * max_uptake_ * uptake;
  }
  if (settings_.returning) {
    rates.refollow = pending * settings_.returning->refollow_rate.per_day;
    if (account.tier == Tier::throwaway) {
      rates.leave = settings_.returning->throwaway_abandon.per_day;
    }
  }
  if (settings_.migration && account.tier != Tier::throwaway) {
    const double lost = account.lost_peers;
    const double known = lost + followed_by(PersonId{account.owner});
    const double peers = lost > 0.0 ? settings_.migration->peer_factor * lost / known : 0.0;
    rates.leave = settings_.migration->base.per_day * (1.0 + peers);
  }
  return rates;
}

double World::reports_at(const Account& account, double followers) const {
  if (!settings_.reporting) return 0.0;
  const ReportingSettings& reporting = *settings_.reporting;
  const double relative = followers / reporting.reference_followers;
  const double visibility = reporting.follower_exponent == 0.5
                                ? std::sqrt(relative)
                                : std::pow(relative, reporting.follower_exponent);
  return reporting.rate.per_day * account.rate / settings_.posting.rate.per_day * visibility;
}

void World::redraw(AccountId a) {
  if (a == in_event_ || account(a).status != AccountStatus::active) return;
  Stream stream = this->stream(Purpose::clock, entity_of(account(a)), account(a).block);
  draw_clock(a, stream);
}

void World::draw_clock(AccountId a, Stream& stream) {
  notice_losses(a);
  Account& account = at(a);
  const std::uint32_t now_followers = followers(a);
  const bool is_loose = account.follower_bound > now_followers + now_followers / 3 + 16;
  if (now_followers >= account.follower_bound || is_loose) {
    account.follower_bound = with_room(now_followers);
    account.report_bound = reports_at(account, account.follower_bound);
  }
  const Window& window = windows_.at(now_);
  Rates bound = rates_of(account, account.follower_bound, refollowers_.size(a.index()),
                         window.posting, window.gain, window.uptake);
  if (settings_.reporting) bound.report = account.report_bound * window.vigilance;
  if (settings_.migration && account.tier != Tier::throwaway) {
    bound.leave = settings_.migration->base.per_day * (1.0 + settings_.migration->peer_factor);
  }
  account.clock_rate = bound.total();
  account.clock = (account.clock + 1) & 0xffffffU;
  const double end = window.end;
  double when = end;
  if (account.clock_rate > 0.0) {
    when = std::min(end, now_.days + stream.exponential() / account.clock_rate);
  }
  const Kind kind = when < end ? Kind::account_clock : Kind::account_window;
  outbox_.push_back({.time = when,
                     .entity = a.index(),
                     .tag = tag_of(static_cast<std::uint8_t>(kind), account.clock)});
  account.block = stream.block();
}

void World::on_clock(AccountId a, std::uint32_t version) {
  if (at(a).clock != version) return;
  in_event_ = a;
  Stream stream = this->stream(Purpose::clock, entity_of(at(a)), at(a).block);
  const Rates rates =
      rates_of(at(a), followers(a), refollowers_.size(a.index()), settings_.drivers.posting(now_),
               settings_.drivers.gain(now_), settings_.drivers.uptake(now_));
  double mark = stream.coin() * at(a).clock_rate;
  const auto falls_to = [&mark](double rate) {
    mark -= rate;
    return mark < 0.0;
  };
  if (falls_to(rates.gain)) {
    gain_follower(a, stream);
  } else if (falls_to(rates.loss)) {
    lose_follower(a, stream);
  } else if (falls_to(rates.refollow)) {
    refollow_one(a, stream);
  } else if (falls_to(rates.exposure)) {
    settings_.posting.mode == PostingMode::explicit_events ? post(a, stream)
                                                           : expose_one(a, stream);
  } else if (falls_to(rates.leave)) {
    leave_by_clock(a);
  } else if (settings_.reporting &&
             falls_to(reports_at(at(a), followers(a)) * settings_.reporting->vigilance(now_))) {
    report(a);
  }
  in_event_ = AccountId{none};
  if (at(a).status == AccountStatus::active) draw_clock(a, stream);
}

PersonId World::pick_follower(AccountId a, Stream& stream) const {
  const FollowingSettings& following = settings_.following;
  const auto any = [&stream](auto edges) {
    return edges[stream.below(static_cast<std::uint32_t>(edges.size()))];
  };
  if (following.triadic_share > 0.0 && stream.coin() < following.triadic_share) {
    // A shout-out: someone who follows an account that a's owner follows.
    const auto known = graph_.followees_of(PersonId{account(a).owner});
    if (!known.empty()) return any(graph_.followers_of(any(known).followee)).follower;
  }
  const std::uint32_t audience = settings_.population.audience;
  if (audience == 0 || stream.coin() < following.in_network_share) return random_supporter(stream);
  const double u = stream.coin();
  const double skewed = following.audience_skew == 1.0   ? u
                        : following.audience_skew == 2.0 ? u * u
                                                         : std::pow(u, following.audience_skew);
  return PersonId{settings_.population.pro_accounts +
                  static_cast<std::uint32_t>(skewed * audience)};
}

void World::gain_follower(AccountId a, Stream& stream) {
  for (int attempt = 0; attempt < follower_attempts; ++attempt) {
    const PersonId i = pick_follower(a, stream);
    if (!follow(i, a)) continue;
    const std::uint32_t back = persons_.main_account[i.index()];
    const bool is_main = persons_.main_account[account(a).owner] == a.index();
    if (back != none && is_main && stream.coin() < settings_.following.follow_back) {
      follow(PersonId{account(a).owner}, AccountId{back});
    }
    return;
  }
}

void World::lose_follower(AccountId a, Stream& stream) {
  remove_follower(a, stream.below(followers(a)));
}

/// A survivor among the followers of the person's last account finds the new one.
void World::refollow_one(AccountId a, Stream& stream) {
  const std::uint32_t slot = stream.below(refollowers_.size(a.index()));
  const Refollower who = refollowers_.data(a.index())[slot];
  refollowers_.remove(a.index(), slot);
  if (persons_.suspensions[who.person.index()] == who.suspensions) follow(who.person, a);
}

/// A candidate for an effective exposure: a uniform follower, accepted with p_i / p_max.
void World::expose_one(AccountId a, Stream& stream) {
  const PersonId i = graph_.followers_of(a)[stream.below(followers(a))].follower;
  const double room = 1.0 + settings_.protection.cap;  // for a protection down to -cap
  const double mark = stream.coin() * max_uptake_;
  const double ceiling = uptake_bound(i) * room;
  if (mark >= ceiling || mark >= ceiling * saturation_of(i)) return;
  if (stream.coin() * room < 1.0 - protection(i)) promote(i);
}

/// `explicit` mode: one post, seen by every follower.
void World::post(AccountId a, Stream& stream) {
  count_posts(a, 1);
  if (!settings_.ladder) return;
  scratch_.clear();
  for (const auto& edge : graph_.followers_of(a)) scratch_.push_back(edge.follower.index());
  const double room = 1.0 + settings_.protection.cap;
  const double boost = settings_.drivers.uptake(now_) * room;
  for (const std::uint32_t follower : scratch_) {
    const PersonId i{follower};
    if (stream.uniform() >= uptake_of(i) * boost) continue;
    if (stream.coin() * room < 1.0 - protection(i)) promote(i);
  }
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
  const double lost = account.lost_peers;
  const double share = lost > 0.0 ? lost / (lost + followed_by(PersonId{account.owner})) : 0.0;
  const double chill = 1.0 - settings_.posting.chill * share;
  if (std::abs(chill - account.chill) < noticeable) return;
  settle(a);
  account.chill = chill;
}

}  // namespace quell
