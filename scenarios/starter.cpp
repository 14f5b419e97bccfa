// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/starter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "models/registry.hpp"
#include "scenarios/toml_text.hpp"

namespace quell {
namespace {

struct Line {
  std::string_view table;
  std::string_view key;  ///< empty: the table alone, with its defaults
  std::string_view value;
};

/// What the starter says by itself; all else is a comment.
constexpr std::array lines{
    Line{"run", "start", "2014-07-01"},
    Line{"run", "end", "2015-07-01"},
    Line{"run", "scale", "0.02"},
    Line{"run", "replicates", "8"},
    Line{"ladder", "", ""},
    Line{"return", "", ""},
    Line{"reporting", "", ""},
};

constexpr std::string_view head =
    "## A scenario for quell: a year of suspensions at a fiftieth of the real size, in seconds.\n"
    "##\n"
    "##     quell check FILE     finds mistakes and runs nothing\n"
    "##     quell run FILE       simulates\n"
    "##\n"
    "## A line that begins with # is off: a key shows its default, a table what may be switched "
    "on.\n"
    "## Lines with ## say what the next one means. [unit]; range in the literature; source.\n";

constexpr std::string_view policy =
    "\n## Measures. [[policy]] may stand any number of times; `quell describe policies` lists the "
    "kinds,\n"
    "## `quell describe policy KIND` the keys of one.\n"
    "[[policy]]\n"
    "kind = \"suspension_schedule\"\n"
    "name = \"platform\"\n"
    "## Suspensions a day of the real network, each number until the next date.\n"
    "per_day = [[2014-07-01, 20], [2015-01-01, 286]]\n";

/// Comment lines of at most a hundred characters.
std::string wrapped(std::string_view text) {
  constexpr std::size_t width = 97;
  std::string all;
  while (!text.empty()) {
    std::size_t end = text.size();
    if (end > width) {
      end = text.rfind(' ', width);
      if (end == std::string_view::npos) end = std::min(text.find(' '), text.size());
    }
    all += fmt::format("## {}\n", text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return all;
}

std::string meaning_of(const Param& param) {
  std::string text{param.doc};
  if (param.kind == ParamKind::choice) {
    std::string choices;
    for (const std::string_view choice : choices_of(param)) {
      choices += fmt::format("{}{}", choices.empty() ? "" : ", ", choice);
    }
    text += fmt::format(" ({})", choices);
  } else if (param.unit != "1") {
    text += fmt::format(" [{}]", param.unit);
  }
  if (!std::isnan(param.low)) {
    text += fmt::format("; {} to {}", number_text(param.low), number_text(param.high));
  }
  return text + fmt::format("; {}", param.source);
}

const Line* line_of(std::string_view table, std::string_view key) {
  const auto* const at = std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
    return line.table == table && line.key == key;
  });
  return at == lines.end() ? nullptr : at;
}

std::string text_of(const SectionSpec& section) {
  const bool is_on = std::any_of(lines.begin(), lines.end(),
                                 [&](const Line& line) { return line.table == section.name; });
  const bool may_repeat = section.absence == Absence::is_none;
  std::string text = '\n' + wrapped(section.summary);
  text += fmt::format("{}{}{}{}\n", is_on ? "" : "# ", may_repeat ? "[[" : "[", section.name,
                      may_repeat ? "]]" : "]");
  for (const Param& param : section.params) {
    text += wrapped(meaning_of(param));
    const Line* const line = line_of(section.name, param.key);
    if (line != nullptr) {
      text += fmt::format("{} = {}\n", param.key, line->value);
    } else if (has_fallback(param)) {
      text += fmt::format("# {} = {}\n", param.key, value_text(param, fallback_value(param)));
    } else {
      text += fmt::format("# {} =\n", param.key);
    }
  }
  return text;
}

}  // namespace

std::string starter_scenario() {
  std::string text{head};
  for (const SectionSpec* section : all_sections()) text += text_of(*section);
  text += policy;
  return text;
}

}  // namespace quell
