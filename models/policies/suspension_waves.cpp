// SPDX-License-Identifier: BSD-3-Clause
// Waves of suspensions on given dates, such as the 10,000 of 2 April 2015.
#include <array>

#include "models/policies/imposed_counts.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "waves",
          .kind = ParamKind::counts,
          .unit = "accounts at 1:1",
          .doc = "first day and size of each wave",
          .source = "docs/sources.md, enforcement",
          .max = 1e8},
    Param{.key = "width",
          .unit = "d",
          .doc = "time over which a wave is spread evenly",
          .source = "M9",
          .fallback = 1.0,
          .min = 0.04,
          .max = 365.0,
          .low = 1.0,
          .high = 10.0},
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
  const Duration width{.days = values.real("width")};
  return {.waves = waves_of(values.knots("waves"), width, frame),
          .factor = frame.scale,
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

extern constexpr PolicySpec policy_suspension_waves{
    .name = "suspension_waves",
    .summary = "Suspends many accounts at once on given dates.",
    .params = params,
    .amount = "waves",
    .make = make,
    .is_adaptive = true,
    .suspends = Suspends::any_account,
    .rates = rates};

}  // namespace quell
