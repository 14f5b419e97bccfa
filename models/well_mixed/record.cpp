// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "models/well_mixed/mixture.hpp"

namespace quell {
namespace {

/// What needs no single accounts.
constexpr std::array<std::string_view, 33> said{
    "active_pro_accounts",
    "persons",
    "edges",
    "in_network_share",
    "traffic",
    "pro_posts",
    "counter_posts",
    "anti_pro_ratio",
    "posts_per_account",
    "impressions",
    "impressions_susceptible",
    "susceptibles_reached",
    "chill",
    "followers_mean_census",
    "suspensions",
    "false_positives",
    "appeals",
    "reinstated",
    "hazard",
    "accounts_opened",
    "new_supporters",
    "returns",
    "retaliation_accounts",
    "replacement_ratio",
    "recruits",
    "disengaged",
    "migrated",
    "off_platform_audience",
    "counter_accounts",
    "campaign_impressions",
    "policy_actions",
    "policy_errors",
    "policy_cost",
};

double ratio(double numerator, double denominator) {
  return denominator > 0.0 ? numerator / denominator : undefined;
}

class MixtureRecord {
 public:
  MixtureRecord(const Mixture& mixture, const std::vector<double>& state,
                const std::vector<double>& before, Time from, Time to, Recording& recording)
      : mixture_(mixture),
        layout_(mixture.layout()),
        state_(state),
        before_(before),
        from_(from),
        to_(to),
        recording_(recording) {}

  void levels() {
    const std::size_t segments = layout_.segments;
    double accounts = 0.0;
    for (std::size_t s = 0; s < segments; ++s) {
      const double mine = over_classes(layout_.accounts, 0, layout_.classes(), s);
      put(observable("active_pro_accounts"), mine);
      accounts += mine;
    }
    active_ = accounts;
    for (std::size_t s = 0; s < segments; ++s) record_persons(s);
    const double inside = sum(layout_.inside, layout_.classes());
    const double edges = inside + sum(layout_.outside, layout_.classes());
    put(observable("edges"), edges);
    put(observable("in_network_share"), ratio(inside, edges));
    put(observable("followers_mean_census"), ratio(edges, accounts));
    record_chill();
    record_reached();
    put(observable("counter_accounts"), state_[layout_.counters]);
    put(observable("off_platform_audience"), total(Total::off_platform_audience));
    for (std::size_t s = 0; s < segments; ++s)
      put(observable("recruits"), state_[layout_.ended + s]);
    put(observable("disengaged"), sum(layout_.ended + segments, segments));
    put(observable("migrated"), sum(layout_.ended + 2 * segments, segments));
    put(observable("replacement_ratio"), ratio(total(Total::opened), total(Total::suspensions)));
  }

  void flows() {
    double posts = 0.0;
    for (std::size_t s = 0; s < layout_.segments; ++s) {
      const double mine = grown(layout_.posts + s);
      put(observable("pro_posts"), per_day(mine));
      posts += mine;
    }
    const double counter_posts = flow(Total::counter_posts);
    if (mixture_.settings().traffic != Traffic::active_posters) {
      const bool is_seen = mixture_.settings().traffic == Traffic::impressions;
      put(observable("traffic"), per_day(is_seen ? flow(Total::impressions) : posts));
    }
    put(observable("counter_posts"), per_day(counter_posts));
    put(observable("anti_pro_ratio"), ratio(counter_posts, posts));
    put(observable("posts_per_account"), ratio(per_day(posts), active_));
    put(observable("impressions"), per_day(flow(Total::impressions)));
    put(observable("impressions_susceptible"), per_day(flow(Total::impressions_susceptible)));
    const double suspensions = flow(Total::suspensions);
    put(observable("suspensions"), suspensions + flow(Total::false_positives));
    put(observable("false_positives"), flow(Total::false_positives));
    put(observable("appeals"), flow(Total::appeals));
    put(observable("reinstated"), flow(Total::reinstated));
    put(observable("hazard"), ratio(per_day(suspensions), active_));
    put(observable("accounts_opened"), flow(Total::opened));
    put(observable("new_supporters"), flow(Total::new_supporters));
    put(observable("returns"), flow(Total::returns));
    put(observable("retaliation_accounts"), flow(Total::retaliation));
    double shown = 0.0;
    for (std::size_t k = 0; k < layout_.policies; ++k) {
      const PolicyRates& policy = mixture_.policies()[k];
      const double impressions = policy.impressions.integral(from_, to_);
      shown += impressions;
      put(observable("policy_actions"), grown(layout_.tally(Tally::actions, k)));
      put(observable("policy_errors"), grown(layout_.tally(Tally::errors, k)));
      put(observable("policy_cost"),
          policy.cost * grown(layout_.tally(Tally::actions, k)) + policy.cost_shown * impressions);
    }
    put(observable("campaign_impressions"), per_day(shown));
  }

