// SPDX-License-Identifier: BSD-3-Clause
// All implementations of exponential clocks against closed forms.
#include "sim/exponential_clocks.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "sim/block_bytes.hpp"
#include "sim/calendar_queue.hpp"
#include "sim/composition_rejection.hpp"
#include "sim/dary_heap.hpp"
#include "sim/direct_method.hpp"
#include "sim/ladder_queue.hpp"
#include "tests/catch.hpp"
#include "tests/statistics.hpp"

using namespace quell;

#define QUELL_ALL_CLOCKS                                                                    \
  CompositionRejection, DirectMethod, QueuedClocks<DaryHeap<4>>, QueuedClocks<DaryHeap<8>>, \
      QueuedClocks<CalendarQueue>, QueuedClocks<LadderQueue>

namespace {

static_assert(ExponentialClocks<CompositionRejection> && ExponentialClocks<DirectMethod> &&
              ExponentialClocks<QueuedClocks<LadderQueue>>);

Stream stream_of(std::uint64_t seed, std::uint64_t entity = 0) {
  return Stream{{.seed = seed}, 0, entity};
}

/// 0, anything from 1e-3 to 1e3 per day, or a power of two, and for the clocks from 10 on the next
/// number above it, so that the clocks' shares depend on how rates are grouped by powers of two.
double some_rate(Stream& stream, std::uint32_t clock) {
  const double power = std::ldexp(1.0, int(stream.below(7)) - 3);
  switch (stream.below(3)) {
    case 0:
      return 0.0;
    case 1:
      return std::pow(10.0, 6 * stream.coin() - 3);
    default:
      return clock < 10 ? power : std::nextafter(power, 2 * power);
  }
}

/// Clocks beside the rates that they should have. What fires is mapped to two numbers that are
/// uniform if it is drawn from the right distribution, whatever the rates have been.
template <class Clocks>
class Checked {
 public:
  explicit Checked(std::uint32_t count, std::uint64_t seed)
      : clocks_(count, stream_of(seed)), rates_(count), stream_(stream_of(seed, 1)) {}

  void set_rate(std::uint32_t clock, double rate) {
    clocks_.set_rate(clock, {.per_day = rate});
    rates_[clock] = rate;
  }

  std::optional<Firing> next(Duration limit = unlimited) {
    double total = 0.0;
    for (const double rate : rates_) total += rate;
    const auto firing = clocks_.next(limit);
    if (!firing) {
      hazard_ += total * limit.days;
      return firing;
    }
    hazard_ += total * firing->waiting.days;
    waiting_.push_back(-std::expm1(-hazard_));
    hazard_ = 0.0;
    double before = 0.0;
    for (std::uint32_t k = 0; k < firing->clock; ++k) before += rates_[k];
    chosen_.push_back((before + stream_.coin() * rates_[firing->clock]) / total);
    if (rates_[firing->clock] == 0.0) FAIL("a clock of rate 0 fired");
    return firing;
  }

  void check() const {
    CHECK(uniform_p(waiting_) >= p_limit);
    CHECK(uniform_p(chosen_) >= p_limit);
  }

  Clocks& clocks() { return clocks_; }

 private:
  Clocks clocks_;
  std::vector<double> rates_;
  Stream stream_;
  double hazard_ = 0.0;  // since the last firing
  std::vector<double> waiting_;
  std::vector<double> chosen_;
};

/// When the last of 20 clocks has fired, if each fires once and those left speed up each time.
template <class Clocks>
std::vector<double> times_to_extinction(std::uint64_t seed) {
  constexpr std::uint32_t count = 20;
  std::vector<double> times(2000);
  for (std::size_t run = 0; run < times.size(); ++run) {
    Clocks clocks{count, stream_of(seed, run)};
    std::vector<bool> is_left(count, true);
    for (std::uint32_t k = 0; k < count; ++k) clocks.set_rate(k, {.per_day = 0.1 * (k + 1)});
    while (const auto firing = clocks.next()) {
      times[run] += firing->waiting.days;
      clocks.set_rate(firing->clock, {});
      is_left[firing->clock] = false;
      for (std::uint32_t k = 0; k < count; ++k) {
        if (is_left[k]) clocks.set_rate(k, 1.05 * clocks.rate(k));
      }
    }
  }
  return times;
}

}  // namespace

