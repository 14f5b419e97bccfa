// SPDX-License-Identifier: BSD-3-Clause
// A fixed number of suspensions per day, spent on whoever stands first in an order. Neglects what
// it costs to know the order. Betweenness is that of the follows among pro accounts; a bridge leads
// to readers who have no pro account, and is the stronger the fewer other accounts they follow.
// Small clusters first is policy 1 of Johnson et al. 2019: communities of pro accounts that follow
// each other, whole ones, the smallest first.
#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "models/policies/adjacency.hpp"
#include "models/policies/betweenness.hpp"
#include "models/policies/communities.hpp"
#include "models/policies/errands.hpp"
#include "models/policies/innocents.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

/// A budget that is spent wrongly is lost, whether or not there are counter accounts to hit.
constexpr Param budget_precision_param = [] {
  Param param = precision_param;
  param.needs = nullptr;
  return param;
}();

constexpr Condition is_betweenness{"order is not betweenness", "write order = \"betweenness\"",
                                   [](const Config& /*config*/, const ParamValues& own) {
                                     return own.text("order") == "betweenness";
                                   }};

constexpr std::array params{
    Param{.key = "per_day",
          .kind = ParamKind::steps,
          .unit = "accounts per day at 1:1",
          .doc = "the budget: suspensions per day, each value until the next date",
          .source = "scenario choice",
          .max = 1e7},
    Param{.key = "cadence",
          .unit = "d",
          .doc = "time between two orders; what was saved since the last one is spent at once",
          .source = "scenario choice",
          .fallback = 1.0,
          .min = 0.04,
          .max = 366.0},
    Param{.key = "order",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "who is first: followers now, expected posts per day, age, chance, the size of "
                 "the account's community, paths between others that lead through it, or readers "
                 "whom few others reach",
          .source = "doi:10.1038/s41586-019-1494-7",
          .choices = "most_followed|most_active|newest|random|small_clusters|betweenness|bridges"},
    Param{.key = "pivots",
          .kind = ParamKind::count,
          .unit = "accounts",
          .doc = "accounts from which shortest paths are followed to estimate betweenness; the "
                 "time that an order takes grows with them",
          .source = "doi:10.1142/S0218127407018403",
          .fallback = 50.0,
          .min = 1.0,
          .max = 1e9,
          .needs = &is_betweenness},
    budget_precision_param,
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one suspension",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1e9},
};

enum class Order {
  most_followed,
  most_active,
  newest,
  random,
  small_clusters,
  betweenness,
  bridges,
};

struct Terms {
  Duration cadence;
  double precision;
  double cost;
  std::uint64_t pivots;
};

Terms terms_of(const ParamValues& values) {
  return {.cadence = {.days = values.real("cadence")},
          .precision = values.real("precision"),
          .cost = values.real("cost"),
          .pivots = static_cast<std::uint64_t>(values.real("pivots"))};
}

/// The highest score first, then the lowest label, then the oldest account.
struct Ranked {
  double score = 0.0;
  std::uint32_t label = 0;
  AccountId account;

  bool operator<(const Ranked& other) const {
    return std::tuple{-score, label, account.index()} <
           std::tuple{-other.score, other.label, other.account.index()};
  }
};

/// Edges from each account, in order of number, to those whose owners follow it.
Edges follows_among(const World& world, const std::vector<Ranked>& accounts) {
  std::vector<std::uint32_t> node_of(accounts.back().account.index() + 1, none);
  const auto nodes = static_cast<std::uint32_t>(accounts.size());
  for (std::uint32_t node = 0; node < nodes; ++node) {
    node_of[accounts[node].account.index()] = node;
  }
  Edges follows;
  for (std::uint32_t node = 0; node < nodes; ++node) {
    world.for_each_follower(accounts[node].account, [&](PersonId i) {
      const std::uint32_t main = world.main_account(i);
      if (main != none) follows.emplace_back(node, node_of[main]);
    });
  }
  return follows;
}

/// Scores accounts, in order of number, by the size of their community.
void score_by_community(const World& world, std::vector<Ranked>& accounts, Stream& stream) {
  const auto nodes = static_cast<std::uint32_t>(accounts.size());
  const Adjacency graph = undirected(nodes, follows_among(world, accounts));
  const std::vector<std::uint32_t> labels = communities(graph, stream);
  std::vector<std::uint32_t> sizes(nodes);
  for (const std::uint32_t label : labels) ++sizes[label];
  for (std::uint32_t node = 0; node < nodes; ++node) {
    accounts[node].label = labels[node];
    accounts[node].score = -static_cast<double>(sizes[labels[node]]);
  }
}

