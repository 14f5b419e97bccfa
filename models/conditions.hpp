// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

#include "models/config.hpp"

namespace quell {

/// What a parameter, a table or a policy needs from the rest of a scenario in order to do anything.
/// Where it does not hold, what was written has no effect, and `quell check` says so.
struct Condition {
  std::string_view lack;    ///< what is the case then, as a clause
  std::string_view remedy;  ///< what to do about it
  /// `own` are the values of the table that needs it.
  bool (*holds)(const Config& config, const ParamValues& own);
  /// A key of that table: who gives it knows what it does.
  std::string_view said_by = {};
  /// What ends the remedy: nothing where the scenario without the line is another one.
  std::string_view ending = ", or leave it out";
};

extern const Condition has_ladder;
extern const Condition has_messages;       ///< and a ladder that they protect from
extern const Condition messages_act;       ///< this policy's
extern const Condition has_other_readers;  ///< of another language than this policy's messages
extern const Condition has_addressees;     ///< in this policy's `target`
extern const Condition somebody_is_suspended;
extern const Condition core_exists;
extern const Condition core_is_suspended;
extern const Condition amplifiers_exist;
extern const Condition throwaways_exist;
extern const Condition accounts_are_opened;  ///< after the start
extern const Condition counter_accounts_exist;
extern const Condition innocents_are_hit;
extern const Condition somebody_reports;

/// Whether a policy ever acts, as far as its own values tell.
bool is_active(const PolicyConfig& policy);
/// At any time of the run, or under any rule.
bool is_ever_positive(const ParamValues& values, std::string_view key);
bool has_key(const ParamValues& values, std::string_view key);
/// Whether anything in the scenario makes users report pro accounts: [reporting], or a policy with
/// a `report` above 0.
bool has_reporters(const Config& config);

}  // namespace quell
