// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "models/ids.hpp"
#include "models/observables.hpp"
#include "models/stage.hpp"
#include "sim/blocks.hpp"

namespace quell {

/// Marks "none" in packed state; interfaces give std::optional or a predicate instead.
constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// What `Account::hint` points at.
enum class Hint : std::uint8_t { nothing, follower_slot, person, shout_out, followee_slot };

enum class AccountStatus : std::uint8_t { pending, active, ended };

/// A pro account; its followers live in the graph.
struct Account {
  double settled = 0.0;       ///< posts are counted up to here [d]
  double born = 0.0;          ///< [d]
  double clock_rate = 0.0;    ///< bound at which the pending clock event was drawn [1/d]
  double rate = 0.0;          ///< posts per day, before drivers and chill
  double chill = 1.0;         ///< factor in (0, 1] for suspended neighbours
  double gain = 0.0;          ///< followers per day, before drivers and preferential growth
  double report_bound = 0.0;  ///< report rate at `follower_bound`, vigilance 1 [1/d]
  std::uint32_t owner = none;
  std::uint32_t pro_followers = 0;
  std::uint32_t follower_bound = 0;  ///< followers that `clock_rate` allows for
  std::uint32_t clock = 0;           ///< version of the pending clock event, 24 bits
  std::uint32_t block = 0;           ///< position in the clock's stream
  std::uint32_t posts_block = 0;     ///< position in the posts' stream
  std::uint32_t active_slot = none;
  std::uint32_t lost_peers = 0;  ///< accounts it followed that were suspended
  std::uint32_t posts = 0;
  std::uint32_t hint = 0;  ///< what the pending event will probably touch (see lookahead.cpp)
  std::uint32_t last_post_interval = 0;  ///< observation interval of the latest post
  std::uint16_t serial = 0;              ///< among the owner's accounts
  std::uint16_t generation = 0;          ///< suspensions of the owner before it opened
  Tier tier = Tier::ordinary;
  AccountStatus status = AccountStatus::pending;
  Hint hint_kind = Hint::nothing;
  bool is_discovered = false;
  bool is_initial = false;
};

/// One who will follow the new account of someone suspended, unless suspended meanwhile.
struct Refollower {
  PersonId person;
  std::uint32_t suspensions;  ///< of the person at that time
};

/// Persons, structure of arrays, indexed by PersonId.
struct Persons {
  std::vector<Stage> stage;
  std::vector<SegmentIndex> segment;
  std::vector<std::uint16_t> suspensions;
  std::vector<std::uint16_t> opened;        ///< accounts so far
  std::vector<std::uint32_t> main_account;  ///< active one, or none
  std::vector<std::uint32_t> stage_slot;    ///< place in its stage's list
  std::vector<float> protection;            ///< as of `protection_time`
  std::vector<float> protection_time;       ///< [d]
  std::vector<std::uint32_t> protection_block;

  [[nodiscard]] std::size_t size() const { return stage.size(); }
  void resize(std::size_t count);
  void visit_blocks(BlockVisitor& visitor);
};

/// Counts since the last observation.
struct Flows {
  std::vector<double> posts;  ///< by segment
  double counter_posts = 0.0;
  double impressions = 0.0;
  double impressions_susceptible = 0.0;
  std::uint64_t posters = 0;
  std::uint64_t reports = 0;
  std::uint64_t suspensions = 0;  ///< of pro accounts
  std::uint64_t suspensions_posted = 0;
  std::uint64_t false_positives = 0;
  std::uint64_t appeals = 0;
  std::uint64_t reinstated = 0;
  std::uint64_t opened = 0;
  std::uint64_t new_supporters = 0;
  std::uint64_t returns = 0;
  std::uint64_t retaliation = 0;
  std::vector<std::uint32_t> discovered_followers;

  void reset();
  void visit_blocks(BlockVisitor& visitor);
};

/// Counts since the start of the run.
struct Totals {
  std::uint64_t opened = 0;
  std::uint64_t suspensions = 0;
  double off_platform_audience = 0.0;
  std::vector<double> generation_followers;  ///< [generation_count] sums at suspension
  std::vector<double> generation_accounts;
  std::vector<double> endings;      ///< [cohorts][age_count]
  std::vector<double> withdrawals;  ///< [cohorts][age_count]

  void visit_blocks(BlockVisitor& visitor);
};

struct PolicyTally {
  std::uint64_t actions = 0;
  std::uint64_t errors = 0;
  double cost = 0.0;
};

}  // namespace quell
