// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/sections/sections.hpp"

namespace quell {
namespace {

constexpr std::string_view variant_names{
#define QUELL_VARIANT(name) "|" #name
#include "models/variants.inc"
#undef QUELL_VARIANT
};

constexpr std::array params{
    Param{.key = "model",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "model variant",
          .source = "docs/variants.md",
          .choices = variant_names.substr(1)},
    Param{.key = "start",
          .kind = ParamKind::date,
          .unit = "date",
          .doc = "first simulated day",
          .source = "scenario choice"},
    Param{.key = "end",
          .kind = ParamKind::date,
          .unit = "date",
          .doc = "day on which the run ends",
          .source = "scenario choice"},
    Param{.key = "scale",
          .unit = "1",
          .doc = "factor on all populations and counts together",
          .source = "scenario choice",
          .fallback = 0.1,
          .min = 1e-6,
          .max = 100.0},
    Param{.key = "replicates",
          .kind = ParamKind::count,
          .unit = "1",
          .doc = "independent runs of the same scenario",
          .source = "scenario choice",
          .fallback = 20,
          .min = 1,
          .max = 16777215},
    Param{.key = "seed",
          .kind = ParamKind::count,
          .unit = "1",
          .doc = "root of all random streams",
          .source = "scenario choice",
          .fallback = 1,
          .min = 0,
          .max = 9007199254740992.0},
    Param{.key = "cadence",
          .unit = "d",
          .doc = "time between two observations",
          .source = "scenario choice",
          .fallback = 1.0,
          .min = 0.04,
          .max = 366.0},
    Param{.key = "traffic",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "what the observable `traffic` counts; the published 45 % has no definition",
          .source = "C1",
          .choices = "posts|active_posters|impressions"},
    Param{.key = "queue",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "pending-event set; changes speed, never results",
          .source = "docs/engine.md",
          .choices = "ladder|heap|calendar"},
};

}  // namespace

extern constexpr SectionSpec section_run{
    .name = "run",
    .summary = "What to simulate: period, scale, replicates, seed, observation.",
    .params = params,
    .absence = Absence::is_error};

}  // namespace quell
