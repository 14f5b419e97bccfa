// SPDX-License-Identifier: BSD-3-Clause
// What the naive world shows at an observation: levels by going through all persons and accounts,
// flows by going through what has happened since the last one.
#include <algorithm>
#include <cmath>
#include <set>

#include "tests/models/naive_world.hpp"

namespace quell {
namespace {

using Number = NaiveWorld::Number;

void put(Recording& recording, std::size_t row, double value) {
  recording.values[row].push_back(value);
}

double ratio(double numerator, double denominator) {
  return denominator > 0.0 ? numerator / denominator : undefined;
}

double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return ratio(sum, static_cast<double>(values.size()));
}

/// Of rank ceil(p n).
double quantile(std::vector<double> values, double p) {
  if (values.empty()) return undefined;
  std::sort(values.begin(), values.end());
  const double rank = std::ceil(p * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(rank) - 1];
}

/// Share of the 0.25 % with the highest rates.
double top_share(std::vector<double> rates) {
  std::sort(rates.rbegin(), rates.rend());
  const double count = std::ceil(0.0025 * static_cast<double>(rates.size()));
  double top = 0.0;
  double all = 0.0;
  for (std::size_t k = 0; k < rates.size(); ++k) {
    top += static_cast<double>(k) < count ? rates[k] : 0.0;
    all += rates[k];
  }
  return ratio(top, all);
}

}  // namespace

void NaiveWorld::observe(double when, Recording& recording) {
  const double since = recording.times.empty() ? when : recording.times.back();
  now_ = when;
  for (const Number a : active_) settle(a);
  settle_counters();
  recording.times.push_back(when);
  recording.values.resize(observables.size());
  record_persons(recording);
  record_accounts(recording);
  record_followers(recording);
  record_posts(recording, when - since);
  record_happenings(recording, when - since);
  observed_ = diary_.size();
}

void NaiveWorld::record_persons(Recording& recording) const {
  const auto count_if = [this](auto&& is_meant) {
    double count = 0.0;
    for (Number i = 0; i < persons_.size(); ++i) count += is_meant(i) ? 1.0 : 0.0;
    return count;
  };
  const auto on = [&](Stage stage) {
    return count_if([&](Number i) { return persons_[i].stage == stage; });
  };
  for (std::size_t segment = 0; segment < settings_.segments.size(); ++segment) {
    const auto on_here = [&](std::size_t stage) {
      return count_if([&](Number i) {
        return persons_[i].segment == segment && index(persons_[i].stage) == stage;
      });
    };
    for (std::size_t stage = 0; stage < stage_count; ++stage) {
      put(recording, observable("persons"), on_here(stage));
    }
    put(recording, observable("recruits"), on_here(index(Stage::recruited)));
  }
  put(recording, observable("disengaged"), on(Stage::disengaged));
  put(recording, observable("migrated"), on(Stage::migrated));
  put(recording, observable("susceptibles_reached"),
      count_if([this](Number i) { return !runs_account(i) && follows_.follows_any(i); }));
  put(recording, observable("susceptibles_reached_so_far"),
      count_if([this](Number i) { return persons_[i].was_reached; }));
  put(recording, observable("counter_accounts"), static_cast<double>(counters_.size()));
}

void NaiveWorld::record_accounts(Recording& recording) const {
  std::vector<double> by_segment(settings_.segments.size(), 0.0);
  std::vector<double> rates;
  double unchilled = 0.0;
  double chilled = 0.0;
  for (const Account& account : accounts_) {
    if (account.status != Status::active) continue;
    by_segment[persons_[account.owner].segment] += 1.0;
    rates.push_back(static_cast<double>(account.rate) * static_cast<double>(account.chill));
    unchilled += static_cast<double>(account.rate);
    chilled += rates.back();
  }
  for (const double count : by_segment) put(recording, observable("active_pro_accounts"), count);
  put(recording, observable("top_post_share"), top_share(rates));
  put(recording, observable("chill"), ratio(unchilled - chilled, unchilled));
}

void NaiveWorld::record_followers(Recording& recording) const {
  std::vector<double> all;
  std::vector<double> initial;
  double edges = 0.0;
  double inside = 0.0;
  double seen = 0.0;
  double seen_followers = 0.0;
  for (Number a = 0; a < accounts_.size(); ++a) {
    const Account& account = accounts_[a];
    if (account.status != Status::active) continue;
    const double followers = follows_.followers(a);
    const double impressions =
        static_cast<double>(account.rate) * static_cast<double>(account.chill) * followers;
    all.push_back(followers);
    if (account.is_initial) initial.push_back(followers);
    edges += followers;
    inside += pro_followers(a);
    seen += impressions;
    seen_followers += impressions * followers;
  }
  put(recording, observable("edges"), edges);
  put(recording, observable("in_network_share"), ratio(inside, edges));
  put(recording, observable("followers_mean_census"), mean(all));
  put(recording, observable("followers_median_census"), quantile(all, 0.5));
  put(recording, observable("followers_p90_census"), quantile(all, 0.9));
  put(recording, observable("followers_mean_visible"), ratio(seen_followers, seen));
  put(recording, observable("followers_mean_initial"), mean(initial));
}

