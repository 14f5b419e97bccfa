// SPDX-License-Identifier: BSD-3-Clause
// Looks for the new accounts of suspended persons among their former followers: whoever followed
// the old account is asked, and leads to the new one if it follows already (after the Polya-urn
// search of Klausen, Marks & Zaman 2016, doi:10.48550/arXiv.1610.06242). Neglects that the order of
// asking could be chosen, that one who was asked may be asked again, and that a former follower who
// was itself suspended meanwhile counts as having followed.
#include <algorithm>
#include <array>
#include <utility>

#include "models/conditions.hpp"
#include "models/policies/errands.hpp"
#include "models/policies/innocents.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "effort",
          .kind = ParamKind::steps,
          .unit = "1/d",
          .doc = "checks per day and account searched for, each value until the next date",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1e4},
    Param{.key = "recall",
          .unit = "1",
          .doc = "probability that a follower of the new account gives it away when checked",
          .source = "M7",
          .fallback = 0.5,
          .max = 1.0,
          .low = 0.3,
          .high = 0.8},
    Param{.key = "patience",
          .unit = "d",
          .doc = "time after which a search is given up",
          .source = "assumption",
          .fallback = 30.0,
          .min = 1e-3,
          .max = 3650.0},
    precision_param,
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one check",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1e9},
};

struct Terms {
  double recall;
  Duration patience;
  double precision;
  double cost;
};

Terms terms_of(const ParamValues& values) {
  return {.recall = values.real("recall"),
          .patience = {.days = values.real("patience")},
          .precision = values.real("precision"),
          .cost = values.real("cost")};
}

struct Search {
  AccountId account;
  std::uint32_t refollowers = 0;  ///< who were to follow it again when it opened
  Time end;
  Time next;                   ///< of what is planned
  std::uint64_t is_check = 0;  ///< 1: a check is planned, else a change of effort or the end
};

class ReturnSearch final : public Policy {
 public:
  ReturnSearch(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        effort_(hourly(values, "effort", frame_)),
        terms_(terms_of(values)),
        index_(place.index),
        stream_(place.stream()) {}

  void on_account_opened(World& world, AccountId a) override {
    const Account& account = world.account(a);
    const bool is_return = account.generation > 0 && account.tier != Tier::throwaway;
    if (!is_return || account.refollowers == 0) return;
    plan_check(world, searches_.add({.account = a,
                                     .refollowers = account.refollowers,
                                     .end = world.now() + terms_.patience,
                                     .next = {},
                                     .is_check = 0}));
  }

  void on_event(World& world, std::uint32_t errand) override {
    const Search search = searches_[errand];
    const bool is_stale = !searches_.is_open(errand) || world.now() != search.next;
    if (is_stale) return;  // planned at another effort
    if (!is_active(world, search.account) || world.now() >= search.end) {
      searches_.finish(errand);
      return;
    }
    if (search.is_check == 0) return plan_check(world, errand);
    world.charge(index_, terms_.cost);
    const double left = world.account(search.account).refollowers;
    const double found = terms_.recall * (1.0 - left / search.refollowers);
    if (stream_.coin() >= found) return plan_check(world, errand);
    searches_.finish(errand);
    world.suspend(index_, search.account);
    suspend_bystanders(world, index_, terms_.precision, 0.0, stream_);
  }

  void change(World& world, const ParamValues& values) override {
    StepFunction effort = effort_.until(world.now(), hourly(values, "effort", frame_));
    const bool is_redrawn = effort != effort_;
    effort_ = std::move(effort);
    terms_ = terms_of(values);
    if (!is_redrawn) return;
    for (std::uint32_t errand = 0; errand < searches_.size(); ++errand) {
      if (!searches_.is_open(errand)) continue;
      if (is_active(world, searches_[errand].account)) {
        plan_check(world, errand);
      } else {
        searches_.finish(errand);  // as at a change by date
      }
    }
  }

  void visit_blocks(BlockVisitor& visitor) override {
    effort_.visit_blocks(visitor);
    visitor.plain("search terms", terms_);
    visitor.plain("search stream", stream_);
    searches_.visit_blocks(visitor);
  }

 private:
  /// Drawn anew when the effort changes, so that a later change moves no earlier draw.
  void plan_check(World& world, std::uint32_t errand) {
    Search& search = searches_[errand];
    search.next = std::min(search.end, effort_.next_change(world.now()));
    search.is_check = 0;
    const double effort = effort_(world.now());
    if (effort > 0.0) {
      const Time check = world.now() + Duration{.days = stream_.exponential() / effort};
      if (check < search.next) {
        search.next = check;
        search.is_check = 1;
      }
    }
    world.plan(search.next, index_, errand);
  }

  Frame frame_;
  StepFunction effort_;
  Terms terms_;
  PolicyIndex index_;
  Stream stream_;
  Errands<Search> searches_;
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<ReturnSearch>(values, place);
}

void check(const ParamValues& /*values*/, const Config& config) {
  const ParamValues* returning = config.find("return");
  if (returning == nullptr || returning->real("probability") == 0.0) {
    throw ConfigError("policy",
                      "return_search finds nobody (nobody returns: no [return], or its probability "
                      "is 0) add [return]");
  }
  if (returning->real("refollow") == 0.0) {
    throw ConfigError("policy",
                      "return_search finds nobody (return.refollow is 0: nobody follows a new "
                      "account again) raise return.refollow");
  }
}

}  // namespace

extern constexpr PolicySpec policy_return_search{
    .name = "return_search",
    .summary = "Searches for the new accounts of suspended persons among their old followers.",
    .params = params,
    .amount = "effort",
    .make = make,
    .check = check,
    .is_adaptive = true,
    .suspends = Suspends::after_others,
    .needs = &somebody_is_suspended};

}  // namespace quell
