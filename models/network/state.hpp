// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "models/ids.hpp"
#include "models/observables.hpp"
#include "models/stage.hpp"
#include "sim/blocks.hpp"
#include "sim/follow_graph.hpp"
#include "sim/random.hpp"
#include "sim/units.hpp"

namespace quell {

/// Marks "none" in packed state; interfaces give std::optional or a predicate instead.
constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// What happens at a tick of an account's clock.
enum class Happening : std::uint8_t { gain, loss, refollow, exposure, leaving, report, nothing };

enum class AccountStatus : std::uint8_t { pending, active, ended };

/// What a pro account's clock needs, in one cache line; its followers live in the graph.
struct alignas(64) Account : FolloweeNode {
  float clock_rate = 0.0F;  ///< bound at which the pending clock event was drawn [1/d]
  float rate = 0.0F;        ///< posts per day, before drivers and chill
  float gain = 0.0F;        ///< followers per day, before drivers and preferential growth
  float chill = 1.0F;       ///< factor in (0, 1] for suspended neighbours
  float report_bound =
      0.0F;  ///< no less than the report rate at `follower_bound`, vigilance 1 [1/d]
  std::uint32_t owner = none;
  std::uint32_t follower_bound = 0;  ///< followers that `clock_rate` allows for
  std::uint32_t block = 0;           ///< position in the clock's stream
  std::uint32_t pro_followers = 0;
  std::uint32_t lost_peers = 0;   ///< accounts it followed that were suspended
  std::uint32_t refollowers = 0;  ///< who are yet to follow it again
  std::uint16_t serial = 0;       ///< among the owner's accounts
  std::uint16_t generation = 0;   ///< suspensions of the owner before it opened
  std::uint32_t clock : 24 = 0;   ///< version of the pending clock event
  Tier tier : 2 = Tier::ordinary;
  AccountStatus status : 2 = AccountStatus::pending;
  bool is_discovered : 1 = false;
  bool is_initial : 1 = false;
  bool is_restricted : 1 = false;  ///< its history has a `reach` other than 1
};
static_assert(sizeof(Account) == 64);

/// What else there is of an account.
struct AccountHistory {
  double settled = 0.0;           ///< posts are counted up to here [d]
  double born = 0.0;              ///< [d]
  std::uint32_t posts_block = 0;  ///< position in the posts' stream
  std::uint32_t active_slot = none;
  std::uint32_t posts = 0;
  std::uint32_t last_post_interval = 0;  ///< observation interval of the latest post
  double reach = 1.0;         ///< share of its followers that the platform still shows its posts to
  double backlash_end = 0.0;  ///< of the latest [d]
};

/// One who will follow the new account of someone suspended, unless suspended meanwhile.
struct Refollower {
  PersonId person;
  std::uint32_t suspensions;  ///< of the person at that time
};

/// Factors on an account's rates for a while.
struct Boost {
  double posting = 1.0;
  double gain = 1.0;
};

/// One that will end.
struct RunningBoost {
  Boost boost;
  AccountId account;
  std::uint32_t unused = 0;
};

/// An account on the list of [panel].
struct Listed {
  AccountId account;
  std::uint32_t posts;  ///< when last observed
};

/// What the other side manages to do in a day; each day begins anew.
struct DailyEffort {
  std::int64_t day = -1;
  double spent = 0.0;

  /// Spends one unit on the day of `now`, unless that makes more than `limit`; says whether it did.
  bool spend_one(Time now, double limit);
};

/// A tie that will break because it is young, unless it has ended or its maker has been suspended.
struct Parting {
  PersonId person;
  AccountId account;
  std::uint32_t suspensions;  ///< of the person when it was made
  std::uint32_t unused = 0;
  double old_from;  ///< [d]
};

/// A post that will be shared on.
struct Reshare {
  std::uint64_t key;  ///< of its random stream
  AccountId author;
  AccountId by;
};

struct Person : FollowerNode {
  std::uint32_t main_account = none;  ///< active one, or none
  std::uint32_t stage_slot = none;    ///< place in its stage's list
  std::uint16_t suspensions = 0;
  std::uint16_t opened = 0;  ///< accounts so far
  Stage stage = Stage::unaware;
  SegmentIndex segment = 0;
  std::uint16_t backups_used : 15 = 0;  ///< that are yet to be replaced
  bool was_reached : 1 = false;         ///< has followed a pro account while it ran none
};
static_assert(sizeof(Person) == 32);

/// What counter-messages left a person with when it was last looked at.
struct Protection {
  float value = 0.0F;
  float time = 0.0F;        ///< [d]
  std::uint32_t looks = 0;  ///< so far
  std::uint32_t seen = 0;   ///< messages, where they tire their readers
};

/// Counts since the last observation.
struct Flows {
  std::vector<double> posts;  ///< by segment
  std::uint64_t reshares = 0;
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
  std::uint64_t hijacked = 0;
  std::uint64_t panel_suspensions = 0;
  std::uint64_t channels_banned = 0;
  std::vector<std::uint32_t> discovered_followers;

  void reset();
  void visit_blocks(BlockVisitor& visitor);
};

/// Counts since the start of the run.
struct Totals {
  std::uint64_t opened = 0;
  std::uint64_t suspensions = 0;
  std::uint64_t reached = 0;  ///< persons who followed a pro account while they ran none
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
