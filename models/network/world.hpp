// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "models/adaptation.hpp"
#include "models/model.hpp"
#include "models/network/aggregates.hpp"
#include "models/network/foresights.hpp"
#include "models/network/state.hpp"
#include "models/network/windows.hpp"
#include "models/policy.hpp"
#include "models/settings.hpp"
#include "sim/event.hpp"
#include "sim/follow_graph.hpp"
#include "sim/random.hpp"

namespace quell {

/// The state of one replicate of the `network` variant, what can happen in it, and what policies
/// may see and do. Times and rates follow docs/model.md.
class World {
 public:
  World(const Config& config, std::uint32_t replicate);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // --- seen by policies -------------------------------------------------------------------------
  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Account& account(AccountId a) const { return graph_[a]; }
  [[nodiscard]] std::span<const AccountId> active_accounts() const { return active_; }
  [[nodiscard]] std::span<const CounterId> active_counters() const { return counters_; }
  /// At least the number of active accounts until `on_active_bound_changed`.
  [[nodiscard]] std::uint32_t active_bound() const { return active_bound_; }
  [[nodiscard]] std::uint32_t followers(AccountId a) const { return graph_.in_degree(a); }
  [[nodiscard]] std::uint32_t followed_by(PersonId i) const { return graph_.out_degree(i); }
  [[nodiscard]] std::uint32_t person_count() const { return graph_.follower_count(); }
  [[nodiscard]] SegmentIndex segment(PersonId i) const { return graph_[i].segment; }
  [[nodiscard]] Stage stage(PersonId i) const { return graph_[i].stage; }
  [[nodiscard]] std::uint64_t persons_in(SegmentIndex segment, Stage stage) const {
    return stage_counts_[segment][index(stage)];
  }
  /// On a stage from curious to core.
  [[nodiscard]] std::span<const PersonId> members(Stage stage) const {
    return on_stage_[index(stage)];
  }
  [[nodiscard]] Time opened(AccountId a) const { return {.days = histories_[a.index()].born}; }
  [[nodiscard]] std::uint32_t main_account(PersonId i) const { return graph_[i].main_account; }
  /// Share of the accounts that its owner followed, or follows, that were suspended.
  [[nodiscard]] double suspended_share(AccountId a) const { return lost_share(account(a)); }
  template <class Visit>
  void for_each_follower(AccountId a, Visit&& visit) const {
    graph_.for_each_follower(a, visit);
  }
  /// Of the pro persons of the start, by their numbers; null where the scenario has none.
  [[nodiscard]] const Aggregates* channels() const { return channels_ ? &*channels_ : nullptr; }
  /// Share of its susceptibility that counter-messages take from person `i` now.
  double protection(PersonId i);

  // --- done by policies -------------------------------------------------------------------------
  void plan(Time when, PolicyIndex policy, std::uint32_t payload);
  /// Suspends an active pro account.
  void suspend(PolicyIndex policy, AccountId a);
  void suspend_wrongly(PolicyIndex policy, CounterId counter);
  /// Shows an active account's posts to a share of its followers only; lets it gain that much less.
  void restrict_reach(AccountId a, double reach);
  /// Multiplies rates of an active account for a while.
  void boost(AccountId a, Boost boost, Duration length);
  /// Shows a counter-message that takes `effect` from the susceptibility of person `i`.
  void show_message(PersonId i, double effect);
  /// One step down the ladder, or off it.
  void step_down(PersonId i, Stream& stream);
  /// A user reports an active pro account.
  void report(AccountId a);
  /// Breaks up the channel of a member, if it has another one.
  void ban_channel(PolicyIndex policy, std::uint32_t member);
  void charge(PolicyIndex policy, double cost) { tallies_[policy.index()].cost += cost; }
  void count_action(PolicyIndex policy) { ++tallies_[policy.index()].actions; }
  /// Adds an edge unless it exists, i is a's owner, or either is gone; says whether it did.
  bool follow(PersonId i, AccountId a);
  /// Person i stops following one of the accounts it follows.
  void unfollow_any(PersonId i, Stream& stream);
  /// Person i reports one of the accounts it follows.
  void report_any(PersonId i, Stream& stream);
  /// One step up the ladder.
  void promote(PersonId i);

