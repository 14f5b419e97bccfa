// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>

#include "sim/blocks.hpp"
#include "sim/units.hpp"

namespace quell {

/// How the numbers of a reaction system change in time: one method of simulation.
class Dynamics {
 public:
  virtual ~Dynamics() = default;

  virtual void advance(Duration length) = 0;
  /// Persons in each compartment.
  [[nodiscard]] virtual std::span<const double> numbers() const = 0;
  /// Of reactions so far; 0 where there are none by one.
  [[nodiscard]] virtual std::uint64_t firings() const = 0;
  /// Throws std::logic_error unless all numbers are explained by the start and what happened since.
  virtual void check() const = 0;
  virtual void visit_blocks(BlockVisitor& visitor) = 0;
};

}  // namespace quell
