// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace quell {

/// Whether members of [channels] are in groups of the sizes that the steady state says where a
/// share `a` of all events breaks up the group of a uniform member, and the others join two. With
/// x_s the share of members in groups of size s, the master equation of Johnson et al. 2016
/// (supplement) is (2 - a) x_s = (1 - a) sum over r of x_r x_(s-r) for s >= 2, hence
///     x_s = (2 - a) / (2 (1 - a)) w^s (2s-2)! / (2^(2s-1) (s-1)! s!),   w = 4 (1 - a) / (2 - a)^2
/// and groups have the size law s^(-5/2) up to a cut-off; the group of a uniform member has 1 / a
/// members on average.
void check_sizes(const std::string& tables, double a);

}  // namespace quell