/// Scores accounts, in order of number, by the ways of messages that lead through them.
void score_by_betweenness(const World& world, std::vector<Ranked>& accounts, std::uint64_t pivots,
                          Stream& stream) {
  const auto nodes = static_cast<std::uint32_t>(accounts.size());
  const Adjacency graph = directed(nodes, follows_among(world, accounts));
  const std::vector<double> scores = betweenness(graph, pivots, stream);
  for (std::uint32_t node = 0; node < nodes; ++node) accounts[node].score = scores[node];
}

/// Readers without a pro account, each divided among the accounts that it follows.
double readers_of_its_own(const World& world, AccountId a) {
  double readers = 0.0;
  world.for_each_follower(a, [&](PersonId i) {
    if (world.main_account(i) == none) readers += 1.0 / world.followed_by(i);
  });
  return readers;
}

class RankedBudget final : public Policy {
 public:
  RankedBudget(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        per_day_(hourly(values, "per_day", frame_).times(frame_.scale)),
        terms_(terms_of(values)),
        order_(choice_of<Order>(values, "order")),
        index_(place.index),
        stream_(place.stream()) {}

  void start(World& world) override { world.plan(world.now() + terms_.cadence, index_, 0); }

  /// Fractions of an account are carried over, as in the imposed counts.
  void on_event(World& world, std::uint32_t /*payload*/) override {
    world.plan(world.now() + terms_.cadence, index_, 0);
    const double earned = per_day_.integral({.days = 0.0}, world.now());
    const auto whole = static_cast<std::uint64_t>(earned * (1.0 + 1e-9));
    if (whole > spent_) spend(world, whole - spent_);
    spent_ = std::max(spent_, whole);
  }

  void change(World& world, const ParamValues& values) override {
    per_day_ = per_day_.until(world.now(), hourly(values, "per_day", frame_).times(frame_.scale));
    terms_ = terms_of(values);
  }

  void visit_blocks(BlockVisitor& visitor) override {
    per_day_.visit_blocks(visitor);
    visitor.plain("budget terms", terms_);
    visitor.plain("budget stream", stream_);
    visitor.plain("budget spent", spent_);
  }

 private:
  void spend(World& world, std::uint64_t actions) {
    std::uint64_t hits = 0;
    for (std::uint64_t k = 0; k < actions; ++k) hits += stream_.coin() < terms_.precision ? 1 : 0;
    for (const Ranked& target : first(world, hits)) {
      if (!is_active(world, target.account)) continue;
      world.suspend(index_, target.account);
      world.charge(index_, terms_.cost);
    }
    for (std::uint64_t k = hits; k < actions; ++k) {
      if (suspend_innocent(world, index_, stream_)) world.charge(index_, terms_.cost);
    }
  }

  std::vector<Ranked> first(const World& world, std::uint64_t count) {
    std::vector<Ranked> accounts;
    for (const AccountId a : world.active_accounts()) accounts.push_back({.account = a});
    std::sort(accounts.begin(), accounts.end());
    if (accounts.empty()) return accounts;
    switch (order_) {
      case Order::small_clusters:
        score_by_community(world, accounts, stream_);
        break;
      case Order::betweenness:
        score_by_betweenness(world, accounts, terms_.pivots, stream_);
        break;
      default:
        for (Ranked& ranked : accounts) ranked.score = score(world, ranked.account);
        break;
    }
    count = std::min<std::uint64_t>(count, accounts.size());
    const auto end = accounts.begin() + static_cast<std::ptrdiff_t>(count);
    std::partial_sort(accounts.begin(), end, accounts.end());
    accounts.erase(end, accounts.end());
    return accounts;
  }

  double score(const World& world, AccountId a) {
    switch (order_) {
      case Order::most_followed:
        return world.followers(a);
      case Order::most_active:
        return static_cast<double>(world.account(a).rate) *
               static_cast<double>(world.account(a).chill);
      case Order::newest:
        return world.opened(a).days;
      case Order::random:
        return stream_.uniform();
      case Order::bridges:
        return readers_of_its_own(world, a);
      case Order::small_clusters:
      case Order::betweenness:
        break;  // of all at once
    }
    return 0.0;
  }

  Frame frame_;
  StepFunction per_day_;
  Terms terms_;
  Order order_;
  PolicyIndex index_;
  Stream stream_;
  std::uint64_t spent_ = 0;
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<RankedBudget>(values, place);
}

void check(const ParamValues& values, const Config& config) {
  const std::vector<double> cadences = values.all_of("cadence");
  if (*std::min_element(cadences.begin(), cadences.end()) <= config.duration().days) return;
  throw ConfigError(
      "policy", "ranked_budget does nothing (its cadence is longer than the run) lower cadence");
}

}  // namespace

extern constexpr PolicySpec policy_ranked_budget{
    .name = "ranked_budget",
    .summary = "Suspends so many accounts a day, those first in an order.",
    .params = params,
    .amount = "per_day",
    .make = make,
    .check = check,
    .is_adaptive = true,
    .suspends = Suspends::any_account};

}  // namespace quell
