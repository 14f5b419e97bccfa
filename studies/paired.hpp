// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "models/param.hpp"

namespace quell {

/// Mean difference b - a of two samples whose entries belong together, such as runs on the same
/// random numbers. Intervals are of 90 %; undefined from one pair, or where an entry is undefined.
struct PairedDifference {
  double mean_a = undefined;
  double mean_b = undefined;
  double difference = undefined;
  double half_width = undefined;  ///< Student's t over the pairs
  /// What the half width would be if the same samples were independent: Welch 1947,
  /// doi:10.1093/biomet/34.1-2.28, with Satterthwaite's degrees of freedom.
  double independent_half_width = undefined;

  [[nodiscard]] double low() const { return difference - half_width; }
  [[nodiscard]] double high() const { return difference + half_width; }
  /// How many times wider the interval would be; infinite where all pairs differ by the same.
  [[nodiscard]] double narrower() const { return independent_half_width / half_width; }
  /// The difference in units of `mean_a`.
  [[nodiscard]] double relative() const { return mean_a == 0.0 ? undefined : difference / mean_a; }
};

/// Throws std::invalid_argument unless both samples have the same size, not 0.
PairedDifference paired_difference(std::span<const double> a, std::span<const double> b);

/// A ratio of two means over the same replicates, such as what was spent per recruit averted.
struct RatioOfMeans {
  double numerator = undefined;
  double denominator = undefined;
  /// Interval of 90 % (Fieller 1954, doi:10.1111/j.2517-6161.1954.tb00159.x): undefined where the
  /// denominator may be 0, for then every ratio is possible, and from one replicate.
  double low = undefined;
  double high = undefined;

  [[nodiscard]] double value() const {
    return denominator == 0.0 ? undefined : numerator / denominator;
  }
};

/// Throws std::invalid_argument unless both samples have the same size, not 0.
RatioOfMeans ratio_of_means(std::span<const double> above, std::span<const double> below);

}  // namespace quell
