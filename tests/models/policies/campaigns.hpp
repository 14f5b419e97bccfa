// SPDX-License-Identifier: BSD-3-Clause
// What the tests of counter-messages share.
#pragma once

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "scenarios/diagnostics.hpp"
#include "tests/models/runs.hpp"

namespace quell {

/// A ladder on which nobody moves.
constexpr const char* frozen_ladder = R"(
[ladder]
to_curious = 0
to_sympathiser = 0
to_supporter = 0
to_core = 0
to_recruited = 0
curious_down = 0
sympathiser_down = 0
supporter_down = 0
core_down = 0
)";

/// Of protection, with a half-life of 14 d [1/d].
constexpr double protection_decay = std::numbers::ln2 / 14.0;

/// Mean of a shot noise after `days` of `views` a day, each of which adds `effect`.
inline double shot_noise(double views, double effect, double days) {
  return views * effect / protection_decay * (1.0 - std::exp(-protection_decay * days));
}

/// Of the persons of whom `belongs` holds.
template <class Belongs>
std::vector<double> protections(World& world, Belongs&& belongs) {
  std::vector<double> found;
  for (std::uint32_t i = 0; i < world.person_count(); ++i) {
    if (belongs(PersonId{i})) found.push_back(world.protection(PersonId{i}));
  }
  return found;
}

/// What reading a scenario of 20 days complains about; empty if it does not.
inline std::string refusal(const std::string& text) {
  try {
    scenario(20, text);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return {};
}

}  // namespace quell
