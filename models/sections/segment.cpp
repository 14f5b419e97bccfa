// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "models/conditions.hpp"
#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "share",
          .unit = "1",
          .doc = "share of all persons; shares add up to 1",
          .source = "Berger & Morgan 2015",
          .fallback = 1.0,
          .max = 1.0},
    Param{.key = "language",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "main language",
          .source = "Berger & Morgan 2015",
          .choices = "arabic|english|french|other"},
    Param{.key = "susceptibility",
          .unit = "1",
          .doc = "factor on the probability of moving up the ladder",
          .source = "assumption",
          .fallback = 1.0,
          .max = 100.0,
          .needs = &has_ladder},
};

}  // namespace

extern constexpr SectionSpec section_segment{
    .name = "segment",
    .summary = "A region and language; persons belong to one.",
    .params = params,
    .absence = Absence::is_none};

Segment segment_settings(const Section& section) {
  return {.name = section.name,
          .language = section.values.text("language"),
          .share = section.values.real("share"),
          .susceptibility = section.values.real("susceptibility")};
}

}  // namespace quell
