// SPDX-License-Identifier: BSD-3-Clause
// How persons of the naive world go up and down the ladder.
#include <algorithm>

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

/// Nobody is protected here.
void NaiveWorld::on_step_down(Stage stage) {
  StageClock& clock = stage_clocks_[index(stage)];
  const std::uint32_t slot = clock.stream.below(clock.bound);
  const double coin = clock.stream.coin();
  const double most = 1.0 + settings_.ladder->counter_sensitivity * settings_.protection.cap;
  if (slot < members(stage).size() && coin * most < 1.0) {
    step_down(members(stage)[slot], clock.stream);
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

}  // namespace quell
