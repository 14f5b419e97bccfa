// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "models/conditions.hpp"
#include "models/config.hpp"
#include "models/model.hpp"
#include "models/policy_rates.hpp"
#include "models/settings.hpp"
#include "models/well_mixed/layout.hpp"
#include "models/well_mixed/uptake_table.hpp"

namespace quell {

constexpr double hours_per_day = 24.0;

/// What acts from outside, hour by hour, in columns that are named here.
class Forcing {
 public:
  Forcing(const Settings& settings, std::span<const PolicyRates> policies, double persons);

  [[nodiscard]] std::size_t hours() const { return hours_; }
  /// All columns of one hour.
  void at(std::size_t hour, double* row) const {
    for (std::size_t k = 0; k < columns_; ++k) row[k] = values_[k * hours_ + hour];
  }
  /// At a time between two middles of hours, from the middle of hour `first` to that of `last`.
  void interpolate(double days, std::size_t first, std::size_t last, double* row) const;
  /// Hours that begin with a jump of something by more than 5 %.
  [[nodiscard]] std::vector<std::size_t> jumps() const;
  [[nodiscard]] std::size_t columns() const { return columns_; }

  static constexpr std::size_t posting = 0;
  static constexpr std::size_t gain = 1;
  static constexpr std::size_t uptake = 2;
  static constexpr std::size_t retaliation = 3;  ///< accounts opened per suspension
  static constexpr std::size_t volume = 4;       ///< factor on counter posts
  static constexpr std::size_t protection = 5;   ///< [segment] what a person is protected by
  std::size_t actions;                           ///< [policy] imposed suspensions [1/d]
  std::size_t hazard;                            ///< [policy] of an ordinary account [1/d]

 private:
  [[nodiscard]] double* column(std::size_t k) { return &values_[k * hours_]; }
  void fill(std::size_t k, const StepFunction& function);
  void protect(const Settings& settings, std::span<const PolicyRates> policies, double persons);

  std::size_t columns_;
  std::size_t hours_;
  std::vector<double> values_;  ///< [column x hour]
};

/// What each member of a compartment does per day, the rest of the population being as it is.
struct MixtureRates {
  std::vector<double> accounts;    ///< [class] active ones
  std::vector<double> rise;        ///< [rung x group x segment] of a reader
  std::vector<double> bias;        ///< likewise, what those who rise follow, over the mean
  std::vector<double> sink;        ///< [rung x segment] of a reader
  std::vector<double> rise_owner;  ///< [main class x segment]
  std::vector<double> owner_bias;  ///< [main class] as for readers
  std::vector<double> step_down;   ///< [supporter, core x segment]
  std::vector<double> migrate;     ///< [main class]
  std::vector<double> hazard;      ///< [policy x tier] of suspension, without imposed numbers
  std::vector<double> imposed;     ///< [policy x tier] of imposed numbers, on average
  std::vector<double> chill;       ///< [class] factor on posting
  std::vector<double> posting;     ///< [class] posts per account and day
};

/// How many owners of a class do what, at once or per day.
struct OwnerMoves {
  double rise = 0.0;
  double sink = 0.0;  ///< to the stage below; a supporter closes the account and reads on
  double give_up = 0.0;
  double migrate = 0.0;
  double suspended_migrates = 0.0;
  double suspended_waits = 0.0;     ///< and will return
  double suspended_switches = 0.0;  ///< to a back-up account, at once
  double suspended_gives_up = 0.0;

  [[nodiscard]] double suspended() const {
    return suspended_migrates + suspended_waits + suspended_switches + suspended_gives_up;
  }
  [[nodiscard]] double all() const { return rise + sink + give_up + migrate + suspended(); }
};

/// The same of persons who are away.
struct AwayMoves {
  double come_back = 0.0;
  double sink = 0.0;
  double give_up = 0.0;

  [[nodiscard]] double all() const { return come_back + sink + give_up; }
};

/// Follow edges that change hands between the two ends: `settle` takes them from, or gives them to,
/// all that have any, in proportion.
struct EdgeFlows {
  double lost_inside = 0.0;       ///< of pro persons, to accounts that ended
  double lost_outside = 0.0;      ///< of readers, likewise
  double suspended_inside = 0.0;  ///< of the first, those to suspended accounts
  double dropped = 0.0;           ///< by pro persons who left
  double to_readers = 0.0;        ///< of owners who closed their account and read on
  double to_owners = 0.0;         ///< of readers who opened one
  double followed_again = 0.0;    ///< by owners who came back
};

/// What falls to each in proportion to `shares`, or, where there are none, to `members`.
class Portions {
 public:
  Portions(const double* shares, const double* members, std::size_t count);
  [[nodiscard]] double operator[](std::size_t k) const;

