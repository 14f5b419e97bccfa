// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "base",
          .unit = "1/d",
          .doc = "hazard that a pro person leaves for another platform",
          .source = "M13",
          .fallback = 0.0005,
          .max = 10.0,
          .low = 0.0,
          .high = 0.003},
    Param{.key = "per_suspension",
          .unit = "1",
          .doc = "probability of leaving rather than returning, added for each suspension suffered",
          .source = "M13",
          .fallback = 0.03,
          .max = 1.0,
          .low = 0.0,
          .high = 0.15,
          .needs = &somebody_is_suspended},
    Param{.key = "peer_factor",
          .unit = "1",
          .doc =
              "the hazard is (1 + factor * share of followed accounts that were suspended) times "
              "the base",
          .source = "M13",
          .fallback = 2.0,
          .max = 1000.0,
          .needs = &somebody_is_suspended},
    Param{.key = "carried",
          .unit = "1",
          .doc = "share of followers that also reads the migrant on the other platform",
          .source = "M13",
          .fallback = 0.25,
          .max = 1.0,
          .low = 0.1,
          .high = 0.4},
};

}  // namespace

extern constexpr SectionSpec section_migration{.name = "migration",
                                               .summary = "Leaving for another platform.",
                                               .params = params,
                                               .absence = Absence::switches_off};

MigrationSettings migration_settings(const ParamValues& values) {
  return {.base = {.per_day = values.real("base")},
          .per_suspension = values.real("per_suspension"),
          .peer_factor = values.real("peer_factor"),
          .carried = values.real("carried")};
}

}  // namespace quell
