// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

#include "models/network/world.hpp"

namespace quell {

void World::set_stage(PersonId i, Stage stage) {
  Person& person = graph_[i];
  const Stage before = person.stage;
  const auto is_listed = [](Stage s) { return s >= Stage::curious && s <= Stage::core; };
  if (is_listed(before)) {
    std::vector<PersonId>& members = on_stage_[index(before)];
    const std::uint32_t slot = person.stage_slot;
    members[slot] = members.back();
    graph_[members[slot]].stage_slot = slot;
    members.pop_back();
  }
  if (has_staged_outreach_ && has_started_) settle_reach(i);  // others reach it from now on
  auto& counts = stage_counts_[person.segment];
  --counts[index(before)];
  ++counts[index(stage)];
  person.stage = stage;
  if (!is_listed(stage)) return;
  std::vector<PersonId>& members = on_stage_[index(stage)];
  person.stage_slot = static_cast<std::uint32_t>(members.size());
  members.push_back(i);
  const StageClock& clock = stage_clocks_[index(stage)];
  if (clock.bound > 0 && members.size() > clock.bound) draw_stage_clock(stage);
}

/// Probability that one exposure moves person i up, without counter-messages: logistic in the
/// number of distinct pro accounts that i follows (complex contagion, Monsted et al. 2017,
/// doi:10.1371/journal.pone.0184148), times the share of posts that i finds the time to read, as if
/// each followed account posted at the mean rate that followers saw at the start.
double World::uptake_of(PersonId i) const { return uptake_bound(i) * saturation_of(i); }

double World::saturation_of(PersonId i) const {
  const LadderSettings& ladder = *settings_.ladder;
  return 1.0 / (1.0 + std::exp(-ladder.steepness * (followed_by(i) - ladder.midpoint)));
}

/// `uptake_of` without the logistic, which costs an exponential.
double World::uptake_bound(PersonId i) const {
  const Stage at_stage = stage(i);
  if (!is_present(at_stage)) return 0.0;
  return settings_.ladder->uptake[index(at_stage)] * read_share(i) *
         settings_.segments[graph_[i].segment].susceptibility;
}

/// Of the posts that person i is offered.
double World::read_share(PersonId i) const {
  const double attention = settings_.ladder->attention.per_day;
  const double offered = followed_by(i) * seen_rate_;
  return offered > attention ? attention / offered : 1.0;
}

/// Organised opposition has views of its own, since each of them does more.
void World::add_counter_speech() {
  if (!settings_.counter_speech) return;
  const CounterSpeechSettings& speech = *settings_.counter_speech;
  const double views = speech.rate.per_day * speech.views * static_cast<double>(counters_.size()) /
                       std::max(1.0, static_cast<double>(person_count()));
  const auto add = [&](std::uint64_t key, double share, double efficacy) {
    outreaches_.push_back({.key = key,
                           .views = speech.volume.times(views * share),
                           .effects = std::vector<double>(settings_.segments.size(), efficacy)});
  };
  const double organised = speech.organised_share;
  constexpr std::string_view name = "[counter_speech] organised";  // of no policy
  add(0, 1.0 - organised, speech.efficacy);
  if (organised > 0.0) {
    add(entity_of_name(name.data(), name.data() + name.size()), organised,
        speech.efficacy * speech.organised_factor);
  }
}

/// Draws the messages of all outreaches that person i has seen after `from` and before now.
template <class Visit>
void World::for_each_message(PersonId i, Time from, Visit&& visit) const {
  const double decay = settings_.protection.decay.per_day;
  const std::uint32_t p = i.index();
  for (const Outreach& outreach : outreaches_) {
    const double effect = outreach.effects[segment(i)];
    if (effect == 0.0 || !is_reached(i, outreach.reached)) continue;
    const std::uint64_t look = (std::uint64_t{protections_[p].looks} << 32U) | p;
    Stream stream = this->stream(Purpose::protection, outreach.key ^ look);
    const StepFunction::Stretch views{outreach.views, from, now_};
    const std::uint32_t seen = poisson(stream, views.integral());
    for (std::uint32_t k = 0; k < seen; ++k) {
      const Time when = views.quantile(stream.coin());
      const bool backfires = outreach.backfire > 0.0 && stream.coin() < outreach.backfire;
      const double kept = decay * (now_ - when).days + outreach.wear * (when - outreach.since);
      visit(when, (backfires ? -effect : effect) * std::exp(-kept));
    }
  }
}

/// Of person i's protection. The time is kept as a float, which may have rounded it to a later one.
Time World::last_look(PersonId i) const {
  return std::min(Time{.days = static_cast<double>(protections_[i.index()].time)}, now_);
}

/// Brings the person's protection up to date: the messages seen since the last look are a Poisson
/// number at independent times with the outreach's density, each one adds its effect and all decay.
double World::protection(PersonId i) {
  if (!has_messages_) return 0.0;
  const std::uint32_t p = i.index();
  const Time since = last_look(i);
  const ProtectionSettings& settings = settings_.protection;
  const double old = static_cast<double>(protections_[p].value) *
                     std::exp(-settings.decay.per_day * (now_ - since).days);
  const double value = settings.fatigue == 1.0 ? with_new_messages(i, old, since)
                                               : with_tiring_messages(i, old, since);
  protections_[p].value = static_cast<float>(std::clamp(value, -settings.cap, settings.cap));
  protections_[p].time = static_cast<float>(now_.days);
  ++protections_[p].looks;
  return static_cast<double>(protections_[p].value);
}

double World::with_new_messages(PersonId i, double value, Time since) const {
  const double decay = settings_.protection.decay.per_day;
  // Views of 20 half-lives ago have lost all but a millionth of their effect: they are not drawn.
  const Time from{.days = decay > 0.0
                              ? std::max(since.days, now_.days - 20.0 * std::numbers::ln2 / decay)
                              : since.days};
  for_each_message(i, from, [&](Time /*when*/, double left) { value += left; });
  return value;
}

/// The k-th message that a person ever sees has fatigue^(k-1) of its effect, so that their
/// order counts, and all since the last look are drawn.
double World::with_tiring_messages(PersonId i, double value, Time since) {
  std::vector<std::pair<double, double>> messages;  // time and effect that is left
  for_each_message(i, since,
                   [&](Time when, double left) { messages.emplace_back(when.days, left); });
  std::sort(messages.begin(), messages.end());
  for (const auto& [when, left] : messages) value += left * tire(i);
  return value;
}

/// What one more message does to person i, relative to the first.
double World::tire(PersonId i) {
  const double fatigue = settings_.protection.fatigue;
  if (fatigue == 1.0) return 1.0;
  return std::pow(fatigue, protections_[i.index()].seen++);
}

bool World::is_reached(PersonId i, const Reached& reached) const {
  return reached.stages[index(stage(i))] && (!reached.followers_only || followed_by(i) > 0);
}

/// Before person i comes within reach of messages, or out of it: what it has seen since the last
/// look is drawn. Where nothing could be seen there is no look, so that a campaign still to come
/// changes no draw.
void World::settle_reach(PersonId i) {
  const Time since = last_look(i);
  const auto could_reach = [&](const Outreach& outreach) {
    const bool is_for_some = outreach.reached.followers_only || outreach.reached.depends_on_stage();
    return is_for_some && outreach.effects[segment(i)] != 0.0 &&
           outreach.views.integral(since, now_) > 0.0;
  };
  if (std::any_of(outreaches_.begin(), outreaches_.end(), could_reach)) protection(i);
}

void World::show_message(PersonId i, double effect) {
  has_messages_ = true;
  const double cap = settings_.protection.cap;
  const double old = protection(i);
  const double value = old + effect * tire(i);
  protections_[i.index()].value = static_cast<float>(std::clamp(value, -cap, cap));
}

void World::promote(PersonId i) {
  const std::uint32_t main = graph_[i].main_account;
  switch (stage(i)) {
    case Stage::unaware:
      return set_stage(i, Stage::curious);
    case Stage::curious:
      return set_stage(i, Stage::sympathiser);
    case Stage::sympathiser: {
      set_stage(i, Stage::supporter);
      const AccountId a = create_account(i, Tier::ordinary);
      activate(a);
      ++flows_.new_supporters;
      redraw(a);
      if (settings_.returning) {
        Stream stream = this->stream(Purpose::opening, entity_of(account(a)));
        const double share = settings_.returning->throwaway_share;
        open_throwaways(i, share / (1.0 - share), stream);
      }
      return;
    }
    case Stage::supporter:
      set_stage(i, Stage::core);
      if (main != none) change_tier(AccountId{main}, Tier::core);
      return;
    case Stage::core:
      return leave_platform(i, Stage::recruited);
    case Stage::recruited:
    case Stage::disengaged:
    case Stage::migrated:
      return;
  }
}

/// Draws when the next person on `stage` may step down, against the hazard of the most protected.
void World::draw_stage_clock(Stage stage) {
  StageClock& clock = stage_clocks_[index(stage)];
  const std::size_t members = on_stage_[index(stage)].size();
  clock.bound = static_cast<std::uint32_t>(members + members / 4 + 16);
  clock.version = (clock.version + 1) & 0xffffffU;
  const LadderSettings& ladder = *settings_.ladder;
  const double most = 1.0 + ladder.counter_sensitivity * settings_.protection.cap;
  const double rate = ladder.step_down[index(stage)].per_day * most * clock.bound;
  if (rate == 0.0) return;
  schedule(now_.days + clock.stream.exponential() / rate, Kind::step_down,
           static_cast<std::uint32_t>(stage), clock.version);
}

void World::on_step_down(Stage stage, std::uint32_t version) {
  StageClock& clock = stage_clocks_[index(stage)];
  if (clock.version != version) return;
  const std::vector<PersonId>& members = on_stage_[index(stage)];
  const std::uint32_t slot = clock.stream.below(clock.bound);
  const double coin = clock.stream.coin();
  if (slot < members.size()) {
    const double kappa = settings_.ladder->counter_sensitivity;
    const double most = 1.0 + kappa * settings_.protection.cap;
    const PersonId i = members[slot];
    // The first test spares most proposals the work of bringing the person's protection up to date.
    const bool steps =
        coin * most < 1.0 || coin * most < 1.0 + kappa * std::max(0.0, protection(i));
    if (steps) step_down(i, clock.stream);
  }
  draw_stage_clock(stage);
}

void World::step_down(PersonId i, Stream& stream) {
  const Stage from = stage(i);
  if (!is_pro(from)) {
    set_stage(i, from == Stage::sympathiser ? Stage::curious : Stage::unaware);
    return;
  }
  if (stream.coin() < settings_.ladder->leave_share) return leave_platform(i, Stage::disengaged);
  const std::uint32_t main = graph_[i].main_account;
  if (from == Stage::core) {
    set_stage(i, Stage::supporter);
    if (main != none) change_tier(AccountId{main}, Tier::ordinary);
  } else {
    if (main != none) close(AccountId{main}, Closing::withdrawn);
    if (followed_by(i) > 0) note_reached(graph_[i]);
    set_stage(i, Stage::sympathiser);
  }
}

void World::leave_platform(PersonId i, Stage end) {
  const std::uint32_t main = graph_[i].main_account;
  if (main != none) close(AccountId{main}, Closing::withdrawn);
  drop_follows(i);
  set_stage(i, end);
}

/// Part of a migrant's followers reads on elsewhere; they stay here as well.
void World::carry_audience(AccountId a) {
  totals_.off_platform_audience += settings_.migration->carried * followers(a);
}

}  // namespace quell
