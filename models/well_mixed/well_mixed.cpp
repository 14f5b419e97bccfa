// SPDX-License-Identifier: BSD-3-Clause
// The variant `well_mixed`: exact stochastic simulation of the compartments of Mixture. Persons and
// accounts move one by one at exponential times; the followers that they hold together change
// smoothly in between (a piecewise-deterministic process, Davis 1984). What a member meets on
// average is held for a step of an hour, in which drivers are constant too, and brought forward by
// half a step before and after (Strang 1968, doi:10.1137/0705041).
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "models/network/bursts.hpp"
#include "models/streams.hpp"
#include "models/variant.hpp"
#include "models/well_mixed/channels.hpp"
#include "models/well_mixed/mixture.hpp"
#include "sim/block_bytes.hpp"
#include "sim/composition_rejection.hpp"
#include "sim/dary_heap.hpp"
#include "sim/direct_method.hpp"
#include "sim/exponential_clocks.hpp"

namespace quell {
namespace {

template <ExponentialClocks Clocks>
class WellMixedModel final : public Model {
 public:
  WellMixedModel(const Config& config, std::uint32_t replicate)
      : mixture_(config),
        layout_(mixture_.layout()),
        channels_(layout_),
        per_member_(channels_.all().size(), 0.0),
        root_{.seed = static_cast<std::uint64_t>(config.at("run").real("seed")),
              .replicate = replicate},
        clocks_(static_cast<std::uint32_t>(channels_.all().size()), stream(0)),
        stream_(stream(1)),
        post_stream_(stream(2)),
        done_(layout_.policies, 0),
        state_(mixture_.drawn_start(stream(3))),
        before_(state_),
        expected_(layout_.segments + 1, 0.0),
        persons_(mixture_.persons_in(state_)),
        outside_(mixture_.forcing().columns()),
        sinking_(layout_.segments, 0.0) {
    observe();
  }

  void advance() override {
    ++interval_;
    const Settings& settings = mixture_.settings();
    const double next =
        std::min(settings.duration.days, static_cast<double>(interval_) * settings.cadence.days);
    while (now_ < next) step(std::min(next, end_of_hour()));
    observe();
  }

  [[nodiscard]] bool is_done() const override { return now_ >= mixture_.settings().duration.days; }
  [[nodiscard]] Time now() const override { return {.days = now_}; }
  [[nodiscard]] const Recording& recording() const override { return recording_; }
  [[nodiscard]] std::uint64_t events() const override { return events_; }

  void check() const override {
    const auto require = [](bool holds, const char* law) {
      if (!holds) throw std::logic_error(std::string{"conservation is broken: "} + law);
    };
    for (std::size_t k = 0; k < layout_.counts_end; ++k) {
      require(state_[k] >= 0.0 && state_[k] == std::floor(state_[k]), "a count is no whole number");
    }
    mixture_.check(state_, persons_);
  }

  void visit_blocks(BlockVisitor& visitor) override {
    visitor.plain("interval", interval_);
    visitor.plain("now", now_);
    visitor.plain("events", events_);
    visitor.array("times", recording_.times);
    for (auto& values : recording_.values) visitor.array("values", values);
    visitor.array("state", state_);
    visitor.array("before", before_);
    visitor.array("expected", expected_);
    visitor.array("done", done_);
    clocks_.visit_blocks(visitor);
    visitor.plain("stream", stream_);
    visitor.plain("post stream", post_stream_);
    visitor.plain("day", day_);
    visitor.plain("effort", effort_);
  }

 private:
  [[nodiscard]] Stream stream(std::uint64_t which) const {
    return {root_, static_cast<std::uint8_t>(Purpose::mixture), which};
  }

  [[nodiscard]] double end_of_hour() const {
    const double end = mixture_.settings().duration.days;
    const bool is_last = hour() + 1 >= mixture_.forcing().hours();
    return is_last ? end : std::min((static_cast<double>(hour()) + 1.0) / hours_per_day, end);
  }
  [[nodiscard]] std::size_t hour() const {
    const auto hour = static_cast<std::size_t>(now_ * hours_per_day + 1e-6);
    return std::min(hour, mixture_.forcing().hours() - 1);
  }

  void step(double end) {
    mixture_.forcing().at(hour(), outside_.data());
    const double length = end - now_;
    drift(length / 2.0);
    set_rates();
    run_events(end);
    drift(length / 2.0);
    now_ = end;
  }

