// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/config.hpp"
#include "models/param.hpp"
#include "scenarios/diagnostics.hpp"

namespace quell {

/// A published figure that a run is held against.
struct Target {
  std::string id;
  std::string group;  ///< calibration, or validation: reported, never tuned on
  std::string title;
  std::string statistic;  ///< one of `statistics`
  std::string observable;
  std::string of;     ///< second observable, where the statistic needs one, else "none"
  double from = 0.0;  ///< window (from, to], days since 1970-01-01
  double to = 0.0;
  double base_from = 0.0;  ///< second window, where the statistic needs one
  double base_to = 0.0;
  double value = 0.0;  ///< as published
  double low = 0.0;    ///< accepted range
  double high = 0.0;
  std::string unit;
  std::string caution;  ///< what the score does not tell, or "none"
  std::string source;
  bool is_scaled = false;  ///< value and range are for 1:1 and shrink with the run's scale
  Place place;             ///< of its table in the file
};

/// What may be computed from a result file for a target.
struct Statistic {
  std::string_view name;
  std::string_view doc;
};
std::span<const Statistic> all_statistics();
std::span<const Param> target_params();

/// Throws ScenarioError with everything that is wrong.
std::vector<Target> read_targets(const std::string& path);
/// Throws ScenarioError for targets that no run of this scenario can be held against.
void check_targets(const std::vector<Target>& targets, const Config& config);
/// scenarios/targets/decline-2016.toml, as it was when the program was built.
std::vector<Target> builtin_targets();

}  // namespace quell
