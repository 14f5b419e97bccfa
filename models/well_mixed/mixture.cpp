// SPDX-License-Identifier: BSD-3-Clause
#include "models/well_mixed/mixture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "models/well_mixed/sums.hpp"

namespace quell {
namespace {

/// Of readers who are picked from the audience equally often in all, where some are more eager.
constexpr std::size_t eager_groups = 6;

/// Mean waits below are taken for none: steps of `mean_field` would have to be as short.
constexpr Duration shortest_wait{.days = 2.0};

/// A group of readers starts with as many, at least, on average.
constexpr double fewest_readers = 20.0;

double population_size(const Settings& settings) {
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
    const bool has_readers = reached > 0.0 && population_size(settings) > 0.0;
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
      forcing_(settings_, policies_, population_size(settings_)) {
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

double Mixture::persons_in(std::span<const double> state) const {
  const std::size_t extras = layout_.accounts + layout_.main_classes() * layout_.segments;
  return sum_of(&state[layout_.readers], extras - layout_.readers) +
         sum_of(&state[layout_.away], layout_.counters - layout_.away);
}

void Mixture::check(std::span<const double> state, double persons, double unresolved) const {
  const auto require = [](double is, double should_be, double slack, const char* law) {
    constexpr double rounding = 1e-6;
    if (std::abs(is - should_be) <= slack + rounding * std::max(1.0, std::abs(should_be))) return;
    throw std::logic_error(std::string{"conservation is broken: "} + law);
  };
  require(persons_in(state), persons, 0.0, "persons over all compartments do not add up");
  require(sum_of(&state[layout_.follows], layout_.main_classes()),
          sum_of(&state[layout_.inside], layout_.classes()), unresolved,
          "in-network follows, counted from both ends, differ");
  require(sum_of(&state[layout_.reader_follows], layout_.reader_compartments()),
          sum_of(&state[layout_.outside], layout_.classes()), unresolved,
          "follows of readers, counted from both ends, differ");
}

std::optional<Mixture::Held> Mixture::account_at(double quantile, const TierWeights& weights,
                                                 std::span<const double> state) const {
  double total = 0.0;
  for (std::size_t c = 0; c < layout_.classes(); ++c) {
    total += weights.of(layout_.tier_of(c)) * accounts_of(state.data(), c);
  }
  double mark = quantile * total;
  std::optional<Held> last;  // rounding may leave a mark behind it
  for (std::size_t c = 0; c < layout_.classes(); ++c) {
    const double weight = weights.of(layout_.tier_of(c));
    for (std::size_t s = 0; s < layout_.segments; ++s) {
      const double here = weight * state[layout_.accounts + c * layout_.segments + s];
      if (!(here > 0.0)) continue;
      last = {.c = c, .segment = s};
      mark -= here;
      if (mark < 0.0) return last;
    }
  }
  return last;
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
