// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>

#include "models/sections/sections.hpp"
#include "models/settings.hpp"

namespace quell {
namespace {

constexpr std::array params{
    Param{.key = "date",
          .kind = ParamKind::date,
          .unit = "date",
          .doc = "the list is drawn up at the first observation on this day or after it",
          .source = "M22"},
    Param{.key = "size",
          .unit = "accounts at 1:1",
          .doc = "accounts on the list; after scaling at least one",
          .source = "M22, Berger & Perez 2016",
          .fallback = 1000.0,
          .min = 1.0,
          .max = 1e9},
    Param{.key = "language",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "only accounts of persons in a segment with this language",
          .source = "M22, Berger & Perez 2016",
          .choices = "all|arabic|english|french|other"},
    Param{.key = "choice",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "visible: one after the other, with probability in proportion to what followers "
                 "see of an account per day; uniform: all alike",
          .source = "M22",
          .choices = "visible|uniform"},
};

}  // namespace

extern constexpr SectionSpec section_panel{
    .name = "panel",
    .summary = "A fixed list of accounts that a research team looks at from some day on.",
    .params = params,
    .absence = Absence::switches_off};

/// Throws ConfigError for a list that could hold nobody, or that is older than the run.
PanelSettings panel_settings(const ParamValues& values, const Config& config,
                             const std::vector<Segment>& segments) {
  const std::string& language = values.text("language");
  const auto speaks = [&](const Segment& segment) { return segment.language == language; };
  if (language != "all" && std::none_of(segments.begin(), segments.end(), speaks)) {
    throw ConfigError("panel", "language is '" + language +
                                   "' (no segment has it, so that the list would be empty) name "
                                   "the language of a segment, or \"all\"");
  }
  const Time date = config.time_of(values.real("date"));
  if (date.days < 0.0) {
    throw ConfigError("panel",
                      "date is before run.start (nobody could be listed then) set it to the start "
                      "or later");
  }
  const double size = std::round(values.real("size") * config.at("run").real("scale"));
  return {
      .date = date,
      .size = static_cast<std::uint32_t>(std::clamp(size, 1.0, 4e9)),
      .language = language,
      .choice = values.text("choice") == "visible" ? PanelChoice::visible : PanelChoice::uniform};
}

}  // namespace quell
