// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <limits>

#include "models/well_mixed/mixture.hpp"

namespace quell {
namespace {

constexpr double hours_per_day = 24.0;

double middle(std::size_t hour) { return (static_cast<double>(hour) + 0.5) / hours_per_day; }

}  // namespace

Forcing::Forcing(const Settings& settings, std::span<const PolicyRates> policies, double persons) {
  const std::size_t segments = settings.segments.size();
  actions = protection + segments;
  hazard = actions + policies.size();
  columns_ = hazard + policies.size();
  hours_ = static_cast<std::size_t>(std::ceil(settings.duration.days * hours_per_day - 1e-9));
  values_.assign(hours_ * columns_, 0.0);
  const auto fill = [this](std::size_t column, const StepFunction& function) {
    const Time start{.days = 0.0};
    double value = function(start);
    Time change = function.next_change(start);
    for (std::size_t hour = 0; hour < hours_; ++hour) {
      if (middle(hour) > change.days) {
        value = function({.days = middle(hour)});
        change = function.next_change({.days = middle(hour)});
      }
      values_[hour * columns_ + column] = value;
    }
  };
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

/// The mean of the shot noise that messages leave (see docs/model.md), exact for rates that are
/// constant within an hour; in the middle of each.
void Forcing::protect(const Settings& settings, std::span<const PolicyRates> policies,
                      double persons) {
  const double decay = settings.protection.decay.per_day;
  const auto kept_after = [decay](double days) { return std::exp(-decay * days); };
  const auto grown_in = [&](double days) {
    return decay > 0.0 ? (1.0 - kept_after(days)) / decay : days;
  };
  const double half = 0.5 / hours_per_day;
  for (std::size_t s = 0; s < settings.segments.size(); ++s) {
    double level = 0.0;
    for (std::size_t hour = 0; hour < hours_; ++hour) {
      const Time when{.days = middle(hour)};
      double gained = 0.0;  // [1/d]
      for (const PolicyRates& policy : policies) {
        if (policy.effects.empty() || policy.effects[s] == 0.0) continue;
        double reached = 0.0;
        for (std::size_t r = 0; r < settings.segments.size(); ++r) {
          reached += policy.reached[r] ? settings.segments[r].share * persons : 0.0;
        }
        if (!(reached > 0.0)) continue;
        const double worn =
            std::exp(-policy.wear.per_day * std::max(0.0, when.days - policy.since.days));
        gained += policy.impressions(when) / reached * policy.effects[s] * worn;
      }
      if (settings.counter_speech) {
        const CounterSpeechSettings& speech = *settings.counter_speech;
        const double organised = speech.organised_share;
        const double efficacy =
            speech.efficacy * (1.0 - organised + organised * speech.organised_factor);
        gained += speech.rate.per_day * speech.views * efficacy *
                  settings.population.counter_accounts / std::max(1.0, persons) *
                  speech.volume(when);
      }
      level = level * kept_after(half) + gained * grown_in(half);
      values_[hour * columns_ + protection + s] =
          std::clamp(level, -settings.protection.cap, settings.protection.cap);
      level = level * kept_after(half) + gained * grown_in(half);
    }
  }
}

void Forcing::interpolate(double days, std::size_t first, std::size_t last, double* row) const {
  const double place = std::max(0.0, days * hours_per_day - 0.5);
  const std::size_t before = std::clamp(static_cast<std::size_t>(place), first, last);
  const std::size_t after = std::min(before + 1, last);
  const double weight = std::clamp(place - static_cast<double>(before), 0.0, 1.0);
  const double* a = at(before);
  const double* b = at(after);
  for (std::size_t k = 0; k < columns_; ++k) row[k] = a[k] + weight * (b[k] - a[k]);
}

std::vector<std::size_t> Forcing::jumps() const {
  constexpr double jump = 0.05;
  std::vector<std::size_t> found;
  for (std::size_t hour = 1; hour < hours_; ++hour) {
    const double* before = at(hour - 1);
    const double* after = at(hour);
    for (std::size_t k = 0; k < columns_; ++k) {
      if (k >= protection && k < actions) continue;  // changes smoothly
      if (std::abs(after[k] - before[k]) > jump * std::max(before[k], after[k])) {
        found.push_back(hour);
        break;
      }
    }
  }
  return found;
}

}  // namespace quell
