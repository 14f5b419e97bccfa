// SPDX-License-Identifier: BSD-3-Clause
// A second implementation of the variant `network`, written for obviousness and nothing else:
// vectors, searched from one end to the other, and every total counted anew when it is asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/config.hpp"
#include "models/model.hpp"
#include "models/policy_rates.hpp"
#include "models/settings.hpp"
#include "models/stage.hpp"
#include "models/streams.hpp"
#include "sim/random.hpp"
#include "sim/step_function.hpp"
#include "tests/models/naive_follows.hpp"

namespace quell {

/// What is to come. Events are handled in order of time; those of one time by entity, then by
/// version and kind.
struct NaiveEvent {
  double time = 0.0;  ///< [d]
  std::uint32_t entity = 0;
  std::uint32_t version = 0;
  std::uint8_t kind = 0;
};

/// One replicate of docs/model.md without [graph], [channels], [panel], rules, and policies other
/// than suspension_hazard and suspension_schedule.
///
/// Shares with the model what is tested by itself: a scenario's values (models/settings.hpp), step
/// functions, random streams and their keys. It draws the same numbers in the same order, and
/// rounds to single precision where the model does, so that the two can be compared to the bit.
class NaiveWorld {
 public:
  using Number = NaiveFollows::Number;

  enum class Status { pending, active, ended };
  enum class Ending { suspended, withdrawn };

  struct Person {
    SegmentIndex segment = 0;
    Stage stage = Stage::unaware;
    std::uint32_t suspensions = 0;
    std::uint32_t opened = 0;  ///< accounts so far
    std::uint32_t backups_used = 0;
    float protection = 0.0F;             ///< that counter-messages left when last looked at
    float looked = 0.0F;                 ///< when that was [d]
    std::uint32_t looks = 0;             ///< so far
    std::uint32_t messages = 0;          ///< seen, where they tire their readers
    std::optional<Number> main_account;  ///< active one
    bool was_reached = false;            ///< has followed an account while it ran none
  };

  /// One who will follow a new account, unless suspended meanwhile.
  struct Survivor {
    Number person;
    std::uint32_t suspensions;
  };

  struct Account {
    Number owner = 0;
    std::uint32_t serial = 0;      ///< among the owner's accounts
    std::uint32_t generation = 0;  ///< suspensions of the owner before it opened
    Tier tier = Tier::ordinary;
    Status status = Status::pending;
    bool is_initial = false;
    float rate = 0.0F;   ///< posts per day, before drivers and chill
    float gain = 0.0F;   ///< followers per day, before drivers and preferential growth
    float chill = 1.0F;  ///< factor on posting
    std::uint32_t lost_peers = 0;
    std::vector<Survivor> survivors;   ///< who are yet to follow it again
    std::vector<Number> remembered;    ///< whom it will follow when it opens
    double born = 0.0, settled = 0.0;  ///< [d]
    double ended = 0.0;                ///< [d]
    std::optional<Ending> ending;
    std::optional<std::uint32_t> last_followers;  ///< of a main account when it was suspended
    double backlash_end = 0.0;                    ///< [d]

    // Its clock: the bound on its rates, and what the bound allows for.
    float clock_rate = 0.0F;
    float report_bound = 0.0F;
    std::uint32_t follower_bound = 0;
    std::uint32_t version = 0;      ///< of the pending event
    std::uint32_t clock_block = 0;  ///< where its streams go on
    std::uint32_t posts_block = 0;
  };

  NaiveWorld(const Config& config, std::uint32_t replicate);

  /// The first event that is due by `end`; it is no longer pending.
  std::optional<NaiveEvent> take_next(double end);
  void handle(const NaiveEvent& event);
  void observe(double when, Recording& recording);
  void finish(Recording& recording);

  [[nodiscard]] const std::vector<Person>& persons() const { return persons_; }
  [[nodiscard]] const std::vector<Account>& accounts() const { return accounts_; }
  /// In the order from which one is drawn: who leaves is replaced by the last.
  [[nodiscard]] const std::vector<Number>& active() const { return active_; }
  [[nodiscard]] const NaiveFollows& follows() const { return follows_; }

 private:
  enum class Kind : std::uint8_t {  // numbered as events of one time are ordered
    account_clock = 0,
    account_window = 1,
    account_return = 2,
    step_down = 3,
    policy = 4,
    reinstatement = 5,
    reshare = 6,
    boost_end = 7,
    offspring = 9,
    backup_ready = 11,
    parting = 12
  };

