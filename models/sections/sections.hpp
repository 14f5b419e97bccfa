// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/component.hpp"

namespace quell {

extern const SectionSpec section_appeals;
extern const SectionSpec section_backlash;
extern const SectionSpec section_bursts;
extern const SectionSpec section_counter_speech;
extern const SectionSpec section_driver;
extern const SectionSpec section_following;
extern const SectionSpec section_graph;
extern const SectionSpec section_hijack;
extern const SectionSpec section_ladder;
extern const SectionSpec section_migration;
extern const SectionSpec section_channels;
extern const SectionSpec section_panel;
extern const SectionSpec section_population;
extern const SectionSpec section_posting;
extern const SectionSpec section_protection;
extern const SectionSpec section_reporting;
extern const SectionSpec section_resharing;
extern const SectionSpec section_retaliation;
extern const SectionSpec section_return;
extern const SectionSpec section_run;
extern const SectionSpec section_segment;
extern const SectionSpec section_shock;

}  // namespace quell
