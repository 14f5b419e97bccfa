// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "models/network/world.hpp"

namespace quell {

/// What a policy does at a rate over time: its events are a Poisson process.
///
/// In units of their own expected number they are one of rate 1, so that a rate that changes moves
/// the event that is planned, and draws none anew.
class PoissonProcess {
 public:
  PoissonProcess(StepFunction rate, PolicyIndex index) : rate_(std::move(rate)), index_(index) {}

  void draw_next(World& world, Stream& stream);
  /// Whether an event that arrives with this payload is the one that is planned.
  [[nodiscard]] bool is_due(std::uint32_t payload) const { return payload == version_; }
  /// `rate` holds from now on.
  void change(World& world, const StepFunction& rate);
  void visit_blocks(BlockVisitor& visitor);

 private:
  void plan_next(World& world);

  StepFunction rate_;  ///< after scaling [1/d]
  PolicyIndex index_;
  double goal_ = 0.0;          ///< events expected up to the next one
  std::uint32_t version_ = 0;  ///< of the planned one
};

}  // namespace quell
