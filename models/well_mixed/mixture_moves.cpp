// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "models/well_mixed/mixture.hpp"

namespace quell {
namespace {

enum class End { recruited, disengaged, migrated };

double sum(const double* values, std::size_t count) {
  double total = 0.0;
  for (std::size_t k = 0; k < count; ++k) total += values[k];
  return total;
}

double share(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

}  // namespace

void Mixture::move_reader(Move move, std::size_t rung, std::size_t group, std::size_t segment,
                          double amount, const double* state, double* change,
                          EdgeFlows& edges) const {
  const std::size_t from = layout_.reader(rung, group, segment);
  const double mean = share(state[layout_.reader_follows + from], state[layout_.readers + from]);
  const double bias = move == Move::rise ? uptake_->bias(mean) : 1.0;
  const double follows =
      std::min(amount * mean * bias, std::max(0.0, state[layout_.reader_follows + from]));
  change[layout_.readers + from] -= amount;
  change[layout_.reader_follows + from] -= follows;
  if (move == Move::rise && rung + 1 == Layout::rungs) {
    const std::size_t c = layout_.class_of(Tier::ordinary, 0);
    change[layout_.accounts + c * layout_.segments + segment] += amount;
    change[layout_.follows + c] += follows;
    change[layout_.eagerness + c] += amount * eagerness_of(group);
    edges.to_owners += follows;
    change[layout_.total(Total::new_supporters)] += amount;
    change[layout_.total(Total::opened)] += amount;
    return;
  }
  const std::size_t to = layout_.reader(move == Move::rise ? rung + 1 : rung - 1, group, segment);
  change[layout_.readers + to] += amount;
  change[layout_.reader_follows + to] += follows;
}

void Mixture::move_owners(Move move, std::size_t c, std::size_t segment, double amount,
                          double* change) const {
  const std::size_t segments = layout_.segments;
  const auto add_account = [&](std::size_t which, double count) {
    change[layout_.accounts + which * segments + segment] += count;
  };
  const auto add_away = [&](std::size_t which, double count) {
    change[layout_.away + which * segments + segment] += count;
  };
  const auto end = [&](End which) {
    change[layout_.ended + static_cast<std::size_t>(which) * segments + segment] += amount;
  };
  const auto read_on = [&] {
    const std::size_t k = layout_.reader(Layout::rungs - 1, layout_.groups - 1, segment);
    change[layout_.readers + k] += amount;
  };
  const std::size_t g = layout_.generation_of(c);
  const auto open = [&](std::size_t which) {
    add_account(which, amount);
    change[layout_.total(Total::opened)] += amount;
    change[layout_.total(Total::returns)] += amount;
  };
  switch (move) {
    case Move::rise:
      add_account(c, -amount);
      return is_core(c) ? end(End::recruited)
                        : add_account(layout_.class_of(Tier::core, g), amount);
    case Move::sink:
      add_account(c, -amount);
      return is_core(c) ? add_account(layout_.class_of(Tier::ordinary, g), amount) : read_on();
    case Move::give_up:
      add_account(c, -amount);
      return end(End::disengaged);
    case Move::migrate:
      add_account(c, -amount);
      return end(End::migrated);
    case Move::suspended_migrates:
      add_account(c, -amount);
      return end(End::migrated);
    case Move::suspended_waits:
      add_account(c, -amount);
      return add_away(next_class(c), amount);
    case Move::suspended_switches:
      add_account(c, -amount);
      return open(next_class(c));
    case Move::suspended_gives_up:
      add_account(c, -amount);
      return end(End::disengaged);
    case Move::come_back:
      add_away(c, -amount);
      return open(c);
    case Move::sink_away:
      add_away(c, -amount);
      return is_core(c) ? add_away(layout_.class_of(Tier::ordinary, g), amount) : read_on();
    case Move::give_up_away:
      add_away(c, -amount);
      return end(End::disengaged);
    case Move::close_extra:
    case Move::suspend_extra:
      return add_account(c, -amount);
  }
}

void Mixture::move_contents(Move move, std::size_t c, std::size_t segment, double amount,
                            const double* state, double* change, EdgeFlows& edges) const {
  const bool is_away =
      move == Move::come_back || move == Move::sink_away || move == Move::give_up_away;
  const bool is_suspended = move == Move::suspended_migrates || move == Move::suspended_waits ||
                            move == Move::suspended_switches || move == Move::suspended_gives_up ||
                            move == Move::suspend_extra;
  const double part =
      std::min(1.0, share(amount, is_away ? persons_away(state, c) : accounts_of(state, c)));
  const auto take = [&](std::size_t first, double factor = 1.0) {
    const double taken = std::min(1.0, part * factor) * state[first + c];
    change[first + c] -= taken;
    return taken;
  };
  const std::size_t g = layout_.generation_of(c);

  if (is_away) {
    const double inside = take(layout_.away_inside);
    const double outside = take(layout_.away_outside);
    const double seen = take(layout_.away_seen);
    const double follows = take(layout_.away_follows);
    const double eagerness = take(layout_.away_eagerness);
    if (move == Move::come_back) {
      change[layout_.kept_inside + c] += inside;
      change[layout_.kept_outside + c] += outside;
      change[layout_.kept_seen + c] += seen;
      change[layout_.follows + c] += follows;
      change[layout_.eagerness + c] += eagerness;
      edges.followed_again += follows;
    } else if (move == Move::sink_away && is_core(c)) {
      const std::size_t to = layout_.class_of(Tier::ordinary, g);
      change[layout_.away_inside + to] += inside;
      change[layout_.away_outside + to] += outside;
      change[layout_.away_seen + to] += seen * share(posting_[to], posting_[c]);
      change[layout_.away_follows + to] += follows;
      change[layout_.away_eagerness + to] += eagerness;
    }
    return;
  }

  const double inside = take(layout_.inside);
  const double outside = take(layout_.outside);
  const double seen = take(layout_.seen);
  const auto close = [&] {
    edges.lost_inside += inside;
    edges.lost_outside += outside;
    if (is_suspended) edges.suspended_inside += inside;
  };
  if (c >= layout_.main_classes()) return close();

  const double kept_inside = take(layout_.kept_inside);
  const double kept_outside = take(layout_.kept_outside);
  const double kept_seen = take(layout_.kept_seen);
  const double bias = move == Move::rise
                          ? uptake_->bias(share(state[layout_.follows + c], accounts_of(state, c)))
                          : 1.0;
  const double follows = take(layout_.follows, bias);
  const double lost = take(layout_.lost);
  const double eagerness = take(layout_.eagerness);
  const bool changes_tier =
      (move == Move::rise && !is_core(c)) || (move == Move::sink && is_core(c));
  if (changes_tier) {
    const std::size_t to = layout_.class_of(is_core(c) ? Tier::ordinary : Tier::core, g);
    const double louder = share(posting_[to], posting_[c]);
    change[layout_.inside + to] += inside;
    change[layout_.outside + to] += outside;
    change[layout_.seen + to] += seen * louder;
    change[layout_.kept_inside + to] += kept_inside;
    change[layout_.kept_outside + to] += kept_outside;
    change[layout_.kept_seen + to] += kept_seen * louder;
    change[layout_.follows + to] += follows;
    change[layout_.lost + to] += lost;
    change[layout_.eagerness + to] += eagerness;
    return;
  }
  close();
  if (move == Move::sink) {
    const std::size_t k = layout_.reader(Layout::rungs - 1, layout_.groups - 1, segment);
    change[layout_.reader_follows + k] += follows;
    edges.to_readers += follows;
    return;
  }
  edges.dropped += follows;
  if (move == Move::migrate || move == Move::suspended_migrates) {
    change[layout_.total(Total::off_platform_audience)] +=
        settings_.migration->carried * (inside + outside);
  }
  if (move != Move::suspended_waits && move != Move::suspended_switches) return;

  const ReturnSettings& returning = *settings_.returning;
  const std::size_t to = next_class(c);
  const double keep =
      returning.refollow * std::pow(returning.refollow_decay, static_cast<double>(g));
  const double louder = share(posting_[to], posting_[c]);
  const bool waits = move == Move::suspended_waits;
  change[(waits ? layout_.away_inside : layout_.kept_inside) + to] += keep * inside;
  change[(waits ? layout_.away_outside : layout_.kept_outside) + to] += keep * outside;
  change[(waits ? layout_.away_seen : layout_.kept_seen) + to] += keep * seen * louder;
  change[(waits ? layout_.away_follows : layout_.follows) + to] += returning.follow_again * follows;
  change[(waits ? layout_.away_eagerness : layout_.eagerness) + to] += eagerness;
  if (!waits) edges.followed_again += returning.follow_again * follows;
}

void Mixture::settle(const EdgeFlows& edges, const double* state, double* change) const {
  const std::size_t mains = layout_.main_classes();
  const std::size_t readers = layout_.reader_compartments();
  const double by_owners = sum(state + layout_.follows, mains);
  const double by_readers = sum(state + layout_.reader_follows, readers);
  const double inside = sum(state + layout_.inside, layout_.classes());
  const double outside = sum(state + layout_.outside, layout_.classes());
  const double lost = share(edges.lost_inside, by_owners);
  const double suspended = share(edges.suspended_inside, by_owners);
  const double ended = share(edges.lost_inside, inside);
  for (std::size_t c = 0; c < mains; ++c) {
    const double follows = state[layout_.follows + c];
    change[layout_.follows + c] -= lost * follows;
    change[layout_.lost + c] += suspended * follows;
    change[layout_.away_follows + c] -= ended * state[layout_.away_follows + c];
  }
  const double lost_by_readers = share(edges.lost_outside, by_readers);
  for (std::size_t k = 0; k < readers; ++k) {
    change[layout_.reader_follows + k] -= lost_by_readers * state[layout_.reader_follows + k];
  }
  const double dropped = share(edges.dropped, inside);
  const double again = share(edges.followed_again, inside);
  const double to_outside = share(edges.to_readers, inside);
  const double to_inside = share(edges.to_owners, outside);
  for (std::size_t c = 0; c < layout_.classes(); ++c) {
    const double mine = state[layout_.inside + c];
    const double others = state[layout_.outside + c];
    change[layout_.inside + c] += (again - dropped - to_outside) * mine + to_inside * others;
    change[layout_.outside + c] += to_outside * mine - to_inside * others;
    change[layout_.seen + c] +=
        (again - dropped) * share(mine, mine + others) * state[layout_.seen + c];
  }
}

}  // namespace quell
