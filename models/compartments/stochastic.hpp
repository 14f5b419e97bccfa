// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "models/compartments/dynamics.hpp"
#include "models/compartments/reactions.hpp"
#include "sim/exponential_clocks.hpp"

namespace quell {

/// Exact stochastic simulation of a reaction system (Gillespie 1977, doi:10.1021/j100540a008): each
/// reaction is an exponential clock, and after a firing the rates that it changed are set anew.
/// `Clocks` is the method: the direct method, the next reaction method, or composition and
/// rejection, each cited where it is. All draw from the same distribution.
template <ExponentialClocks Clocks>
class StochasticDynamics final : public Dynamics {
 public:
  /// `start`: whole numbers. Throws std::invalid_argument as `check_system` does.
  StochasticDynamics(ReactionSystem system, std::vector<double> start, Stream stream)
      : system_(std::move(system)),
        dependents_(dependents(system_)),
        start_(std::move(start)),
        numbers_(start_),
        fired_(system_.reactions.size()),
        clocks_(static_cast<std::uint32_t>(system_.reactions.size()), stream) {
    check_system(system_);
    for (std::uint32_t k = 0; k < system_.reactions.size(); ++k) set_rate(k);
  }

  void advance(Duration length) override {
    while (const auto firing = clocks_.next(length)) {
      // The next reaction method knows points in time, whose difference may be rounded up.
      length.days = std::max(0.0, length.days - firing->waiting.days);
      fire(firing->clock);
    }
  }

  [[nodiscard]] std::span<const double> numbers() const override { return numbers_; }

  [[nodiscard]] std::uint64_t firings() const override {
    return std::accumulate(fired_.begin(), fired_.end(), std::uint64_t{0});
  }

  void check() const override {
    std::vector<double> expected = start_;
    for (std::size_t k = 0; k < fired_.size(); ++k) {
      const Reaction& reaction = system_.reactions[k];
      if (reaction.source) expected[*reaction.source] -= static_cast<double>(fired_[k]);
      if (reaction.target) expected[*reaction.target] += static_cast<double>(fired_[k]);
    }
    for (std::size_t c = 0; c < numbers_.size(); ++c) {
      const std::string name{system_.compartments[c]};
      if (!(numbers_[c] >= 0.0)) throw std::logic_error("compartment " + name + " is below 0");
      if (numbers_[c] != expected[c]) {
        throw std::logic_error("compartment " + name + " does not hold those who came and stayed");
      }
    }
  }

  void visit_blocks(BlockVisitor& visitor) override {
    visitor.array("numbers", numbers_);
    visitor.array("fired", fired_);
    clocks_.visit_blocks(visitor);
  }

 private:
  void set_rate(std::uint32_t k) {
    const Rate rate{.per_day = rate_of(system_.reactions[k], numbers_)};
    clocks_.set_rate(k, rate < least_rate ? Rate{} : rate);  // else once in 10^300 days
  }

  void fire(std::uint32_t k) {
    const Reaction& reaction = system_.reactions[k];
    if (reaction.source) numbers_[*reaction.source] -= 1.0;
    if (reaction.target) numbers_[*reaction.target] += 1.0;
    ++fired_[k];
    for (const std::uint32_t other : dependents_[k]) set_rate(other);
  }

  ReactionSystem system_;
  std::vector<std::vector<std::uint32_t>> dependents_;  ///< [reactions]
  std::vector<double> start_;                           ///< [compartments]
  std::vector<double> numbers_;                         ///< [compartments] whole
  std::vector<std::uint64_t> fired_;                    ///< [reactions]
  Clocks clocks_;
};

}  // namespace quell
