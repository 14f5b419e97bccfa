// SPDX-License-Identifier: BSD-3-Clause
#include "models/settings.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <type_traits>

#include "sim/follow_graph.hpp"

namespace quell {
namespace {

template <class Fill, class... Rest>
auto optional_section(const Config& config, std::string_view name, Fill fill, const Rest&... rest)
    -> std::optional<std::invoke_result_t<Fill, const ParamValues&, const Rest&...>> {
  const ParamValues* values = config.find(name);
  if (values == nullptr) return std::nullopt;
  return fill(*values, rest...);
}

Traffic traffic_named(const std::string& name) {
  if (name == "active_posters") return Traffic::active_posters;
  return name == "impressions" ? Traffic::impressions : Traffic::posts;
}

void check_consistency(const Settings& settings, const Config& config) {
  const PopulationSettings& population = settings.population;
  if (population.core_share + population.amplifier_share > 1.0) {
    throw ConfigError("population",
                      "core_share + amplifier_share is above 1 (a pro account has one tier)");
  }
  if (population.curious_share + population.sympathiser_share > 1.0) {
    throw ConfigError(
        "population",
        "curious_share + sympathiser_share is above 1 (both are shares of the audience)");
  }
  const std::uint64_t persons = std::uint64_t{population.pro_accounts} + population.audience;
  if (persons > most_followers) {
    throw ConfigError("population",
                      "pro_accounts and audience make more than 2^28 persons at this scale (the "
                      "most is 268,435,456) lower run.scale");
  }
  if (settings.segments.size() > most_segments) {
    throw ConfigError("segment", std::to_string(settings.segments.size()) +
                                     " segments (there can be 255) merge some");
  }
  double shares = 0.0;
  for (const Segment& segment : settings.segments) shares += segment.share;
  if (std::abs(shares - 1.0) > 1e-9) {
    throw ConfigError("segment", "the shares of the segments add up to " + std::to_string(shares) +
                                     " (they divide all persons) make them add up to 1");
  }
  for (const PolicyConfig& policy : config.policies) {
    if (policy.spec->check != nullptr) policy.spec->check(policy.values, config);
  }
  if (!(settings.duration.days >= settings.cadence.days)) {
    throw ConfigError("run",
                      "end is less than one cadence after start (nothing would be observed)");
  }
}

/// Courses are laid out hour by hour: a slip in the year must not fill the memory.
void check_length(Duration duration) {
  constexpr double most = 36525.0;  // [d], a hundred years
  if (duration.days <= most) return;
  throw ConfigError("run", "lasts " + std::to_string(std::llround(duration.days)) +
                               " days (at most 36525, a hundred years) put an earlier date into "
                               "'end'");
}

}  // namespace

Settings resolve(const Config& config) {
  check_length(config.duration());
  const ParamValues& run = config.at("run");
  const double scale = run.real("scale");
  const PostingSettings posting = posting_settings(config.at("posting"));
  Settings settings{
      .duration = config.duration(),
      .cadence = {.days = run.real("cadence")},
      .scale = scale,
      .traffic = traffic_named(run.text("traffic")),
      .population = population_settings(config.at("population"), scale, config.graph.get()),
      .graph = config.graph,
      .posting = posting,
      .following = following_settings(config.at("following")),
      .bursts = optional_section(config, "bursts", burst_settings),
      .ladder = optional_section(config, "ladder", ladder_settings),
      .returning = optional_section(config, "return", return_settings),
      .resharing = optional_section(config, "resharing", resharing_settings, config),
      .retaliation = optional_section(config, "retaliation", retaliation_settings, config),
      .hijack = optional_section(config, "hijack", hijack_settings, config),
      .backlash = optional_section(config, "backlash", backlash_settings),
      .migration = optional_section(config, "migration", migration_settings),
      .reporting = optional_section(config, "reporting", reporting_settings, config),
      .counter_speech = optional_section(config, "counter_speech", counter_speech_settings, config),
      .protection = protection_settings(config.at("protection")),
      .appeals = optional_section(config, "appeals", appeal_settings),
      .segments = {},
      .channels = optional_section(config, "channels", channel_settings),
      .panel = {},
      .drivers = driver_functions(config, posting)};
  for (const Section* section : config.all("segment")) {
    settings.segments.push_back(segment_settings(*section));
  }
  if (settings.segments.empty()) {
    settings.segments.push_back({.name = "all", .language = "arabic", .share = 1.0});
  }
  settings.panel = optional_section(config, "panel", panel_settings, config, settings.segments);
  check_consistency(settings, config);
  return settings;
}

double mean_first_followers(const Settings& settings) {
  const double mean = settings.following.initial_mean;
  const double sigma = settings.following.initial_sigma;
  const double all = 0.8 * settings.population.pro_accounts + 0.5 * settings.population.audience;
  const double most = std::min(settings.following.initial_max, all);
  if (mean <= 0.0 || sigma <= 0.0 || most <= 0.0) return std::min(mean, most);
  const auto below = [](double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); };
  const double z = (std::log(most / mean) + 0.5 * sigma * sigma) / sigma;
  return mean * below(z - sigma) + most * (1.0 - below(z));
}

}  // namespace quell
