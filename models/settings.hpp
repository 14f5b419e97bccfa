// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/config.hpp"
#include "models/ids.hpp"
#include "models/stage.hpp"
#include "sim/step_function.hpp"
#include "sim/units.hpp"

namespace quell {

// A scenario's sections as typed values, in the units of the code. Each struct is filled by the
// file in models/sections that holds the section's Param table.

struct PopulationSettings {
  std::uint32_t pro_accounts = 0;  ///< at the start, after scaling
  std::uint32_t audience = 0;
  std::uint32_t counter_accounts = 0;
  double core_share = 0.0;
  double amplifier_share = 0.0;
  double curious_share = 0.0;
  double sympathiser_share = 0.0;
};

enum class PostingMode { thinned, explicit_events };

struct PostingSettings {
  PostingMode mode = PostingMode::thinned;
  Rate rate;  ///< mean over ordinary accounts
  double sigma = 0.0;
  double core_factor = 1.0;
  double amplifier_factor = 1.0;
  double throwaway_factor = 1.0;
  double fatigue = 1.0;
  double chill = 0.0;
  double diurnal_amplitude = 0.0;
  double diurnal_peak = 0.0;  ///< fraction of a day
};

struct BurstSettings {
  double branching = 0.0;  ///< n
  Duration decay;          ///< mean time from a post to its offspring
};

enum class Kernel { uniform, preferential, fitness };

struct FollowingSettings {
  Rate gain;
  Kernel kernel = Kernel::uniform;
  double fitness_exponent = 0.0;
  double preferential_scale = 1.0;
  double in_network_share = 0.0;
  double triadic_share = 0.0;
  double follow_back = 0.0;
  Rate unfollow;                ///< per follower
  double mutual_factor = 1.0;   ///< on `unfollow`, for ties that go both ways
  double posting_factor = 1.0;  ///< on `unfollow`, for each further ten posts a day
  double young_factor = 1.0;    ///< on `unfollow`, for ties made less than `young_length` ago
  Duration young_length;
  double audience_skew = 1.0;
  double throwaway_factor = 1.0;
  double initial_mean = 0.0;
  double initial_sigma = 0.0;
  double initial_correlation = 0.0;
  double initial_in_network = 0.0;
  double initial_max = 0.0;
};

struct LadderSettings {
  Rate attention;                  ///< posts read at most
  std::array<double, 5> uptake{};  ///< per post read, when saturated, out of each present stage
  double max_uptake = 0.0;
  double midpoint = 0.0;   ///< k0: distinct accounts followed at half saturation
  double steepness = 0.0;  ///< s
  std::array<Rate, 5> step_down{};
  double leave_share = 0.0;
  double counter_sensitivity = 0.0;  ///< kappa
};

struct ReturnSettings {
  double probability = 0.0;
  double persistence = 1.0;  ///< delta
  Duration core_delay;
  Duration ordinary_delay;
  double delay_sigma = 0.0;
  double backup_share = 0.0;
  Duration backup_delay;
  double backups = 0.0;     ///< held by a core person at most
  Duration backup_renewal;  ///< mean time to replace one
  double follow_again = 0.0;
  double refollow = 0.0;  ///< rho
  double refollow_decay = 1.0;
  Rate refollow_rate;
  double shout_out = 1.0;
  Duration shout_out_length;
  double throwaway_share = 0.0;
  Rate throwaway_abandon;
};

enum class DelayLaw { lognormal, power_law };

struct ResharingSettings {
  double probability = 0.0;       ///< per reader
  double amplifier_factor = 1.0;  ///< on it, for amplifiers
  DelayLaw law = DelayLaw::lognormal;
  Duration median;
  double sigma = 0.0;
  double exponent = 0.0;
  Duration shortest;
  Duration longest;
  double follow = 0.0;

