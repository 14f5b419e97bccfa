// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/world.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace quell {
World::World(const Config& config, std::uint32_t replicate)
    : settings_(resolve(config)),
      root_{.seed = static_cast<std::uint64_t>(config.at("run").real("seed")),
            .replicate = replicate},
      counter_stream_(stream(Purpose::counter_posts, 0)),
      channel_stream_(stream(Purpose::channels, 0)),
      windows_(settings_),
      hour_(&windows_.hour(now_)) {
  flows_.posts.assign(settings_.segments.size(), 0.0);
  stage_counts_.resize(settings_.segments.size());
  totals_.generation_followers.assign(generation_count, 0.0);
  totals_.generation_accounts.assign(generation_count, 0.0);
  const std::size_t cells = axes_of(config).cohorts * age_count;
  totals_.endings.assign(cells, 0.0);
  totals_.withdrawals.assign(cells, 0.0);

  if (settings_.ladder) {
    double susceptibility = 0.0;
    for (const Segment& segment : settings_.segments) {
      susceptibility = std::max(susceptibility, segment.susceptibility);
    }
    max_uptake_ = settings_.ladder->max_uptake * susceptibility * (1.0 + settings_.protection.cap);
  }
  if (settings_.resharing) {
    skip_to_resharer_.emplace(settings_.resharing->most());
    skip_to_recommended_.emplace(settings_.resharing->follow);
  }
  for (std::size_t stage = 0; stage < on_stage_.size(); ++stage) {
    stage_clocks_.push_back(
        {.stream = stream(Purpose::ladder_down, stage), .bound = 0, .version = 0});
  }
  for (std::uint32_t k = 0; k < config.policies.size(); ++k) {
    const PolicyConfig& policy = config.policies[k];
    const PolicyPlace place{
        .config = config, .name = policy.name, .index = PolicyIndex{k}, .root = root_};
    adaptations_.emplace_back(policy.values, config);
    policies_.push_back(policy.spec->make(adaptations_.back().values(), place));
  }
  tallies_.resize(policies_.size());
}

World::~World() = default;

void World::populate(const Executor& execute) {
  create_persons();
  create_accounts();
  create_network(execute);
  for (std::uint32_t i = 0; i < person_count(); ++i) {
    if (followed_by(PersonId{i}) > 0) note_reached(graph_[PersonId{i}]);
  }
}

void World::start() {
  for (const auto& policy : policies_) {
    if (policy->watches_searches()) search_watchers_.push_back(policy.get());
    for (Outreach& outreach : policy->outreach(*this)) outreaches_.push_back(std::move(outreach));
  }
  add_counter_speech();
  has_messages_ = !outreaches_.empty();
  for (const Outreach& outreach : outreaches_) {
    has_staged_outreach_ = has_staged_outreach_ || outreach.reached.depends_on_stage();
    has_follower_outreach_ = has_follower_outreach_ || outreach.reached.followers_only;
  }
  for (const AccountId a : active_) redraw(a);
  if (settings_.ladder) {
    for (const Stage stage : {Stage::curious, Stage::sympathiser, Stage::supporter, Stage::core}) {
      draw_stage_clock(stage);
    }
  }
  start_channels();
  for (const auto& policy : policies_) policy->start(*this);
  for (std::uint32_t policy = 0; policy < policies_.size(); ++policy) {
    for (const Time date : adaptations_[policy].dates()) {
      schedule(date.days, Kind::policy_change, policy);
    }
  }
  has_started_ = true;
}

void World::handle(const Event& event, Foresight& foresight) {
  move_to({.days = event.time});
  switch (static_cast<Kind>(kind_of(event))) {
    case Kind::account_clock:
      on_clock(AccountId{event.entity}, version_of(event), foresight);
      break;
    case Kind::account_window:
      if (at(AccountId{event.entity}).clock == version_of(event)) redraw(AccountId{event.entity});
      break;
    case Kind::account_return:
      on_return(AccountId{event.entity});
      break;
    case Kind::step_down:
      on_step_down(static_cast<Stage>(event.entity), version_of(event));
      break;
    case Kind::policy:
      policies_[event.entity]->on_event(*this, version_of(event));
      break;
    case Kind::reinstatement:
      on_reinstatement(CounterId{event.entity});
      break;
    case Kind::reshare:
      on_reshare(event.entity);
      break;
    case Kind::boost_end:
      end_boost(event.entity);
      break;
    case Kind::policy_change:
      adapt(event.entity);
      break;
    case Kind::offspring:
      on_offspring(AccountId{event.entity});
      break;
    case Kind::channel:
      on_channel_event();
      break;
    case Kind::backup_ready:
      --graph_[PersonId{event.entity}].backups_used;
      break;
    case Kind::parting:
      on_parting(event.entity);
      break;
  }
}

void World::plan(Time when, PolicyIndex policy, std::uint32_t payload) {
  schedule(when.days, Kind::policy, policy.index(), payload);
}

void World::report(AccountId a) {
  Account& account = at(a);
  ++flows_.reports;
  if (!account.is_discovered) {
    account.is_discovered = true;
    flows_.discovered_followers.push_back(followers(a));
  }
  for (const auto& policy : policies_) policy->on_report(*this, a);
}