// With 2 10^5 firings a clock of probability 0.1 that is off by 4 % is caught almost surely.
TEMPLATE_TEST_CASE("clocks: each fires in proportion to its rate", "[sim][contract]",
                   QUELL_ALL_CLOCKS) {
  const std::vector<double> rates{1.0, 2.0, 0.0, 0.5, 1.0 / 3, 7.0, 0.01, 1.0, 4.0, 3.999};
  double total = 0.0;
  for (const double rate : rates) total += rate;
  TestType clocks{static_cast<std::uint32_t>(rates.size()), stream_of(101)};
  std::vector<double> probabilities;
  for (std::uint32_t k = 0; k < rates.size(); ++k) {
    clocks.set_rate(k, {.per_day = rates[k]});
    probabilities.push_back(rates[k] / total);
  }
  std::vector<std::uint64_t> counts(rates.size());
  for (int k = 0; k < 200000; ++k) ++counts[clocks.next()->clock];
  CHECK(counts[2] == 0);
  CHECK(chi_square_p(counts, probabilities) >= p_limit);
}

// A total that is off by 2 % is caught almost surely.
TEMPLATE_TEST_CASE("clocks: waiting times are exponential with the total rate", "[sim][contract]",
                   QUELL_ALL_CLOCKS) {
  TestType clocks{100, stream_of(103)};
  for (std::uint32_t k = 0; k < 100; ++k) clocks.set_rate(k, {.per_day = 0.1 * k});
  const double total = 0.1 * 99 * 100 / 2;
  Stream stream = stream_of(103, 1);
  std::vector<double> waiting(100000);
  std::vector<double> expected(100000);
  for (double& days : waiting) days = clocks.next()->waiting.days;
  for (double& days : expected) days = stream.exponential() / total;
  CHECK(kolmogorov_smirnov_p(waiting, expected) >= p_limit);
  check_mean(waiting, 1 / total);
}

// Each waiting time and each choice given the past (probability integral transform, Rosenblatt
// 1952, doi:10.1214/aoms/1177729394).
TEMPLATE_TEST_CASE("clocks: rates that change in mid-run hold at once", "[sim][contract]",
                   QUELL_ALL_CLOCKS) {
  Checked<TestType> clocks{20, 107};
  Stream stream = stream_of(107, 2);
  const auto change = [&](std::uint32_t k) { clocks.set_rate(k, some_rate(stream, k)); };
  clocks.set_rate(0, 1.0);
  for (int k = 0; k < 100000; ++k) {
    const auto firing = clocks.next();
    if (stream.coin() < 0.3) change(firing->clock);
    while (stream.coin() < 0.5) change(1 + stream.below(19));
    clocks.set_rate(0, 1.0);  // never all 0; most often no change
  }
  clocks.check();
}

TEMPLATE_TEST_CASE("clocks: time passes up to the limit and goes on from there", "[sim][contract]",
                   QUELL_ALL_CLOCKS) {
  Checked<TestType> clocks{20, 109};
  Stream stream = stream_of(109, 2);
  clocks.set_rate(0, 1.0);
  int without = 0;
  for (int k = 0; k < 200000; ++k) {
    const Duration limit{.days = 0.05 * stream.coin()};
    const auto firing = clocks.next(limit);
    without += firing ? 0 : 1;
    if (firing && firing->waiting > limit) FAIL("later than the limit");
    if (stream.coin() >= 0.1) continue;
    const std::uint32_t changed = 1 + stream.below(19);
    clocks.set_rate(changed, some_rate(stream, changed) / 100);
  }
  CHECK(without > 10000);
  clocks.check();
}

