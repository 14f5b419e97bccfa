// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Random123/philox.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "sim/ziggurat.hpp"

namespace quell {

/// What all random streams of one replicate share.
struct StreamRoot {
  std::uint64_t seed = 0;
  std::uint32_t replicate = 0;  ///< below 2^24
};

/// The middle of one of 2^52 equal parts of (0, 1). With 2^53 parts the last middle would have no
/// double of its own and round to 1.
constexpr double inside_unit_interval(std::uint64_t bits) {
  return (static_cast<double>(bits >> 12U) + 0.5) * 0x1p-52;
}

/// A counter-based random stream: Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405)
/// keyed by (seed, replicate, purpose, entity).
///
/// What a stream yields depends on its key alone: not on threads, nor on what other streams drew.
/// `block` is the index of the next unused 128-bit block; an entity that stores it between two
/// events continues its stream exactly, which is all the generator state there is.
/// Satisfies UniformRandomBitGenerator, so Boost.Random's distributions take it.
class Stream {
 public:
  using result_type = std::uint32_t;

  Stream(StreamRoot root, std::uint8_t purpose, std::uint64_t entity, std::uint32_t block = 0)
      : key_{{static_cast<std::uint32_t>(root.seed), static_cast<std::uint32_t>(root.seed >> 32U)}},
        counter_{{block, static_cast<std::uint32_t>(entity),
                  static_cast<std::uint32_t>(entity >> 32U),
                  (root.replicate & 0xffffffU) | (std::uint32_t{purpose} << 24U)}} {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  [[gnu::always_inline]] result_type operator()() {
    if (drawn_ == generated_) generate();
    return words_[drawn_++ % words_.size()];
  }

  /// Goes back to where the stream began, if its first block is still at hand (it keeps two): what
  /// was drawn ahead is drawn again without being generated again. Says whether it could.
  bool rewind() {
    if (generated_ > words_.size()) return false;
    drawn_ = 0;
    return true;
  }

  /// Uniform on (0, 1), 52 bits; never 0 or 1, so that log and quantiles are finite.
  double uniform() {
    const std::uint64_t high = (*this)();
    return inside_unit_interval((high << 32U) | (*this)());
  }

  /// Uniform on (0, 1), 32 bits, for accept-reject steps and choices among alternatives.
  [[gnu::always_inline]] double coin() { return coin_of((*this)()); }

  /// Uniform on {0, ..., n-1}, n >= 1, without bias and almost always without division (Lemire
  /// 2019, doi:10.1145/3230636).
  [[gnu::always_inline]] std::uint32_t below(std::uint32_t n) {
    std::uint64_t product = std::uint64_t{(*this)()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
      const std::uint32_t threshold = (0U - n) % n;
      while (static_cast<std::uint32_t>(product) < threshold) {
        product = std::uint64_t{(*this)()} * n;
      }
    }
    return static_cast<std::uint32_t>(product >> 32U);
  }

  /// Exponential with mean 1, finite and above 0; mostly one word.
  double exponential() { return ziggurat_exponential(*this); }

  [[nodiscard]] std::uint32_t block() const { return counter_[0] - (generated_ - drawn_) / 4; }

 private:
  [[gnu::noinline]] void generate() {
    const r123::Philox4x32::ctr_type block = r123::Philox4x32{}(counter_, key_);
    std::copy(block.begin(), block.end(), &words_[generated_ % words_.size()]);
    ++counter_[0];
    generated_ += 4;
  }

  r123::Philox4x32::key_type key_;
  r123::Philox4x32::ctr_type counter_;  ///< of the next block to be generated
  std::array<std::uint32_t, 8> words_{};
  std::uint32_t drawn_ = 0;      ///< words since the stream began, modulo 2^32
  std::uint32_t generated_ = 0;  ///< likewise
};

/// Standard normal variate, one word in most draws.
double normal(Stream& stream);

/// Lognormal with the given median and standard deviation of the logarithm.
double lognormal(Stream& stream, double median, double sigma);

/// Poisson variate; 0 when mean <= 0. Below a mean of 20 inversion of a uniform() of two words;
/// from there on Boost's rejection (Hormann 1993, algorithm PTRD), which draws uniforms of one word
/// and takes 1.9 (mean 20) to 1.5 (mean 300) of them.
std::uint32_t poisson(Stream& stream, double mean);

/// Number of failures before the first success, for success probability p in (0, 1]; saturates at
/// 2^32 - 1. One word in most draws: the whole part of an exponential.
class GeometricSampler {
 public:
  explicit GeometricSampler(double p);
  std::uint32_t operator()(Stream& stream) const {
    if (!(failure_rate_ < std::numeric_limits<double>::infinity())) return 0;
    const double failures = stream.exponential() / failure_rate_;
    return failures < 4294967295.0 ? static_cast<std::uint32_t>(failures) : 4294967295U;
  }

 private:
  double failure_rate_;  ///< -log(1 - p)
};
std::uint32_t geometric(Stream& stream, double p);

}  // namespace quell