  // --- driven by the model ----------------------------------------------------------------------
  /// Creates persons, accounts and follows, unless `visit_population` has brought them.
  void populate(const Executor& execute = {});
  void visit_population(BlockVisitor& visitor);
  /// Begins the run; needs a population.
  void start();
  /// Uses up what was foreseen, if it was.
  void handle(const Event& event, Foresight& foresight);
  void handle(const Event& event) {
    Foresight nothing;
    handle(event, nothing);
  }
  /// Looks that are taken at an event before it is due; one after the other finds what it touches.
  static constexpr std::size_t looks = 10;
  /// Takes one look at each of the events in sight, and fetches what they will probably touch;
  /// changes no result.
  void look_ahead(Foresights& foresights) const;
  [[nodiscard]] std::vector<Event>& outbox() { return outbox_; }
  void observe(Time when, Recording& recording);
  void finish(Recording& recording);
  void check() const;
  void visit_blocks(BlockVisitor& visitor);
  /// See Model::fork.
  void fork(const Config& future);
  /// Bytes reserved for follow edges and their lists.
  [[nodiscard]] std::size_t graph_bytes() const { return graph_.bytes(); }

 private:
  enum class Kind : std::uint8_t {
    account_clock,
    account_window,  ///< the clock is to be drawn anew with the next window's bounds
    account_return,
    step_down,
    policy,
    reinstatement,
    reshare,
    boost_end,
    policy_change,
    offspring,  ///< a post that an earlier one brought about
    channel,    ///< two channels join, or one breaks up
    backup_ready,
    parting,  ///< of a tie that is young
  };
  enum class Closing { suspended, withdrawn };

  struct Traits {
    double segment_coin;
    double stage_coin;
    double posting_normal;
    double follower_normal;
  };

  /// A clock shared by all persons on one stage.
  struct StageClock {
    Stream stream;
    std::uint32_t bound;  ///< members that the pending event allows for
    std::uint32_t version;
  };

  [[nodiscard]] Stream stream(Purpose purpose, std::uint64_t entity,
                              std::uint32_t block = 0) const {
    return {root_, static_cast<std::uint8_t>(purpose), entity, block};
  }
  [[nodiscard]] static std::uint64_t entity_of(const Account& account) {
    return (std::uint64_t{account.owner} << 16U) | account.serial;
  }
  Account& at(AccountId a) { return graph_[a]; }
  [[nodiscard]] PersonId owner_of(AccountId a) const { return PersonId{account(a).owner}; }
  AccountHistory& history(AccountId a) { return histories_[a.index()]; }

  // generate.cpp: the world at the start
  [[nodiscard]] Traits traits_of(PersonId i) const;
  void create_persons();
  void create_accounts();
  void create_network(const Executor& execute);
  void draw_network(const Executor& execute);
  void copy_network(const InitialGraph& graph);
  [[nodiscard]] double mean_seen_rate() const;
  [[nodiscard]] std::uint32_t initial_followers(const Traits& traits) const;
  void draw_followers(AccountId a, std::span<std::uint32_t> followers,
                      std::vector<std::uint64_t>& marks) const;

  // accounts.cpp: opening, closing, posting
  AccountId create_account(PersonId owner, Tier tier);
  void activate(AccountId a);
  void count_as_pro_follower(PersonId i, int change);
  void open_throwaways(PersonId owner, double mean, Stream& stream);
  void close(AccountId a, Closing closing);
  void set_tier(AccountId a, Tier tier);
  void change_tier(AccountId a, Tier tier);
  void settle(AccountId a);
  void count_posts(AccountId a, std::uint32_t posts);
  void count_impressions(AccountId a, std::uint32_t shown);
  void settle_counters();
  void end_boost(std::uint32_t slot);
  void multiply_rates(AccountId a, Boost factors);
  void drop_follows(PersonId i);
  [[nodiscard]] PersonId random_supporter(Stream& stream) const;

  // clock.cpp: an account's events
  [[nodiscard]] double gain_rate(const Account& account, double followers, double gain) const;
  [[nodiscard]] double reach_of(AccountId a) const {
    return account(a).is_restricted ? histories_[a.index()].reach : 1.0;
  }
  [[nodiscard]] double unfollow_rate(const Account& account) const;
  [[nodiscard]] double exposure_rate(const Account& account, double visible_followers,
                                     double posting, double uptake) const;
  [[nodiscard]] double refollow_rate(const Account& account) const;
  [[nodiscard]] double leave_rate(const Account& account, double lost_share) const;
  [[nodiscard]] double lost_share(const Account& account) const;
  [[nodiscard]] double reports_at(const Account& account, double followers) const;
  [[nodiscard]] float rate_bound(AccountId a) const;
  void redraw(AccountId a);
  void draw_clock(AccountId a, Stream& stream);
  struct Tick {
    Happening happening;
    double share = 0.0;  ///< of a gain: uniform on (0, 1)
  };
  [[nodiscard]] Tick tick(AccountId a, double mark) const;
  void on_clock(AccountId a, std::uint32_t version, Foresight& foresight);
  void gain_follower(AccountId a, double u, Stream& stream);
  enum class Introducer { followee, supporter, nobody };
  struct Introduction {
    Introducer introducer;
    bool reciprocates;  ///< the owner follows back, if there is an account to follow
  };
  [[nodiscard]] Introduction introduction(double u, bool owner_follows) const;
  struct Pick {
    PersonId person;
    bool is_search;  ///< nobody recommended the account
    bool reciprocates;
  };
  [[nodiscard]] Pick pick_follower(AccountId a, double u, Stream& stream);
  [[nodiscard]] bool is_led_elsewhere(PersonId i);
  [[nodiscard]] PersonId audience_member(double u) const;
  void lose_follower(AccountId a, Stream& stream);
  [[nodiscard]] bool is_followed_by_owner(AccountId a, PersonId i) const;
  void unfollow(PersonId i, AccountId a);
  void expose_one(AccountId a, Stream& stream);
  void expose(PersonId i, double mark, double factor, Stream& stream);
  bool gets_past_protection(PersonId i, Stream& stream);
  void refollow_one(AccountId a, Stream& stream);
  void leave_by_clock(AccountId a);
  void remove_follower(AccountId a, std::uint32_t slot);
  void notice_losses(AccountId a);