  /// The probability of amplifiers.
  [[nodiscard]] double most() const { return std::min(1.0, probability * amplifier_factor); }
};

struct RetaliationSettings {
  StepFunction mean;         ///< accounts per suspension
  double daily_limit = 0.0;  ///< after scaling
};

struct HijackSettings {
  double probability = 0.0;     ///< per suspension
  double followers_mean = 0.0;  ///< of a dormant account
  double followers_sigma = 0.0;
  double daily_limit = 0.0;  ///< after scaling
};

struct BacklashSettings {
  double beta = 0.0;
  Duration length;
};

struct MigrationSettings {
  Rate base;
  double per_suspension = 0.0;
  double peer_factor = 0.0;
  double carried = 0.0;
};

struct ReportingSettings {
  Rate rate;  ///< for an account of mean posting rate and `reference_followers`
  double reference_followers = 1.0;
  double follower_exponent = 0.0;
  StepFunction vigilance;
};

struct ChannelSettings {
  Rate join;      ///< per member
  Rate break_up;  ///< per member
  double shout_outs = 0.0;
};

struct CounterSpeechSettings {
  Rate rate;
  StepFunction volume;
  double views = 0.0;
  double efficacy = 0.0;
  double organised_share = 0.0;
  double organised_factor = 1.0;  ///< on `efficacy`
};

struct ProtectionSettings {
  Rate decay;
  double cap = 0.0;
  double fatigue = 1.0;  ///< on a message's effect, for each one seen before
};

struct AppealSettings {
  double success = 0.0;
  Duration delay;
};

struct Segment {
  std::string name;
  std::string language;
  double share = 0.0;
  double susceptibility = 1.0;
};

/// Products of all drivers and shocks, hour by hour.
struct Drivers {
  StepFunction posting;        ///< includes the diurnal cycle
  StepFunction posting_trend;  ///< the same without it
  StepFunction gain;
  StepFunction uptake;
};

enum class PanelChoice { visible, uniform };

struct PanelSettings {
  Time date;
  std::uint32_t size = 1;  ///< after scaling
  std::string language;    ///< or "all"
  PanelChoice choice = PanelChoice::visible;
};

enum class Traffic { posts, active_posters, impressions };

struct Settings {
  Duration duration;
  Duration cadence;
  double scale = 1.0;
  Traffic traffic = Traffic::posts;
  PopulationSettings population;
  std::shared_ptr<const InitialGraph> graph;  ///< null: it is drawn
  PostingSettings posting;
  FollowingSettings following;
  std::optional<BurstSettings> bursts;
  std::optional<LadderSettings> ladder;
  std::optional<ReturnSettings> returning;
  std::optional<ResharingSettings> resharing;
  std::optional<RetaliationSettings> retaliation;
  std::optional<HijackSettings> hijack;
  std::optional<BacklashSettings> backlash;
  std::optional<MigrationSettings> migration;
  std::optional<ReportingSettings> reporting;
  std::optional<CounterSpeechSettings> counter_speech;
  ProtectionSettings protection;
  std::optional<AppealSettings> appeals;
  std::vector<Segment> segments;
  std::optional<ChannelSettings> channels;
  std::optional<PanelSettings> panel;
  Drivers drivers;
};

/// Values that are each in range but do not fit together.
struct ConfigError : std::invalid_argument {
  ConfigError(std::string section_name, const std::string& problem)
      : std::invalid_argument(problem), section(std::move(section_name)) {}
  std::string section;
};

/// Throws ConfigError.
Settings resolve(const Config& config);

/// Followers of an account of the start, as they are drawn: lognormal, and cut at the most that the
/// scenario or the population allows, four fifths of the pro accounts and half of the audience.
double mean_first_followers(const Settings& settings);

// Fillers, one per section.
PopulationSettings population_settings(const ParamValues& values, double scale,
                                       const InitialGraph* graph);
PostingSettings posting_settings(const ParamValues& values);
BacklashSettings backlash_settings(const ParamValues& values);
BurstSettings burst_settings(const ParamValues& values);
ChannelSettings channel_settings(const ParamValues& values);
FollowingSettings following_settings(const ParamValues& values);
LadderSettings ladder_settings(const ParamValues& values);
ReturnSettings return_settings(const ParamValues& values);
ResharingSettings resharing_settings(const ParamValues& values, const Config& config);
RetaliationSettings retaliation_settings(const ParamValues& values, const Config& config);
HijackSettings hijack_settings(const ParamValues& values, const Config& config);
MigrationSettings migration_settings(const ParamValues& values);
ReportingSettings reporting_settings(const ParamValues& values, const Config& config);
CounterSpeechSettings counter_speech_settings(const ParamValues& values, const Config& config);
ProtectionSettings protection_settings(const ParamValues& values);
AppealSettings appeal_settings(const ParamValues& values);
PanelSettings panel_settings(const ParamValues& values, const Config& config,
                             const std::vector<Segment>& segments);
Segment segment_settings(const Section& section);
Drivers driver_functions(const Config& config, const PostingSettings& posting);

/// How often a shared post is shared on at the start, on average; from 1 on cascades do not end.
/// 0 where [ladder] says how much anybody reads, or the graph is given.
double reshares_per_share(const Config& config);

/// A dated table as a function of simulated time, in steps of one hour.
StepFunction hourly(const ParamValues& values, std::string_view key, const Frame& frame);
inline StepFunction hourly(const ParamValues& values, std::string_view key, const Config& config) {
  return hourly(values, key, config.frame());
}

}  // namespace quell
