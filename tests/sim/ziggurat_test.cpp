// SPDX-License-Identifier: BSD-3-Clause
// Each chi-square fails a correct program at a rate of 7e-6 (`p_limit`) when its seed is changed.
#include "sim/ziggurat.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <vector>

#include "sim/random.hpp"
#include "tests/catch.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

constexpr std::size_t draws = 10000000;

/// A generator that yields what it is told, then 0 and ones in turn.
struct Script {
  std::vector<std::uint32_t> words;
  std::size_t used = 0;

  std::uint32_t operator()() {
    const std::size_t k = used++;
    return k < words.size() ? words[k] : k % 2 == 0 ? 0U : ~0U;
  }
};

/// A Stream that counts the words it gives.
struct Counted {
  Stream stream;
  std::uint64_t used = 0;

  std::uint32_t operator()() {
    ++used;
    return stream();
  }
};

template <std::size_t layers, class Density>
void check_layers(const Ziggurat<layers>& z, double area, Density&& density) {
  CHECK(z.end[0] * z.density[1] == Approx(area).epsilon(1e-14));
  CHECK(z.end[layers] == 0.0);
  CHECK(z.density[layers] == 1.0);
  for (std::size_t k = 1; k < layers; ++k) {
    CAPTURE(k);
    CHECK(z.density[k] == Approx(density(z.end[k])).epsilon(1e-14));
    CHECK(z.end[k] * (z.density[k + 1] - z.density[k]) == Approx(area).epsilon(1e-12));
  }
}

/// Counts of values in (0, 1) in 1000 equal cells.
class Cells {
 public:
  void add(double u) { ++counts_.at(std::min<std::size_t>(999, std::size_t(u * 1000))); }
  [[nodiscard]] double p() const {
    return chi_square_p(counts_, std::vector<double>(counts_.size(), 1.0 / 1000));
  }

 private:
  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(1000);
};

/// Words per draw: one for every trial, another one in a wedge, `in_tail` in the tail.
template <std::size_t layers>
double words_per_draw(const Ziggurat<layers>& z, double area_under_density, double in_tail) {
  double outside = 0.0;
  for (std::size_t k = 0; k < layers; ++k) outside += 1.0 - z.end[k + 1] / z.end[k];
  const double tail = 1.0 - z.end[1] / z.end[0];
  const double kept = area_under_density / (z.end[0] * z.density[1]);
  return (layers + (outside - tail) + tail * in_tail) / kept;
}

}  // namespace

// The area of each layer is that of layer 0: rectangle and tail.
TEST_CASE("ziggurat: layers have equal areas and end at the density", "[sim][analytic]") {
  const double from = exponential_ziggurat.end[1];
  check_layers(exponential_ziggurat, (from + 1.0) * std::exp(-from),
               [](double x) { return std::exp(-x); });
  const double begin = normal_ziggurat.end[1];
  const double half = std::sqrt(0.5);
  check_layers(normal_ziggurat,
               begin * std::exp(-0.5 * begin * begin) +
                   std::sqrt(std::acos(-1.0)) * half * std::erfc(begin * half),
               [](double x) { return std::exp(-0.5 * x * x); });
}

TEST_CASE("ziggurat: one word gives layer and place, further ones only next to 0 and outside",
          "[sim]") {
  const auto& end = exponential_ziggurat.end;
  Script plain{{(0x123456U << 8U) | 7U}};
  CHECK(ziggurat_exponential(plain) == (0x123456 + 0.5) * 0x1p-24 * end[7]);
  CHECK(plain.used == 1);
  Script near_zero{{(0xfffU << 8U) | 7U, 0x40000000U}};
  CHECK(ziggurat_exponential(near_zero) == (0xfff + 0.25 + 0x1p-33) * 0x1p-24 * end[7]);
  Script tail{{0xffffff00U, (0x123456U << 8U) | 7U}};
  CHECK(ziggurat_exponential(tail) == end[1] + (0x123456 + 0.5) * 0x1p-24 * end[7]);
  Script kept{{0xffffff07U, 0U}};
  CHECK(ziggurat_exponential(kept) == (0xffffff + 0.5) * 0x1p-24 * end[7]);
  Script repeated{{0xffffff07U, ~0U, (0x123456U << 8U) | 9U}};
  CHECK(ziggurat_exponential(repeated) == (0x123456 + 0.5) * 0x1p-24 * end[9]);

  Script below{{((0U - 0x123456U) << 7U) | 5U}};
  CHECK(ziggurat_normal(below) == (-0x123456 + 0.5) * 0x1p-24 * normal_ziggurat.end[5]);
  Script above{{(0x123456U << 7U) | 5U}};
  CHECK(ziggurat_normal(above) == (0x123456 + 0.5) * 0x1p-24 * normal_ziggurat.end[5]);
}

TEST_CASE("ziggurat: exponentials are above 0 and all is finite at the edges of every layer",
          "[sim]") {
  for (std::uint32_t layer = 0; layer < 256; ++layer) {
    for (const std::uint32_t place : {0U, 1U, 0xfffU, 0x1000U, 0x7fffffU, 0x800000U, 0xffffffU}) {
      for (const std::uint32_t next : {0U, 0x80000000U, ~0U}) {
        CAPTURE(layer, place, next);
        Script words{{(place << 8U) | layer, next}};
        const double x = ziggurat_exponential(words);
        CHECK((x > 0.0 && x < 100.0));
        Script same{{(place << 8U) | layer, next}};
        CHECK(std::abs(ziggurat_normal(same)) < 100.0);
      }
    }
  }
}

