// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace quell {

/// A person's place on the ladder, then the three ways to leave it.
enum class Stage : std::uint8_t {
  unaware,
  curious,
  sympathiser,
  supporter,
  core,
  recruited,   ///< left to act offline
  disengaged,  ///< gave up, or was suspended and did not return
  migrated,    ///< went to another platform
};

constexpr std::array<std::string_view, 8> stage_names{"unaware",    "curious", "sympathiser",
                                                      "supporter",  "core",    "recruited",
                                                      "disengaged", "migrated"};
constexpr std::size_t stage_count = stage_names.size();

constexpr std::size_t index(Stage stage) { return static_cast<std::size_t>(stage); }
/// Still on the platform.
constexpr bool is_present(Stage stage) { return stage <= Stage::core; }
/// Runs a pro account unless it is suspended.
constexpr bool is_pro(Stage stage) { return stage == Stage::supporter || stage == Stage::core; }

/// What a pro account is for (facts M1).
enum class Tier : std::uint8_t { core, ordinary, amplifier, throwaway };

constexpr std::array<std::string_view, 4> tier_names{"core", "ordinary", "amplifier", "throwaway"};

}  // namespace quell
