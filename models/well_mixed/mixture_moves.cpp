// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>

#include "models/well_mixed/mixture.hpp"
#include "models/well_mixed/sums.hpp"

namespace quell {
namespace {

enum class End { recruited, disengaged, migrated };
constexpr std::size_t end(End which) { return static_cast<std::size_t>(which); }

/// Those who rise can follow no more than all members together.
double bounded(double bias, double members) { return std::min(bias, std::max(1.0, members)); }

}  // namespace

void Mixture::readers_rise(std::size_t rung, std::size_t group, std::size_t segment, double amount,
                           double bias, const double* state, double* change,
                           EdgeFlows& edges) const {
  const std::size_t from = layout_.reader(rung, group, segment);
  const double held = state[layout_.reader_follows + from];
  const double mean = share(held, state[layout_.readers + from]);
  const double follows = amount * mean * bounded(bias, state[layout_.readers + from]);
  change[layout_.readers + from] -= amount;
  change[layout_.reader_follows + from] -= follows;
  if (rung + 1 < Layout::rungs) {
    const std::size_t to = layout_.reader(rung + 1, group, segment);
    change[layout_.readers + to] += amount;
    change[layout_.reader_follows + to] += follows;
    return;
  }
  const std::size_t c = layout_.class_of(Tier::ordinary, 0);
  change[layout_.accounts + c * layout_.segments + segment] += amount;
  change[layout_.follows + c] += follows;
  change[layout_.eagerness + c] += amount * eagerness_of(group);
  change[layout_.total(Total::new_supporters)] += amount;
  change[layout_.total(Total::opened)] += amount;
  edges.to_owners += follows;
}

void Mixture::readers_sink(std::size_t rung, std::size_t group, std::size_t segment, double amount,
                           const double* state, double* change) const {
  const std::size_t from = layout_.reader(rung, group, segment);
  const std::size_t to = layout_.reader(rung - 1, group, segment);
  const double follows =
      amount * share(state[layout_.reader_follows + from], state[layout_.readers + from]);
  change[layout_.readers + from] -= amount;
  change[layout_.reader_follows + from] -= follows;
  change[layout_.readers + to] += amount;
  change[layout_.reader_follows + to] += follows;
}

void Mixture::move_owners(const OwnerMoves& moves, std::size_t c, std::size_t segment,
                          double* change) const {
  const std::size_t segments = layout_.segments;
  const auto add = [&](std::size_t first, std::size_t which, double amount) {
    change[first + which * segments + segment] += amount;
  };
  const std::size_t g = layout_.generation_of(c);
  add(layout_.accounts, c, -moves.all());
  if (is_core(c)) {
    add(layout_.ended, end(End::recruited), moves.rise);
    add(layout_.accounts, layout_.class_of(Tier::ordinary, g), moves.sink);
  } else {
    add(layout_.accounts, layout_.class_of(Tier::core, g), moves.rise);
    change[layout_.readers + former_readers(segment)] += moves.sink;
  }
  add(layout_.ended, end(End::disengaged), moves.give_up + moves.suspended_gives_up);
  add(layout_.ended, end(End::migrated), moves.migrate + moves.suspended_migrates);
  add(layout_.away, next_class(c), moves.suspended_waits);
  add(layout_.accounts, next_class(c), moves.suspended_switches);
  change[layout_.total(Total::opened)] += moves.suspended_switches;
  change[layout_.total(Total::returns)] += moves.suspended_switches;
}

void Mixture::move_away(const AwayMoves& moves, std::size_t c, std::size_t segment,
                        double* change) const {
  const std::size_t segments = layout_.segments;
  const auto add = [&](std::size_t first, std::size_t which, double amount) {
    change[first + which * segments + segment] += amount;
  };
  add(layout_.away, c, -moves.all());
  add(layout_.accounts, c, moves.come_back);
  if (is_core(c)) {
    add(layout_.away, layout_.class_of(Tier::ordinary, layout_.generation_of(c)), moves.sink);
  } else {
    change[layout_.readers + former_readers(segment)] += moves.sink;
  }
  add(layout_.ended, end(End::disengaged), moves.give_up);
  change[layout_.total(Total::opened)] += moves.come_back;
  change[layout_.total(Total::returns)] += moves.come_back;
}

void Mixture::move_owners_contents(const OwnerMoves& moves, const double* sinking, double bias,
                                   std::size_t c, const double* state, double* change,
                                   EdgeFlows& edges) const {
  const double accounts = accounts_of(state, c);
  if (!(accounts > 0.0)) return;
  const bool core = is_core(c);
  const double changing_tier = (core ? moves.sink : moves.rise) / accounts;
  const double all = moves.all() / accounts;
  const double closing = all - changing_tier;
  const double inside = state[layout_.inside + c];
  const double outside = state[layout_.outside + c];
  const double seen = state[layout_.seen + c];
  const double kept_inside = state[layout_.kept_inside + c];
  const double kept_outside = state[layout_.kept_outside + c];
  const double kept_seen = state[layout_.kept_seen + c];
  const double follows = state[layout_.follows + c];
  const double lost = state[layout_.lost + c];
  const double eagerness = state[layout_.eagerness + c];
  // Of those who rise, how many more they follow than the mean.
  const double rising = moves.rise / accounts;
  const double excess = rising * (bounded(bias, accounts) - 1.0);

  change[layout_.inside + c] -= all * inside;
  change[layout_.outside + c] -= all * outside;
  change[layout_.seen + c] -= all * seen;
  change[layout_.kept_inside + c] -= all * kept_inside;
  change[layout_.kept_outside + c] -= all * kept_outside;
  change[layout_.kept_seen + c] -= all * kept_seen;
  change[layout_.follows + c] -= (all + excess) * follows;
  change[layout_.lost + c] -= all * lost;
  change[layout_.eagerness + c] -= all * eagerness;

  edges.lost_inside += closing * inside;
  edges.lost_outside += closing * outside;
  edges.suspended_inside += moves.suspended() / accounts * inside;
  edges.dropped += closing * follows;
  if (moves.migrate + moves.suspended_migrates > 0.0) {
    change[layout_.total(Total::off_platform_audience)] +=
        settings_.migration->carried * (moves.migrate + moves.suspended_migrates) / accounts *
        (inside + outside);
  }
  if (core) {
    edges.dropped += excess * follows;
  } else if (moves.sink > 0.0) {
    const double each = follows / accounts;
    edges.dropped -= moves.sink * each;
    edges.to_readers += moves.sink * each;
    for (std::size_t s = 0; s < layout_.segments; ++s) {
      change[layout_.reader_follows + former_readers(s)] += sinking[s] * each;
    }
  }
  if (changing_tier > 0.0) {
    const std::size_t to =
        layout_.class_of(core ? Tier::ordinary : Tier::core, layout_.generation_of(c));
    const double louder = changing_tier * share(posting_[to], posting_[c]);
    change[layout_.inside + to] += changing_tier * inside;
    change[layout_.outside + to] += changing_tier * outside;
    change[layout_.seen + to] += louder * seen;
    change[layout_.kept_inside + to] += changing_tier * kept_inside;
    change[layout_.kept_outside + to] += changing_tier * kept_outside;
    change[layout_.kept_seen + to] += louder * kept_seen;
    change[layout_.follows + to] += (changing_tier + (core ? 0.0 : excess)) * follows;
    change[layout_.lost + to] += changing_tier * lost;
    change[layout_.eagerness + to] += changing_tier * eagerness;
  }
  if (moves.suspended_waits + moves.suspended_switches == 0.0) return;

  const std::size_t to = next_class(c);
  const double waits = moves.suspended_waits / accounts;
  const double switches = moves.suspended_switches / accounts;
  const double keep = kept_shares_[c];
  const double keep_seen = keep * share(posting_[to], posting_[c]);
  const double again = settings_.returning->follow_again * follows;
  change[layout_.away_inside + to] += waits * keep * inside;
  change[layout_.away_outside + to] += waits * keep * outside;
  change[layout_.away_seen + to] += waits * keep_seen * seen;
  change[layout_.away_follows + to] += waits * again;
  change[layout_.away_eagerness + to] += waits * eagerness;
  change[layout_.kept_inside + to] += switches * keep * inside;
  change[layout_.kept_outside + to] += switches * keep * outside;
  change[layout_.kept_seen + to] += switches * keep_seen * seen;
  change[layout_.follows + to] += switches * again;
  change[layout_.eagerness + to] += switches * eagerness;
  edges.followed_again += switches * again;
}

void Mixture::move_away_contents(const AwayMoves& moves, std::size_t c, const double* state,
                                 double* change, EdgeFlows& edges) const {
  const double persons = persons_away(state, c);
  if (!(persons > 0.0)) return;
  const double all = moves.all() / persons;
  const double back = moves.come_back / persons;
  const double inside = state[layout_.away_inside + c];
  const double outside = state[layout_.away_outside + c];
  const double seen = state[layout_.away_seen + c];
  const double follows = state[layout_.away_follows + c];
  const double eagerness = state[layout_.away_eagerness + c];
  change[layout_.away_inside + c] -= all * inside;
  change[layout_.away_outside + c] -= all * outside;
  change[layout_.away_seen + c] -= all * seen;
  change[layout_.away_follows + c] -= all * follows;
  change[layout_.away_eagerness + c] -= all * eagerness;
  change[layout_.kept_inside + c] += back * inside;
  change[layout_.kept_outside + c] += back * outside;
  change[layout_.kept_seen + c] += back * seen;
  change[layout_.follows + c] += back * follows;
  change[layout_.eagerness + c] += back * eagerness;
  edges.followed_again += back * follows;
  if (!is_core(c) || moves.sink == 0.0) return;
  const double sink = moves.sink / persons;
  const std::size_t to = layout_.class_of(Tier::ordinary, layout_.generation_of(c));
  change[layout_.away_inside + to] += sink * inside;
  change[layout_.away_outside + to] += sink * outside;
  change[layout_.away_seen + to] += sink * seen * share(posting_[to], posting_[c]);
  change[layout_.away_follows + to] += sink * follows;
  change[layout_.away_eagerness + to] += sink * eagerness;
}

void Mixture::close_extras(double closed, double suspended, std::size_t c, const double* state,
                           double* change, EdgeFlows& edges) const {
  const double accounts = accounts_of(state, c);
  if (!(accounts > 0.0)) return;
  const double part = (closed + suspended) / accounts;
  const double inside = state[layout_.inside + c];
  const double outside = state[layout_.outside + c];
  change[layout_.inside + c] -= part * inside;
  change[layout_.outside + c] -= part * outside;
  change[layout_.seen + c] -= part * state[layout_.seen + c];
  edges.lost_inside += part * inside;
  edges.lost_outside += part * outside;
  edges.suspended_inside += suspended / accounts * inside;
}

void Mixture::settle(const EdgeFlows& edges, Ended ended, const double* state,
                     double* change) const {
  const std::size_t mains = layout_.main_classes();
  const std::size_t classes = layout_.classes();
  const double* const follows = state + layout_.follows;
  const double* const inside = state + layout_.inside;
  const double* const outside = state + layout_.outside;
  // Where nobody holds an edge, those who could do: no edge is left with one end.
  std::array<double, max_classes> accounts{};
  if (!(sum_of(inside, classes) > 0.0 && sum_of(outside, classes) > 0.0)) {
    for (std::size_t c = 0; c < classes; ++c) accounts[c] = accounts_of(state, c);
  }
  const Portions by_owners{follows, accounts.data(), mains};
  const Portions by_readers{state + layout_.reader_follows, state + layout_.readers,
                            layout_.reader_compartments()};
  const Portions of_inside{inside, accounts.data(), classes};
  const Portions of_outside{outside, accounts.data(), classes};
  const double before =
      sum_of(inside, classes) + (ended == Ended::are_gone ? edges.lost_inside : 0.0);
  const double forgotten = share(edges.lost_inside, before);
  for (std::size_t c = 0; c < mains; ++c) {
    change[layout_.away_follows + c] -= forgotten * state[layout_.away_follows + c];
    change[layout_.lost + c] += edges.suspended_inside * by_owners[c];
    change[layout_.follows + c] -= edges.lost_inside * by_owners[c];
  }
  for (std::size_t k = 0; k < layout_.reader_compartments(); ++k) {
    change[layout_.reader_follows + k] -= edges.lost_outside * by_readers[k];
  }
  const double net = edges.followed_again - edges.dropped;
  for (std::size_t c = 0; c < classes; ++c) {
    const double mine = inside[c];
    const double each = share(state[layout_.seen + c], mine + outside[c]);
    const double to_outside = edges.to_readers * of_inside[c];
    const double to_inside = edges.to_owners * of_outside[c];
    const double added = net * of_inside[c];
    change[layout_.inside + c] += added - to_outside + to_inside;
    change[layout_.outside + c] += to_outside - to_inside;
    change[layout_.seen + c] += added * (each > 0.0 ? each : posting_[c]);
  }
}

Portions::Portions(const double* shares, const double* members, std::size_t count)
    : by_(sum_of(shares, count) > 0.0 ? shares : members), whole_(sum_of(by_, count)) {}

double Portions::operator[](std::size_t k) const { return share(by_[k], whole_); }

void Mixture::add_in_proportion(double amount, const double* shares, const double* members,
                                std::size_t count, double* change) {
  if (amount == 0.0) return;
  const Portions portions{shares, members, count};
  for (std::size_t k = 0; k < count; ++k) change[k] += amount * portions[k];
}

}  // namespace quell