TEMPLATE_TEST_CASE("clocks: nothing fires while all rates are 0", "[sim][contract]",
                   QUELL_ALL_CLOCKS) {
  TestType clocks{3, stream_of(113)};
  CHECK_FALSE(clocks.next());
  clocks.set_rate(1, {.per_day = 2.0});
  CHECK(clocks.next()->clock == 1);
  clocks.set_rate(1, {});
  CHECK_FALSE(clocks.next());
  CHECK_FALSE(clocks.next({.days = 5.0}));
  clocks.set_rate(2, {.per_day = 1e3});
  CHECK(clocks.next()->clock == 2);
  TestType none{0, stream_of(113)};
  CHECK_FALSE(none.next());
}

TEMPLATE_TEST_CASE("clocks: very slow and very fast ones fire at their time", "[sim][contract]",
                   QUELL_ALL_CLOCKS) {
  for (const double rate : {2e-300, 1e-20, 1e20, 0.5e300}) {
    CAPTURE(rate);
    Checked<TestType> clocks{4, 127};
    for (std::uint32_t k = 1; k < 4; ++k) clocks.set_rate(k, rate / 4 * (k + 1));
    for (int k = 0; k < 10000; ++k) {
      const auto firing = clocks.next();
      if (firing->clock == 2) clocks.set_rate(1, k % 3 * rate);
      if (k % 7 == 0) clocks.set_rate(3, rate);
    }
    clocks.check();
  }
}

TEMPLATE_TEST_CASE("clocks: the slowest fires once the fastest stands still", "[sim][contract]",
                   QUELL_ALL_CLOCKS) {
  std::vector<double> waiting(1000);
  for (std::size_t run = 0; run < waiting.size(); ++run) {
    TestType clocks{2, stream_of(131, run)};
    clocks.set_rate(0, {.per_day = 1e-300});
    clocks.set_rate(1, {.per_day = 1e300});
    for (int k = 0; k < 10; ++k) {
      const auto firing = clocks.next();
      if (firing->clock != 1 || !(firing->waiting.days < 1e-297)) FAIL("too slow");
    }
    clocks.set_rate(1, {});
    const auto firing = clocks.next();
    if (firing->clock != 0) FAIL("a clock of rate 0 fired");
    waiting[run] = 1e-300 * firing->waiting.days;
  }
  check_mean(waiting, 1.0);
}

