// SPDX-License-Identifier: BSD-3-Clause
// What chapters of a report have in common.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/dataset_words.hpp"
#include "models/config.hpp"
#include "output/dataset.hpp"
#include "output/report/page.hpp"
#include "studies/fan.hpp"
#include "studies/scorecard.hpp"

namespace quell {

inline constexpr const char* time_axis = "date";
inline constexpr const char* range_note = "5th to 95th percentile";

/// The scenario that the results are of; none where it cannot be read back, as after its graph file
/// was moved.
std::optional<Config> config_of(const Dataset& data);

report::Axis time_axis_of(const Dataset& data);
/// With the quartiles, where a chart has room for two ranges.
enum class Ranges { outer, both };
report::Line line_of(const std::string& name, const Fan& fan, Ranges ranges);

/// Variables that have a value at each time, in the file's order.
std::vector<const Variable*> observables_over_time(const Dataset& data);
/// Whether it ever has a value other than 0.
bool is_ever_there(const Variable& variable);

/// Dates that the scenario gives: of policies and of what acts from outside.
std::vector<report::Mark> marks_of(const Config& config);
/// These, where the scenario is known, and the date from which a fork has its own future.
std::vector<report::Mark> marks_in(const Dataset& data, const std::optional<Config>& config);

/// "What happened when": the marks as a picture and as a table, and the drivers.
report::Section events_section(const Config& config, const Dataset& data);
report::Section scorecard_section(const std::vector<Score>& scores);
/// The values that the scenario gives, their sources, and the scenario itself.
report::Section scenario_section(const Dataset& data, const std::optional<Config>& config);
/// What the results leave out, how to cite them and how to get them again. `again` is the command;
/// `what` its input, which the page holds.
report::Section conditions_section(const Dataset& data, const std::optional<Config>& config,
                                   const std::string& again);

}  // namespace quell
