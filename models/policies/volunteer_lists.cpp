// SPDX-License-Identifier: BSD-3-Clause
// Lists of accounts published by volunteers, such as Anonymous after the Paris attacks.
// Neglects that a list warns those who stand on it.
#include <array>

#include "models/conditions.hpp"
#include "models/policies/imposed_counts.hpp"
#include "models/policies/policies.hpp"

namespace quell {
namespace {

constexpr Condition lists_are_used{
    "used is 0 by default: the platform acts on no entry", "give used",
    [](const Config& /*config*/, const ParamValues& own) { return is_ever_positive(own, "used"); },
    "used"};

constexpr std::array params{
    Param{.key = "lists",
          .kind = ParamKind::counts,
          .unit = "entries at 1:1",
          .doc = "day of publication and number of entries",
          .source = "docs/sources.md, volunteers",
          .max = 1e8,
          .needs = &lists_are_used},
    Param{.key = "used",
          .unit = "1",
          .doc = "share of entries that the platform acts on; Twitter said that it used none",
          .source = "docs/sources.md, volunteers",
          .fallback = 0.0,
          .max = 1.0},
    Param{.key = "precision",
          .unit = "1",
          .doc = "share of entries that are pro accounts",
          .source = "M8",
          .fallback = 0.5,
          .max = 1.0,
          .low = 0.2,
          .high = 0.8},
    Param{.key = "width",
          .unit = "d",
          .doc = "time over which a list is worked off",
          .source = "assumption",
          .fallback = 3.0,
          .min = 0.04,
          .max = 365.0},
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of acting on one entry",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1e9},
};

ImposedSuspensions read(const ParamValues& values, const Frame& frame) {
  const Duration width{.days = values.real("width")};
  return {.waves = waves_of(values.knots("lists"), width, frame),
          .factor = values.real("used") * frame.scale,
          .precision = values.real("precision"),
          .weights = {},
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

extern constexpr PolicySpec policy_volunteer_lists{
    .name = "volunteer_lists",
    .summary = "Suspends a share of the accounts on lists that volunteers publish.",
    .params = params,
    .amount = "used",
    .make = make,
    .is_adaptive = true,
    .suspends = Suspends::any_account,
    .rates = rates};

}  // namespace quell