 private:
  const double* by_;
  double whole_;
};

/// Whether the followers of accounts that ended still stand in the state.
enum class Ended { still_stand, are_gone };

/// The population of `network` as compartments: whoever is in the same one is alike, and everybody
/// meets everybody. In `well_mixed` members move one by one, in `mean_field` on average; rates and
/// moves of both are those given here.
///
/// Neglected: see docs/variants.md.
class Mixture {
 public:
  explicit Mixture(const Config& config);

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] std::span<const PolicyRates> policies() const { return policies_; }
  [[nodiscard]] const Forcing& forcing() const { return forcing_; }

  /// Expected numbers of persons and accounts at the start, and the contents that go with them.
  [[nodiscard]] std::vector<double> expected_start() const;
  void fill_contents(std::vector<double>& state) const;
  /// As every person draws its segment, stage and tier: the numbers are multinomial.
  [[nodiscard]] std::vector<double> drawn_start(Stream draws) const;

  [[nodiscard]] double persons_in(std::span<const double> state) const;
  /// Throws std::logic_error where persons are not so many, or edges not the same from both ends,
  /// but for numbers that the solver does not resolve.
  void check(std::span<const double> state, double persons, double unresolved = 0.0) const;

  /// `outside` is a row of the forcing.
  void rates(const double* state, const double* outside, MixtureRates& rates) const;
  /// Adds to `change` what happens to contents and totals between moves, per day.
  void drift(const double* state, const double* outside, const MixtureRates& rates,
             double* change) const;

  /// These add to `change` what so many moves do, in total or per day. `change` may be `state`.
  void readers_rise(std::size_t rung, std::size_t group, std::size_t segment, double amount,
                    double bias, const double* state, double* change, EdgeFlows& edges) const;
  void readers_sink(std::size_t rung, std::size_t group, std::size_t segment, double amount,
                    const double* state, double* change) const;
  void move_owners(const OwnerMoves& moves, std::size_t c, std::size_t segment,
                   double* change) const;
  void move_away(const AwayMoves& moves, std::size_t c, std::size_t segment, double* change) const;
  /// What they take with them, of all segments together; before they move. `sinking` says by
  /// segment how many owners sink.
  void move_owners_contents(const OwnerMoves& moves, const double* sinking, double bias,
                            std::size_t c, const double* state, double* change,
                            EdgeFlows& edges) const;
  void move_away_contents(const AwayMoves& moves, std::size_t c, const double* state,
                          double* change, EdgeFlows& edges) const;
  /// The followers of throwaways that end.
  void close_extras(double closed, double suspended, std::size_t c, const double* state,
                    double* change, EdgeFlows& edges) const;
  void settle(const EdgeFlows& edges, Ended ended, const double* state, double* change) const;

  /// What becomes of a suspended owner: probabilities, which add up to one.
  struct Fate {
    double migrates = 0.0;
    double waits = 0.0;
    double switches = 0.0;
    double gives_up = 0.0;
  };
  [[nodiscard]] const Fate& fate_of(std::size_t c) const { return fates_[c]; }
  [[nodiscard]] double return_rate(std::size_t c) const { return return_rates_[c]; }
  [[nodiscard]] double abandon_rate() const {
    if (!settings_.returning) return 0.0;
    return std::min(fastest, settings_.returning->throwaway_abandon.per_day);
  }
  [[nodiscard]] double reinstatement_rate() const {
    return settings_.appeals ? std::min(fastest, 1.0 / settings_.appeals->delay.days) : 0.0;
  }
  /// Classes of accounts to which a move may lead.
  [[nodiscard]] std::array<std::size_t, 3> reached_from(std::size_t c) const {
    const std::size_t g = layout_.generation_of(c);
    return {next_class(c), layout_.class_of(Tier::core, g), layout_.class_of(Tier::ordinary, g)};
  }
  /// Throwaways that come with the opening of a main account, on average.
  [[nodiscard]] double extras_per_opening() const {
    if (!settings_.returning) return 0.0;
    const double share = settings_.returning->throwaway_share;
    return share / (1.0 - share);
  }
  /// Of a person's account after one more suspension.
  [[nodiscard]] std::size_t next_class(std::size_t c) const {
    return layout_.generation_of(c) + 1 < layout_.generations ? c + 1 : c;
  }
  /// Posts per account and day, before chill and drivers.
  [[nodiscard]] double posting_of(std::size_t c) const { return posting_[c]; }
  [[nodiscard]] bool is_core(std::size_t c) const { return layout_.tier_of(c) == Tier::core; }
  /// The class and segment of an account.
  struct Held {
    std::size_t c;
    std::size_t segment;
  };
  /// Of the account at a quantile, where accounts have these weights; none where none has any.
  [[nodiscard]] std::optional<Held> account_at(double quantile, const TierWeights& weights,
                                               std::span<const double> state) const;
  [[nodiscard]] double accounts_of(const double* state, std::size_t c) const;
  [[nodiscard]] double persons_away(const double* state, std::size_t c) const;

