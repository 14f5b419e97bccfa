// SPDX-License-Identifier: BSD-3-Clause
// The only ways in which tests judge random numbers. Seeds are fixed, so a test that passes goes on
// passing; the rates below say how often a correct program fails when a seed is changed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace quell {

/// Standard errors beyond which `check_mean` fails; false alarm 7e-6 for a mean of many samples.
constexpr double z_limit = 4.5;

/// A test fails when its p-value is below: the false-alarm rate of `z_limit`.
constexpr double p_limit = 7e-6;

/// (sample mean - expected) / standard error; 0 or infinite when all samples are equal.
double z_score(std::span<const double> samples, double expected);

/// Fails the running test when |z| > `z_limit`. With n samples of standard deviation s a bias of
/// 9 s / sqrt(n) is caught almost surely, one of 4.5 s / sqrt(n) half of the time.
void check_mean(std::span<const double> samples, double expected);

/// Pearson's chi-square test that `counts` come from `probabilities`, which sum to 1. Neighbouring
/// cells are merged until at least 10 counts are expected in each, so that the p-value is exact to
/// the accuracy that `p_limit` needs.
double chi_square_p(std::span<const std::uint64_t> counts, std::span<const double> probabilities);

/// Pearson's test that values in [0, 1) are uniform, in 100 cells. With n values a cell whose
/// probability is off by a relative 0.8 / sqrt(n / 10^4) is caught half of the time.
double uniform_p(std::span<const double> values);

/// Two-sample Kolmogorov-Smirnov test (Smirnov 1948, doi:10.1214/aoms/1177730256), asymptotic
/// distribution: the p-value is a little too large, also where values are tied, so false alarms
/// are rarer than `p_limit` says. Needs some 50 samples each.
double kolmogorov_smirnov_p(std::vector<double> a, std::vector<double> b);

}  // namespace quell
