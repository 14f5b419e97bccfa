// SPDX-License-Identifier: BSD-3-Clause
#include "studies/whatif.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "scenarios/headline.hpp"
#include "studies/series.hpp"

namespace quell {
namespace {

std::ptrdiff_t headline_rank(const std::string& name) {
  const auto& all = headline_observables;
  return std::find(all.begin(), all.end(), name) - all.begin();
}

std::vector<const Variable*> in_order(const Dataset& data) {
  std::vector<const Variable*> all;
  for (const Variable& variable : data.variables) {
    if (is_over_time(variable)) all.push_back(&variable);
  }
  std::stable_sort(all.begin(), all.end(), [](const Variable* a, const Variable* b) {
    return headline_rank(a->name) < headline_rank(b->name);
  });
  return all;
}

/// Leading rows in which a variable has the same bits in every replicate.
std::size_t identical_rows(const Dataset& a, const Variable& in_a, const Variable& in_b) {
  const std::size_t rows = a.find_dimension("time")->size;
  const std::size_t replicates = a.find_dimension("replicate")->size;
  const std::size_t cells = in_a.values.size() / rows / replicates;
  std::size_t same = rows;
  for (std::size_t r = 0; r < replicates; ++r) {
    for (std::size_t row = 0; row < same; ++row) {
      const std::size_t at = (r * rows + row) * cells;
      const bool differs =
          std::memcmp(&in_a.values[at], &in_b.values[at], cells * sizeof(double)) != 0;
      if (differs) same = row;
    }
  }
  return same;
}

void append(std::vector<Effect>& effects, const std::string& name, const Variable& variable,
            bool is_changed, const Series& before, const Series& after) {
  bool is_headline = headline_rank(name) < std::ssize(headline_observables);
  for (const Figure figure : figures_of(variable.name, before.is_per_day)) {
    const std::vector<double> a = figures(before, figure);
    const std::vector<double> b = figures(after, figure);
    Effect effect{.observable = name,
                  .unit = variable.unit,
                  .figure = figure,
                  .is_headline = is_headline,
                  .is_changed = is_changed,
                  .paired = paired_difference(a, b)};
    if (figure == Figure::sum && before.is_per_day) {
      effect.unit.erase(effect.unit.size() - std::string_view{"/d"}.size());
    }
    for (std::size_t r = 0; r < a.size(); ++r) effect.differences.push_back(b[r] - a[r]);
    effects.push_back(std::move(effect));
    is_headline = false;  // one figure of each is enough
  }
}

std::optional<RatioOfMeans> cost_per_recruit(const std::vector<Effect>& effects) {
  const auto changed = [&effects](std::string_view name, Figure figure) {
    const auto at = std::find_if(effects.begin(), effects.end(), [&](const Effect& effect) {
      return effect.observable == name && effect.figure == figure && effect.is_changed;
    });
    return at == effects.end() ? std::vector<double>{} : at->differences;
  };
  const std::vector<double> dearer = changed("policy_cost", Figure::sum);
  std::vector<double> averted = changed("recruits", Figure::end);
  if (dearer.empty() || averted.empty()) return std::nullopt;
  for (double& recruits : averted) recruits = -recruits;
  return ratio_of_means(dearer, averted);
}

ChangeEffects compare(const Dataset& before, const Dataset& after, const std::string& name) {
  ChangeEffects result{.name = name, .identical_rows = before.find_dimension("time")->size};
  const std::size_t rows = result.identical_rows;
  for (const Variable* variable : in_order(before)) {
    const Variable& changed = *after.find_variable(variable->name);
    const std::size_t same = identical_rows(before, *variable, changed);
    result.identical_rows = std::min(result.identical_rows, same);
    if (variable->dimensions.back() != "stage") {
      append(result.effects, variable->name, *variable, same < rows,
             series_of(before, variable->name), series_of(after, variable->name));
      continue;
    }
    const std::vector<std::string>& stages = before.find_dimension("stage")->labels;
    for (std::size_t k = 0; k < stages.size(); ++k) {
      const Series a = series_of(before, variable->name, k);
      const Series b = series_of(after, variable->name, k);
      append(result.effects, variable->name + ", " + stages[k], *variable,
             a.replicates != b.replicates, a, b);
    }
  }
  result.cost_per_recruit = cost_per_recruit(result.effects);
  return result;
}

}  // namespace

Dataset arm_of(const Dataset& data, std::size_t arm) {
  const Dimension* changes = data.find_dimension("change");
  if (changes == nullptr) throw std::invalid_argument("the file holds no what-if");
  Dataset one{.dimensions = {},
              .variables = {},
              .attributes = data.attributes,
              .scenario = data.scenario,
              .whatif = data.whatif};
  for (const Dimension& dimension : data.dimensions) {
    if (dimension.name != "change") one.dimensions.push_back(dimension);
  }
  for (const Variable& variable : data.variables) {
    Variable part = variable;
    if (part.dimensions.empty() || part.dimensions.front() != "change") {
      one.variables.push_back(std::move(part));  // the same in every arm
      continue;
    }
    part.dimensions.erase(part.dimensions.begin());
    const auto size = static_cast<std::ptrdiff_t>(variable.values.size() / changes->size);
    const auto first = variable.values.begin() + static_cast<std::ptrdiff_t>(arm) * size;
    part.values.assign(first, first + size);
    one.variables.push_back(std::move(part));
  }
  return one;
}

std::vector<ChangeEffects> effects_of(const Dataset& data) {
  const Dataset before = arm_of(data, 0);
  const std::vector<std::string>& names = data.find_dimension("change")->labels;
  std::vector<ChangeEffects> all;
  for (std::size_t arm = 1; arm < names.size(); ++arm) {
    all.push_back(compare(before, arm_of(data, arm), names[arm]));
  }
  return all;
}

}  // namespace quell
