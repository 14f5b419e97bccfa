// SPDX-License-Identifier: BSD-3-Clause
// Exponential and normal variates by the ziggurat method (Marsaglia & Tsang 2000,
// doi:10.18637/jss.v005.i08). The density is covered by layers of equal area, each as wide as the
// density is at its lower side; a point in a layer lies under the density for sure when it is left
// of the next layer's end. Layer and place come from separate bits of one word (Doornik 2005, "An
// improved ziggurat method to generate normal random samples"; the shared bits of the original are
// its known flaw).
//
// No value comes from the C library: its exp only decides, in 2 to 3 % of the draws, whether a
// point lies under the density, and the last digit of exp changes that once in some 10^16 draws.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace quell {

/// Layer k lies between the densities (1 at 0) `density[k]` and `density[k + 1]` and ends at
/// `end[k]`. Layer 0 stands for the tail too: what lies beyond `end[1]` is drawn afresh.
template <std::size_t layers>
struct Ziggurat {
  std::array<double, layers + 1> end{};
  std::array<double, layers + 1> density{};
};

extern const Ziggurat<256> exponential_ziggurat;
extern const Ziggurat<128> normal_ziggurat;

/// Uniform on (0, 1), 32 bits: the middle of one of 2^32 parts.
constexpr double coin_of(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * 0x1p-32; }

template <class Generator>
double ziggurat_exponential(Generator& words);
template <class Generator>
double ziggurat_normal(Generator& words);

/// A point of an outer part of a layer: the tail, or to be kept when under the density.
template <class Generator>
[[gnu::noinline]] double exponential_outside(Generator& words, std::uint32_t layer, double x) {
  const Ziggurat<256>& z = exponential_ziggurat;
  if (layer == 0) return z.end[1] + ziggurat_exponential(words);  // an exponential has no memory
  const double rise = z.density[layer + 1] - z.density[layer];
  const double y = z.density[layer] + coin_of(words()) * rise;
  return y < std::exp(-x) ? x : ziggurat_exponential(words);
}

/// Exponential with mean 1 from a generator of 32-bit words: one word in 97.8 % of the draws, 1.034
/// on average. Values are the middles of cells of 2^-24 of a layer, and of 2^-56 of it where x is
/// below 2^-12 of it, so that rare events are right too: P(X < t) is to a relative 10^-5 for every
/// t above 10^-12, and to 5 10^-9 at all.
template <class Generator>
double ziggurat_exponential(Generator& words) {
  const Ziggurat<256>& z = exponential_ziggurat;
  const std::uint32_t word = words();
  const std::uint32_t layer = word & 0xffU;
  const std::uint32_t place = word >> 8U;
  const double x = (place + 0.5) * 0x1p-24 * z.end[layer];
  if (!(x < z.end[layer + 1])) return exponential_outside(words, layer, x);
  if (place < 0x1000U) return (place + coin_of(words())) * 0x1p-24 * z.end[layer];
  return x;
}

/// As for the exponential. The tail is that of Marsaglia 1964, doi:10.1080/00401706.1964.10490150,
/// with exponentials in place of logarithms.
template <class Generator>
[[gnu::noinline]] double normal_outside(Generator& words, std::uint32_t layer, double x) {
  const Ziggurat<128>& z = normal_ziggurat;
  if (layer == 0) {
    double beyond = 0.0;
    do beyond = ziggurat_exponential(words) / z.end[1];
    while (2.0 * ziggurat_exponential(words) < beyond * beyond);
    return std::copysign(z.end[1] + beyond, x);
  }
  const double rise = z.density[layer + 1] - z.density[layer];
  const double y = z.density[layer] + coin_of(words()) * rise;
  return y < std::exp(-0.5 * x * x) ? x : ziggurat_normal(words);
}

/// Standard normal from a generator of 32-bit words: one word in 97.2 % of the draws, 1.041 on
/// average. Values are the middles of cells of 2^-24 of a layer, on both sides of 0.
template <class Generator>
double ziggurat_normal(Generator& words) {
  const Ziggurat<128>& z = normal_ziggurat;
  const std::uint32_t word = words();
  const std::uint32_t layer = word & 0x7fU;
  const std::int32_t place = static_cast<std::int32_t>(word) >> 7;
  const double x = (place + 0.5) * 0x1p-24 * z.end[layer];
  return std::abs(x) < z.end[layer + 1] ? x : normal_outside(words, layer, x);
}

}  // namespace quell