bool World::follow(PersonId i, AccountId a) {
  Account& account = at(a);
  if (has_follower_outreach_ && followed_by(i) == 0) settle_reach(i);  // from now on it is reached
  const bool is_new = account.status == AccountStatus::active && account.owner != i.index() &&
                      is_present(stage(i)) && graph_.add(i, a);
  if (!is_new) return false;
  if (graph_[i].main_account != none) ++account.pro_followers;
  note_reached(graph_[i]);
  if (settings_.following.young_factor != 1.0) start_youth(i, a);
  if (followers(a) > account.follower_bound) redraw(a);
  return true;
}

void World::remove_follower(AccountId a, std::uint32_t slot) {
  const PersonId i = graph_.follower_at(a, slot);
  stop_reaching(i);
  if (graph_[i].main_account != none) --at(a).pro_followers;
  graph_.remove(a, slot);
}

void World::unfollow_any(PersonId i, Stream& stream) {
  if (followed_by(i) == 0) return;
  unfollow(i, graph_.pick_followee(i, stream));
}

/// Needs the edge.
void World::unfollow(PersonId i, AccountId a) {
  stop_reaching(i);
  if (graph_[i].main_account != none) --at(a).pro_followers;
  graph_.remove(i, a);
}

void World::report_any(PersonId i, Stream& stream) {
  if (followed_by(i) > 0) report(graph_.pick_followee(i, stream));
}

void World::check() const {
  graph_.check();
  if (channels_) channels_->check();
  const auto require = [](bool holds, const char* law) {
    if (!holds) throw std::logic_error(std::string{"conservation is broken: "} + law);
  };
  std::size_t persons = 0;
  for (const auto& counts : stage_counts_) {
    for (const std::uint64_t count : counts) persons += count;
  }
  require(persons == person_count(), "persons over all stages do not add up");
  std::vector<std::array<std::uint64_t, stage_count>> counted(stage_counts_.size());
  for (std::uint32_t i = 0; i < person_count(); ++i) {
    ++counted[segment(PersonId{i})][index(stage(PersonId{i}))];
  }
  require(counted == stage_counts_, "the counts per stage differ from the persons");
  std::uint64_t reached = 0;
  for (std::uint32_t i = 0; i < person_count(); ++i) {
    const Person& person = graph_[PersonId{i}];
    reached += person.was_reached ? 1 : 0;
    require(person.was_reached || person.main_account != none || followed_by(PersonId{i}) == 0,
            "a reader was never reached");
  }
  require(reached == totals_.reached, "persons reached are miscounted");
  std::size_t active = 0;
  std::uint64_t edges = 0;
  for (std::uint32_t k = 0; k < graph_.followee_count(); ++k) {
    const AccountId a{k};
    edges += followers(a);
    if (account(a).status != AccountStatus::active) {
      require(followers(a) == 0, "an account that is not active holds an edge");
      continue;
    }
    ++active;
    require(active_[histories_[k].active_slot] == a, "the list of active accounts is out of step");
    std::uint32_t in_network = 0;
    graph_.for_each_follower(
        a, [&](PersonId i) { in_network += graph_[i].main_account != none ? 1 : 0; });
    require(in_network == account(a).pro_followers, "in-network followers differ from the edges");
    require(refollowers_.size(k) == account(a).refollowers, "those to follow again are miscounted");
  }
  require(active == active_.size(), "active accounts differ from their list");
  require(edges == graph_.edges(), "edges differ from the followers");
}

/// All that `populate` makes, and nothing of the policies.
void World::visit_population(BlockVisitor& visitor) {
  visitor.array("protections", protections_);
  visitor.array("histories", histories_);
  visitor.array("active", active_);
  visitor.plain("active bound", active_bound_);
  graph_.visit_blocks(visitor);
  refollowers_.visit_blocks(visitor);
  remembered_.visit_blocks(visitor);
  visitor.array("stage counts", stage_counts_);
  for (std::vector<PersonId>& members : on_stage_) visitor.array("on stage", members);
  visitor.array("counters", counters_);
  visitor.array("counter slots", counter_slots_);
  visitor.array("appeal blocks", appeal_blocks_);
  visitor.plain("seen rate", seen_rate_);
  visitor.plain("reached", totals_.reached);
}

void World::visit_blocks(BlockVisitor& visitor) {
  visitor.plain("now", now_);
  visit_population(visitor);
  visitor.array("reshares to come", reshares_);
  visitor.array("free reshares", free_reshares_);
  visitor.array("partings", partings_);
  visitor.array("free partings", free_partings_);
  visitor.array("boosts", boosts_);
  visitor.array("free boosts", free_boosts_);
  visitor.plain("has messages", has_messages_);
  for (StageClock& clock : stage_clocks_) visitor.plain("stage clock", clock);
  visitor.plain("counters settled", counters_settled_);
  visitor.plain("counter stream", counter_stream_);
  visitor.plain("retaliation effort", retaliation_effort_);
  visitor.plain("hijack effort", hijack_effort_);
  visitor.plain("has started", has_started_);
  visitor.plain("interval", interval_);
  if (channels_) channels_->visit_blocks(visitor);
  visitor.plain("channel stream", channel_stream_);
  visitor.plain("has panel", has_panel_);
  visitor.array("panel", panel_);
  visitor.array("tallies", tallies_);
  for (std::size_t policy = 0; policy < policies_.size(); ++policy) {
    policies_[policy]->visit_blocks(visitor);
    if (adaptations_[policy].is_constant()) continue;
    adaptations_[policy].visit_blocks(visitor);
    take_outreach(policy);
  }
  flows_.visit_blocks(visitor);
  totals_.visit_blocks(visitor);
}

}  // namespace quell