TEMPLATE_TEST_CASE("clocks: a rate that cannot be is refused and changes nothing",
                   "[sim][contract]", QUELL_ALL_CLOCKS) {
  TestType clocks{2, stream_of(137)};
  clocks.set_rate(1, {.per_day = 3.0});
  const auto before = blocks_of(clocks);
  for (const double rate :
       {-1.0, 1e-301, 1e301, std::numeric_limits<double>::denorm_min(),
        std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    CAPTURE(rate);
    CHECK_THROWS_AS(clocks.set_rate(1, {.per_day = rate}), std::invalid_argument);
  }
  CHECK(clocks.rate(1) == Rate{.per_day = 3.0});
  CHECK(clocks.rate(0) == Rate{});
  CHECK(blocks_of(clocks) == before);
  CHECK_THROWS_AS(TestType(most_clocks + 1, stream_of(137)), std::invalid_argument);
}

TEMPLATE_TEST_CASE("clocks: what is read back from blocks fires the same", "[sim][contract]",
                   QUELL_ALL_CLOCKS) {
  TestType clocks{50, stream_of(139)};
  Stream stream = stream_of(139, 1);
  for (std::uint32_t k = 0; k < 50; ++k) clocks.set_rate(k, {.per_day = some_rate(stream, k)});
  for (int k = 0; k < 1000; ++k) {
    clocks.next();
    const std::uint32_t changed = stream.below(50);
    clocks.set_rate(changed, {.per_day = some_rate(stream, changed)});
  }
  TestType untouched = clocks;  // shows that writing changes nothing
  TestType restored{1, stream_of(1)};
  restored.set_rate(0, {.per_day = 1.0});  // must be gone after reading
  restore(restored, blocks_of(clocks));
  for (int k = 0; k < 1000; ++k) {
    const auto expected = untouched.next();
    const std::uint32_t changed = stream.below(50);
    const Rate rate{.per_day = some_rate(stream, changed)};
    untouched.set_rate(changed, rate);
    for (TestType* const twin : {&clocks, &restored}) {
      const auto found = twin->next();
      if (found->clock != expected->clock || found->waiting != expected->waiting) {
        FAIL("firing " << k << " differs");
      }
      twin->set_rate(changed, rate);
    }
  }
}

TEMPLATE_TEST_CASE("clocks: changes that nobody waits for do not pile up", "[sim][contract]",
                   QUELL_ALL_CLOCKS) {
  TestType clocks{10, stream_of(149)};
  for (int k = 0; k < 100000; ++k) {
    clocks.set_rate(static_cast<std::uint32_t>(k % 10), {.per_day = 1e-9 * (k % 7 + 1)});
    clocks.next({.days = 1e-9});
  }
  CHECK(blocks_of(clocks).size() < 4096);
}

TEMPLATE_TEST_CASE("clocks: a race to extinction takes as long as by composition and rejection",
                   "[sim][contract]", DirectMethod, QueuedClocks<DaryHeap<4>>,
                   QueuedClocks<CalendarQueue>, QueuedClocks<LadderQueue>) {
  CHECK(kolmogorov_smirnov_p(times_to_extinction<TestType>(151),
                             times_to_extinction<CompositionRejection>(157)) >= p_limit);
}

TEST_CASE("composition and rejection: the total is the same to the last bit after 10^7 changes",
          "[sim]") {
  constexpr std::uint32_t count = 1000;
  CompositionRejection changed{count, stream_of(163)};
  Stream stream = stream_of(163, 1);
  std::vector<double> rates(1024);
  for (double& rate : rates) rate = std::exp(100 * stream.coin() - 50);
  for (int k = 0; k < 10'000'000; ++k) {
    changed.set_rate(stream.below(count), {.per_day = rates[stream.below(1024)]});
  }
  CompositionRejection fresh{count, stream_of(163)};
  for (std::uint32_t k = count; k-- > 0;) fresh.set_rate(k, changed.rate(k));
  CHECK(changed.total() == fresh.total());
  for (std::uint32_t k = 0; k < count; ++k) changed.set_rate(k, {});
  CHECK(changed.total() == Rate{});
}

TEST_CASE("composition and rejection: the total is the sum of the rates, rounded once", "[sim]") {
  CompositionRejection clocks{5, stream_of(167)};
  for (const double rate : {0.75, 1.0, 1.25, 2.0, 0.1, 1.0 / 3, 1e-300, 2e299}) {
    for (const double neighbour : {rate, std::nextafter(rate, 1e300)}) {
      for (std::uint32_t k = 0; k < 5; ++k) clocks.set_rate(k, {});
      clocks.set_rate(0, {.per_day = neighbour});
      CHECK(clocks.total().per_day == neighbour);
      for (std::uint32_t k = 1; k < 5; ++k) clocks.set_rate(k, {.per_day = neighbour});
      CHECK(clocks.total().per_day == 5 * neighbour);
    }
  }
}

TEST_CASE("direct method: the total depends on the rates alone", "[sim]") {
  constexpr std::uint32_t count = 1000;
  DirectMethod changed{count, stream_of(173)};
  Stream stream = stream_of(173, 1);
  for (int k = 0; k < 100000; ++k) {
    changed.set_rate(stream.below(count), {.per_day = std::exp(100 * stream.coin() - 50)});
  }
  DirectMethod fresh{count, stream_of(173)};
  for (std::uint32_t k = count; k-- > 0;) fresh.set_rate(k, changed.rate(k));
  CHECK(changed.total() == fresh.total());
  for (std::uint32_t k = 0; k < count; ++k) changed.set_rate(k, {});
  CHECK(changed.total() == Rate{});
}