  /// Moves contents on by the midpoint rule.
  void drift(double length) {
    mixture_.rates(state_.data(), outside_.data(), rates_);
    const auto slope_at = [&](const std::vector<double>& state) {
      slope_.assign(layout_.size, 0.0);
      mixture_.drift(state.data(), outside_.data(), rates_, slope_.data());
    };
    slope_at(state_);
    middle_ = state_;
    for (std::size_t k = layout_.counts_end; k < layout_.size; ++k) {
      middle_[k] += length / 2.0 * slope_[k];
    }
    slope_at(middle_);
    for (std::size_t k = layout_.counts_end; k < layout_.size; ++k) {
      state_[k] += length * slope_[k];
    }
  }

  void set_rates() {
    mixture_.rates(state_.data(), outside_.data(), rates_);
    for (std::uint32_t k = 0; k < channels_.all().size(); ++k) {
      per_member_[k] = rate_of(channels_.all()[k], mixture_, rates_);
      set_clock(k);
    }
  }

  void set_clock(std::uint32_t k) {
    clocks_.set_rate(k, {.per_day = per_member_[k] * state_[channels_.all()[k].place]});
  }

  void run_events(double end) {
    plan_actions(end);
    double now = now_;
    const auto run_to = [&](double until) {
      while (const auto firing = clocks_.next({.days = until - now})) {
        now += firing->waiting.days;
        ++events_;
        fire(channels_.all()[firing->clock]);
      }
      now = until;
    };
    for (const auto& [when, policy] : actions_) {
      run_to(std::clamp(when, now, end));
      ++events_;
      act(policy);
    }
    run_to(end);
  }

  /// Imposed actions that fall into this step: the k-th comes when the integral of the rate
  /// reaches k, as in `network`.
  void plan_actions(double end) {
    actions_.clear();
    const Time start{.days = 0.0};
    for (std::size_t k = 0; k < layout_.policies; ++k) {
      const StepFunction& rate = mixture_.policies()[k].actions;
      const double total = rate.integral(start, {.days = end}) * (1.0 + 1e-12) + 1e-9;
      while (static_cast<double>(done_[k] + 1) <= total) {
        ++done_[k];
        const Time when = rate.inverse_integral(
            start, std::min(static_cast<double>(done_[k]), rate.integral(start, {.days = end})));
        actions_.emplace_back(when.days, k);
      }
    }
    std::sort(actions_.begin(), actions_.end());
  }

  void fire(const Channel& channel) {
    const std::size_t c = channel.c;
    const std::size_t segment = channel.segment;
    switch (channel.kind) {
      case ChannelKind::reader_rises:
        return reader_rises(channel);
      case ChannelKind::reader_sinks:
        mixture_.readers_sink(c, channel.group, segment, 1.0, state_.data(), state_.data());
        touch(channel.place);
        return touch(layout_.readers + layout_.reader(c - 1, channel.group, segment));
      case ChannelKind::owner_rises:
        return move_owner({.rise = 1.0}, c, segment);
      case ChannelKind::owner_steps_down:
        return move_owner(leaves() ? OwnerMoves{.give_up = 1.0} : OwnerMoves{.sink = 1.0}, c,
                          segment);
      case ChannelKind::owner_migrates:
        return move_owner({.migrate = 1.0}, c, segment);
      case ChannelKind::is_suspended:
        return suspend(c, segment, policy_that_suspends(c));
      case ChannelKind::comes_back:
        move_away({.come_back = 1.0}, c, segment);
        return open_extras(c, segment);
      case ChannelKind::away_steps_down:
        return move_away(leaves() ? AwayMoves{.give_up = 1.0} : AwayMoves{.sink = 1.0}, c, segment);
      case ChannelKind::extra_closes:
        return close_extra(1.0, 0.0, c, segment);
      case ChannelKind::is_reinstated:
        state_[layout_.counters] += 1.0;
        state_[layout_.counters + 1] -= 1.0;
        state_[layout_.total(Total::reinstated)] += 1.0;
        return touch(layout_.counters + 1);
    }
  }

  bool leaves() { return stream_.coin() < mixture_.settings().ladder->leave_share; }

  void reader_rises(const Channel& channel) {
    const std::size_t segment = channel.segment;
    mixture_.readers_rise(channel.c, channel.group, segment, 1.0,
                          rates_.bias[channel.place - layout_.readers], state_.data(),
                          state_.data(), edges_);
    touch(channel.place);
    if (channel.c + 1 < Layout::rungs) {
      return touch(layout_.readers + layout_.reader(channel.c + 1, channel.group, segment));
    }
    const std::size_t opened = layout_.class_of(Tier::ordinary, 0);
    settle();
    touch_account(opened, segment);
    open_extras(opened, segment);
  }

