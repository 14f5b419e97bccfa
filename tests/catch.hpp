// SPDX-License-Identifier: BSD-3-Clause
// One spelling for Catch2 2 and 3: tests include this file and use the names below unqualified.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>

using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
#else
#include <catch2/catch.hpp>  // already has a global Approx
#include <string>

// NOLINTNEXTLINE(readability-identifier-naming): the name in Catch2 3.
inline auto ContainsSubstring(const std::string& text) { return Catch::Matchers::Contains(text); }
#endif

using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
