// SPDX-License-Identifier: BSD-3-Clause
#include "scenarios/sweep_design.hpp"

#include <boost/random/sobol.hpp>
#include <numeric>
#include <stdexcept>

#include "sim/random.hpp"

namespace quell {
namespace {

// Streams of designs; those of models have smaller numbers, and another seed in general.
constexpr std::uint8_t permutation_purpose = 200;
constexpr std::uint8_t position_purpose = 201;
constexpr std::uint8_t shift_purpose = 202;

}  // namespace

SpreadDesign::SpreadDesign(Design design, std::uint64_t points, std::size_t factors,
                           std::uint64_t seed)
    : points_(points), factors_(factors), positions_(points * factors) {
  if (design == Design::latin_hypercube) draw_latin_hypercube(seed);
  if (design == Design::sobol) draw_sobol(seed);
}

/// Each factor's range is cut into as many equal parts as there are points, and each part is hit
/// once, at a random place; the orders of the factors are independent.
void SpreadDesign::draw_latin_hypercube(std::uint64_t seed) {
  std::vector<std::uint32_t> order(points_);
  for (std::size_t k = 0; k < factors_; ++k) {
    std::iota(order.begin(), order.end(), 0U);
    Stream shuffle({.seed = seed}, permutation_purpose, k);
    for (std::size_t left = order.size(); left > 1; --left) {
      std::swap(order[left - 1], order[shuffle.below(static_cast<std::uint32_t>(left))]);
    }
    Stream place({.seed = seed}, position_purpose, k);
    for (std::uint64_t point = 0; point < points_; ++point) {
      positions_[point * factors_ + k] =
          (order[point] + place.uniform()) / static_cast<double>(points_);
    }
  }
}

/// The digital shift keeps the net of the points, moves them off the edges, and differs by seed.
/// The point at 0, which Boost leaves out, is part of that net (Owen 2022,
/// doi:10.1007/978-3-030-98319-2_4).
void SpreadDesign::draw_sobol(std::uint64_t seed) {
  constexpr double to_unit = 0x1p-52;
  constexpr unsigned unused_bits = 12;
  std::vector<std::uint64_t> shifts(factors_);
  for (std::size_t k = 0; k < factors_; ++k) {
    Stream stream({.seed = seed}, shift_purpose, k);
    const std::uint64_t high = stream();
    shifts[k] = (high << 32U) | stream();
  }
  try {
    boost::random::sobol_engine<std::uint64_t, 64> sequence(factors_);
    for (std::uint64_t point = 0; point < points_; ++point) {
      for (std::size_t k = 0; k < factors_; ++k) {
        const std::uint64_t bits = point == 0 ? 0 : sequence();
        positions_[point * factors_ + k] =
            static_cast<double>((bits ^ shifts[k]) >> unused_bits) * to_unit;
      }
    }
  } catch (const std::range_error&) {  // Boost's, of more dimensions than it has numbers for
    throw std::invalid_argument("a Sobol' sequence has fewer dimensions than there are factors");
  }
}

}  // namespace quell
