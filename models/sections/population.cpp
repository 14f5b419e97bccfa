// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cmath>

#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "pro_accounts",
          .kind = ParamKind::count,
          .unit = "accounts at 1:1",
          .doc = "active pro accounts at the start",
          .source = "C7, Berger & Morgan 2015",
          .fallback = 46000,
          .max = 1e7,
          .low = 20000,
          .high = 90000},
    Param{.key = "audience",
          .kind = ParamKind::count,
          .unit = "persons at 1:1",
          .doc = "persons who only follow, at the start",
          .source = "assumption",
          .fallback = 2e6,
          .max = 5e8,
          .low = 500000,
          .high = 1e7},
    Param{.key = "counter_accounts",
          .kind = ParamKind::count,
          .unit = "accounts at 1:1",
          .doc = "accounts that post against",
          .source = "M18, RAND 2016",
          .fallback = 240000,
          .max = 1e8,
          .low = 184000,
          .high = 420000},
    Param{.key = "core_share",
          .unit = "1",
          .doc = "share of pro accounts in the hyper-active core",
          .source = "M1, Berger & Morgan 2015",
          .fallback = 0.02,
          .max = 1.0,
          .low = 0.01,
          .high = 0.04},
    Param{.key = "amplifier_share",
          .unit = "1",
          .doc = "share of pro accounts that mostly repeat others",
          .source = "assumption",
          .fallback = 0.05,
          .max = 1.0},
    Param{.key = "curious_share",
          .unit = "1",
          .doc = "share of the audience that starts as curious",
          .source = "assumption",
          .fallback = 0.17,
          .max = 1.0},
    Param{.key = "sympathiser_share",
          .unit = "1",
          .doc = "share of the audience that starts as sympathiser",
          .source = "assumption",
          .fallback = 0.08,
          .max = 1.0},
};

std::uint32_t scaled(const ParamValues& values, std::string_view key, double scale) {
  const double count = std::round(values.real(key) * scale);
  if (count >= 4294967295.0) {
    throw ConfigError("population", std::string{key} +
                                        " makes 2^32 or more at this scale (there can be " +
                                        "2^28 persons) lower run.scale");
  }
  return static_cast<std::uint32_t>(count);
}

}  // namespace

extern constexpr SectionSpec section_population{.name = "population",
                                                .summary = "Who is there at the start.",
                                                .params = params,
                                                .absence = Absence::uses_defaults};

PopulationSettings population_settings(const ParamValues& values, double scale,
                                       const InitialGraph* graph) {
  return {.pro_accounts =
              graph != nullptr ? graph->pro_accounts : scaled(values, "pro_accounts", scale),
          .audience = graph != nullptr ? graph->audience : scaled(values, "audience", scale),
          .counter_accounts = scaled(values, "counter_accounts", scale),
          .core_share = values.real("core_share"),
          .amplifier_share = values.real("amplifier_share"),
          .curious_share = values.real("curious_share"),
          .sympathiser_share = values.real("sympathiser_share")};
}

}  // namespace quell