// The middles of cells below t, in every layer, against what there would be without cells.
TEST_CASE("ziggurat: small probabilities of the exponential are right to a relative 10^-5",
          "[sim][analytic]") {
  double worst = 0.0;
  for (double t = 1e-12; t < 0.01; t *= 1.01) {
    double share = 0.0;
    double exact = 0.0;
    for (std::size_t layer = 0; layer < 256; ++layer) {
      const double place = t / exponential_ziggurat.end[layer] * 0x1p24;
      const double cell = place < 0x1000 ? 0x1p-32 : 1.0;
      share += std::floor(place / cell + 0.5) * cell;
      exact += place;
    }
    worst = std::max(worst, std::abs(share / exact - 1.0));
  }
  CHECK(worst < 1e-5);
}

// 10^7 values in 1000 cells: catches cells that are off by 1 percent of themselves on average, or
// one that is off by 13 percent.
TEST_CASE("ziggurat: exponentials have the exact distribution, in the tail and next to 0",
          "[sim][analytic]") {
  Stream stream{{.seed = 61}, 0, 0};
  constexpr int lowest = -30;
  std::vector<std::uint64_t> magnitudes(40);  // binary orders of magnitude from 2^-30
  Cells all;
  Cells tail;
  const double begin = exponential_ziggurat.end[1];
  std::uint64_t beyond_10 = 0;
  for (std::size_t k = 0; k < draws; ++k) {
    const double x = stream.exponential();
    all.add(std::exp(-x));
    if (x > begin) tail.add(std::exp(begin - x));
    if (x > 10.0) ++beyond_10;
    ++magnitudes.at(static_cast<std::size_t>(std::max(0, std::ilogb(x) - lowest)));
  }
  CHECK(all.p() > p_limit);
  CHECK(tail.p() > p_limit);
  std::vector<double> expected(magnitudes.size());
  expected[0] = -std::expm1(-std::ldexp(1.0, lowest + 1));
  for (std::size_t k = 1; k < expected.size(); ++k) {
    const double from = std::ldexp(1.0, lowest + static_cast<int>(k));
    expected[k] = std::exp(-from) - std::exp(-2 * from);
  }
  CHECK(chi_square_p(magnitudes, expected) > p_limit);
  const std::vector<std::uint64_t> split{draws - beyond_10, beyond_10};  // 454 expected
  CHECK(chi_square_p(split, std::vector<double>{-std::expm1(-10.0), std::exp(-10.0)}) > p_limit);
}

TEST_CASE("ziggurat: normals have the exact distribution, in both tails too", "[sim][analytic]") {
  Stream stream{{.seed = 67}, 0, 0};
  const auto beyond = [](double z) { return 0.5 * std::erfc(z * std::sqrt(0.5)); };
  const double begin = normal_ziggurat.end[1];
  Cells all;
  Cells tail;
  std::vector<std::uint64_t> outside_4(3);  // within, below, above
  for (std::size_t k = 0; k < draws; ++k) {
    const double z = normal(stream);
    all.add(beyond(z));
    if (std::abs(z) > begin) tail.add(beyond(std::abs(z)) / beyond(begin));
    ++outside_4[z < -4.0 ? 1 : z > 4.0 ? 2 : 0];
  }
  CHECK(all.p() > p_limit);
  CHECK(tail.p() > p_limit);
  const double p = beyond(4.0);  // 317 expected on each side
  CHECK(chi_square_p(outside_4, std::vector<double>{1 - 2 * p, p, p}) > p_limit);
}

// Catches a joint cell that is off by 6 percent of itself.
TEST_CASE("ziggurat: successive exponentials are independent, and normals", "[sim]") {
  constexpr std::size_t side = 16;
  const auto pairs_p = [](auto&& uniform) {
    std::vector<std::uint64_t> counts(side * side);
    std::size_t last = 0;
    for (int k = 0; k < 1000000; ++k) {
      const auto cell = std::min(side - 1, static_cast<std::size_t>(side * uniform()));
      if (k % 2 == 1) ++counts[last * side + cell];
      last = cell;
    }
    return chi_square_p(counts, std::vector<double>(counts.size(), 1.0 / (side * side)));
  };
  Stream stream{{.seed = 71}, 0, 0};
  CHECK(pairs_p([&] { return std::exp(-stream.exponential()); }) > p_limit);
  CHECK(pairs_p([&] { return cdf(boost::math::normal{}, normal(stream)); }) > p_limit);
}

TEST_CASE("ziggurat: an exponential takes 1.034 words, a normal 1.041", "[sim]") {
  Counted words{Stream{{.seed = 73}, 0, 0}};
  const auto used = [&](auto&& draw) {
    std::vector<double> counts(400000);
    for (double& count : counts) {
      const std::uint64_t before = words.used;
      draw();
      count = static_cast<double>(words.used - before);
    }
    return counts;
  };
  const double exponential = words_per_draw(exponential_ziggurat, 1.0, 1.034) + 0x1p-12;
  CHECK(exponential == Approx(1.0338).margin(5e-5));
  check_mean(used([&] { ziggurat_exponential(words); }), exponential);
  // The normal's tail takes two exponentials in each trial, of which 93 % are kept.
  const double normal =
      words_per_draw(normal_ziggurat, std::sqrt(std::asin(1.0)), 2 * 1.034 / 0.93);
  CHECK(normal == Approx(1.0410).margin(5e-5));
  check_mean(used([&] { ziggurat_normal(words); }), normal);
}