 private:
  /// What takes less than an hour takes an hour [1/d]: steps are no shorter.
  static constexpr double fastest = 24.0;

  void make_groups();
  void make_classes();
  void make_start();
  void rate_ladder(const double* state, const double* outside, double seen,
                   MixtureRates& rates) const;
  void follow_again(const double* state, const MixtureRates& rates, double* change) const;
  void gain_followers(const double* state, const double* outside, const MixtureRates& rates,
                      double* change) const;
  struct Picks;
  struct Found;
  struct Gains {
    double followers;  ///< [1/d]
    double posting;    ///< posts per day of the accounts that gain them, mean over gains
  };
  [[nodiscard]] Picks picks(const double* state, const MixtureRates& rates) const;
  [[nodiscard]] Found find(const Picks& picks, std::size_t c, double accounts,
                           const double* state) const;
  [[nodiscard]] Gains gains_of(std::size_t c, double accounts, const double* state,
                               double driver) const;
  void share_out(const Found& found, const Found& back, const Picks& picks, const double* state,
                 double* change) const;
  [[nodiscard]] double mean_hazard(const MixtureRates& rates) const;
  /// In proportion to `shares`, or, where there are none, to `members`.
  static void add_in_proportion(double amount, const double* shares, const double* members,
                                std::size_t count, double* change);
  /// Sympathisers who once ran an account: place among the readers.
  [[nodiscard]] std::size_t former_readers(std::size_t segment) const {
    return layout_.reader(Layout::rungs - 1, layout_.groups - 1, segment);
  }
  /// Share of picks from the audience that fall on one member of a group.
  [[nodiscard]] double eagerness_of(std::size_t group) const {
    return group_sizes_[group] > 0.0 ? pick_shares_[group] / group_sizes_[group] : 0.0;
  }

  Settings settings_;
  std::vector<PolicyRates> policies_;
  Layout layout_;
  Forcing forcing_;
  std::vector<double> pick_shares_;  ///< [group] of picks from the audience that fall on it
  std::vector<double> group_sizes_;  ///< [group] at the start
  std::vector<double> posting_;      ///< [class] posts per day, before chill and drivers
  std::vector<double> gain_;         ///< [class] of followers [1/d]
  double seen_gain_ = 1.0;  ///< posting rate of who gains a follower, over the mean of its class
  std::vector<Fate> fates_;
  std::vector<double> return_rates_;
  std::vector<double> kept_shares_;  ///< [main class] of followers who will follow again
  std::optional<UptakeTable> uptake_;
  double start_inside_ = 0.0;  ///< followers per account at the start
  double start_outside_ = 0.0;
  double start_seen_ = 0.0;  ///< mean of posting rate over tier factor, times followers [1/d]
};

/// Records what a well-mixed population has to say, from its state and that a row before.
void record_mixture(const Mixture& mixture, const std::vector<double>& state,
                    const std::vector<double>& before, Time now, Recording& recording);
bool mixture_observes(const Observable& observable, const Config& config);
/// Throws ConfigError where the scenario needs single accounts or follows.
void check_mixture(const Config& config);
void check_mixture(const Config& config, const Settings& settings);

/// Whether a run of the scenario is one of these compartments.
extern const Condition mixes_well;
extern const SectionSpec section_well_mixed;

}  // namespace quell
