// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <utility>

#include "models/stage.hpp"

namespace quell {

/// What has been counted since the start of the run.
enum class Total : std::size_t {
  counter_posts,
  impressions,
  impressions_susceptible,
  suspensions,
  false_positives,
  appeals,
  reinstated,
  opened,
  new_supporters,
  returns,
  retaliation,
  off_platform_audience,
};
constexpr std::size_t total_count = 12;

/// What a policy has done since the start of the run.
enum class Tally : std::size_t { actions, errors, cost };

constexpr std::size_t tier_count = tier_names.size();

/// Generations that are told apart, at most; and classes that makes.
constexpr std::size_t most_generations = 64;
constexpr std::size_t max_classes = tier_count * most_generations;

/// Where everything stands in the one vector that is the state of a well-mixed population, so that
/// a solver of differential equations takes it as it is.
///
/// Counts are numbers of persons and accounts, and jump by one. Contents are what all members of a
/// compartment hold together (followers, follows) and change smoothly in between; a member that
/// moves takes the mean with it.
///
/// A class of accounts is a tier with a generation: `class_of(tier, g)`; those of throwaways come
/// last. A person who is away, suspended and yet to return, is of the class of its next account.
class Layout {
 public:
  static constexpr std::size_t main_tiers = 3;  ///< all but throwaways
  static constexpr std::size_t rungs = 3;       ///< of persons without account: to sympathiser

  Layout(std::size_t segment_number, std::size_t group_number, std::size_t generation_number,
         std::size_t policy_number)
      : segments(segment_number),
        groups(group_number),
        generations(generation_number),
        policies(policy_number) {
    std::size_t next = 0;
    const auto take = [&next](std::size_t count) { return std::exchange(next, next + count); };
    readers = take(rungs * groups * segments);
    accounts = take(classes() * segments);
    away = take(main_classes() * segments);
    ended = take(3 * segments);
    counters = take(2);
    counts_end = next;
    reader_follows = take(rungs * groups * segments);
    inside = take(classes());
    outside = take(classes());
    seen = take(classes());
    kept_inside = take(main_classes());
    kept_outside = take(main_classes());
    kept_seen = take(main_classes());
    follows = take(main_classes());
    lost = take(main_classes());
    eagerness = take(main_classes());
    away_inside = take(main_classes());
    away_outside = take(main_classes());
    away_seen = take(main_classes());
    away_follows = take(main_classes());
    away_eagerness = take(main_classes());
    posts = take(segments);
    totals = take(total_count);
    tallies = take(3 * policies);
    size = next;
  }

  [[nodiscard]] std::size_t main_classes() const { return main_tiers * generations; }
  [[nodiscard]] std::size_t classes() const { return tier_count * generations; }
  [[nodiscard]] std::size_t class_of(Tier tier, std::size_t generation) const {
    return rank(tier) * generations + generation;
  }
  [[nodiscard]] static std::size_t rank(Tier tier) { return static_cast<std::size_t>(tier); }
  [[nodiscard]] Tier tier_of(std::size_t c) const { return static_cast<Tier>(c / generations); }
  [[nodiscard]] std::size_t generation_of(std::size_t c) const { return c % generations; }

  [[nodiscard]] std::size_t reader(std::size_t rung, std::size_t group, std::size_t segment) const {
    return (rung * groups + group) * segments + segment;
  }

  [[nodiscard]] std::size_t reader_compartments() const { return rungs * groups * segments; }
  [[nodiscard]] std::size_t total(Total which) const {
    return totals + static_cast<std::size_t>(which);
  }
  [[nodiscard]] std::size_t tally(Tally which, std::size_t policy) const {
    return tallies + static_cast<std::size_t>(which) * policies + policy;
  }

  std::size_t segments;
  std::size_t groups;  ///< of readers who are alike in how eagerly they follow
  std::size_t generations;
  std::size_t policies;

  // First places.
  std::size_t readers;   ///< [rung x group x segment] persons without account
  std::size_t accounts;  ///< [class x segment] active accounts, by segment of the owner
  std::size_t away;      ///< [main class x segment] persons
  std::size_t ended;     ///< [recruited, disengaged, migrated x segment] persons
  std::size_t counters;  ///< active counter accounts; those that will be reinstated
  std::size_t counts_end;
  std::size_t reader_follows;  ///< [rung x group x segment]
  std::size_t inside;          ///< [class] followers that run a main account
  std::size_t outside;         ///< [class] other followers
  std::size_t seen;            ///< [class] sum over accounts of posting rate times followers [1/d]
  std::size_t kept_inside;     ///< [main class] who will follow again, of those inside
  std::size_t kept_outside;
  std::size_t kept_seen;
  std::size_t follows;    ///< [main class] accounts that the owners follow
  std::size_t lost;       ///< [main class] those they followed that were suspended
  std::size_t eagerness;  ///< [main class] share of picks from the audience that fall on owners
  std::size_t away_inside;
  std::size_t away_outside;
  std::size_t away_seen;
  std::size_t away_follows;  ///< accounts that will be followed again
  std::size_t away_eagerness;
  std::size_t posts;    ///< [segment] since the start
  std::size_t totals;   ///< see Total
  std::size_t tallies;  ///< [Tally x policy]
  std::size_t size;
};

}  // namespace quell