  /// What an observation counts, by account or policy.
  enum class What {
    posted,
    reshared,
    countered,
    opened,
    new_supporter,
    returned,
    retaliated,
    hijacked,
    reported,
    discovered,
    suspended,
    had_posted,
    migrated,
    suspended_wrongly,
    appealed,
    reinstated,
    suspended_by,
    wrong_by,
    charged_by
  };
  struct Happened {
    What what;
    Number who;
    std::uint32_t posts, followers, outsiders;
  };

  struct Window {
    std::size_t first;  ///< hour
    double end;         ///< [d]
    double posting, gain, uptake, vigilance;
  };

  struct StageClock {
    Stream stream;
    std::uint32_t bound, version;
  };

  struct Policy {
    bool is_hazard;  ///< else a schedule
    StepFunction rate;
    TierWeights weights;
    double precision, cost;
    Stream stream;
    std::uint32_t bound, version;
    bool is_change;
    double done;
  };

  struct Effort {
    double day = -1.0;
    double spent = 0.0;
  };

  /// Counter-messages to everybody.
  struct Messages {
    std::uint64_t key;
    StepFunction views;  ///< per person and day
    double effect;
  };

  struct Boost {
    Number account;
    double posting, gain;
  };

  struct Parting {
    Number person, account;
    std::uint32_t suspensions;
    double old_from;
  };

  struct Reshare {
    std::uint64_t key;  ///< of its random stream
    Number author, by;
  };

  struct Traits {
    double segment_coin, stage_coin, posting_normal, follower_normal;
  };

  // naive_world.cpp: events, and the start
  [[nodiscard]] Stream stream(Purpose purpose, std::uint64_t entity, std::uint32_t block = 0) const;
  [[nodiscard]] std::uint64_t key_of(Number account) const;
  void plan(double when, Kind kind, Number entity, std::uint32_t version = 0);
  void note(What what, Number who);
  void note_reached();
  [[nodiscard]] bool runs_account(Number person) const {
    return persons_[person].main_account.has_value();
  }
  [[nodiscard]] bool is_main(Number account) const;
  [[nodiscard]] std::uint32_t pro_followers(Number account) const;

  [[nodiscard]] Traits traits_of(Number person) const;
  void find_windows();
  void create_persons();
  void create_network();
  [[nodiscard]] std::vector<Number> first_followers(Number account) const;

  // naive_accounts.cpp: opening, ending, posting, ties
  [[nodiscard]] double tier_factor(Tier tier) const;
  Number create_account(Number owner, Tier tier);
  void set_tier(Number account, Tier tier);
  void change_tier(Number account, Tier tier);
  void activate(Number account);
  void open_throwaways(Number owner, double mean, Stream& stream);
  void close(Number account, Ending ending);
  void settle(Number account);
  void multiply_rates(Number account, double posting, double gain);
  void boost(Number account, double posting, double gain, Duration length);
  [[nodiscard]] Number random_supporter(Stream& stream) const;
  [[nodiscard]] Number audience_member(double u) const;
  bool follow(Number person, Number account);
  void plan_parting(const Parting& parting, Stream& stream);
  void on_parting(std::uint32_t slot);
  [[nodiscard]] Stream parting_stream(Number person, Number account) const;

  // naive_clock.cpp: what accounts do
  [[nodiscard]] std::size_t hour() const;
  [[nodiscard]] const Window& window() const;
  [[nodiscard]] double at_hour(const StepFunction& function) const;
  [[nodiscard]] double gain_rate(const Account& account, double followers, double gain) const;
  [[nodiscard]] double unfollow_rate(const Account& account) const;
  [[nodiscard]] double survivors_rate(const Account& account) const;
  [[nodiscard]] double exposure_rate(const Account& account, double followers, double posting,
                                     double uptake) const;
  [[nodiscard]] double leave_rate(const Account& account, double lost_share) const;
  [[nodiscard]] double report_rate(const Account& account, double followers) const;
  [[nodiscard]] double lost_share(const Account& account) const;
  void redraw(Number account);
  void draw_clock(Number account, Stream& stream);
  void on_clock(Number account);
  void act(Number account, Stream& stream);
  void gain_follower(Number account, double u, Stream& stream);
  struct Introduction {
    Number follower;
    bool is_followed_back;  ///< where both run a main account
  };
  [[nodiscard]] Introduction introduce(Number account, double u, Stream& stream);
  void lose_follower(Number account, Stream& stream);
  [[nodiscard]] bool is_mutual(Number person, Number account) const;
  void survivor_follows(Number account, Stream& stream);
  void report(Number account);

