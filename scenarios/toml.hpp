// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// The one way to toml++: as the shared library that distributions ship, not header-only.
#define TOML_HEADER_ONLY 0
#if __has_include(<toml++/toml.hpp>)
#include <toml++/toml.hpp>
#else
#include <toml++/toml.h>
#endif

#include <optional>
#include <string>
#include <string_view>

#include "scenarios/diagnostics.hpp"

namespace quell {

/// The whole of a file, or none with the reason reported.
std::optional<std::string> read_toml_text(const std::string& path, Report& report);

/// Parses a file; what cannot be read or parsed is reported.
std::optional<toml::table> parse_toml_file(const std::string& path, Report& report);
std::optional<toml::table> parse_toml(std::string_view text, const std::string& name,
                                      Report& report);

Place place_of(const toml::source_region& region);

}  // namespace quell
