// SPDX-License-Identifier: BSD-3-Clause
// How persons of the naive world go up and down the ladder.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>
#include <utility>

#include "tests/models/naive_world.hpp"

namespace quell {
namespace {

using Number = NaiveWorld::Number;

bool is_listed(Stage stage) { return stage >= Stage::curious && stage <= Stage::core; }

}  // namespace

void NaiveWorld::set_stage(Number person, Stage stage) {
  const Stage before = persons_[person].stage;
  persons_[person].stage = stage;
  if (is_listed(before)) {
    std::vector<Number>& left = members(before);
    *std::find(left.begin(), left.end(), person) = left.back();
    left.pop_back();
  }
  if (!is_listed(stage)) return;
  members(stage).push_back(person);
  const StageClock& clock = stage_clocks_[index(stage)];
  if (clock.bound > 0 && members(stage).size() > clock.bound) draw_stage_clock(stage);
}

void NaiveWorld::promote(Number person) {
  const std::optional<Number> main = persons_[person].main_account;
  switch (persons_[person].stage) {
    case Stage::unaware:
      return set_stage(person, Stage::curious);
    case Stage::curious:
      return set_stage(person, Stage::sympathiser);
    case Stage::sympathiser: {
      set_stage(person, Stage::supporter);
      const Number a = create_account(person, Tier::ordinary);
      activate(a);
      redraw(a);
      note(What::new_supporter, a);
      if (!settings_.returning) return;
      Stream stream = this->stream(Purpose::opening, key_of(a));
      const double share = settings_.returning->throwaway_share;
      return open_throwaways(person, share / (1.0 - share), stream);
    }
    case Stage::supporter:
      set_stage(person, Stage::core);
      if (main) change_tier(*main, Tier::core);
      return;
    case Stage::core:
      return leave_platform(person, Stage::recruited);
    default:
      return;
  }
}

/// One clock for all on a stage, for as many as the bound allows and the most protected.
void NaiveWorld::draw_stage_clock(Stage stage) {
  StageClock& clock = stage_clocks_[index(stage)];
  const std::size_t count = members(stage).size();
  clock.bound = static_cast<std::uint32_t>(count + count / 4 + 16);
  ++clock.version;
  const double most = 1.0 + settings_.ladder->counter_sensitivity * settings_.protection.cap;
  const double rate = settings_.ladder->step_down[index(stage)].per_day * most * clock.bound;
  if (rate == 0.0) return;
  plan(now_ + clock.stream.exponential() / rate, Kind::step_down, static_cast<Number>(index(stage)),
       clock.version);
}

void NaiveWorld::on_step_down(Stage stage) {
  StageClock& clock = stage_clocks_[index(stage)];
  const std::uint32_t slot = clock.stream.below(clock.bound);
  const double coin = clock.stream.coin();
  const double kappa = settings_.ladder->counter_sensitivity;
  const double mark = coin * (1.0 + kappa * settings_.protection.cap);
  if (slot < members(stage).size()) {
    const Number person = members(stage)[slot];
    // A protection is only looked at where it makes a difference.
    if (mark < 1.0 || mark < 1.0 + kappa * std::max(0.0, protection_of(person))) {
      step_down(person, clock.stream);
    }
  }
  draw_stage_clock(stage);
}

void NaiveWorld::step_down(Number person, Stream& stream) {
  const std::optional<Number> main = persons_[person].main_account;
  const Stage from = persons_[person].stage;
  if (from == Stage::curious) return set_stage(person, Stage::unaware);
  if (from == Stage::sympathiser) return set_stage(person, Stage::curious);
  if (stream.coin() < settings_.ladder->leave_share) {
    return leave_platform(person, Stage::disengaged);
  }
  if (from == Stage::core) {
    set_stage(person, Stage::supporter);
    if (main) change_tier(*main, Tier::ordinary);
  } else {
    set_stage(person, Stage::sympathiser);
    if (main) close(*main, Ending::withdrawn);
  }
}

void NaiveWorld::leave_platform(Number person, Stage end) {
  const std::optional<Number> main = persons_[person].main_account;
  if (main) close(*main, Ending::withdrawn);
  follows_.drop_person(person);
  set_stage(person, end);
}

/// Those who are organised have messages of their own.
void NaiveWorld::start_counter_speech() {
  if (!settings_.counter_speech) return;
  const CounterSpeechSettings& speech = *settings_.counter_speech;
  const std::string_view organised = "[counter_speech] organised";
  const double views = speech.rate.per_day * speech.views * static_cast<double>(counters_.size()) /
                       std::max(1.0, static_cast<double>(persons_.size()));
  messages_.push_back({.key = 0,
                       .views = speech.volume.times(views * (1.0 - speech.organised_share)),
                       .effect = speech.efficacy});
  messages_.push_back({.key = entity_of_name(organised.begin(), organised.end()),
                       .views = speech.volume.times(views * speech.organised_share),
                       .effect = speech.efficacy * speech.organised_factor});
}

/// What the person has seen since the last look is drawn now: a Poisson number of messages at
/// independent times. The k-th one ever seen has fatigue^(k-1) of its effect; where they do not
/// tire, those of twenty half-lives ago are left out.
double NaiveWorld::protection_of(Number i) {
  if (messages_.empty()) return 0.0;
  Person& person = persons_[i];
  const ProtectionSettings& settings = settings_.protection;
  const double decay = settings.decay.per_day;
  const bool tires = settings.fatigue != 1.0;
  const Time since{.days = std::min(static_cast<double>(person.looked), now_)};
  const Time from{.days = tires ? since.days
                                : std::max(since.days, now_ - 20.0 * std::numbers::ln2 / decay)};
  std::vector<std::pair<double, double>> seen;  // when, and what is left of the effect
  for (const Messages& messages : messages_) {
    if (messages.effect == 0.0) continue;
    const std::uint64_t look = std::uint64_t{person.looks} << 32U | i;
    Stream stream = this->stream(Purpose::protection, messages.key ^ look);
    const StepFunction::Stretch views{messages.views, from, {.days = now_}};
    for (std::uint32_t left = poisson(stream, views.integral()); left > 0; --left) {
      const double when = views.quantile(stream.coin()).days;
      seen.emplace_back(when, messages.effect * std::exp(-decay * (now_ - when)));
    }
  }
  if (tires) std::sort(seen.begin(), seen.end());
  double value = static_cast<double>(person.protection) * std::exp(-decay * (now_ - since.days));
  for (const auto& [when, left] : seen) {
    value += tires ? left * std::pow(settings.fatigue, person.messages++) : left;
  }
  person.protection = static_cast<float>(std::clamp(value, -settings.cap, settings.cap));
  person.looked = static_cast<float>(now_);
  ++person.looks;
  return static_cast<double>(person.protection);
}

/// With probability (1 - protection) / (1 + cap).
bool NaiveWorld::gets_past_protection(Number person, Stream& stream) {
  const double cap = settings_.protection.cap;
  const double mark = stream.coin() * (1.0 + cap);
  // A protection is only looked at where it makes a difference.
  return mark < 1.0 - cap || mark < 1.0 - protection_of(person);
}

}  // namespace quell