  // naive_posts.cpp: posts, and who sees them
  [[nodiscard]] double first_posts() const;
  std::uint32_t draw_posts(double expected, Stream& stream) const;
  void count_posts(Number account, std::uint32_t posts);
  void note_shown(What what, Number account, std::uint32_t posts);
  void post(Number account, Stream& stream);
  void on_offspring(Number account);
  void plan_reshares(Number author, Number by, Stream& stream);
  [[nodiscard]] double reshare_delay(Stream& stream) const;
  void on_reshare(std::uint32_t slot);
  [[nodiscard]] double read_share(Number person) const;
  [[nodiscard]] double uptake_of(Number person) const;
  void expose_one(Number account, Stream& stream);
  void expose_all(Number account, Stream& stream);

  // naive_persons.cpp: the ladder
  void set_stage(Number person, Stage stage);
  [[nodiscard]] std::vector<Number>& members(Stage stage) { return members_[index(stage)]; }
  void promote(Number person);
  void start_counter_speech();
  double protection_of(Number i);
  bool gets_past_protection(Number person, Stream& stream);
  void draw_stage_clock(Stage stage);
  void on_step_down(Stage stage);
  void step_down(Number person, Stream& stream);
  void leave_platform(Number person, Stage end);

  // naive_suspension.cpp: policies, and what they do
  void start_policies(const Config& config);
  void draw_policy(Number k);
  void on_policy(Number k);
  void propose(Number k);
  void act_on_schedule(Number k);
  [[nodiscard]] std::optional<Number> pick_account(Policy& policy) const;
  void suspend(Number policy, Number account);
  void suspend_main(Number account, Stream& stream);
  void suspend_wrongly(Number policy, std::size_t slot);
  void on_reinstatement(Number counter);
  void settle_counters();
  void plan_return(Number old_account, Stream& stream);
  void on_return(Number account);
  void retaliate(Stream& stream);
  void hijack(Number suspended);
  [[nodiscard]] bool spend_one(Effort& effort, double limit) const;
  void provoke_backlash(Number leader);

  // naive_measure.cpp
  [[nodiscard]] double count(What what) const;
  [[nodiscard]] double count(What what, Number who) const;
  void record_persons(Recording& recording) const;
  void record_accounts(Recording& recording) const;
  void record_followers(Recording& recording) const;
  void record_posts(Recording& recording, double days) const;
  void record_happenings(Recording& recording, double days) const;
  [[nodiscard]] double count_since_start(What what) const;

  /// Calls `visit(person)` for each follower with that probability; entries in between, and who is
  /// crossed out, are passed over with one draw.
  template <class Visit>
  void for_some_followers(Number account, double probability, Stream& stream, Visit&& visit) const {
    const GeometricSampler skip{probability};
    for (std::uint64_t k = skip(stream); k < follows_.entries(account);
         k += 1 + std::uint64_t{skip(stream)}) {
      if (follows_.stands(account, k)) visit(follows_.person_at(account, k));
    }
  }

  /// Takes the slot that was freed last, or a new one.
  template <class Entry>
  static Number take_slot(std::vector<Entry>& slots, std::vector<Number>& free_slots,
                          const Entry& entry) {
    if (free_slots.empty()) {
      slots.push_back(entry);
      return static_cast<Number>(slots.size() - 1);
    }
    const Number slot = free_slots.back();
    free_slots.pop_back();
    slots[slot] = entry;
    return slot;
  }

  Settings settings_;
  StreamRoot root_;
  double now_ = 0.0;
  std::vector<Person> persons_;
  std::vector<Account> accounts_;
  NaiveFollows follows_;
  std::vector<Number> active_;
  std::vector<std::vector<Number>> members_;  ///< of each stage, in the order of `active_`
  std::vector<Number> counters_;              ///< active ones, likewise
  std::vector<std::uint32_t> appeal_blocks_;
  std::vector<Messages> messages_;
  Stream counter_stream_;
  double counters_settled_ = 0.0;
  std::vector<StageClock> stage_clocks_;
  std::vector<Policy> policies_;
  std::uint32_t active_bound_ = 0;  ///< what the hazard's clock allows for
  double max_uptake_ = 0.0;
  double seen_rate_ = 0.0;
  std::vector<Window> windows_;
  std::size_t cohorts_;
  Effort retaliation_, hijacking_;
  // By slot.
  std::vector<Boost> boosts_;
  std::vector<Number> free_boosts_;
  std::vector<Parting> partings_;
  std::vector<Number> free_partings_;
  std::vector<Reshare> reshares_;
  std::vector<Number> free_reshares_;
  std::optional<Number> in_event_;  ///< the account whose clock is drawn at the end of the event
  bool has_started_ = false;
  std::vector<NaiveEvent> pending_;
  std::vector<Happened> diary_;
  std::size_t observed_ = 0;  ///< entries of the diary at the last observation
};

}  // namespace quell
