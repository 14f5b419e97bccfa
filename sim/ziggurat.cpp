// SPDX-License-Identifier: BSD-3-Clause
// The tables are built by the compiler from sums, products and quotients only, which IEEE 754 fixes
// to the last bit: they are the same whatever the compiler and the C library.
#include "sim/ziggurat.hpp"

namespace quell {
namespace {

/// exp(t) for t in [0, 8]: 48 terms of the series.
constexpr double exp_by_series(double t) {
  double sum = 1.0;
  for (int k = 48; k > 0; --k) sum = 1.0 + sum * t / k;
  return sum;
}

/// -log(y) by Newton's method for exp(-t) = y.
constexpr double minus_log_by_newton(double y, double guess) {
  for (int k = 0; k < 8; ++k) guess += 1.0 - y * exp_by_series(guess);
  return guess;
}

constexpr double sqrt_by_newton(double a, double guess) {
  for (int k = 0; k < 8; ++k) guess = 0.5 * (guess + a / guess);
  return guess;
}

struct Identity {
  static constexpr double exponent(double x) { return x; }
  static constexpr double inverse(double t, double) { return t; }
};

struct HalfSquare {
  static constexpr double exponent(double x) { return 0.5 * x * x; }
  static constexpr double inverse(double t, double guess) { return sqrt_by_newton(2.0 * t, guess); }
};

/// The ziggurat of the density exp(-Shape::exponent(x)): `tail` is where its tail begins, `base`
/// the width of a layer 0 that is a rectangle of the same area.
template <class Shape, std::size_t layers>
constexpr Ziggurat<layers> ziggurat(double tail, double base) {
  Ziggurat<layers> z;
  z.end[0] = base;
  z.end[1] = tail;
  z.density[1] = 1.0 / exp_by_series(Shape::exponent(tail));
  const double area = base * z.density[1];
  for (std::size_t k = 2; k < layers; ++k) {
    z.density[k] = z.density[k - 1] + area / z.end[k - 1];
    const double t = minus_log_by_newton(z.density[k], Shape::exponent(z.end[k - 1]));
    z.end[k] = Shape::inverse(t, z.end[k - 1]);
  }
  z.density[layers] = 1.0;
  return z;
}

}  // namespace

// `tail` is the solution of density[layers] = 1, found with 40 digits; the area of the
// exponential's tail is its density, so that its base is tail + 1.
constexpr Ziggurat<256> exponential_ziggurat =
    ziggurat<Identity, 256>(7.697117470131049715, 8.697117470131049715);
constexpr Ziggurat<128> normal_ziggurat =
    ziggurat<HalfSquare, 128>(3.442619855896652121, 3.713086246740363261);

}  // namespace quell
