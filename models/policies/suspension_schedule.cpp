// SPDX-License-Identifier: BSD-3-Clause
// Enforcement as published: so many suspensions per day, whatever the network does.
// Neglects how accounts are found; who is suspended depends on tier alone.
#include <array>

#include "models/policies/imposed_counts.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "per_day",
          .kind = ParamKind::steps,
          .unit = "accounts per day at 1:1",
          .doc = "suspensions per day, each value until the next date",
          .source = "docs/sources.md, enforcement",
          .max = 1e7},
    Param{.key = "precision",
          .unit = "1",
          .doc = "share of suspensions that hit pro accounts; the rest hits counter accounts",
          .source = "M8",
          .fallback = 0.98,
          .max = 1.0,
          .low = 0.9,
          .high = 0.999},
    core_weight_param,
    throwaway_weight_param,
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one suspension",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1e9},
};

ImposedSuspensions read(const ParamValues& values, const Frame& frame) {
  return {.per_day = hourly(values, "per_day", frame).times(frame.scale),
          .waves = {},
          .precision = values.real("precision"),
          .weights = tier_weights(values),
          .cost = values.real("cost")};
}

PolicyRates rates(const ParamValues& values, const Config& config,
                  std::span<const Segment> /*segments*/) {
  return imposed_rates(read(values, config.frame()), config.frame());
}

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return make_imposed_suspensions(values, place, read);
}

}  // namespace

extern constexpr PolicySpec policy_suspension_schedule{
    .name = "suspension_schedule",
    .summary = "Suspends the published number of accounts per day.",
    .params = params,
    .amount = "per_day",
    .make = make,
    .is_adaptive = true,
    .suspends = Suspends::any_account,
    .rates = rates};

}  // namespace quell
