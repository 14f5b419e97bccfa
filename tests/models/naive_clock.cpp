// SPDX-License-Identifier: BSD-3-Clause
// What accounts of the naive world do. Each has one clock: a waiting time from a bound on the sum
// of its rates, then one of its events, or none where the bound was loose.
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/models/naive_world.hpp"

namespace quell {
namespace {

using Number = NaiveWorld::Number;

float rounded_up(double value) { return static_cast<float>(value * (1.0 + 0x1p-23)); }

double start_of(std::size_t hour) { return static_cast<double>(hour) * (1.0 / 24.0); }

Time middle_of(std::size_t hour) { return {.days = (start_of(hour) + start_of(hour + 1)) / 2.0}; }

std::size_t hours_of(const Settings& settings) {
  return static_cast<std::size_t>(std::ceil(settings.duration.days * 24.0)) + 1;
}

}  // namespace

/// A window's bounds are 1.02 times the values of its first hour. It ends before an hour with a
/// larger one, and after 120 hours.
void NaiveWorld::find_windows() {
  constexpr double room = 1.02;
  const std::size_t hours = hours_of(settings_);
  for (std::size_t k = 0; k < hours; ++k) {
    const double posting =
        (1.0 + settings_.posting.diurnal_amplitude) * settings_.drivers.posting_trend(middle_of(k));
    const double gain = settings_.drivers.gain(middle_of(k));
    const double uptake = settings_.drivers.uptake(middle_of(k));
    const double vigilance = settings_.reporting ? settings_.reporting->vigilance(middle_of(k)) : 0;
    if (!windows_.empty()) {
      Window& last = windows_.back();
      last.end = start_of(k);
      if (k < last.first + 120 && posting <= last.posting && gain <= last.gain &&
          uptake <= last.uptake && vigilance <= last.vigilance) {
        continue;
      }
    }
    windows_.push_back({.first = k,
                        .end = 0.0,
                        .posting = room * posting,
                        .gain = room * gain,
                        .uptake = room * uptake,
                        .vigilance = room * vigilance});
  }
  windows_.back().end = start_of(hours);
}

std::size_t NaiveWorld::hour() const {
  auto hour = static_cast<std::size_t>(now_ * 24.0);
  while (start_of(hour + 1) <= now_) ++hour;
  while (start_of(hour) > now_) --hour;
  return std::min(hour, hours_of(settings_) - 1);
}

const NaiveWorld::Window& NaiveWorld::window() const {
  const std::size_t now = hour();
  std::size_t last = 0;
  while (last + 1 < windows_.size() && windows_[last + 1].first <= now) ++last;
  return windows_[last];
}

double NaiveWorld::at_hour(const StepFunction& function) const {
  return function(middle_of(hour()));
}

double NaiveWorld::gain_rate(const Account& account, double followers, double gain) const {
  const double rate = static_cast<double>(account.gain) * gain;
  if (settings_.following.kernel != Kernel::preferential) return rate;
  return rate * (followers + 1.0) / settings_.following.preferential_scale;
}

double NaiveWorld::unfollow_rate(const Account& account) const {
  const FollowingSettings& following = settings_.following;
  if (following.posting_factor == 1.0) return following.unfollow.per_day;
  const double tens = (static_cast<double>(account.rate) - settings_.posting.rate.per_day) / 10.0;
  return following.unfollow.per_day * std::pow(following.posting_factor, std::min(tens, 10.0));
}

double NaiveWorld::survivors_rate(const Account& account) const {
  if (!settings_.returning) return 0.0;
  return static_cast<double>(account.survivors.size()) * settings_.returning->refollow_rate.per_day;
}

double NaiveWorld::exposure_rate(const Account& account, double followers, double posting,
                                 double uptake) const {
  const double posts =
      static_cast<double>(account.rate) * static_cast<double>(account.chill) * posting;
  if (settings_.posting.mode == PostingMode::explicit_events) return posts * first_posts();
  return settings_.ladder ? posts * followers * max_uptake_ * uptake : 0.0;
}

double NaiveWorld::leave_rate(const Account& account, double lost_share) const {
  if (account.tier == Tier::throwaway) {
    return settings_.returning ? settings_.returning->throwaway_abandon.per_day : 0.0;
  }
  if (!settings_.migration) return 0.0;
  return settings_.migration->base.per_day * (1.0 + settings_.migration->peer_factor * lost_share);
}

double NaiveWorld::report_rate(const Account& account, double followers) const {
  if (!settings_.reporting || account.rate == 0.0F) return 0.0;
  const ReportingSettings& reporting = *settings_.reporting;
  const double relative = followers / reporting.reference_followers;
  const double visibility = reporting.follower_exponent == 0.5
                                ? std::sqrt(relative)
                                : std::pow(relative, reporting.follower_exponent);
  return reporting.rate.per_day * static_cast<double>(account.rate) /
         settings_.posting.rate.per_day * visibility;
}

/// Of the accounts that the owner followed or follows, those that were suspended.
double NaiveWorld::lost_share(const Account& account) const {
  if (account.lost_peers == 0) return 0.0;
  const double lost = account.lost_peers;
  return lost / (lost + follows_.followed_by(account.owner));
}

void NaiveWorld::redraw(Number account) {
  if (account == in_event_ || accounts_[account].status != Status::active) return;
  Stream stream = this->stream(Purpose::clock, key_of(account), accounts_[account].clock_block);
  draw_clock(account, stream);
}

void NaiveWorld::draw_clock(Number a, Stream& stream) {
  Account& account = accounts_[a];
  if (settings_.posting.chill != 0.0) {
    const double chill = 1.0 - settings_.posting.chill * lost_share(account);
    if (std::abs(chill - static_cast<double>(account.chill)) >= 0.02) {
      settle(a);
      account.chill = static_cast<float>(chill);
    }
  }
  const std::uint32_t followers = follows_.followers(a);
  const bool is_loose = account.follower_bound > followers + followers / 3 + 16;
  if (followers >= account.follower_bound || is_loose) {
    account.follower_bound = followers + followers / 8 + 8;
    account.report_bound = rounded_up(report_rate(account, account.follower_bound));
  }
  const Window& window = this->window();
  const double bound = account.follower_bound;
  account.clock_rate = rounded_up(
      gain_rate(account, bound, window.gain) + unfollow_rate(account) * bound +
      survivors_rate(account) + exposure_rate(account, bound, window.posting, window.uptake) +
      leave_rate(account, 1.0) + static_cast<double>(account.report_bound) * window.vigilance);
  double when = std::numeric_limits<double>::infinity();
  if (account.clock_rate > 0.0F) {
    when = now_ + stream.exponential() / static_cast<double>(account.clock_rate);
  }
  ++account.version;
  if (when < window.end) {
    plan(when, Kind::account_clock, a, account.version);
  } else {
    plan(window.end, Kind::account_window, a, account.version);
  }
  account.clock_block = stream.block();
}

void NaiveWorld::on_clock(Number account) {
  in_event_ = account;
  Stream stream = this->stream(Purpose::clock, key_of(account), accounts_[account].clock_block);
  act(account, stream);
  in_event_.reset();
  if (accounts_[account].status == Status::active) draw_clock(account, stream);
}

void NaiveWorld::act(Number a, Stream& stream) {
  const Account& account = accounts_[a];
  const double followers = follows_.followers(a);
  double mark = stream.coin() * static_cast<double>(account.clock_rate);
  const double gain = gain_rate(account, followers, at_hour(settings_.drivers.gain));
  if (mark < gain) return gain_follower(a, mark / gain, stream);
  mark -= gain;
  mark -= unfollow_rate(account) * followers;
  if (mark < 0.0) return lose_follower(a, stream);
  mark -= survivors_rate(account);
  if (mark < 0.0) return survivor_follows(a, stream);
  mark -= exposure_rate(account, followers, at_hour(settings_.drivers.posting),
                        at_hour(settings_.drivers.uptake));
  if (mark < 0.0) {
    return settings_.posting.mode == PostingMode::thinned ? expose_one(a, stream) : post(a, stream);
  }
  mark -= leave_rate(account, lost_share(account));
  if (mark < 0.0) {
    if (account.tier == Tier::throwaway) return close(a, Ending::withdrawn);
    note(What::migrated, a);
    diary_.back().followers = follows_.followers(a);
    return leave_platform(account.owner, Stage::migrated);
  }
  if (!settings_.reporting) return;
  mark -= report_rate(account, followers) * at_hour(settings_.reporting->vigilance);
  if (mark < 0.0) report(a);
}

void NaiveWorld::report(Number account) {
  note(What::reported, account);
  const bool is_known = std::any_of(diary_.begin(), diary_.end(), [account](const Happened& h) {
    return h.what == What::discovered && h.who == account;
  });
  if (is_known) return;
  note(What::discovered, account);
  diary_.back().followers = follows_.followers(account);
}

/// One number decides who introduces the new follower, and whether it is followed back: (0, 1) has
/// three parts, and a share of each goes to those who are.
NaiveWorld::Introduction NaiveWorld::introduce(Number account, double u, Stream& stream) {
  const FollowingSettings& following = settings_.following;
  const Number owner = accounts_[account].owner;
  const double shout_outs = following.triadic_share;
  const double back = following.follow_back;
  if (u < shout_outs && follows_.follows_any(owner)) {
    const Number known = follows_.draw_followed(owner, stream);
    return {follows_.person_at(known, follows_.draw_entry(known, stream)), u < shout_outs * back};
  }
  const double rest = u < shout_outs ? u / shout_outs : (u - shout_outs) / (1.0 - shout_outs);
  const bool has_audience = settings_.population.audience > 0;
  const double inside = has_audience ? following.in_network_share : 1.0;
  if (!has_audience || rest < inside) return {random_supporter(stream), rest < inside * back};
  return {audience_member(stream.coin()), rest - inside < (1.0 - inside) * back};
}

void NaiveWorld::gain_follower(Number account, double u, Stream& stream) {
  for (int attempt = 0; attempt < 16; ++attempt) {
    const auto [i, is_followed_back] = introduce(account, attempt == 0 ? u : stream.coin(), stream);
    if (!follow(i, account)) continue;
    const std::optional<Number> back = persons_[i].main_account;
    if (back && is_main(account) && is_followed_back) follow(accounts_[account].owner, *back);
    return;
  }
}

void NaiveWorld::lose_follower(Number account, Stream& stream) {
  const std::size_t entry = follows_.draw_entry(account, stream);
  const double factor = settings_.following.mutual_factor;
  if (factor < 1.0 && is_mutual(follows_.person_at(account, entry), account) &&
      stream.coin() < 1.0 - factor) {
    return;
  }
  follows_.remove_entry(account, entry);
}

/// Whether the account's owner follows the main account of the person.
bool NaiveWorld::is_mutual(Number person, Number account) const {
  const std::optional<Number> back = persons_[person].main_account;
  return back && follows_.contains(accounts_[account].owner, *back);
}

void NaiveWorld::survivor_follows(Number account, Stream& stream) {
  std::vector<Survivor>& survivors = accounts_[account].survivors;
  const std::uint32_t k = stream.below(static_cast<std::uint32_t>(survivors.size()));
  const Survivor who = survivors[k];
  survivors[k] = survivors.back();
  survivors.pop_back();
  if (persons_[who.person].suspensions == who.suspensions) follow(who.person, account);
}

}  // namespace quell
