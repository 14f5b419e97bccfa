// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "models/network/summary.hpp"
#include "models/network/world.hpp"
#include "sim/prefetch.hpp"

namespace quell {

Summary summarise(std::vector<std::uint32_t>& values) {
  if (values.empty()) return {undefined, undefined, undefined};
  double sum = 0.0;
  for (const std::uint32_t value : values) sum += value;
  const auto rank = [&values](double p) {
    const auto k =
        static_cast<std::ptrdiff_t>(std::ceil(p * static_cast<double>(values.size()))) - 1;
    std::nth_element(values.begin(), values.begin() + k, values.end());
    return static_cast<double>(values[static_cast<std::size_t>(k)]);
  };
  const double median = rank(0.5);
  const double p90 = rank(0.9);
  return {sum / static_cast<double>(values.size()), median, p90};
}

namespace {

/// Share of the 0.25 % of accounts with the highest rates (V13).
double top_share(std::vector<double>& rates) {
  constexpr double top = 0.0025;
  if (rates.empty()) return undefined;
  const auto count =
      static_cast<std::ptrdiff_t>(std::ceil(top * static_cast<double>(rates.size())));
  std::nth_element(rates.begin(), rates.begin() + count - 1, rates.end(), std::greater<>{});
  double first = 0.0;
  double all = 0.0;
  for (std::size_t k = 0; k < rates.size(); ++k) {
    if (k < static_cast<std::size_t>(count)) first += rates[k];
    all += rates[k];
  }
  return ratio(first, all);
}

}  // namespace

void World::count_lifetime(AccountId a, Closing closing) {
  if (account(a).is_initial) return;
  const double born = history(a).born;
  const auto cohort = static_cast<std::size_t>(born / cohort_days);
  const auto age = std::min<std::size_t>(static_cast<std::size_t>(now_.days - born), age_count - 1);
  std::vector<double>& table =
      closing == Closing::suspended ? totals_.endings : totals_.withdrawals;
  const std::size_t last = table.size() / age_count - 1;
  table[std::min(cohort, last) * age_count + age] += 1.0;
}

/// Calls `visit(account)` for each active one, with its history and its owner fetched before.
template <class Visit>
void World::for_each_active(Visit&& visit) const {
  for_each_ahead(
      std::span<const AccountId>{active_}, visit,
      [this](AccountId a, auto& fetch) {
        graph_.prefetch(a, fetch);
        fetch(&histories_[a.index()]);
        fetch(&histories_[a.index()].backlash_end);  // often in the next line
      },
      [this](AccountId a, auto& fetch) { graph_.prefetch(owner_of(a), fetch); });
}

/// What is counted of the active accounts, one after the other.
struct World::Census {
  explicit Census(std::size_t segments) : active(segments) {}

  void add(const World& world, AccountId a) {
    const Account& account = world.account(a);
    const Person& owner = world.graph_[world.owner_of(a)];
    const std::uint32_t followers = world.followers(a);
    active[owner.segment] += 1.0;
    following_owners += owner.main_account == a.index() && owner.out_degree > 0 ? 1 : 0;
    follower_counts.push_back(followers);
    if (account.is_initial) {
      initial += 1.0;
      initial_followers += followers;
    }
    inside += account.pro_followers;
    rates.push_back(static_cast<double>(account.rate) * static_cast<double>(account.chill));
    rate_sum += static_cast<double>(account.rate);
    chilled_sum += rates.back();
    const double visibility = world.visibility(a);
    seen += visibility;
    seen_followers += visibility * followers;
  }

