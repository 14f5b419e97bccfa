// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

namespace quell {

/// How the points of a sweep are chosen.
enum class Design {
  grid,             ///< every combination of the levels of all factors; the last one varies fastest
  list,             ///< the first levels together, then the second ones, and so on
  latin_hypercube,  ///< McKay, Beckman & Conover 1979, doi:10.2307/1268522
  sobol,            ///< Sobol' 1967, doi:10.1016/0041-5553(67)90144-9, with a random digital shift
};

/// Whether it spreads points over ranges, rather than combine given values.
constexpr bool is_spread(Design design) {
  return design == Design::latin_hypercube || design == Design::sobol;
}

/// Positions in [0, 1) of the points of a design that spreads them over ranges: row `point`, column
/// `factor`. The same seed gives the same positions everywhere.
class SpreadDesign {
 public:
  /// Needs at least one factor and one point, and a design that `is_spread`. Throws
  /// std::invalid_argument where the design knows no so many factors.
  SpreadDesign(Design design, std::uint64_t points, std::size_t factors, std::uint64_t seed);

  [[nodiscard]] double at(std::uint64_t point, std::size_t factor) const {
    return positions_[point * factors_ + factor];
  }

 private:
  void draw_latin_hypercube(std::uint64_t seed);
  void draw_sobol(std::uint64_t seed);

  std::uint64_t points_;
  std::size_t factors_;
  std::vector<double> positions_;
};

/// Points times factors above which a spread design is not drawn: 400 MB.
constexpr std::uint64_t most_positions = 50'000'000;

}  // namespace quell
