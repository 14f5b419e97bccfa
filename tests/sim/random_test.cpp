// SPDX-License-Identifier: BSD-3-Clause
#include "sim/random.hpp"

#include <array>
#include <bit>
#include <random>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/statistics.hpp"

using namespace quell;

namespace {

using Block = std::array<std::uint32_t, 4>;

Block first_block(Stream stream) {
  Block words{};
  for (std::uint32_t& word : words) word = stream();
  return words;
}

/// Products of what two streams draw, centred: mean 0 when they are uncorrelated.
std::vector<double> products(Stream a, Stream b, std::size_t count) {
  std::vector<double> values(count);
  for (double& value : values) value = (a.uniform() - 0.5) * (b.uniform() - 0.5);
  return values;
}

}  // namespace

static_assert(std::uniform_random_bit_generator<Stream>);

TEST_CASE("random: zero key and counter give Philox4x32-10's known answer", "[sim]") {
  CHECK(first_block(Stream{{.seed = 0, .replicate = 0}, 0, 0}) ==
        Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
}

// Random123's kat_vectors: all ones, and the digits of pi. They fix where each part of the key
// goes.
TEST_CASE("random: seed, replicate, purpose, entity and block take their places in Philox",
          "[sim]") {
  CHECK(first_block(Stream{{.seed = ~0ULL, .replicate = 0xffffff}, 0xff, ~0ULL, ~0U}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(first_block(Stream{{.seed = 0x299f31d0a4093822, .replicate = 0x707344},
                           0x03,
                           0x13198a2e85a308d3,
                           0x243f6a88}) == Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

// 10^5 products of standard deviation 1/12: catches a correlation of 0.014 (4.5 / sqrt(10^5)).
TEST_CASE("random: streams that differ in any part of the key are uncorrelated", "[sim]") {
  constexpr std::size_t count = 100000;
  const StreamRoot root{.seed = 2016, .replicate = 3};
  const Stream stream{root, 1, 7};
  check_mean(products(stream, Stream{{.seed = 2017, .replicate = 3}, 1, 7}, count), 0.0);
  check_mean(products(stream, Stream{{.seed = 2016 + (1ULL << 32U), .replicate = 3}, 1, 7}, count),
             0.0);
  check_mean(products(stream, Stream{{.seed = 2016, .replicate = 4}, 1, 7}, count), 0.0);
  check_mean(products(stream, Stream{root, 2, 7}, count), 0.0);
  check_mean(products(stream, Stream{root, 1, 8}, count), 0.0);
  check_mean(products(stream, Stream{root, 1, 7 + (1ULL << 32U)}, count), 0.0);
  check_mean(products(stream, Stream{root, 1, 7, 1}, count), 0.0);
}

// What a model sees: the first draw of each of many entities.
TEST_CASE("random: first draws of neighbouring entities are uniform and uncorrelated", "[sim]") {
  constexpr std::size_t count = 1000000;
  std::vector<double> values(count);
  std::vector<double> neighbours(count - 1);
  for (std::size_t k = 0; k < count; ++k) values[k] = Stream{{.seed = 5}, 1, k}.uniform();
  for (std::size_t k = 0; k + 1 < count; ++k) {
    neighbours[k] = (values[k] - 0.5) * (values[k + 1] - 0.5);
  }
  CHECK(uniform_p(values) > p_limit);
  check_mean(neighbours, 0.0);
}

// Joint cells of the highest and of the lowest bits: catches a cell of 1/256 that is off by 13
// percent of itself (10^6 pairs).
TEST_CASE("random: words of neighbouring keys are independent", "[sim]") {
  constexpr std::uint32_t pairs = 1000000;
  const auto check = [](const char* part, auto&& neighbours) {
    CAPTURE(part);
    std::vector<std::uint64_t> high(256);
    std::vector<std::uint64_t> low(256);
    for (std::uint32_t k = 0; k < pairs; ++k) {
      auto [a, b] = neighbours(k);
      const std::uint32_t one = a();
      const std::uint32_t other = b();
      ++high[(one >> 28U << 4U) | other >> 28U];
      ++low[(one & 15U) << 4U | (other & 15U)];
    }
    const std::vector<double> equal(256, 1.0 / 256);
    CHECK(chi_square_p(high, equal) > p_limit);
    CHECK(chi_square_p(low, equal) > p_limit);
  };
  using Pair = std::pair<Stream, Stream>;
  const StreamRoot root{.seed = 5, .replicate = 1};
  check("entity", [&](std::uint32_t k) {
    return Pair{Stream{root, 1, 2 * k}, Stream{root, 1, 2 * k + 1}};
  });
  check("block", [&](std::uint32_t k) {
    return Pair{Stream{root, 1, 1, 2 * k}, Stream{root, 1, 1, 2 * k + 1}};
  });
  check("purpose", [&](std::uint32_t k) {
    const auto purpose = static_cast<std::uint8_t>(k % 255);
    return Pair{Stream{root, purpose, k}, Stream{root, static_cast<std::uint8_t>(purpose + 1), k}};
  });
  check("replicate", [&](std::uint32_t k) {
    return Pair{Stream{{.seed = 5, .replicate = 2 * k}, 1, 1},
                Stream{{.seed = 5, .replicate = 2 * k + 1}, 1, 1}};
  });
  check("seed", [&](std::uint32_t k) {
    return Pair{Stream{{.seed = 2 * k}, 1, 1}, Stream{{.seed = 2 * k + 1}, 1, 1}};
  });
}

TEST_CASE("random: a stream resumes at its block as if it had never stopped", "[sim]") {
  const StreamRoot root{.seed = 11, .replicate = 1};
  for (const int words : {0, 1, 3, 4, 5, 8, 1001}) {
    CAPTURE(words);
    Stream stopped{root, 4, 99};
    for (int k = 0; k < words; ++k) stopped();
    CHECK(stopped.block() == static_cast<std::uint32_t>((words + 3) / 4));
    Stream resumed{root, 4, 99, stopped.block()};
    Stream whole{root, 4, 99};
    for (std::uint32_t k = 0; k < 4 * stopped.block(); ++k) whole();
    for (int k = 0; k < 10; ++k) CHECK(resumed() == whole());
  }
}

TEST_CASE("random: draws cost as many words as documented", "[sim]") {
  const auto words = [](auto&& draw) {
    Stream counted{{.seed = 3}, 0, 0};
    for (int k = 0; k < 40000; ++k) draw(counted);
    return counted.block() * 4 / 40000.0;
  };
  CHECK(words([](Stream& stream) { return stream.coin(); }) == 1.0);
  CHECK(words([](Stream& stream) { return stream.below(3); }) == 1.0);
  CHECK(words([](Stream& stream) { return stream.uniform(); }) == 2.0);
  CHECK(words([](Stream& stream) { return poisson(stream, 19.0); }) == 2.0);
  // The rest take more words now and then, with a standard error of 0.005 at most.
  CHECK_THAT(words([](Stream& stream) { return stream.exponential(); }), WithinAbs(1.034, 0.01));
  CHECK_THAT(words([](Stream& stream) { return geometric(stream, 0.2); }), WithinAbs(1.034, 0.01));
  CHECK_THAT(words(normal), WithinAbs(1.041, 0.01));
  CHECK_THAT(words([](Stream& s) { return poisson(s, 20.0); }), WithinAbs(1.89, 0.03));
  CHECK_THAT(words([](Stream& s) { return poisson(s, 300.0); }), WithinAbs(1.47, 0.03));
}

// Whatever the compiler and its flags. The C library's last digit could only move a value that a
// comparison decides (1 in 10^15 draws).
TEST_CASE("random: variates are the same to the last bit everywhere", "[sim]") {
  const auto hash = [](auto&& draw) {
    Stream stream{{.seed = 2016, .replicate = 1}, 2, 3};
    std::uint64_t state = 0;
    for (int k = 0; k < 100000; ++k) {
      const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(draw(stream)));
      state = std::rotl(state ^ bits, 29) * 1099511628211ULL;
    }
    return state;
  };
  CHECK(hash([](Stream& stream) { return stream.uniform(); }) == 0x15c9561cdb50becbULL);
  CHECK(hash([](Stream& stream) { return stream.below(1000); }) == 0x71b245c71d7b0bccULL);
  CHECK(hash([](Stream& stream) { return stream.exponential(); }) == 0xe8f5dbd5e14bda8ULL);
  CHECK(hash(normal) == 0x415ba773613a63ccULL);
  CHECK(hash([](Stream& stream) { return poisson(stream, 0.3); }) == 0x762016ecaf6eeff0ULL);
  CHECK(hash([](Stream& stream) { return poisson(stream, 8.0); }) == 0x5ffb237a81c56a6cULL);
  CHECK(hash([](Stream& stream) { return poisson(stream, 60.0); }) == 0x4cd00a44a9484a1ULL);
  CHECK(hash([](Stream& stream) { return geometric(stream, 0.3); }) == 0x7eb6e292a5fe0902ULL);
}

TEST_CASE("random: uniform variates never reach 0 or 1", "[sim]") {
  CHECK(inside_unit_interval(0) > 0.0);
  CHECK(inside_unit_interval(~0ULL) < 1.0);
  CHECK(inside_unit_interval(~0ULL) == 1.0 - inside_unit_interval(0));
}

// 10^6 values: catches a cell of 1 percent that is off by 8 percent of itself.
TEST_CASE("random: uniform and coin are uniform", "[sim]") {
  Stream stream{{.seed = 17}, 0, 0};
  std::vector<double> uniforms(1000000);
  std::vector<double> coins(uniforms.size());
  for (double& value : uniforms) value = stream.uniform();
  for (double& value : coins) value = stream.coin();
  CHECK(uniform_p(uniforms) > p_limit);
  CHECK(uniform_p(coins) > p_limit);
  check_mean(uniforms, 1.0 / 2);
  check_mean(coins, 1.0 / 2);
}

TEST_CASE("random: below(n) gives each of few values equally often", "[sim]") {
  Stream stream{{.seed = 19}, 0, 0};
  for (const std::uint32_t n : {2U, 3U, 6U, 7U, 64U, 1000U}) {
    CAPTURE(n);
    std::vector<std::uint64_t> counts(n);
    for (int k = 0; k < 300000; ++k) ++counts.at(stream.below(n));
    CHECK(chi_square_p(counts, std::vector<double>(n, 1.0 / n)) > p_limit);
  }
  CHECK(stream.below(1) == 0);
}

// Without the rejection step 2^32 mod n low products are too frequent: at n = 3 2^30 every third
// value would come twice as often, which the residues mod 3 show.
TEST_CASE("random: a stream rewinds while its first two blocks are at hand", "[sim]") {
  for (const int words : {1, 3, 4, 5, 8}) {
    CAPTURE(words);
    Stream fresh{{.seed = 151}, 1, 2, 7};
    Stream stream = fresh;
    for (int k = 0; k < words; ++k) stream();
    REQUIRE(stream.rewind());
    CHECK(stream.block() == 7);
    for (int k = 0; k < 20; ++k) {
      REQUIRE(stream() == fresh());
      REQUIRE(stream.block() == fresh.block());
    }
    CHECK_FALSE(stream.rewind());
  }
}

TEST_CASE("random: below(n) is unbiased where 2^32 is not nearly a multiple of n", "[sim]") {
  Stream stream{{.seed = 23}, 0, 0};
  for (const std::uint32_t n : {3U << 30U, 3U * 715827883U, 0xffffffffU, (1U << 31U) + 1U}) {
    CAPTURE(n);
    std::array<std::uint64_t, 3> residues{};
    std::vector<double> scaled(300000);
    for (double& value : scaled) {
      const std::uint32_t k = stream.below(n);
      REQUIRE(k < n);
      ++residues[k % 3];
      value = (k + 0.5) / n;
    }
    CHECK(chi_square_p(residues, std::vector<double>(3, 1.0 / 3)) > p_limit);
    CHECK(uniform_p(scaled) > p_limit);
  }
}
