// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/config.hpp"
#include "scenarios/toml.hpp"

namespace quell {

/// A table that stands in a scenario file, and what was read from it.
struct GivenTable {
  const toml::table& table;
  const ParamValues& values;
  std::string title;       ///< as in messages: [return], [[policy]] moderation
  const Condition* needs;  ///< of the whole table
  bool has_defaults;       ///< its values would hold without it
};

/// All but [run], in the order of `config`, which was read from `root`; sections that stand there
/// by their defaults are left out.
std::vector<GivenTable> given_tables(const toml::table& root, const Config& config);

}  // namespace quell
