// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/component.hpp"
#include "models/initial_graph.hpp"
#include "sim/units.hpp"

namespace quell {

/// One table of a scenario with its values.
struct Section {
  const SectionSpec* spec = nullptr;
  std::string name;  ///< of a repeated table, else empty
  ParamValues values;
};

struct PolicyConfig {
  const PolicySpec* spec = nullptr;
  std::string name;
  ParamValues values;
};

/// What turns the dates and counts of a scenario into those of a run.
struct Frame {
  double start_day = 0.0;
  Duration duration;
  double scale = 1.0;

  [[nodiscard]] Time time_of(double day) const { return {.days = day - start_day}; }
};

/// A complete, checked scenario: all that a model needs to know.
struct Config {
  std::vector<Section> sections;  ///< those present, in the registry's order
  std::vector<PolicyConfig> policies;
  std::shared_ptr<const InitialGraph> graph;  ///< null: it is drawn

  /// Null where the scenario has no such table and its absence switches it off.
  [[nodiscard]] const ParamValues* find(std::string_view section) const;
  /// Throws std::logic_error where `find` gives null.
  [[nodiscard]] const ParamValues& at(std::string_view section) const;
  [[nodiscard]] std::vector<const Section*> all(std::string_view section) const;

  [[nodiscard]] double start_day() const { return at("run").real("start"); }
  [[nodiscard]] Duration duration() const;
  [[nodiscard]] Time time_of(double day) const { return {.days = day - start_day()}; }
  [[nodiscard]] Frame frame() const;
};

}  // namespace quell
