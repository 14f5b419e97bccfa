// SPDX-License-Identifier: BSD-3-Clause
#include "models/well_mixed/mixture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

namespace quell {
namespace {

/// Of readers who are picked from the audience equally often in all, where some are more eager.
constexpr std::size_t eager_groups = 6;

/// Mean waits below are taken for none: steps of `mean_field` would have to be as short.
constexpr Duration shortest_wait{.days = 2.0};

/// A group of readers starts with as many, at least, on average.
constexpr double fewest_readers = 20.0;

double persons_in(const Settings& settings) {
  return static_cast<double>(settings.population.pro_accounts) + settings.population.audience;
}

std::vector<PolicyRates> rates_of(const Config& config, const Settings& settings) {
  std::vector<PolicyRates> all;
  for (const PolicyConfig& policy : config.policies) {
    all.push_back(is_active(policy) ? policy.spec->rates(policy.values, config, settings.segments)
                                    : PolicyRates{});
    double reached = 0.0;
    for (std::size_t s = 0; s < all.back().reached.size(); ++s) {
      reached += all.back().reached[s] ? settings.segments[s].share : 0.0;
    }
    const bool has_readers = reached > 0.0 && persons_in(settings) > 0.0;
    if (!has_readers) all.back().impressions = nothing();  // none is shown, nor paid
  }
  return all;
}

std::size_t groups_in(const Settings& settings) {
  const double skew = settings.following.audience_skew;
  std::size_t eager = skew == 1.0 ? 1 : eager_groups;
  const auto smallest = [&] {
    return settings.population.audience * std::pow(static_cast<double>(eager), -skew);
  };
  while (eager > 1 && smallest() < fewest_readers) --eager;
  return eager + 1;
}

double mean_of_lognormal(Duration median, double sigma) {
  return median.days * std::exp(sigma * sigma / 2.0);
}

}  // namespace

namespace {

Settings checked_settings(const Config& config) {
  Settings settings = resolve(config);
  check_mixture(config, settings);
  return settings;
}

}  // namespace

Mixture::Mixture(const Config& config)
    : settings_(checked_settings(config)),
      policies_(rates_of(config, settings_)),
      layout_(settings_.segments.size(), groups_in(settings_),
              static_cast<std::size_t>(config.at("well_mixed").real("generations")),
              policies_.size()),
      forcing_(settings_, policies_, persons_in(settings_)) {
  make_groups();
  make_classes();
  make_start();
  if (settings_.ladder) {
    const double followers = start_inside_ + start_outside_;
    double seen = settings_.posting.rate.per_day;
    if (followers > 0.0) {
      // Mean over follow edges: tiers have as many followers each.
      const PopulationSettings& population = settings_.population;
      const double tiers = 1.0 + population.core_share * (settings_.posting.core_factor - 1.0) +
                           population.amplifier_share * (settings_.posting.amplifier_factor - 1.0);
      seen = start_seen_ * tiers / followers;
    }
    uptake_.emplace(*settings_.ladder, seen);
  }
}

/// Picks from the audience have the density x^(1/skew - 1) over its members: between two quantiles
/// of equal picks there are ever more of them. The last group, which is never picked, is that of
/// owners who closed their account and read on.
void Mixture::make_groups() {
  const std::size_t eager = layout_.groups - 1;
  const double skew = settings_.following.audience_skew;
  const auto quantile = [&](std::size_t k) {
    return std::pow(static_cast<double>(k) / static_cast<double>(eager), skew);
  };
  for (std::size_t group = 0; group < eager; ++group) {
    pick_shares_.push_back(1.0 / static_cast<double>(eager));
    group_sizes_.push_back(settings_.population.audience * (quantile(group + 1) - quantile(group)));
  }
  pick_shares_.push_back(0.0);
  group_sizes_.push_back(0.0);
}

void Mixture::make_classes() {
  const PostingSettings& posting = settings_.posting;
  const FollowingSettings& following = settings_.following;
  for (std::size_t c = 0; c < layout_.classes(); ++c) {
    const Tier tier = layout_.tier_of(c);
    const double factor = tier == Tier::core        ? posting.core_factor
                          : tier == Tier::amplifier ? posting.amplifier_factor
                          : tier == Tier::throwaway ? posting.throwaway_factor
                                                    : 1.0;
    posting_.push_back(posting.rate.per_day * factor *
                       std::pow(posting.fatigue, static_cast<double>(layout_.generation_of(c))));
    gain_.push_back(following.gain.per_day *
                    (tier == Tier::throwaway ? following.throwaway_factor : 1.0));
  }
  if (following.kernel == Kernel::fitness) {
    seen_gain_ = std::exp(following.fitness_exponent * posting.sigma * posting.sigma);
  }
  for (std::size_t c = 0; c < layout_.main_classes(); ++c) {
    const auto before = static_cast<double>(layout_.generation_of(c));
    Fate fate;
    if (settings_.migration) {
      fate.migrates = std::min(1.0, settings_.migration->per_suspension * (before + 1.0));
    }
    double rate = 0.0;
    if (settings_.returning) {
      const ReturnSettings& returning = *settings_.returning;
      const double comes_back =
          (1.0 - fate.migrates) * returning.probability * std::pow(returning.persistence, before);
      Duration wait{.days = mean_of_lognormal(returning.ordinary_delay, returning.delay_sigma)};
      double at_once = 0.0;
      if (is_core(c)) {
        wait.days = mean_of_lognormal(returning.core_delay, returning.delay_sigma);
        const bool has_backups = returning.backups > 0.0;
        const double share = has_backups ? returning.backup_share : 0.0;
        if (returning.backup_delay < shortest_wait) {
          at_once = share;
        } else {
          wait.days += share * (returning.backup_delay.days - wait.days);
        }
      }
      if (wait < shortest_wait) at_once = 1.0;
      fate.switches = comes_back * at_once;
      fate.waits = comes_back - fate.switches;
      rate = 1.0 / wait.days;
    }
    fate.gives_up = 1.0 - fate.migrates - fate.waits - fate.switches;
    fates_.push_back(fate);
    kept_shares_.push_back(settings_.returning
                               ? settings_.returning->refollow *
                                     std::pow(settings_.returning->refollow_decay, before)
                               : 0.0);
    return_rates_.push_back(rate);
  }
}

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

double Mixture::accounts_of(const double* state, std::size_t c) const {
  double sum = 0.0;
  for (std::size_t s = 0; s < layout_.segments; ++s) {
    sum += state[layout_.accounts + c * layout_.segments + s];
  }
  return sum;
}

double Mixture::persons_away(const double* state, std::size_t c) const {
  double sum = 0.0;
  for (std::size_t s = 0; s < layout_.segments; ++s) {
    sum += state[layout_.away + c * layout_.segments + s];
  }
  return sum;
}

namespace {

/// "problem (reason) suggestion", the last two alike for all.
[[noreturn]] void refuse(const std::string& section, const std::string& problem) {
  throw ConfigError(section, problem +
                                 " (this model has no single accounts and follows) take model = "
                                 "\"network\", or leave it out");
}

}  // namespace

extern constexpr Condition mixes_well{"the model is neither well_mixed nor mean_field",
                                      "take one of them",
                                      [](const Config& config, const ParamValues& /*own*/) {
                                        const std::string& model = config.at("run").text("model");
                                        return model == "well_mixed" || model == "mean_field";
                                      }};

void check_mixture(const Config& config) { check_mixture(config, resolve(config)); }

void check_mixture(const Config& config, const Settings& settings) {
  for (const char* section : {"graph", "resharing", "hijack", "backlash"}) {
    if (config.find(section) != nullptr) {
      refuse(section, "what it describes happens along follows");
    }
  }
  const FollowingSettings& following = settings.following;
  if (following.mutual_factor != 1.0 || following.posting_factor != 1.0 ||
      following.young_factor != 1.0) {
    refuse("following", "unfollow_mutual, unfollow_posting and unfollow_young tell follows apart");
  }
  if (settings.returning && settings.returning->shout_out != 1.0) {
    refuse("return", "shout_out tells accounts apart by their age");
  }
  if (settings.returning && std::isfinite(settings.returning->backups) &&
      settings.returning->backups > 0.0) {
    refuse("return", "a number of backups tells persons apart");
  }
  if (settings.protection.fatigue != 1.0) refuse("protection", "fatigue tells persons apart");
  if (settings.channels && settings.channels->shout_outs > 0.0) {
    refuse("channels", "shout_outs go to members of one's own channel");
  }
  for (const PolicyConfig& policy : config.policies) {
    if (!is_active(policy)) continue;
    const std::string kind{policy.spec->name};
    if (policy.spec->rates == nullptr) {
      refuse("policy", "'" + policy.name + "', " + kind + ", acts on single accounts or persons");
    }
    if (!policy.values.courses().empty()) {
      throw ConfigError("policy", "'" + policy.name +
                                      "' changes during the run (this model follows dated rates, "
                                      "no other dated values and no rules) take model = "
                                      "\"network\", or constant values");
    }
    policy.spec->rates(policy.values, config, settings.segments);
  }
}

}  // namespace quell
