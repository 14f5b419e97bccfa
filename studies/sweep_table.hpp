// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>

#include "models/model.hpp"
#include "output/dataset.hpp"
#include "scenarios/sweep.hpp"

namespace quell {

/// What is kept of each run of a sweep: figures, targets and whole observables, in that order.
class SweepTable {
 public:
  explicit SweepTable(const Sweep& sweep);

  /// Those of the run alone, without points and replicates.
  [[nodiscard]] const std::vector<Dimension>& dimensions() const { return dimensions_; }
  [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }
  /// Values of one run of a variable.
  [[nodiscard]] std::size_t size_of(std::size_t variable) const { return sizes_[variable]; }
  [[nodiscard]] std::size_t values_per_run() const { return values_per_run_; }

  /// The values of all variables, one after the other.
  [[nodiscard]] std::vector<double> values_of(const Config& config, Recording recording) const;

 private:
  const Sweep& sweep_;
  std::vector<Dimension> dimensions_;
  std::vector<Variable> variables_;
  std::vector<std::size_t> sizes_;
  std::size_t values_per_run_ = 0;
};

}  // namespace quell
