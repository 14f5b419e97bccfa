// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/config.hpp"
#include "models/observables.hpp"
#include "sim/blocks.hpp"
#include "sim/units.hpp"

namespace quell {

class PopulationStore;

/// What one replicate has recorded so far: `values[observable]`, row-major over the shape's axes.
struct Recording {
  std::vector<double> times;  ///< [d]
  std::vector<std::vector<double>> values;
};

/// One replicate of one model variant.
class Model {
 public:
  virtual ~Model() = default;

  /// Simulates one observation interval and records it.
  virtual void advance() = 0;
  [[nodiscard]] virtual bool is_done() const = 0;
  [[nodiscard]] virtual Time now() const = 0;

  /// Complete once `is_done`.
  [[nodiscard]] virtual const Recording& recording() const = 0;
  [[nodiscard]] virtual std::uint64_t events() const = 0;
  /// Throws std::logic_error when a conservation law is broken; O(state).
  virtual void check() const = 0;
  /// Everything that the rest of the run depends on, between two `advance`.
  virtual void visit_blocks(BlockVisitor& visitor) = 0;
  /// From now on policies do what `future` says of them. It differs from the scenario so far as
  /// `fork_obstacles` allows. Throws std::logic_error where the variant cannot fork.
  virtual void fork(const Config& future);
};

/// Calls `body(first, last)` for parts of [0, count), in any order and on any threads; back when
/// all are done. What the body computes must not depend on how the parts are cut.
using Executor = std::function<void(
    std::size_t count, const std::function<void(std::size_t first, std::size_t last)>& body)>;

/// `execute` serves to build the initial state; in series where it is empty. With a `store` the
/// population is taken from it or left in it, which changes no result. Throws
/// std::invalid_argument where the configuration contradicts itself.
std::unique_ptr<Model> make_model(const Config& config, std::uint32_t replicate,
                                  const Executor& execute = {}, PopulationStore* store = nullptr);

/// Names along the axes that depend on the configuration.
struct Axes {
  std::vector<std::string> segments;
  std::vector<std::string> policies;
  std::size_t cohorts = 0;  ///< months of account opening, counted in 30.4375 days from the start
};
Axes axes_of(const Config& config);

/// Numbers per row of an observable; 0 where it has no time axis.
std::size_t row_size(const Observable& observable, const Axes& axes);

/// Average month [d], the width of a cohort of accounts.
constexpr double cohort_days = 30.4375;

}  // namespace quell
