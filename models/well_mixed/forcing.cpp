// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "models/well_mixed/mixture.hpp"

namespace quell {
namespace {

double middle(std::size_t hour) { return (static_cast<double>(hour) + 0.5) / hours_per_day; }

/// Susceptibility that a campaign takes per day from each person whom it reaches with all its
/// effect, hour by hour.
std::vector<double> hourly_views(const PolicyRates& policy, const Settings& settings,
                                 double persons, std::size_t hours) {
  std::vector<double> views(hours, 0.0);
  double reached = 0.0;
  for (std::size_t s = 0; s < settings.segments.size(); ++s) {
    reached += policy.reached[s] ? settings.segments[s].share * persons : 0.0;
  }
  if (!(reached > 0.0)) return views;
  for (std::size_t hour = 0; hour < hours; ++hour) {
    views[hour] = policy.impressions.at_step(hour) / reached;
    if (policy.wear.per_day == 0.0) continue;
    const double age = std::max(0.0, middle(hour) - policy.since.days);
    views[hour] *= std::exp(-policy.wear.per_day * age);
  }
  return views;
}

}  // namespace

Forcing::Forcing(const Settings& settings, std::span<const PolicyRates> policies, double persons)
    : actions(protection + settings.segments.size()),
      hazard(actions + policies.size()),
      columns_(hazard + policies.size()),
      hours_(static_cast<std::size_t>(std::ceil(settings.duration.days * hours_per_day - 1e-9))),
      values_(hours_ * columns_, 0.0) {
  fill(posting, settings.drivers.posting);
  fill(gain, settings.drivers.gain);
  fill(uptake, settings.drivers.uptake);
  if (settings.retaliation) fill(retaliation, settings.retaliation->mean);
  if (settings.counter_speech) fill(volume, settings.counter_speech->volume);
  for (std::size_t k = 0; k < policies.size(); ++k) {
    fill(actions + k, policies[k].actions);
    fill(hazard + k, policies[k].hazard);
  }
  protect(settings, policies, persons);
}

/// All functions of a scenario are constant within its hours, or for ever.
void Forcing::fill(std::size_t k, const StepFunction& function) {
  double* const values = column(k);
  for (std::size_t hour = 0; hour < hours_; ++hour) values[hour] = function.at_step(hour);
}

/// The mean of the shot noise that messages leave (see docs/model.md), exact for rates that are
/// constant within an hour; in the middle of each.
void Forcing::protect(const Settings& settings, std::span<const PolicyRates> policies,
                      double persons) {
  const double decay = settings.protection.decay.per_day;
  const double half = 0.5 / hours_per_day;
  const double kept = std::exp(-decay * half);
  const double grown = decay > 0.0 ? (1.0 - kept) / decay : half;
  std::vector<std::vector<double>> views;
  for (const PolicyRates& policy : policies) {
    const bool is_campaign = !policy.effects.empty();
    views.push_back(is_campaign ? hourly_views(policy, settings, persons, hours_)
                                : std::vector<double>{});
  }
  double speech_effect = 0.0;
  if (settings.counter_speech) {
    const CounterSpeechSettings& speech = *settings.counter_speech;
    const double organised = speech.organised_share;
    speech_effect = speech.rate.per_day * speech.views * speech.efficacy *
                    (1.0 - organised + organised * speech.organised_factor) *
                    settings.population.counter_accounts / std::max(1.0, persons);
  }
  std::vector<double> gained(hours_);  // [1/d]
  for (std::size_t s = 0; s < settings.segments.size(); ++s) {
    for (std::size_t hour = 0; hour < hours_; ++hour) {
      gained[hour] = speech_effect * column(volume)[hour];
    }
    for (std::size_t k = 0; k < policies.size(); ++k) {
      for (std::size_t hour = 0; hour < views[k].size(); ++hour) {
        gained[hour] += policies[k].effects[s] * views[k][hour];
      }
    }
    double level = 0.0;
    double* const levels = column(protection + s);
    for (std::size_t hour = 0; hour < hours_; ++hour) {
      level = level * kept + gained[hour] * grown;
      levels[hour] = std::clamp(level, -settings.protection.cap, settings.protection.cap);
      level = level * kept + gained[hour] * grown;
    }
  }
}

void Forcing::interpolate(double days, std::size_t first, std::size_t last, double* row) const {
  const double place = std::max(0.0, days * hours_per_day - 0.5);
  const std::size_t before = std::clamp(static_cast<std::size_t>(place), first, last);
  const std::size_t after = std::min(before + 1, last);
  const double weight = std::clamp(place - static_cast<double>(before), 0.0, 1.0);
  for (std::size_t k = 0; k < columns_; ++k) {
    const double* const values = &values_[k * hours_];
    row[k] = values[before] + weight * (values[after] - values[before]);
  }
}

std::vector<std::size_t> Forcing::jumps() const {
  constexpr double jump = 0.05;
  std::vector<std::size_t> found;
  for (std::size_t k = 0; k < columns_; ++k) {
    if (k >= protection && k < actions) continue;  // changes smoothly
    const double* const values = &values_[k * hours_];
    for (std::size_t hour = 1; hour < hours_; ++hour) {
      const double before = values[hour - 1];
      const double after = values[hour];
      if (std::abs(after - before) > jump * std::max(before, after)) found.push_back(hour);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace quell
