// SPDX-License-Identifier: BSD-3-Clause
#include "sim/composition_rejection.hpp"

#include <bit>
#include <cassert>
#include <iterator>

namespace quell {
namespace {

constexpr unsigned fraction_bits = 52;

/// The exponent, as doubles store it, of the greatest double below `rate`: rises by one after each
/// power of two.
std::uint32_t power_of(double rate) {
  return static_cast<std::uint32_t>((std::bit_cast<std::uint64_t>(rate) - 1) >> fraction_bits);
}

/// Rate in units of its group, from 2^52 + 1 to 2^53: the digits that the double stores.
std::uint64_t units_of(double rate) {
  constexpr std::uint64_t leading = std::uint64_t{1} << fraction_bits;
  return (((std::bit_cast<std::uint64_t>(rate) - 1) & (leading - 1)) | leading) + 1;
}

}  // namespace

CompositionRejection::Group::Group(std::uint32_t power)
    : bound(std::bit_cast<double>(std::uint64_t{power + 1} << fraction_bits)),
      unit(bound * 0x1p-53) {}

void CompositionRejection::Group::add(double rate) {
  units += units_of(rate);
  total = static_cast<double>(units) * unit;
}

void CompositionRejection::Group::subtract(double rate) {
  units -= units_of(rate);
  total = static_cast<double>(units) * unit;
}

Rate CompositionRejection::rate(std::uint32_t clock) const {
  const Place place = places_[clock];
  if (place.power == 0) return {};
  return {.per_day = groups_[highest_ - place.power].entries[place.index].rate};
}

void CompositionRejection::set_rate(std::uint32_t clock, Rate rate) {
  check_rate(rate);
  if (places_[clock].power != 0) remove(clock);
  if (rate.per_day > 0.0) insert(clock, rate.per_day);
}

/// The group, after all between it and those there are have been made.
CompositionRejection::Group& CompositionRejection::made_group(std::uint32_t power) {
  if (groups_.empty()) highest_ = power - 1;
  std::vector<Group> higher;
  for (std::uint32_t p = power; p > highest_; --p) higher.emplace_back(p);
  if (!higher.empty()) {
    groups_.insert(groups_.begin(), std::make_move_iterator(higher.begin()),
                   std::make_move_iterator(higher.end()));
    highest_ = power;
  }
  while (highest_ - power >= groups_.size()) {
    groups_.emplace_back(highest_ - static_cast<std::uint32_t>(groups_.size()));
  }
  return group(power);
}

void CompositionRejection::insert(std::uint32_t clock, double rate) {
  const std::uint32_t power = power_of(rate);
  Group& group = made_group(power);
  group.add(rate);
  places_[clock] = {.power = power, .index = static_cast<std::uint32_t>(group.entries.size())};
  group.entries.push_back({.rate = rate, .clock = clock});
}

void CompositionRejection::remove(std::uint32_t clock) {
  const Place place = places_[clock];
  Group& from = group(place.power);
  from.subtract(from.entries[place.index].rate);
  from.entries[place.index] = from.entries.back();
  places_[from.entries[place.index].clock].index = place.index;
  from.entries.pop_back();
  places_[clock] = {};
}

Rate CompositionRejection::total() const {
  double sum = 0.0;
  for (const Group& group : groups_) sum += group.total;
  return {.per_day = sum};
}

/// Adds in the same order as `total()`, so that the last sum is `total` and exceeds the draw.
const CompositionRejection::Group& CompositionRejection::choose_group(double total) {
  const double drawn = stream_.uniform() * total;
  const Group* group = groups_.data();
  for (double sum = group->total; sum <= drawn; sum += group->total) ++group;
  return *group;
}

std::optional<Firing> CompositionRejection::next(Duration limit) {
  assert(limit.days >= 0.0);  // else time runs backwards
  const double all = total().per_day;
  if (all == 0.0) return std::nullopt;
  const Duration waiting{.days = stream_.exponential() / all};
  if (waiting > limit) return std::nullopt;
  const Group& group = choose_group(all);
  const auto count = static_cast<std::uint32_t>(group.entries.size());
  while (true) {
    const Entry& entry = group.entries[stream_.below(count)];
    if (stream_.coin() * group.bound < entry.rate) {
      return Firing{.waiting = waiting, .clock = entry.clock};
    }
  }
}

/// The order of entries within groups decides what will be drawn; rates put back in that order
/// restore it.
void CompositionRejection::visit_blocks(BlockVisitor& visitor) {
  std::vector<double> rates;
  std::vector<std::uint32_t> clocks;
  for (const Group& group : groups_) {
    for (const Entry& entry : group.entries) {
      rates.push_back(entry.rate);
      clocks.push_back(entry.clock);
    }
  }
  auto count = static_cast<std::uint32_t>(places_.size());
  visitor.plain("clock count", count);
  visitor.array("rates", rates);
  visitor.array("clocks", clocks);
  visitor.plain("clock stream", stream_);
  *this = CompositionRejection{count, stream_};
  for (std::size_t k = 0; k < rates.size(); ++k) insert(clocks[k], rates[k]);
}

}  // namespace quell
