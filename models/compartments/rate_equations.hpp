// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/compartments/dynamics.hpp"
#include "models/compartments/reactions.hpp"

namespace quell {

/// The limit of a reaction system for many persons (Kurtz 1970, doi:10.2307/3212147): dx/dt is the
/// sum of the rates of what enters a compartment less that of what leaves it.
///
/// Solved by the method of Dormand & Prince (1980, doi:10.1016/0771-050X(80)90013-3) of order 5
/// with adaptive steps; a time between two steps is interpolated (Boost.Odeint, dense output).
class RateEquations final : public Dynamics {
 public:
  /// Throws std::invalid_argument as `check_system` does.
  RateEquations(ReactionSystem system, const std::vector<double>& start);

  void advance(Duration length) override;
  [[nodiscard]] std::span<const double> numbers() const override;
  [[nodiscard]] std::uint64_t firings() const override { return 0; }
  void check() const override;
  void visit_blocks(BlockVisitor& visitor) override;

 private:
  void set_derivative(const std::vector<double>& state, std::vector<double>& derivative) const;

  ReactionSystem system_;
  double start_total_;
  std::vector<double> state_;  ///< persons in each compartment, then arrivals and departures so far
  double step_ = 0.01;         ///< to try next [d]
};

}  // namespace quell
