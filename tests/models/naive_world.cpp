// SPDX-License-Identifier: BSD-3-Clause
#include "tests/models/naive_world.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace quell {
namespace {

using Number = NaiveWorld::Number;

bool is_earlier(const NaiveEvent& a, const NaiveEvent& b) {
  if (a.time != b.time) return a.time < b.time;
  return std::tuple{a.entity, a.version, a.kind} < std::tuple{b.entity, b.version, b.kind};
}

}  // namespace

NaiveWorld::NaiveWorld(const Config& config, std::uint32_t replicate)
    : settings_(resolve(config)),
      root_{.seed = static_cast<std::uint64_t>(config.at("run").real("seed")),
            .replicate = replicate},
      members_(stage_count),
      counter_stream_(stream(Purpose::counter_posts, 0)),
      cohorts_(axes_of(config).cohorts) {
  if (settings_.ladder) {
    for (const Segment& segment : settings_.segments) {
      max_uptake_ = std::max(max_uptake_, settings_.ladder->max_uptake * segment.susceptibility *
                                              (1.0 + settings_.protection.cap));
    }
  }
  for (std::size_t stage = 0; stage <= index(Stage::core); ++stage) {
    stage_clocks_.push_back(
        {.stream = stream(Purpose::ladder_down, stage), .bound = 0, .version = 0});
  }
  find_windows();
  create_persons();
  create_network();
  note_reached();
  diary_.clear();
  start_counter_speech();
  for (const Number a : active_) redraw(a);
  if (settings_.ladder) {
    for (const Stage stage : {Stage::curious, Stage::sympathiser, Stage::supporter, Stage::core}) {
      draw_stage_clock(stage);
    }
  }
  start_policies(config);
  has_started_ = true;
}

Stream NaiveWorld::stream(Purpose purpose, std::uint64_t entity, std::uint32_t block) const {
  return {root_, static_cast<std::uint8_t>(purpose), entity, block};
}

std::uint64_t NaiveWorld::key_of(Number account) const {
  return std::uint64_t{accounts_[account].owner} * 65536 + accounts_[account].serial;
}

void NaiveWorld::plan(double when, Kind kind, Number entity, std::uint32_t version) {
  pending_.push_back({.time = when,
                      .entity = entity,
                      .version = version,
                      .kind = static_cast<std::uint8_t>(kind)});
}

std::optional<NaiveEvent> NaiveWorld::take_next(double end) {
  const auto least = std::min_element(pending_.begin(), pending_.end(), is_earlier);
  if (least == pending_.end() || least->time > end) return std::nullopt;
  const NaiveEvent event = *least;
  pending_.erase(least);
  return event;
}

void NaiveWorld::handle(const NaiveEvent& event) {
  now_ = event.time;
  const Number entity = event.entity;
  switch (static_cast<Kind>(event.kind)) {
    case Kind::account_clock:
      if (accounts_[entity].version == event.version) on_clock(entity);
      break;
    case Kind::account_window:
      if (accounts_[entity].version == event.version) redraw(entity);
      break;
    case Kind::account_return:
      on_return(entity);
      break;
    case Kind::step_down:
      if (stage_clocks_[entity].version == event.version) on_step_down(static_cast<Stage>(entity));
      break;
    case Kind::policy:
      if (policies_[entity].version == event.version) on_policy(entity);
      break;
    case Kind::reinstatement:
      on_reinstatement(entity);
      break;
    case Kind::reshare:
      on_reshare(entity);
      break;
    case Kind::offspring:
      on_offspring(entity);
      break;
    case Kind::boost_end: {
      const Boost ended = boosts_[entity];
      free_boosts_.push_back(entity);
      if (accounts_[ended.account].status != Status::active) break;
      multiply_rates(ended.account, 1.0 / ended.posting, 1.0 / ended.gain);
      break;
    }
    case Kind::backup_ready:
      --persons_[entity].backups_used;
      break;
    case Kind::parting:
      on_parting(entity);
      break;
  }
  note_reached();
}

void NaiveWorld::note(What what, Number who) {
  diary_.push_back({.what = what, .who = who, .posts = 0, .followers = 0, .outsiders = 0});
}

