// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/diagnostics.hpp"
#include "scenarios/toml.hpp"

namespace quell {

// Values of TOML tables that no Param describes. Each gives none for a key that is not there, and,
// with the reason reported, for one whose value is wrong.

std::optional<std::string> text_at(const toml::table& table, std::string_view key, Report& report);

/// Place among the choices; 0, the default, where `text_at` would give none.
std::size_t choice_at(const toml::table& table, std::string_view key,
                      const std::vector<std::string_view>& choices, Report& report);

std::optional<std::uint64_t> count_at(const toml::table& table, std::string_view key,
                                      std::uint64_t least, std::uint64_t most, Report& report);

/// What a path in a file means: it counts from the folder of that file, or from the current one
/// where the file is a pipe or stands in /dev or /proc, as standard input does.
std::string path_from(const std::string& file, const std::string& path);

/// A value as TOML, on one line.
std::string text_of(const toml::node& node);

}  // namespace quell