 private:
  void put(std::size_t row, double value) { recording_.values[row].push_back(value); }

  [[nodiscard]] double sum(std::size_t first, std::size_t count) const {
    double all = 0.0;
    for (std::size_t k = first; k < first + count; ++k) all += state_[k];
    return all;
  }
  [[nodiscard]] double over_classes(std::size_t first, std::size_t from, std::size_t to,
                                    std::size_t segment) const {
    double all = 0.0;
    for (std::size_t c = from; c < to; ++c) all += state_[first + c * layout_.segments + segment];
    return all;
  }
  [[nodiscard]] double total(Total which) const { return state_[layout_.total(which)]; }
  [[nodiscard]] double grown(std::size_t place) const { return state_[place] - before_[place]; }
  [[nodiscard]] double flow(Total which) const { return grown(layout_.total(which)); }
  [[nodiscard]] double per_day(double amount) const {
    return to_ > from_ ? amount / (to_ - from_).days : undefined;
  }

  void record_persons(std::size_t segment) {
    for (std::size_t rung = 0; rung < Layout::rungs; ++rung) {
      double readers = 0.0;
      for (std::size_t group = 0; group < layout_.groups; ++group) {
        readers += state_[layout_.readers + layout_.reader(rung, group, segment)];
      }
      put(observable("persons"), readers);
    }
    const std::size_t g = layout_.generations;
    const auto owners = [&](Tier tier) {
      const std::size_t first = layout_.class_of(tier, 0);
      return over_classes(layout_.accounts, first, first + g, segment) +
             over_classes(layout_.away, first, first + g, segment);
    };
    put(observable("persons"), owners(Tier::ordinary) + owners(Tier::amplifier));
    put(observable("persons"), owners(Tier::core));
    for (std::size_t end = 0; end < 3; ++end) {
      put(observable("persons"), state_[layout_.ended + end * layout_.segments + segment]);
    }
  }

  void record_chill() {
    double all = 0.0;
    double left = 0.0;
    for (std::size_t c = 0; c < layout_.classes(); ++c) {
      const double posting = mixture_.posting_of(c) * mixture_.accounts_of(state_.data(), c);
      double lost = 0.0;
      if (c < layout_.main_classes()) lost = state_[layout_.lost + c];
      const double peers = c < layout_.main_classes() ? lost + state_[layout_.follows + c] : 0.0;
      all += posting;
      left += posting * (peers > 0.0 ? lost / peers : 0.0) * mixture_.settings().posting.chill;
    }
    put(observable("chill"), ratio(left, all));
  }

  /// The number of accounts that a reader follows is Poisson.
  void record_reached() {
    double reached = 0.0;
    const std::size_t readers = layout_.reader_compartments();
    for (std::size_t k = 0; k < readers; ++k) {
      const double members = state_[layout_.readers + k];
      if (!(members > 0.0)) continue;
      const double follows = std::max(0.0, state_[layout_.reader_follows + k]);
      reached += members * (1.0 - std::exp(-follows / members));
    }
    put(observable("susceptibles_reached"), reached);
  }

  const Mixture& mixture_;
  const Layout& layout_;
  const std::vector<double>& state_;
  const std::vector<double>& before_;
  Time from_;
  Time to_;
  Recording& recording_;
  double active_ = 0.0;
};

}  // namespace

void record_mixture(const Mixture& mixture, const std::vector<double>& state,
                    const std::vector<double>& before, Time now, Recording& recording) {
  const Time from = recording.times.empty() ? now : Time{.days = recording.times.back()};
  recording.times.push_back(now.days);
  recording.values.resize(observables.size());
  MixtureRecord record{mixture, state, before, from, now, recording};
  record.levels();
  record.flows();
}

bool mixture_observes(const Observable& observable, const Config& config) {
  if (observable.name == "traffic" && config.at("run").text("traffic") == "active_posters") {
    return false;
  }
  return std::find(said.begin(), said.end(), observable.name) != said.end();
}

}  // namespace quell