  std::vector<double> active;  ///< by segment
  std::vector<double> rates;   ///< of posting, with chill [1/d]
  std::vector<std::uint32_t> follower_counts;
  std::uint32_t following_owners = 0;
  double inside = 0.0;
  double initial = 0.0;
  double initial_followers = 0.0;
  double rate_sum = 0.0;
  double chilled_sum = 0.0;
  double seen = 0.0;
  double seen_followers = 0.0;
};

/// Levels: what is there now.
void World::record_census(Census& census, Recording& recording) const {
  const auto put = [&recording](std::size_t row, double value) {
    recording.values[row].push_back(value);
  };
  for (const double count : census.active) put(observable("active_pro_accounts"), count);
  for (const auto& counts : stage_counts_) {
    for (const std::uint64_t count : counts) {
      put(observable("persons"), static_cast<double>(count));
    }
  }
  const auto edges = static_cast<double>(graph_.edges());
  put(observable("edges"), edges);
  put(observable("in_network_share"), ratio(census.inside, edges));
  put(observable("top_post_share"), top_share(census.rates));
  put(observable("chill"), ratio(census.rate_sum - census.chilled_sum, census.rate_sum));
  const Summary followers = summarise(census.follower_counts);
  put(observable("followers_mean_census"), followers.mean);
  put(observable("followers_median_census"), followers.median);
  put(observable("followers_p90_census"), followers.p90);
  put(observable("followers_mean_visible"), ratio(census.seen_followers, census.seen));
  put(observable("followers_mean_initial"), ratio(census.initial_followers, census.initial));
  put(observable("susceptibles_reached"),  // persons without a pro account who follow one now
      static_cast<double>(graph_.following() - census.following_owners));
  put(observable("susceptibles_reached_so_far"), static_cast<double>(totals_.reached));
  put(observable("counter_accounts"), static_cast<double>(counters_.size()));
  put(observable("off_platform_audience"), totals_.off_platform_audience);
  const auto ended = [this](Stage stage) {
    double sum = 0.0;
    for (const auto& counts : stage_counts_) sum += static_cast<double>(counts[index(stage)]);
    return sum;
  };
  for (const auto& counts : stage_counts_) {
    put(observable("recruits"), static_cast<double>(counts[index(Stage::recruited)]));
  }
  put(observable("disengaged"), ended(Stage::disengaged));
  put(observable("migrated"), ended(Stage::migrated));
  put(observable("replacement_ratio"),
      ratio(static_cast<double>(totals_.opened), static_cast<double>(totals_.suspensions)));
}

/// Flows over the interval of `days` that ends now; rates are undefined where it has no length.
void World::record_flows(Recording& recording, double days) {
  const auto put = [&recording](std::size_t row, double value) {
    recording.values[row].push_back(value);
  };
  const auto per_day = [days](double total) { return days > 0.0 ? total / days : undefined; };
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  double posts = 0.0;
  for (const double by_segment : flows_.posts) {
    put(observable("pro_posts"), per_day(by_segment));
    posts += by_segment;
  }
  const auto active = static_cast<double>(active_.size());
  const std::array<double, 3> traffic{per_day(posts), count(flows_.posters),
                                      per_day(flows_.impressions)};
  put(observable("traffic"), traffic[static_cast<std::size_t>(settings_.traffic)]);
  put(observable("reshares"), count(flows_.reshares));
  put(observable("counter_posts"), per_day(flows_.counter_posts));
  put(observable("anti_pro_ratio"), ratio(flows_.counter_posts, posts));
  put(observable("active_posters"), count(flows_.posters));
  put(observable("posts_per_account"), ratio(per_day(posts), active));
  put(observable("impressions"), per_day(flows_.impressions));
  put(observable("impressions_susceptible"), per_day(flows_.impressions_susceptible));
  put(observable("discovered"), count(flows_.discovered_followers.size()));
  const Summary discovery = summarise(flows_.discovered_followers);
  put(observable("followers_mean_discovery"), discovery.mean);
  put(observable("followers_median_discovery"), discovery.median);
  put(observable("followers_p90_discovery"), discovery.p90);
  put(observable("reports"), count(flows_.reports));
  put(observable("suspensions"), count(flows_.suspensions + flows_.false_positives));
  put(observable("suspensions_posted"), count(flows_.suspensions_posted));
  put(observable("false_positives"), count(flows_.false_positives));
  put(observable("appeals"), count(flows_.appeals));
  put(observable("reinstated"), count(flows_.reinstated));
  put(observable("hazard"), ratio(per_day(count(flows_.suspensions)), active));
  put(observable("accounts_opened"), count(flows_.opened));
  put(observable("new_supporters"), count(flows_.new_supporters));
  put(observable("returns"), count(flows_.returns));
  put(observable("retaliation_accounts"), count(flows_.retaliation));
  put(observable("hijacked"), count(flows_.hijacked));

  PolicyReadings sum;
  for (const auto& policy : policies_) {
    const PolicyReadings readings = policy->read(*this);
    sum.backlog += readings.backlog;
    sum.waited += readings.waited;
    sum.decisions += readings.decisions;
    sum.impressions += readings.impressions;
  }
  put(observable("backlog"), count(sum.backlog));
  put(observable("time_to_action"), ratio(sum.waited, count(sum.decisions)));
  put(observable("campaign_impressions"), per_day(sum.impressions));
  for (const PolicyTally& tally : tallies_) {
    put(observable("policy_actions"), count(tally.actions));
    put(observable("policy_errors"), count(tally.errors));
    put(observable("policy_cost"), tally.cost);
  }
}

void World::observe(Time when, Recording& recording) {
  const double since = recording.times.empty() ? when.days : recording.times.back();
  move_to(when);
  Census census{settings_.segments.size()};
  for_each_active([&](AccountId a) {
    settle(a);
    census.add(*this, a);
  });
  settle_counters();
  recording.times.push_back(when.days);
  recording.values.resize(observables.size());
  record_census(census, recording);
  record_flows(recording, when.days - since);
  record_channels(recording);
  record_panel(recording, when.days - since);
  flows_.reset();
  for (PolicyTally& tally : tallies_) tally = {};
  ++interval_;
  apply_rules(recording);
}

/// Ends the recording: accounts that still stand enter the lifetimes as censored.
void World::finish(Recording& recording) {
  for (const AccountId a : active_) count_lifetime(a, Closing::withdrawn);
  for (std::size_t g = 0; g < generation_count; ++g) {
    recording.values[observable("followers_by_generation")].push_back(
        ratio(totals_.generation_followers[g], totals_.generation_accounts[g]));
  }
  recording.values[observable("endings_by_age")] = totals_.endings;
  recording.values[observable("withdrawals_by_age")] = totals_.withdrawals;
}

}  // namespace quell
