// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/scenario.hpp"
#include "scenarios/sweep_design.hpp"
#include "scenarios/targets.hpp"

namespace quell {

/// One value of a factor.
struct Level {
  std::string text;           ///< as TOML
  std::string shown;          ///< the same, of a text without its quotes
  double number = undefined;  ///< undefined where it is no number
  ParamValue value;
  std::optional<Course> course;  ///< of a value that changes during a run
};

/// A number as a value of a parameter: rounded to 12 digits, or to a whole number or day.
Level level_of(const Param& param, double number);

/// A range of numbers that a design spreads points over.
struct FactorRange {
  double from = 0.0;
  double to = 0.0;
  bool is_logarithmic = false;

  /// Value at a position in [0, 1]: `from` at 0, `to` at 1.
  [[nodiscard]] double at(double position) const;
};

/// A parameter that a sweep varies.
struct Factor {
  std::string key;  ///< following.gain, policy.twitter.precision
  Param param;      ///< that it stands for
  bool is_of_policy = false;
  std::size_t table = 0;             ///< in Config::sections or ::policies
  std::size_t row = 0;               ///< in the table's parameters
  std::vector<Level> levels;         ///< in order; of a spread design chosen evenly
  std::optional<FactorRange> range;  ///< instead of levels, in a spread design

  [[nodiscard]] bool is_number() const;
};

/// Many runs of one scenario with values varied by design. A run is one replicate of one point.
class Sweep {
 public:
  std::string title;
  std::string text;  ///< of the file
  Config scenario;   ///< before anything is varied
  Design design = Design::grid;
  std::uint64_t design_seed = 1;
  std::vector<Factor> factors;
  std::uint32_t replicates = 1;  ///< of each point
  bool has_common_numbers = true;
  std::vector<std::string> figures;       ///< observables of which figures are kept
  std::vector<std::string> trajectories;  ///< observables that are kept whole
  std::vector<Target> targets;            ///< at the real size; may be none
  std::vector<Diagnostic> warnings;
  std::uint64_t points = 0;
  std::shared_ptr<const SpreadDesign> spread;  ///< null for grid and list

  [[nodiscard]] std::uint64_t runs() const { return points * replicates; }
  /// Two sweeps with the same identity have the same points, and run by run the same results; one
  /// may have more replicates. Runs are numbered replicate by replicate, so that those stay.
  [[nodiscard]] std::string identity() const;
  [[nodiscard]] std::uint64_t point_of(std::uint64_t run) const { return run % points; }
  [[nodiscard]] std::uint64_t replicate_of(std::uint64_t run) const { return run / points; }
  [[nodiscard]] Level level(std::uint64_t point, std::size_t factor) const;
  [[nodiscard]] Config config(std::uint64_t point) const;
  /// The replicate number that keys the random streams of a run.
  [[nodiscard]] std::uint32_t stream_replicate(std::uint64_t run) const;
};

/// Whether some points are tried for whether their values fit together: it takes a second, which
/// the workers of a sweep need not all take.
enum class PointChecks { some, none };

/// Reads a sweep file; `overrides` hold at every point. Throws ScenarioError with everything that
/// is wrong.
Sweep read_sweep(const std::string& path, const std::vector<Override>& overrides = {},
                 PointChecks checks = PointChecks::some);

constexpr std::uint64_t most_runs = 100'000'000;

}  // namespace quell
