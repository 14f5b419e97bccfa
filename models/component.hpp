// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "models/param.hpp"

namespace quell {

class Policy;
struct Config;
struct PolicyPlace;
struct PolicyRates;
struct Segment;

/// What it means when a scenario has no table of this name.
enum class Absence {
  is_error,
  uses_defaults,
  switches_off,
  is_none,  ///< may stand any number of times: [[segment]]
};

/// A table of a scenario that describes behaviour or environment.
struct SectionSpec {
  std::string_view name;
  std::string_view summary;
  std::span<const Param> params;
  Absence absence = Absence::uses_defaults;
  const Condition* needs = nullptr;  ///< without it the whole table has no effect
};

/// Whom a policy suspends, if anybody.
enum class Suspends {
  nobody,
  any_account,
  new_accounts,  ///< only those that open during the run
  after_others,  ///< only in consequence of the suspensions of other policies
};

/// A measure against recruitment: one [[policy]] table with `kind` equal to `name`.
struct PolicySpec {
  std::string_view name;
  std::string_view summary;
  std::span<const Param> params;
  std::string_view
      amount;  ///< the key that says how much of it there is; always 0: nothing happens
  std::unique_ptr<Policy> (*make)(const ParamValues& values, const PolicyPlace& place);
  /// Throws ConfigError where values that are each in range do not fit together or to the scenario.
  void (*check)(const ParamValues& values, const Config& config) = nullptr;
  bool is_adaptive = false;  ///< follows `Policy::change`: numbers may be dated tables and rules
  Suspends suspends = Suspends::nobody;
  const Condition* needs = nullptr;  ///< without it the policy has no effect
  /// Null: what it does depends on single accounts or follows.
  PolicyRates (*rates)(const ParamValues& values, const Config& config,
                       std::span<const Segment> segments) = nullptr;
};

}  // namespace quell
