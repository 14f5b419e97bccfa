// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <boost/random/binomial_distribution.hpp>
#include <cmath>
#include <numbers>

#include "models/well_mixed/mixture.hpp"

namespace quell {

/// Means over the law of the first followers (see World::draw_network), by the midpoint rule over
/// the normal variate that they come from.
void Mixture::make_start() {
  const FollowingSettings& following = settings_.following;
  const PopulationSettings& population = settings_.population;
  const double most_inside = std::max(0.0, std::floor(0.8 * (population.pro_accounts - 1.0)));
  const double sigma = following.initial_sigma;
  const double spread = settings_.posting.sigma * following.initial_correlation;
  const double end = 8.0 + sigma + spread;  // the product of two has its mean at their sum
  constexpr int steps = 1600;
  const double width = 2.0 * end / steps;
  for (int k = 0; k < steps; ++k) {
    const double z = -end + (k + 0.5) * width;
    const double weight = width * std::exp(-z * z / 2.0) / std::sqrt(2.0 * std::numbers::pi);
    const double followers = std::min(
        following.initial_mean * std::exp(sigma * z - sigma * sigma / 2.0), following.initial_max);
    const double inside = std::min(following.initial_in_network * followers, most_inside);
    const double outside = std::min(followers - inside, population.audience / 2.0);
    start_inside_ += weight * inside;
    start_outside_ += weight * outside;
    // The mean posting rate of those with this z.
    start_seen_ += weight * (inside + outside) * settings_.posting.rate.per_day *
                   std::exp(spread * z - spread * spread / 2.0);
  }
}

std::vector<double> Mixture::expected_start() const {
  std::vector<double> state(layout_.size, 0.0);
  const PopulationSettings& population = settings_.population;
  const std::array<double, Layout::rungs> rungs{
      1.0 - population.curious_share - population.sympathiser_share, population.curious_share,
      population.sympathiser_share};
  const auto put = [&](Tier tier, std::size_t segment, double share) {
    state[layout_.accounts + layout_.class_of(tier, 0) * layout_.segments + segment] =
        population.pro_accounts * settings_.segments[segment].share * share;
  };
  for (std::size_t segment = 0; segment < layout_.segments; ++segment) {
    for (std::size_t rung = 0; rung < Layout::rungs; ++rung) {
      for (std::size_t group = 0; group < layout_.groups; ++group) {
        state[layout_.readers + layout_.reader(rung, group, segment)] =
            group_sizes_[group] * rungs[rung] * settings_.segments[segment].share;
      }
    }
    put(Tier::core, segment, population.core_share);
    put(Tier::amplifier, segment, population.amplifier_share);
    put(Tier::ordinary, segment, 1.0 - population.core_share - population.amplifier_share);
  }
  state[layout_.counters] = population.counter_accounts;
  fill_contents(state);
  return state;
}

void Mixture::fill_contents(std::vector<double>& state) const {
  double persons = 0.0;
  for (const Tier tier : {Tier::core, Tier::ordinary, Tier::amplifier}) {
    const std::size_t c = layout_.class_of(tier, 0);
    const double accounts = accounts_of(state.data(), c);
    persons += accounts;
    state[layout_.inside + c] = accounts * start_inside_;
    state[layout_.outside + c] = accounts * start_outside_;
    state[layout_.seen + c] =
        accounts * start_seen_ * posting_[c] / std::max(settings_.posting.rate.per_day, 1e-300);
  }
  for (const Tier tier : {Tier::core, Tier::ordinary, Tier::amplifier}) {
    const std::size_t c = layout_.class_of(tier, 0);
    state[layout_.follows + c] = accounts_of(state.data(), c) * start_inside_;
  }
  for (std::size_t group = 0; group < layout_.groups; ++group) {
    double members = 0.0;
    const auto each = [&](auto&& visit) {
      for (std::size_t rung = 0; rung < Layout::rungs; ++rung) {
        for (std::size_t s = 0; s < layout_.segments; ++s) visit(layout_.reader(rung, group, s));
      }
    };
    each([&](std::size_t k) { members += state[layout_.readers + k]; });
    if (!(members > 0.0)) continue;
    const double each_follows = persons * start_outside_ * pick_shares_[group] / members;
    each([&](std::size_t k) {
      state[layout_.reader_follows + k] = state[layout_.readers + k] * each_follows;
    });
  }
}

/// Every person draws its segment, stage and tier: the numbers are multinomial.
std::vector<double> Mixture::drawn_start(Stream draws) const {
  std::vector<double> state = expected_start();
  const auto divide = [&](std::size_t first, std::size_t last, std::size_t total) {
    double weight = 0.0;
    for (std::size_t k = first; k < last; ++k) weight += state[k];
    auto left = static_cast<std::int64_t>(total);
    for (std::size_t k = first; k < last; ++k) {
      const double mine = state[k];
      const double p = weight > 0.0 ? std::min(1.0, mine / weight) : 0.0;
      const std::int64_t drawn = boost::random::binomial_distribution<std::int64_t>{left, p}(draws);
      state[k] = static_cast<double>(drawn);
      left -= drawn;
      weight -= mine;
    }
  };
  const PopulationSettings& population = settings_.population;
  divide(layout_.readers, layout_.accounts, population.audience);
  divide(layout_.accounts, layout_.accounts + layout_.main_classes() * layout_.segments,
         population.pro_accounts);
  fill_contents(state);
  return state;
}

}  // namespace quell
