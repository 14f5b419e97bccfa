// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "models/config.hpp"
#include "scenarios/edge_list.hpp"
#include "scenarios/toml.hpp"

namespace quell {

/// Whether a scenario with [graph] takes this key's value from there.
bool is_from_graph(std::string_view section, std::string_view key);

/// Puts the graph that [graph] names into `config`, and its checksum into the section. Reports what
/// is wrong with it, and keys of other tables that it leaves without effect. `scenario` is the path
/// of the scenario.
std::optional<EdgeListCounts> load_graph(const toml::table& root, const std::string& scenario,
                                         Config& config, Report& report);

}  // namespace quell