  void schedule(double when, Kind kind, std::uint32_t entity, std::uint32_t version = 0) {
    outbox_.push_back(
        {.time = when, .entity = entity, .tag = tag_of(static_cast<std::uint8_t>(kind), version)});
  }

  void move_to(Time when) {
    now_ = when;
    hour_ = &windows_.hour(when);
  }

  // resharing.cpp: posts that are events
  void post(AccountId a, Stream& stream);
  void expose_all(AccountId by, Stream& stream);
  void plan_reshares(AccountId author, AccountId by, Stream& stream);
  void on_reshare(std::uint32_t slot);
  bool is_shown(AccountId by, Stream& stream) const;

  // young_ties.cpp: ties that break sooner in their first days
  [[nodiscard]] Stream parting_stream(PersonId i, AccountId a) const;
  void start_youth(PersonId i, AccountId a);
  void plan_parting(const Parting& parting, Stream& stream);
  void on_parting(std::uint32_t slot);

  // bursts.cpp: posts that bring about posts
  [[nodiscard]] double immigrant_share() const;
  std::uint32_t draw_posts(double expected, Stream& stream) const;
  void plan_offspring(AccountId a, Stream& stream);
  void on_offspring(AccountId a);

  // lookahead.cpp: hiding the latency of memory
  struct Looks;

  // ladder.cpp: persons
  void set_stage(PersonId i, Stage stage);
  [[nodiscard]] double uptake_of(PersonId i) const;
  [[nodiscard]] double uptake_bound(PersonId i) const;
  [[nodiscard]] double saturation_of(PersonId i) const;
  [[nodiscard]] double read_share(PersonId i) const;
  void add_counter_speech();
  [[nodiscard]] bool is_reached(PersonId i, const Reached& reached) const;
  [[nodiscard]] Time last_look(PersonId i) const;
  [[nodiscard]] double with_new_messages(PersonId i, double value, Time since) const;
  [[nodiscard]] double with_tiring_messages(PersonId i, double value, Time since);
  template <class Visit>
  void for_each_message(PersonId i, Time from, Visit&& visit) const;
  [[nodiscard]] double tire(PersonId i);
  void settle_reach(PersonId i);
  /// Before person i stops following an account: of the last one, messages to followers reach it
  /// until now.
  void stop_reaching(PersonId i) {
    if (has_follower_outreach_ && followed_by(i) == 1) settle_reach(i);
  }
  void draw_stage_clock(Stage stage);
  void on_step_down(Stage stage, std::uint32_t version);
  void leave_platform(PersonId i, Stage end);
  void carry_audience(AccountId a);

  // suspension.cpp: what enforcement does
  void on_return(AccountId a);
  /// Calls `visit(follower)` for each follower of `a` with the sampler's probability,
  /// independently; those in between cost nothing.
  template <class Visit>
  void for_some_followers(AccountId a, const GeometricSampler& skip, Stream& stream,
                          Visit&& visit) const {
    const std::uint64_t slots = graph_.follower_slots(a);
    for (std::uint64_t k = skip(stream); k < slots; k += 1 + std::uint64_t{skip(stream)}) {
      const auto slot = static_cast<std::uint32_t>(k);
      if (graph_.is_follower(a, slot)) visit(graph_.follower_at(a, slot));
    }
  }
  void keep_refollowers(AccountId old_account, AccountId new_account, double share, Stream& stream);
  void keep_followees(PersonId owner, AccountId new_account, Stream& stream);
  [[nodiscard]] std::optional<double> attempt_return(PersonId owner, double probability,
                                                     Stream& stream);
  [[nodiscard]] Friction friction_for(PersonId owner);
  void plan_return(AccountId old_account, std::uint32_t suspensions, double delay_factor,
                   Stream& stream);
  void use_backup(PersonId owner, Stream& stream);
  void provoke_backlash(AccountId leader);  // backlash.cpp
  void retaliate(Stream& stream);
  void hijack(AccountId suspended);                  // hijacking.cpp
  void bring_audience(AccountId a, Stream& stream);  // hijacking.cpp
  void on_reinstatement(CounterId counter);

