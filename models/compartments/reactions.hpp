// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace quell {

/// Place of a compartment in the list of a system.
using Compartment = std::uint32_t;

/// Persons move one at a time from one compartment to another, or into the population, or out of
/// it. With x persons in each compartment this happens at the rate
///
///     constant * x[source] * (sum of x over `with`) / (sum of x over `among`)
///
/// where what is left out is 1: an arrival has no source, a step that one takes by oneself nobody
/// to meet, mass action no `among`. The rate is 0 where `among` holds nobody.
struct Reaction {
  std::optional<Compartment> source;  ///< absent: from outside the population
  std::optional<Compartment> target;  ///< absent: out of it
  double constant = 0.0;  ///< [1/d] times persons to the power that makes the rate [1/d]
  std::vector<Compartment> with;
  std::vector<Compartment> among;
};

/// What may happen to persons of whom only the number in each compartment is known.
struct ReactionSystem {
  std::vector<std::string_view> compartments;
  std::vector<Reaction> reactions;
};

/// Throws std::invalid_argument where a reaction names a compartment that is none or lets its
/// source meet itself (the number of pairs would not be x * x), or has a constant below 0.
void check_system(const ReactionSystem& system);

/// Rate of the reaction [1/d].
double rate_of(const Reaction& reaction, std::span<const double> numbers);

/// For each reaction those whose rate changes when it happens (the dependency graph of Gibson &
/// Bruck 2000, doi:10.1021/jp993732q). What leaves a sum as it is changes no rate by it.
std::vector<std::vector<std::uint32_t>> dependents(const ReactionSystem& system);

}  // namespace quell
