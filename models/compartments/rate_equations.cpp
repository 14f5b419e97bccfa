// SPDX-License-Identifier: BSD-3-Clause
#include "models/compartments/rate_equations.hpp"

#include <algorithm>
#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace quell {
namespace {

/// Errors of one step, in persons and relative to them.
constexpr double absolute_error = 1e-9;
constexpr double relative_error = 1e-10;

double sum(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

RateEquations::RateEquations(ReactionSystem system, const std::vector<double>& start)
    : system_(std::move(system)), start_total_(sum(start)), state_(start) {
  check_system(system_);
  state_.resize(start.size() + 2);
}

std::span<const double> RateEquations::numbers() const {
  return std::span{state_}.first(state_.size() - 2);
}

void RateEquations::set_derivative(const std::vector<double>& state,
                                   std::vector<double>& derivative) const {
  std::fill(derivative.begin(), derivative.end(), 0.0);
  const std::size_t arrivals = state.size() - 2;
  const std::size_t departures = state.size() - 1;
  for (const Reaction& reaction : system_.reactions) {
    const double rate = rate_of(reaction, state);
    if (reaction.source) {
      derivative[*reaction.source] -= rate;
    } else {
      derivative[arrivals] += rate;
    }
    if (reaction.target) {
      derivative[*reaction.target] += rate;
    } else {
      derivative[departures] += rate;
    }
  }
}

/// Each interval begins a step of its own, so that what is kept between two is the state alone. In
/// perfect equilibrium steps would grow without bound.
void RateEquations::advance(Duration length) {
  namespace odeint = boost::numeric::odeint;
  using State = std::vector<double>;
  const auto derive = [this](const State& state, State& derivative, double /*time*/) {
    set_derivative(state, derivative);
  };
  auto stepper = odeint::make_dense_output(absolute_error, relative_error,
                                           odeint::runge_kutta_dopri5<State>{});
  stepper.initialize(state_, 0.0, std::min(step_, length.days));
  while (stepper.current_time() < length.days) stepper.do_step(derive);
  stepper.calc_state(length.days, state_);
  step_ = std::min(stepper.current_time_step(), length.days);
}

void RateEquations::check() const {
  constexpr double accuracy = 1e-8;
  const double arrivals = state_[state_.size() - 2];
  const double departures = state_[state_.size() - 1];
  const double all = start_total_ + arrivals;
  for (std::size_t c = 0; c < numbers().size(); ++c) {
    if (!(state_[c] >= -accuracy * (1.0 + all))) {
      throw std::logic_error("compartment " + std::string{system_.compartments[c]} + " is below 0");
    }
  }
  if (!(std::abs(sum(numbers()) - (all - departures)) <= accuracy * (1.0 + all))) {
    throw std::logic_error("the compartments do not hold those who came and stayed");
  }
}

void RateEquations::visit_blocks(BlockVisitor& visitor) {
  visitor.array("state", state_);
  visitor.plain("step", step_);
}

}  // namespace quell