void NaiveWorld::record_posts(Recording& recording, double days) const {
  const auto per_day = [days](double total) { return days > 0.0 ? total / days : undefined; };
  std::vector<double> posts(settings_.segments.size(), 0.0);
  std::set<Number> posters;
  double all = 0.0;
  double against = 0.0;
  double impressions = 0.0;
  double susceptible = 0.0;
  for (std::size_t k = observed_; k < diary_.size(); ++k) {
    const Happened& happened = diary_[k];
    if (happened.what == What::countered) against += happened.posts;
    if (happened.what != What::posted && happened.what != What::reshared) continue;
    impressions += static_cast<double>(happened.posts) * happened.followers;
    susceptible += static_cast<double>(happened.posts) * happened.outsiders;
    if (happened.what == What::reshared) continue;
    posts[persons_[accounts_[happened.who].owner].segment] += happened.posts;
    posters.insert(happened.who);
    all += happened.posts;
  }
  for (const double count : posts) put(recording, observable("pro_posts"), per_day(count));
  put(recording, observable("counter_posts"), per_day(against));
  put(recording, observable("anti_pro_ratio"), ratio(against, all));
  const auto active = static_cast<double>(active_.size());
  put(recording, observable("posts_per_account"), ratio(per_day(all), active));
  put(recording, observable("active_posters"), static_cast<double>(posters.size()));
  put(recording, observable("reshares"), count(What::reshared));
  put(recording, observable("impressions"), per_day(impressions));
  put(recording, observable("impressions_susceptible"), per_day(susceptible));
  const double traffic = settings_.traffic == Traffic::posts ? per_day(all)
                         : settings_.traffic == Traffic::impressions
                             ? per_day(impressions)
                             : static_cast<double>(posters.size());
  put(recording, observable("traffic"), traffic);
}

/// Since the last observation.
double NaiveWorld::count(What what) const {
  double count = 0.0;
  for (std::size_t k = observed_; k < diary_.size(); ++k) {
    count += diary_[k].what == what ? 1.0 : 0.0;
  }
  return count;
}

double NaiveWorld::count(What what, Number who) const {
  double count = 0.0;
  for (std::size_t k = observed_; k < diary_.size(); ++k) {
    count += diary_[k].what == what && diary_[k].who == who ? 1.0 : 0.0;
  }
  return count;
}

double NaiveWorld::count_since_start(What what) const {
  return static_cast<double>(std::count_if(diary_.begin(), diary_.end(),
                                           [what](const Happened& h) { return h.what == what; }));
}

void NaiveWorld::record_happenings(Recording& recording, double days) const {
  const double suspended = count(What::suspended);
  const double wrong = count(What::suspended_wrongly);
  put(recording, observable("suspensions"), suspended + wrong);
  put(recording, observable("suspensions_posted"), count(What::had_posted));
  put(recording, observable("false_positives"), wrong);
  put(recording, observable("appeals"), count(What::appealed));
  put(recording, observable("reinstated"), count(What::reinstated));
  put(recording, observable("hazard"),
      ratio(days > 0.0 ? suspended / days : undefined, static_cast<double>(active_.size())));
  put(recording, observable("accounts_opened"), count(What::opened));
  put(recording, observable("new_supporters"), count(What::new_supporter));
  put(recording, observable("returns"), count(What::returned));
  put(recording, observable("retaliation_accounts"), count(What::retaliated));
  put(recording, observable("hijacked"), count(What::hijacked));
  put(recording, observable("reports"), count(What::reported));
  put(recording, observable("replacement_ratio"),
      ratio(count_since_start(What::opened), count_since_start(What::suspended)));

  std::vector<double> discovered;
  double audience = 0.0;
  for (std::size_t k = 0; k < diary_.size(); ++k) {
    const Happened& happened = diary_[k];
    if (happened.what == What::migrated) audience += happened.followers;
    if (happened.what == What::discovered && k >= observed_) {
      discovered.push_back(happened.followers);
    }
  }
  put(recording, observable("discovered"), static_cast<double>(discovered.size()));
  put(recording, observable("followers_mean_discovery"), mean(discovered));
  put(recording, observable("followers_median_discovery"), quantile(discovered, 0.5));
  put(recording, observable("followers_p90_discovery"), quantile(discovered, 0.9));
  put(recording, observable("off_platform_audience"),
      settings_.migration ? settings_.migration->carried * audience : 0.0);
  for (Number policy = 0; policy < policies_.size(); ++policy) {
    put(recording, observable("policy_actions"), count(What::suspended_by, policy));
    put(recording, observable("policy_errors"), count(What::wrong_by, policy));
    put(recording, observable("policy_cost"),
        count(What::charged_by, policy) * policies_[policy].cost);
  }
}

/// Accounts that still stand count as withdrawn at the end; those of the start have no age.
void NaiveWorld::finish(Recording& recording) {
  std::vector<double> endings(cohorts_ * age_count, 0.0);
  std::vector<double> withdrawals(cohorts_ * age_count, 0.0);
  std::vector<std::vector<double>> by_generation(generation_count);
  for (const Account& account : accounts_) {
    if (account.last_followers) {
      by_generation[std::min<std::size_t>(account.generation, generation_count - 1)].push_back(
          *account.last_followers);
    }
    const bool stands = account.status == Status::active;
    if (account.is_initial || !(stands || account.ending)) continue;
    const double age = std::floor((stands ? now_ : account.ended) - account.born);
    const double cohort = std::floor(account.born / cohort_days);
    const std::size_t cell = std::min(static_cast<std::size_t>(cohort), cohorts_ - 1) * age_count +
                             std::min(static_cast<std::size_t>(age), age_count - 1);
    (account.ending == Ending::suspended ? endings : withdrawals)[cell] += 1.0;
  }
  for (const std::vector<double>& followers : by_generation) {
    put(recording, observable("followers_by_generation"), mean(followers));
  }
  recording.values[observable("endings_by_age")] = endings;
  recording.values[observable("withdrawals_by_age")] = withdrawals;
}

}  // namespace quell
