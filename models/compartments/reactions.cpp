// SPDX-License-Identifier: BSD-3-Clause
#include "models/compartments/reactions.hpp"

#include <algorithm>
#include <stdexcept>

namespace quell {
namespace {

bool contains(const std::vector<Compartment>& list, Compartment compartment) {
  return std::find(list.begin(), list.end(), compartment) != list.end();
}

bool contains(const std::vector<Compartment>& list, std::optional<Compartment> compartment) {
  return compartment && contains(list, *compartment);
}

/// The persons of a list, 1 for an empty one.
double sum_over(const std::vector<Compartment>& list, std::span<const double> numbers) {
  if (list.empty()) return 1.0;
  double sum = 0.0;
  for (const Compartment compartment : list) sum += numbers[compartment];
  return sum;
}

/// Whether one firing changes the number of persons in the list.
bool changes(const Reaction& fired, const std::vector<Compartment>& list) {
  return contains(list, fired.source) != contains(list, fired.target);
}

bool changes(const Reaction& fired, const Reaction& other) {
  const bool changes_source = other.source && fired.source != fired.target &&
                              (fired.source == other.source || fired.target == other.source);
  return changes_source || changes(fired, other.with) || changes(fired, other.among);
}

}  // namespace

void check_system(const ReactionSystem& system) {
  for (const Reaction& reaction : system.reactions) {
    std::vector<Compartment> named = reaction.with;
    named.insert(named.end(), reaction.among.begin(), reaction.among.end());
    for (const std::optional<Compartment>& end : {reaction.source, reaction.target}) {
      if (end) named.push_back(*end);
    }
    for (const Compartment compartment : named) {
      if (compartment >= system.compartments.size()) {
        throw std::invalid_argument("a reaction names a compartment that the system has not");
      }
    }
    if (contains(reaction.with, reaction.source)) {
      throw std::invalid_argument("a reaction lets its source meet itself");
    }
    if (!(reaction.constant >= 0.0)) throw std::invalid_argument("a reaction has a rate below 0");
  }
}

double rate_of(const Reaction& reaction, std::span<const double> numbers) {
  const double among = sum_over(reaction.among, numbers);
  if (among == 0.0) return 0.0;
  const double source = reaction.source ? numbers[*reaction.source] : 1.0;
  return reaction.constant * source * sum_over(reaction.with, numbers) / among;
}

std::vector<std::vector<std::uint32_t>> dependents(const ReactionSystem& system) {
  const std::vector<Reaction>& reactions = system.reactions;
  std::vector<std::vector<std::uint32_t>> all(reactions.size());
  for (std::uint32_t fired = 0; fired < reactions.size(); ++fired) {
    for (std::uint32_t other = 0; other < reactions.size(); ++other) {
      if (changes(reactions[fired], reactions[other])) all[fired].push_back(other);
    }
  }
  return all;
}

}  // namespace quell