  // adapt.cpp: policies whose values change
  void adapt(std::size_t policy);
  void change_policy(std::size_t policy);
  Outreach& outreach_of(std::uint64_t key);
  void take_outreach(std::size_t policy);
  void apply_rules(Recording& recording);

  // measure.cpp
  /// Of a person who follows: it counts as reached unless it runs a pro account.
  void note_reached(Person& person) {
    if (person.was_reached || person.main_account != none) return;
    person.was_reached = true;
    ++totals_.reached;
  }
  template <class Visit>
  void for_each_active(Visit&& visit) const;
  struct Census;
  void record_census(Census& census, Recording& recording) const;
  void record_flows(Recording& recording, double days);
  void count_lifetime(AccountId a, Closing closing);

  // channels.cpp: groups beside the follow graph
  void start_channels();
  void plan_channel_event();
  void on_channel_event();
  [[nodiscard]] std::optional<PersonId> channel_companion(PersonId owner, Stream& stream) const;
  void record_channels(Recording& recording) const;

  // panel.cpp
  [[nodiscard]] double visibility(AccountId a) const;
  void draw_panel();
  void count_panel_suspension(AccountId a);
  void record_panel(Recording& recording, double days);

  Settings settings_;
  StreamRoot root_;
  Time now_;
  PageVector<Protection> protections_;    ///< by person
  PageVector<AccountHistory> histories_;  ///< by account
  std::vector<AccountId> active_;
  std::uint32_t active_bound_ = 0;
  FollowGraph<Person, Account> graph_;  ///< persons, accounts and who follows whom
  SlabLists<Refollower> refollowers_;   ///< by account: who is yet to follow it again
  SlabLists<AccountId> remembered_;     ///< by account: whom it will follow when it opens
  std::vector<Reshare> reshares_;       ///< those to come, and free places
  std::vector<std::uint32_t> free_reshares_;
  std::vector<Parting> partings_;  ///< those to come, and free places
  std::vector<std::uint32_t> free_partings_;
  std::vector<RunningBoost> boosts_;  ///< those that run, and free places
  std::vector<std::uint32_t> free_boosts_;
  std::vector<std::array<std::uint64_t, stage_count>> stage_counts_;  ///< by segment
  std::array<std::vector<PersonId>, 5> on_stage_;                     ///< members, curious and up
  std::vector<StageClock> stage_clocks_;                              ///< by present stage
  std::vector<CounterId> counters_;                                   ///< active ones
  std::vector<std::uint32_t> counter_slots_;                          ///< place in `counters_`
  std::vector<std::uint32_t> appeal_blocks_;  ///< of the counter accounts' appeal streams
  double counters_settled_ = 0.0;
  Stream counter_stream_;
  DailyEffort retaliation_effort_;
  DailyEffort hijack_effort_;
  AccountId in_event_{none};  ///< whose clock event is being handled: its clock is drawn at the end
  bool has_same_rate_ = false;  ///< that one: what its rate depends on has not changed

  std::optional<Aggregates> channels_;
  Stream channel_stream_;

  bool has_panel_ = false;     ///< the list is drawn up
  std::vector<Listed> panel_;  ///< those active at the last observation, in order

  std::vector<std::unique_ptr<Policy>> policies_;
  std::vector<Adaptation> adaptations_;  ///< by policy
  std::vector<PolicyTally> tallies_;
  std::vector<Outreach> outreaches_;
  std::vector<Policy*> search_watchers_;
  bool has_staged_outreach_ = false;
  bool has_follower_outreach_ = false;
  bool has_messages_ = false;  ///< whether any person can have a protection

  std::optional<GeometricSampler> skip_to_resharer_;  ///< among who sees a post
  std::optional<GeometricSampler> skip_to_recommended_;

  double max_uptake_ = 0.0;  ///< bound on `uptake_of`, with room for what backfiring may add
  double seen_rate_ = 0.0;   ///< posting rate per followed account, mean over edges at the start

  Windows windows_;   ///< bounds for the clocks
  const Hour* hour_;  ///< that of `now_`

  bool has_started_ = false;
  std::uint32_t interval_ = 1;  ///< number of the running observation interval
  Flows flows_;
  Totals totals_;
  std::vector<Event> outbox_;
  std::vector<PersonId> scratch_;
};

}  // namespace quell