/// Who follows and has ceased to run an account; who begins to follow is noted there.
void NaiveWorld::note_reached() {
  for (Number i = 0; i < persons_.size(); ++i) {
    if (persons_[i].was_reached || runs_account(i)) continue;
    persons_[i].was_reached = follows_.follows_any(i);
  }
}

bool NaiveWorld::is_main(Number account) const {
  return persons_[accounts_[account].owner].main_account == account;
}

std::uint32_t NaiveWorld::pro_followers(Number account) const {
  std::uint32_t count = 0;
  for (const Number i : follows_.followers_of(account)) count += runs_account(i) ? 1 : 0;
  return count;
}

NaiveWorld::Traits NaiveWorld::traits_of(Number person) const {
  Stream stream = this->stream(Purpose::person, person);
  Traits traits{};
  traits.segment_coin = stream.coin();
  traits.stage_coin = stream.coin();
  traits.posting_normal = normal(stream);
  traits.follower_normal = normal(stream);
  return traits;
}

void NaiveWorld::create_persons() {
  const PopulationSettings& population = settings_.population;
  persons_.resize(std::size_t{population.pro_accounts} + population.audience);
  for (Number i = 0; i < persons_.size(); ++i) {
    follows_.add_person();
    const Traits traits = traits_of(i);
    double share = settings_.segments[0].share;
    while (persons_[i].segment + 1U < settings_.segments.size() && traits.segment_coin >= share) {
      share += settings_.segments[++persons_[i].segment].share;
    }
    const double coin = traits.stage_coin;
    if (i < population.pro_accounts) {
      const bool is_core = coin < population.core_share;
      set_stage(i, is_core ? Stage::core : Stage::supporter);
      const bool is_amplifier =
          !is_core && coin < population.core_share + population.amplifier_share;
      const Number a = create_account(i, is_core        ? Tier::core
                                         : is_amplifier ? Tier::amplifier
                                                        : Tier::ordinary);
      accounts_[a].is_initial = true;
      activate(a);
    } else if (coin < population.sympathiser_share) {
      set_stage(i, Stage::sympathiser);
    } else if (coin < population.sympathiser_share + population.curious_share) {
      set_stage(i, Stage::curious);
    }
  }
  for (Number k = 0; k < population.counter_accounts; ++k) counters_.push_back(k);
  appeal_blocks_.resize(population.counter_accounts);
}

void NaiveWorld::create_network() {
  std::vector<std::vector<Number>> followers;
  for (Number a = 0; a < accounts_.size(); ++a) followers.push_back(first_followers(a));
  follows_.begin_with(followers);
  double posts_seen = 0.0;
  double edges = 0.0;
  for (Number a = 0; a < accounts_.size(); ++a) {
    const std::uint32_t count = follows_.followers(a);
    posts_seen += static_cast<double>(accounts_[a].rate) * count;
    edges += count;
  }
  seen_rate_ = posts_seen > 0.0 ? posts_seen / edges : settings_.posting.rate.per_day;
}

/// Lognormal, correlated with the posting rate; distinct, those from the pro persons first.
std::vector<Number> NaiveWorld::first_followers(Number account) const {
  const FollowingSettings& following = settings_.following;
  const PopulationSettings& population = settings_.population;
  const Number owner = accounts_[account].owner;
  const Traits traits = traits_of(owner);
  const double rho = following.initial_correlation;
  const double z =
      rho * traits.posting_normal + std::sqrt(1.0 - rho * rho) * traits.follower_normal;
  const double sigma = following.initial_sigma;
  const double drawn = following.initial_mean * std::exp(sigma * z - sigma * sigma / 2.0);
  const double wanted = std::round(std::min(drawn, following.initial_max));
  const double inside = std::min(std::round(following.initial_in_network * wanted),
                                 std::floor(0.8 * (population.pro_accounts - 1.0)));
  const double outside = std::min(wanted - inside, std::floor(population.audience / 2.0));

  Stream stream = this->stream(Purpose::network, key_of(account));
  std::vector<Number> followers;
  while (static_cast<double>(followers.size()) < inside + outside) {
    const bool is_inside = static_cast<double>(followers.size()) < inside;
    const Number i =
        is_inside ? stream.below(population.pro_accounts) : audience_member(stream.coin());
    const bool is_taken = std::find(followers.begin(), followers.end(), i) != followers.end();
    if (i != owner && !is_taken) followers.push_back(i);
  }
  return followers;
}

}  // namespace quell
