// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/table.hpp"
#include "studies/scorecard.hpp"

namespace quell {

enum class VariantEnd {
  done,
  partial,  ///< some replicates are missing
  failed,
  refused,  ///< it cannot do the scenario
  not_run,  ///< a stop was asked for before
};

/// What one variant of the model made of a scenario; what is not known is undefined.
struct VariantRun {
  std::string model;
  VariantEnd end = VariantEnd::not_run;
  std::string reason;           ///< for any other end than `done`
  std::size_t replicates = 0;   ///< that finished
  double cpu_seconds = 0.0;     ///< of its process, all replicates together
  double events = 0.0;          ///< the same
  double peak_bytes = 0.0;      ///< of its process
  std::string file;             ///< that holds the results, where they are kept
  std::vector<Score> scores{};  ///< of the same targets in all variants that have any
};

/// Simulated less published, over half the width of the accepted range; undefined where the run
/// does not say it.
double distance(const Score& score);

/// A table with a row for each variant, one with a row for each target and columns for each variant
/// that has scores, and how to read them.
std::string variants_text(const std::vector<VariantRun>& runs, const TableStyle& style);

/// The same as JSON, with null for what is not known.
std::string variants_json(const std::string& title, const std::vector<VariantRun>& runs);

}  // namespace quell