  void move_owner(const OwnerMoves& moves, std::size_t c, std::size_t segment) {
    sinking_[segment] = moves.sink;
    mixture_.move_owners_contents(moves, sinking_.data(), rates_.owner_bias[c], c, state_.data(),
                                  state_.data(), edges_);
    sinking_[segment] = 0.0;
    settle();
    mixture_.move_owners(moves, c, segment, state_.data());
    touch_all(c, segment);
  }

  void move_away(const AwayMoves& moves, std::size_t c, std::size_t segment) {
    mixture_.move_away_contents(moves, c, state_.data(), state_.data(), edges_);
    settle();
    mixture_.move_away(moves, c, segment, state_.data());
    touch_all(c, segment);
  }

  void close_extra(double closed, double suspended, std::size_t c, std::size_t segment) {
    mixture_.close_extras(closed, suspended, c, state_.data(), state_.data(), edges_);
    settle();
    state_[layout_.accounts + c * layout_.segments + segment] -= 1.0;
    touch_account(c, segment);
  }

  void settle() {
    mixture_.settle(edges_, Ended::are_gone, state_.data(), state_.data());
    edges_ = {};
  }

  void touch_all(std::size_t c, std::size_t segment) {
    touch_account(c, segment);
    for (const std::size_t to : mixture_.reached_from(c)) touch_account(to, segment);
    touch(layout_.readers + layout_.reader(Layout::rungs - 1, layout_.groups - 1, segment));
  }

  /// Clocks of all that may be in a compartment whose number has changed.
  void touch(std::size_t place) {
    for (const std::uint32_t k : channels_.of(place)) set_clock(k);
  }
  void touch_account(std::size_t c, std::size_t segment) {
    touch(layout_.accounts + c * layout_.segments + segment);
    if (c < layout_.main_classes()) touch(layout_.away + c * layout_.segments + segment);
  }

  void open_extra(std::size_t owner, std::size_t segment) {
    const std::size_t c = layout_.class_of(Tier::throwaway, layout_.generation_of(owner));
    state_[layout_.accounts + c * layout_.segments + segment] += 1.0;
    state_[layout_.total(Total::opened)] += 1.0;
    touch_account(c, segment);
  }

  void open_extras(std::size_t owner, std::size_t segment) {
    const std::uint32_t count = poisson(stream_, mixture_.extras_per_opening());
    for (std::uint32_t k = 0; k < count; ++k) open_extra(owner, segment);
  }

  std::size_t policy_that_suspends(std::size_t c) {
    const std::size_t tier = c / layout_.generations;
    double total = 0.0;
    for (std::size_t k = 0; k < layout_.policies; ++k)
      total += rates_.hazard[tier_count * k + tier];
    double mark = stream_.uniform() * total;
    for (std::size_t k = 0; k + 1 < layout_.policies; ++k) {
      mark -= rates_.hazard[tier_count * k + tier];
      if (mark < 0.0) return k;
    }
    return layout_.policies - 1;
  }

  void act(std::size_t policy) {
    const PolicyRates& rates = mixture_.policies()[policy];
    if (stream_.coin() < rates.precision) {
      if (const auto target = mixture_.account_at(stream_.uniform(), rates.weights, state_)) {
        suspend(target->c, target->segment, policy);
      }
      return;
    }
    if (state_[layout_.counters] < 1.0) return;
    state_[layout_.counters] -= 1.0;
    state_[layout_.tally(Tally::actions, policy)] += 1.0;
    state_[layout_.tally(Tally::errors, policy)] += 1.0;
    state_[layout_.total(Total::false_positives)] += 1.0;
    const Settings& settings = mixture_.settings();
    if (!settings.appeals) return;
    state_[layout_.total(Total::appeals)] += 1.0;
    if (stream_.coin() >= settings.appeals->success) return;
    state_[layout_.counters + 1] += 1.0;
    touch(layout_.counters + 1);
  }

