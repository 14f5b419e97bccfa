// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string_view>

namespace quell {

/// Axes of an observable within one replicate.
enum class Shape { time, time_segment, time_segment_stage, time_policy, generation, cohort_age };

/// What the value of a row stands for.
enum class Timing {
  level,        ///< what holds at the time of the row, or a mean or rate over its interval
  total,        ///< over the interval: rows add up
  since_start,  ///< over the run so far
};

struct Observable {
  std::string_view name;
  Shape shape = Shape::time;
  bool is_count = false;
  std::string_view unit;
  std::string_view doc;
  Timing timing = Timing::level;
  std::string_view section = {};  ///< observed only where a scenario has this table
};

/// Successive accounts of one person that are told apart (V4); later ones count with the last.
constexpr std::size_t generation_count = 10;
/// Ages of accounts, in whole days, that are told apart (V6); older ones count with the last.
constexpr std::size_t age_count = 181;

/// Everything a model records, in the order of the result file. Levels are read at the time of the
/// row; flows are totals or rates over the interval that ends there (zero in the first row).
constexpr std::array observables{
    Observable{"active_pro_accounts", Shape::time_segment, true, "1", "active pro accounts"},
    Observable{"persons", Shape::time_segment_stage, true, "1", "persons by stage"},
    Observable{"edges", Shape::time, true, "1", "follow edges"},
    Observable{"in_network_share", Shape::time, false, "1",
               "share of all followers of pro accounts that run a pro account themselves"},
    Observable{"traffic", Shape::time, false, "1/d",
               "pro traffic, in the meaning that the scenario's `traffic` names"},
    Observable{"pro_posts", Shape::time_segment, false, "1/d", "posts by pro accounts per day"},
    Observable{"reshares", Shape::time, true, "1", "pro posts that pro accounts shared on",
               Timing::total},
    Observable{"counter_posts", Shape::time, false, "1/d", "posts by counter accounts per day"},
    Observable{"anti_pro_ratio", Shape::time, false, "1", "counter posts per pro post"},
    Observable{"active_posters", Shape::time, true, "1",
               "pro accounts that posted within the interval"},
    Observable{"posts_per_account", Shape::time, false, "1/d",
               "pro posts per active pro account and day"},
    Observable{"impressions", Shape::time, false, "1/d", "pro posts times followers, per day"},
    Observable{"impressions_susceptible", Shape::time, false, "1/d",
               "pro posts times followers who run no pro account, per day"},
    Observable{"susceptibles_reached", Shape::time, true, "1",
               "persons who run no pro account and follow at least one"},
    Observable{"susceptibles_reached_so_far", Shape::time, true, "1",
               "persons who ever followed a pro account while they ran none", Timing::since_start},
    Observable{"top_post_share", Shape::time, false, "1",
               "share of pro posting by the 0.25 % of accounts with the highest rates"},
    Observable{
        "chill", Shape::time, false, "1",
        "relative loss of posting by accounts because others that they follow were suspended"},
    Observable{"followers_mean_census", Shape::time, false, "1",
               "mean followers over all active pro accounts"},
    Observable{"followers_median_census", Shape::time, false, "1",
               "median followers over all active pro accounts"},
    Observable{"followers_mean_initial", Shape::time, false, "1",
               "mean followers of the accounts of the start that still stand"},
    Observable{"followers_p90_census", Shape::time, false, "1",
               "90th percentile of followers over all active pro accounts"},
    Observable{"followers_mean_visible", Shape::time, false, "1",
               "mean followers of active pro accounts, each weighted with posting rate times "
               "followers, as a search for key words meets them"},
    Observable{.name = "panel_accounts",
               .unit = "1",
               .doc = "active pro accounts on the list of [panel]",
               .section = "panel"},
    Observable{.name = "panel_followers_mean",
               .unit = "1",
               .doc = "mean followers of the active accounts on the list",
               .section = "panel"},
    Observable{.name = "panel_followers_median",
               .unit = "1",
               .doc = "median followers of the active accounts on the list",
               .section = "panel"},
    Observable{.name = "panel_hazard",
               .unit = "1/d",
               .doc = "listed accounts suspended per day and listed account active a row before",
               .section = "panel"},
    Observable{.name = "panel_posts_per_account",
               .unit = "1/d",
               .doc = "posts of listed accounts per day and listed account active a row before",
               .section = "panel"},
    Observable{.name = "channels",
               .unit = "1",
               .doc = "channels of two or more pro persons",
               .section = "channels"},
    Observable{.name = "channel_size_mean",
               .unit = "1",
               .doc = "members of the channel of a pro person, mean over persons",
               .section = "channels"},
    Observable{.name = "channel_size_largest",
               .unit = "1",
               .doc = "members of the largest channel",
               .section = "channels"},
    Observable{.name = "channels_banned",
               .unit = "1",
               .doc = "channels shut down",
               .timing = Timing::total,
               .section = "channels"},
    Observable{.name = "reproduction_number",
               .unit = "1",
               .doc = "basic reproduction number R0 of the parameters of [compartments]",
               .section = "compartments"},
    Observable{"discovered", Shape::time, true, "1", "accounts reported for the first time",
               Timing::total},
    Observable{"followers_mean_discovery", Shape::time, false, "1",
               "mean followers of accounts when first reported"},
    Observable{"followers_median_discovery", Shape::time, false, "1",
               "median followers of accounts when first reported"},
    Observable{"followers_p90_discovery", Shape::time, false, "1",
               "90th percentile of followers of accounts when first reported"},
    Observable{"reports", Shape::time, true, "1", "user reports against pro accounts",
               Timing::total},
    Observable{"suspensions", Shape::time, true, "1",
               "accounts suspended, wrongly suspended ones included", Timing::total},
    Observable{"suspensions_posted", Shape::time, true, "1",
               "suspended pro accounts that had posted", Timing::total},
    Observable{"false_positives", Shape::time, true, "1", "accounts suspended wrongly",
               Timing::total},
    Observable{"appeals", Shape::time, true, "1", "wrong suspensions appealed against",
               Timing::total},
    Observable{"reinstated", Shape::time, true, "1", "wrong suspensions undone", Timing::total},
    Observable{"hazard", Shape::time, false, "1/d",
               "pro accounts suspended per active pro account and day"},
    Observable{"backlog", Shape::time, true, "1", "cases that wait for review"},
    Observable{"time_to_action", Shape::time, false, "d",
               "mean time from report to decision, over decisions of the interval"},
    Observable{"accounts_opened", Shape::time, true, "1", "pro accounts opened, of any origin",
               Timing::total},
    Observable{"new_supporters", Shape::time, true, "1", "accounts opened by persons new to it",
               Timing::total},
    Observable{"returns", Shape::time, true, "1", "accounts opened after a suspension",
               Timing::total},
    Observable{"retaliation_accounts", Shape::time, true, "1",
               "throwaway accounts opened in reply to suspensions", Timing::total},
    Observable{"hijacked", Shape::time, true, "1",
               "dormant accounts taken over in reply to suspensions", Timing::total},
    Observable{"replacement_ratio", Shape::time, false, "1",
               "pro accounts opened per pro account suspended, since the start",
               Timing::since_start},
    Observable{"recruits", Shape::time_segment, true, "1",
               "persons recruited to act offline, since the start", Timing::since_start},
    Observable{"disengaged", Shape::time, true, "1", "persons disengaged, since the start",
               Timing::since_start},
    Observable{"migrated", Shape::time, true, "1",
               "persons gone to another platform, since the start", Timing::since_start},
    Observable{"off_platform_audience", Shape::time, false, "1",
               "followers who read migrants on the other platform, since the start",
               Timing::since_start},
    Observable{"counter_accounts", Shape::time, true, "1", "active counter accounts"},
    Observable{"campaign_impressions", Shape::time, false, "1/d",
               "impressions of counter-messages that policies bought, per day"},
    Observable{"policy_actions", Shape::time_policy, true, "1", "actions taken, by policy",
               Timing::total},
    Observable{"policy_errors", Shape::time_policy, true, "1",
               "actions against the wrong target, by policy", Timing::total},
    Observable{"policy_cost", Shape::time_policy, false, "USD", "cost, by policy", Timing::total},
    Observable{"policy_rules_on", Shape::time_policy, true, "1",
               "rules that are on from this observation to the next, by policy"},
    Observable{"followers_by_generation", Shape::generation, false, "1",
               "mean followers when suspended, by number of earlier suspensions of the person"},
    Observable{"endings_by_age", Shape::cohort_age, true, "1",
               "accounts suspended, by month of opening and age in days"},
    Observable{
        "withdrawals_by_age", Shape::cohort_age, true, "1",
        "accounts that ended otherwise or still stood at the end, by month of opening and age "
        "in days"},
};

/// The row of that name, or null.
constexpr const Observable* find_observable(std::string_view name) {
  for (const Observable& row : observables) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

/// Row of an observable; an unknown name does not compile.
consteval std::size_t observable(std::string_view name) {
  const Observable* row = find_observable(name);
  if (row == nullptr) throw std::logic_error("no such observable");
  return static_cast<std::size_t>(row - observables.data());
}

}  // namespace quell
