// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cassert>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "sim/event.hpp"
#include "sim/random.hpp"
#include "sim/units.hpp"

namespace quell {

/// What fires next, and how long after the last firing or the last limit.
struct Firing {
  Duration waiting;
  std::uint32_t clock = 0;
};

/// Clocks 0, ..., count - 1, each firing again and again after exponential waiting times of its
/// rate. All rates are 0 at first; a rate that changes holds from now on.
///
/// `next(limit)` moves on to the next firing, or by `limit` if none comes before; then it returns
/// nothing. Without a limit it does so only when all rates are 0, and time stands still.
/// `set_rate` throws std::invalid_argument as `check_rate` does, and then changes nothing.
///
/// Implementations draw from the same distribution, not the same numbers.
template <class C>
concept ExponentialClocks = std::constructible_from<C, std::uint32_t, Stream> &&
    requires(C clocks, const C& fixed, std::uint32_t clock, Rate rate, Duration limit,
             BlockVisitor& visitor) {
  clocks.set_rate(clock, rate);
  { fixed.rate(clock) } -> std::same_as<Rate>;
  { clocks.next(limit) } -> std::same_as<std::optional<Firing>>;
  { clocks.next() } -> std::same_as<std::optional<Firing>>;
  clocks.visit_blocks(visitor);
};

/// As the limit of `next`.
constexpr Duration unlimited{.days = std::numeric_limits<double>::infinity()};

/// Rates are 0 or within these, and clocks no more than this, so that sums of rates and waiting
/// times are finite and lose no digits to underflow.
constexpr Rate least_rate{.per_day = 1e-300};
constexpr Rate most_rate{.per_day = 1e300};
constexpr std::uint32_t most_clocks = 100'000'000;

/// Throws std::invalid_argument unless a clock can have this rate.
inline void check_rate(Rate rate) {
  if (!(rate.per_day == 0.0 || (rate >= least_rate && rate <= most_rate))) {
    throw std::invalid_argument(
        "the rate of a clock is neither 0 nor from 1e-300 to 1e300 per day");
  }
}

/// Throws std::invalid_argument when there are too many.
inline std::uint32_t check_count(std::uint32_t clocks) {
  if (clocks > most_clocks) throw std::invalid_argument("more than 10^8 clocks");
  return clocks;
}

/// Exponential clocks over an event queue, which holds the next firing of each (Gibson & Bruck
/// 2000, doi:10.1021/jp993732q, next reaction method).
///
/// Differs from the paper in that a clock whose rate changed is drawn anew, which is lawful because
/// it has no memory, instead of stretching what it had left; its old event stays in the queue as
/// stale. Firings are kept as points in time, so that waiting times are resolved to 2^-53 of the
/// time that has passed.
template <EventQueue Queue>
class QueuedClocks {
 public:
  QueuedClocks(std::uint32_t count, Stream stream) : clocks_(check_count(count)), stream_(stream) {}

  [[nodiscard]] Rate rate(std::uint32_t clock) const { return {.per_day = clocks_[clock].rate}; }

  void set_rate(std::uint32_t clock, Rate rate) {
    check_rate(rate);
    if (clocks_[clock].rate == rate.per_day) return;
    clocks_[clock].rate = rate.per_day;
    disarm(clock);
  }

  std::optional<Firing> next(Duration limit = unlimited) {
    assert(limit.days >= 0.0);  // else time runs backwards
    arm_all();
    while (!queue_.empty() && is_stale(queue_.top())) queue_.pop();
    if (queue_.empty() || queue_.top().time > now_ + limit.days) {
      if (limit < unlimited) now_ += limit.days;
      return std::nullopt;
    }
    const Event event = queue_.top();
    queue_.pop();
    disarm(event.entity);
    const double last = std::exchange(now_, event.time);
    return Firing{.waiting = {.days = now_ - last}, .clock = event.entity};
  }

  void visit_blocks(BlockVisitor& visitor) {
    queue_.visit_blocks(visitor);
    visitor.array("clocks", clocks_);
    visitor.array("unarmed", unarmed_);
    visitor.plain("clock stream", stream_);
    visitor.plain("now", now_);
  }

 private:
  /// An armed clock has an event of its version in the queue, unless its rate is 0. The version
  /// would repeat after 2^32 changes during the life of one stale event.
  struct Clock {
    double rate = 0.0;  ///< [1/d]
    std::uint32_t version = 0;
    std::uint32_t is_armed = 1;
  };

  [[nodiscard]] bool is_stale(const Event& event) const {
    return event.tag != clocks_[event.entity].version;
  }

  /// Drawing waits until the next firing is asked for, as rates often change twice before.
  void disarm(std::uint32_t clock) {
    if (clocks_[clock].is_armed == 0) return;
    clocks_[clock].is_armed = 0;
    ++clocks_[clock].version;
    unarmed_.push_back(clock);
  }

  void arm_all() {
    for (const std::uint32_t number : unarmed_) {
      Clock& clock = clocks_[number];
      clock.is_armed = 1;
      if (clock.rate == 0.0) continue;
      queue_.push({.time = now_ + stream_.exponential() / clock.rate,
                   .entity = number,
                   .tag = clock.version});
    }
    unarmed_.clear();
    if (queue_.size() > 2 * clocks_.size() + 64) drop_stale();
  }

  /// Slow clocks that change often would fill the queue with events that nobody waits for.
  void drop_stale() {
    Queue live;
    for (; !queue_.empty(); queue_.pop()) {
      if (!is_stale(queue_.top())) live.push(queue_.top());
    }
    queue_ = std::move(live);
  }

  Queue queue_;
  std::vector<Clock> clocks_;
  std::vector<std::uint32_t> unarmed_;  ///< each once
  Stream stream_;
  double now_ = 0.0;  ///< [d since construction]
};

}  // namespace quell
