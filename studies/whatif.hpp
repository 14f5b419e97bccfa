// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "output/dataset.hpp"
#include "studies/figures.hpp"
#include "studies/paired.hpp"

namespace quell {

/// What a change did to one figure of one observable.
struct Effect {
  std::string observable;  ///< "persons, core" for one stage
  std::string unit;
  Figure figure = Figure::end;
  bool is_headline = false;         ///< the first figure of what most questions are about
  bool is_changed = false;          ///< some row of some replicate differs
  std::vector<double> differences;  ///< one per replicate
  PairedDifference paired;          ///< from the baseline to the change
};

struct ChangeEffects {
  std::string name;
  /// Rows from the start in which nothing recorded over time differs in any replicate.
  std::size_t identical_rows = 0;
  std::vector<Effect> effects;  ///< headline observables first
  /// What the policies cost more, per recruit fewer [USD]; none where one of the two is the same.
  std::optional<RatioOfMeans> cost_per_recruit;
};

/// Compares each change in a what-if's results with the baseline, replicate by replicate. Throws
/// std::invalid_argument where the data are none.
std::vector<ChangeEffects> effects_of(const Dataset& data);

/// The results of one scenario of a what-if, as `quell run` gives them.
Dataset arm_of(const Dataset& data, std::size_t arm);

}  // namespace quell