  void suspend(std::size_t c, std::size_t segment, std::size_t policy) {
    state_[layout_.tally(Tally::actions, policy)] += 1.0;
    state_[layout_.total(Total::suspensions)] += 1.0;
    if (c >= layout_.main_classes()) {
      close_extra(0.0, 1.0, c, segment);
      return retaliate();
    }
    const Mixture::Fate& fate = mixture_.fate_of(c);
    double mark = stream_.uniform();
    const auto falls_to = [&mark](double share) {
      mark -= share;
      return mark < 0.0;
    };
    if (falls_to(fate.migrates)) {
      move_owner({.suspended_migrates = 1.0}, c, segment);
    } else if (falls_to(fate.waits)) {
      move_owner({.suspended_waits = 1.0}, c, segment);
    } else if (falls_to(fate.switches)) {
      move_owner({.suspended_switches = 1.0}, c, segment);
      open_extras(mixture_.next_class(c), segment);
    } else {
      move_owner({.suspended_gives_up = 1.0}, c, segment);
    }
    retaliate();
  }

  void retaliate() {
    const auto& settings = mixture_.settings().retaliation;
    if (!settings) return;
    const std::uint32_t wanted = poisson(stream_, outside_[Forcing::retaliation]);
    const double day = std::floor(now_);
    if (day != day_) effort_ = 0.0;
    day_ = day;
    for (std::uint32_t k = 0; k < wanted; ++k) {
      if (effort_ + 1.0 > settings->daily_limit) return;
      const auto owner = mixture_.account_at(stream_.uniform(), {}, state_);
      if (!owner) return;
      effort_ += 1.0;
      state_[layout_.total(Total::retaliation)] += 1.0;
      open_extra(owner->c, owner->segment);
    }
  }

  /// In clusters, where there are bursts. From a thousand million on a normal variate serves.
  double draw_posts(double expected) {
    const auto& bursts = mixture_.settings().bursts;
    const double branching = bursts ? bursts->branching : 0.0;
    constexpr double many = 1e9;
    if (expected < many) {
      return clustered_poisson(post_stream_, expected * (1.0 - branching), branching);
    }
    const double deviation = std::sqrt(expected) / (1.0 - branching);
    return std::max(0.0, std::round(expected + deviation * normal(post_stream_)));
  }

  /// Posts are random about what was expected of those who were there.
  void observe() {
    std::vector<double> shown = state_;
    const auto draw = [&](std::size_t place, double& expected_before) {
      const double expected = state_[place] - std::exchange(expected_before, state_[place]);
      shown[place] = before_[place] + draw_posts(expected);
    };
    for (std::size_t s = 0; s < layout_.segments; ++s) draw(layout_.posts + s, expected_[s]);
    draw(layout_.total(Total::counter_posts), expected_.back());
    record_mixture(mixture_, shown, before_, {.days = now_}, recording_);
    before_ = std::move(shown);
  }

  Mixture mixture_;
  const Layout& layout_;
  Channels channels_;
  std::vector<double> per_member_;  ///< [channel] rate of each member [1/d]
  StreamRoot root_;
  Clocks clocks_;
  Stream stream_;
  Stream post_stream_;
  std::vector<std::uint64_t> done_;  ///< [policy] imposed actions so far
  std::vector<double> state_;
  std::vector<double> before_;    ///< at the last observation, with posts as drawn
  std::vector<double> expected_;  ///< posts by segment, then counter posts, until then
  double persons_;
  std::vector<double> outside_;  ///< of this hour
  MixtureRates rates_;
  EdgeFlows edges_;
  std::vector<double> sinking_;  ///< [segment]
  std::vector<double> slope_;
  std::vector<double> middle_;
  std::vector<std::pair<double, std::size_t>> actions_;
  double now_ = 0.0;
  double day_ = -1.0;
  double effort_ = 0.0;  ///< retaliation accounts of this day
  std::uint64_t interval_ = 0;
  std::uint64_t events_ = 0;
  Recording recording_;
};

std::unique_ptr<Model> make(const Config& config, std::uint32_t replicate,
                            const Executor& /*execute*/, PopulationStore* /*store*/) {
  const std::string& method = config.at("well_mixed").text("method");
  if (method == "direct") return std::make_unique<WellMixedModel<DirectMethod>>(config, replicate);
  if (method == "next_reaction") {
    return std::make_unique<WellMixedModel<QueuedClocks<DaryHeap<4>>>>(config, replicate);
  }
  return std::make_unique<WellMixedModel<CompositionRejection>>(config, replicate);
}

}  // namespace

extern constexpr VariantSpec variant_well_mixed{
    .name = "well_mixed",
    .summary =
        "The same persons and accounts as compartments that mix, without follow edges; "
        "exact stochastic simulation.",
    .neglects =
        "who follows whom: what a person follows is Poisson about the mean of its kind; "
        "all that acts on single accounts",
    .make = make,
    .observes = mixture_observes,
    .check = check_mixture,
    .section = &section_well_mixed,
    .counts_are_whole = false};

}  // namespace quell
