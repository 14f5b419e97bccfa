// SPDX-License-Identifier: BSD-3-Clause
// The variant `mean_field`: the limit of `well_mixed` for large numbers, as ordinary differential
// equations (Kurtz 1970, doi:10.2307/3212147), solved by the method of Dormand & Prince (1980,
// doi:10.1016/0771-050X(80)90013-3) of Boost.Odeint, with steps that adapt and dense output.
// Drivers are linear between the middles of hours here, but for jumps, at which it starts anew.
#include <algorithm>
#include <array>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#include <cmath>
#include <stdexcept>
#include <string>

#include "models/variant.hpp"
#include "models/well_mixed/mixture.hpp"

namespace quell {
namespace {

constexpr Condition is_chosen{"the model is not mean_field", "take that model",
                              [](const Config& config, const ParamValues& /*own*/) {
                                return config.at("run").text("model") == "mean_field";
                              }};

constexpr std::array params{
    Param{
        .key = "tolerance",
        .unit = "1",
        .doc = "relative error allowed in a step, of each number; absolute, in persons, below one",
        .source = "docs/variants.md",
        .fallback = 5e-3,
        .min = 1e-12,
        .max = 0.1},
};

constexpr SectionSpec section_mean_field{.name = "mean_field",
                                         .summary = "How the variant mean_field is solved.",
                                         .params = params,
                                         .absence = Absence::uses_defaults,
                                         .needs = &is_chosen};

using State = std::vector<double>;

/// The mean change of a Mixture per day: all moves at once, each at its rate.
class MeanChange {
 public:
  explicit MeanChange(const Mixture& mixture)
      : mixture_(mixture),
        layout_(mixture.layout()),
        outside_(mixture.forcing().columns()),
        stays_(mixture.settings().ladder ? 1.0 - mixture.settings().ladder->leave_share : 0.0),
        sinking_(layout_.segments) {}

  /// Hours between which nothing jumps.
  void set_stretch(std::size_t first, std::size_t last) {
    first_ = first;
    last_ = last;
  }

  void operator()(const State& state, State& change, double days) {
    std::fill(change.begin(), change.end(), 0.0);
    edges_ = {};
    suspended_ = 0.0;
    mixture_.forcing().interpolate(days, first_, last_, outside_.data());
    mixture_.rates(state.data(), outside_.data(), rates_);
    add_up_hazards();
    mixture_.drift(state.data(), outside_.data(), rates_, change.data());
    move_readers(state, change);
    for (std::size_t c = 0; c < layout_.main_classes(); ++c) move_owners(c, state, change);
    for (std::size_t c = layout_.main_classes(); c < layout_.classes(); ++c) {
      move_extras(c, state, change);
    }
    count_actions(state, change);
    retaliate(state, change);
    mixture_.settle(edges_, Ended::still_stand, state.data(), change.data());
  }

 private:
  void move_readers(const State& state, State& change) {
    const double* const rise = rates_.rise.data();
    std::size_t k = 0;
    for (std::size_t rung = 0; rung < Layout::rungs; ++rung) {
      for (std::size_t group = 0; group < layout_.groups; ++group) {
        for (std::size_t s = 0; s < layout_.segments; ++s, ++k) {
          const double members = state[layout_.readers + k];
          const double rising = rise[k] * members;
          if (rising != 0.0) {
            mixture_.readers_rise(rung, group, s, rising, rates_.bias[k], state.data(),
                                  change.data(), edges_);
            if (rung + 1 == Layout::rungs) open_extras(0, s, rising, change);
          }
          if (rung == 0) continue;
          mixture_.readers_sink(rung, group, s, rates_.sink[rung * layout_.segments + s] * members,
                                state.data(), change.data());
        }
      }
    }
  }

  void move_owners(std::size_t c, const State& state, State& change) {
    const std::size_t segments = layout_.segments;
    const double* const down = &rates_.step_down[mixture_.is_core(c) ? segments : 0];
    const double hazard = hazard_of(c);
    const Mixture::Fate& fate = mixture_.fate_of(c);
    const std::size_t g = layout_.generation_of(c);
    const std::size_t next_g = layout_.generation_of(mixture_.next_class(c));
    OwnerMoves all;
    AwayMoves all_away;
    for (std::size_t s = 0; s < segments; ++s) {
      const double owners = state[layout_.accounts + c * segments + s];
      const double away = state[layout_.away + c * segments + s];
      const double suspended = hazard * owners;
      const OwnerMoves moves{.rise = rates_.rise_owner[c * segments + s] * owners,
                             .sink = down[s] * stays_ * owners,
                             .give_up = down[s] * (1.0 - stays_) * owners,
                             .migrate = rates_.migrate[c] * owners,
                             .suspended_migrates = suspended * fate.migrates,
                             .suspended_waits = suspended * fate.waits,
                             .suspended_switches = suspended * fate.switches,
                             .suspended_gives_up = suspended * fate.gives_up};
      const AwayMoves moves_away{.come_back = mixture_.return_rate(c) * away,
                                 .sink = down[s] * stays_ * away,
                                 .give_up = down[s] * (1.0 - stays_) * away};
      mixture_.move_owners(moves, c, s, change.data());
      mixture_.move_away(moves_away, c, s, change.data());
      open_extras(g, s, moves_away.come_back, change);
      open_extras(next_g, s, moves.suspended_switches, change);
      sinking_[s] = moves.sink;
      suspended_ += suspended;
      add(all, moves);
      add(all_away, moves_away);
    }
    mixture_.move_owners_contents(all, sinking_.data(), rates_.owner_bias[c], c, state.data(),
                                  change.data(), edges_);
    mixture_.move_away_contents(all_away, c, state.data(), change.data(), edges_);
  }

  static void add(OwnerMoves& all, const OwnerMoves& more) {
    all.rise += more.rise;
    all.sink += more.sink;
    all.give_up += more.give_up;
    all.migrate += more.migrate;
    all.suspended_migrates += more.suspended_migrates;
    all.suspended_waits += more.suspended_waits;
    all.suspended_switches += more.suspended_switches;
    all.suspended_gives_up += more.suspended_gives_up;
  }
  static void add(AwayMoves& all, const AwayMoves& more) {
    all.come_back += more.come_back;
    all.sink += more.sink;
    all.give_up += more.give_up;
  }

  void move_extras(std::size_t c, const State& state, State& change) {
    const double hazard = hazard_of(c);
    const double abandoned = mixture_.abandon_rate();
    double accounts = 0.0;
    for (std::size_t s = 0; s < layout_.segments; ++s) {
      const std::size_t place = layout_.accounts + c * layout_.segments + s;
      change[place] -= (hazard + abandoned) * state[place];
      accounts += state[place];
    }
    mixture_.close_extras(abandoned * accounts, hazard * accounts, c, state.data(), change.data(),
                          edges_);
    suspended_ += hazard * accounts;
  }

  void add_up_hazards() {
    hazards_ = {};
    for (std::size_t k = 0; k < tier_count * layout_.policies; ++k) {
      hazards_[k % tier_count] += rates_.hazard[k] + rates_.imposed[k];
    }
  }
  [[nodiscard]] double hazard_of(std::size_t c) const { return hazards_[c / layout_.generations]; }

  void open_extra(std::size_t generation, std::size_t segment, double amount, State& change) const {
    const std::size_t c = layout_.class_of(Tier::throwaway, generation);
    change[layout_.accounts + c * layout_.segments + segment] += amount;
    change[layout_.total(Total::opened)] += amount;
  }
  void open_extras(std::size_t generation, std::size_t segment, double amount,
                   State& change) const {
    open_extra(generation, segment, amount * mixture_.extras_per_opening(), change);
  }

  void count_actions(const State& state, State& change) {
    std::array<double, tier_count> tiers{};
    for (std::size_t c = 0; c < layout_.classes(); ++c) {
      tiers[c / layout_.generations] += rates_.accounts[c];
    }
    double wrong = 0.0;
    const double are_there = std::clamp(state[layout_.counters], 0.0, 1.0);
    for (std::size_t k = 0; k < layout_.policies; ++k) {
      const double errors = are_there * outside_[mixture_.forcing().actions + k] *
                            (1.0 - mixture_.policies()[k].precision);
      wrong += errors;
      change[layout_.tally(Tally::errors, k)] += errors;
      change[layout_.tally(Tally::actions, k)] += errors;
      for (std::size_t tier = 0; tier < tier_count; ++tier) {
        change[layout_.tally(Tally::actions, k)] +=
            (rates_.hazard[tier_count * k + tier] + rates_.imposed[tier_count * k + tier]) *
            tiers[tier];
      }
    }
    const auto& appeals = mixture_.settings().appeals;
    const double back = mixture_.reinstatement_rate() * state[layout_.counters + 1];
    change[layout_.counters] += back - wrong;
    change[layout_.counters + 1] += (appeals ? appeals->success * wrong : 0.0) - back;
    change[layout_.total(Total::reinstated)] += back;
    change[layout_.total(Total::false_positives)] += wrong;
    if (appeals) change[layout_.total(Total::appeals)] += wrong;
    change[layout_.total(Total::suspensions)] += suspended_;
  }

  void retaliate(const State& state, State& change) {
    if (!mixture_.settings().retaliation) return;
    const double opened = std::min(suspended_ * outside_[Forcing::retaliation],
                                   mixture_.settings().retaliation->daily_limit);
    double accounts = 0.0;
    for (const double mine : rates_.accounts) accounts += mine;
    if (!(accounts > 0.0)) return;
    change[layout_.total(Total::retaliation)] += opened;
    for (std::size_t c = 0; c < layout_.classes(); ++c) {
      for (std::size_t s = 0; s < layout_.segments; ++s) {
        const double mine = state[layout_.accounts + c * layout_.segments + s];
        open_extra(layout_.generation_of(c), s, opened * mine / accounts, change);
      }
    }
  }

  const Mixture& mixture_;
  const Layout& layout_;
  std::vector<double> outside_;
  double stays_;  ///< share of owners who step down that stay on the platform
  std::vector<double> sinking_;
  MixtureRates rates_;
  EdgeFlows edges_;
  std::array<double, tier_count> hazards_{};  ///< [tier] of suspension by all policies [1/d]
  double suspended_ = 0.0;                    ///< accounts per day
  std::size_t first_ = 0;
  std::size_t last_ = 0;
};

class MeanFieldModel final : public Model {
 public:
  explicit MeanFieldModel(const Config& config)
      : mixture_(config),
        change_(mixture_),
        tolerance_(config.at("mean_field").real("tolerance")),
        solver_(make_solver(tolerance_)),
        jumps_(mixture_.forcing().jumps()),
        state_(mixture_.expected_start()),
        persons_(mixture_.persons_in(state_)) {
    jumps_.push_back(mixture_.forcing().hours());
    begin_stretch(0);
    record_mixture(mixture_, state_, state_, {.days = 0.0}, recording_);
  }

  void advance() override {
    ++interval_;
    const Settings& settings = mixture_.settings();
    const double next =
        std::min(settings.duration.days, static_cast<double>(interval_) * settings.cadence.days);
    const State before = state_;
    while (now_ < next) {
      const double jump = static_cast<double>(jumps_[stretch_]) / hours_per_day;
      const bool is_last = stretch_ + 1 == jumps_.size();
      move_to(is_last ? next : std::min(next, jump));
      if (!is_last && now_ >= jump) begin_stretch(stretch_ + 1);
    }
    // One that is none makes all others so.
    if (!std::isfinite(state_[mixture_.layout().inside] + state_[mixture_.layout().posts])) {
      throw std::runtime_error(
          "the equations ran out of bounds (a rate is too fast for the solver's steps) lower "
          "mean_field.tolerance, or take model = \"well_mixed\"");
    }
    record_mixture(mixture_, state_, before, {.days = now_}, recording_);
  }

  [[nodiscard]] bool is_done() const override { return now_ >= mixture_.settings().duration.days; }
  [[nodiscard]] Time now() const override { return {.days = now_}; }
  [[nodiscard]] const Recording& recording() const override { return recording_; }
  /// Nothing happens at one time here.
  [[nodiscard]] std::uint64_t events() const override { return 0; }

  void check() const override { mixture_.check(state_, persons_, tolerance_); }

  /// The solver begins anew, in this run as in one that is restored: both go on alike.
  void visit_blocks(BlockVisitor& visitor) override {
    visitor.plain("interval", interval_);
    visitor.plain("now", now_);
    visitor.array("times", recording_.times);
    for (auto& values : recording_.values) visitor.array("values", values);
    visitor.array("state", state_);
    visitor.plain("stretch", stretch_);
    begin_stretch(stretch_);
  }

 private:
  using Stepper = boost::numeric::odeint::runge_kutta_dopri5<State>;
  using Solver = boost::numeric::odeint::result_of::make_dense_output<Stepper>::type;

  static Solver make_solver(double tolerance) {
    return boost::numeric::odeint::make_dense_output(tolerance, tolerance, Stepper{});
  }

  /// From here to the next jump.
  void begin_stretch(std::size_t stretch) {
    stretch_ = stretch;
    const std::size_t first = stretch == 0 ? 0 : jumps_[stretch - 1];
    change_.set_stretch(first, jumps_[stretch] - 1);
    constexpr double first_step = 1.0;  // [d]
    solver_.initialize(state_, now_, first_step);
  }

  /// Steps may end beyond: what the forcing is there nobody asks, as the next stretch begins anew.
  void move_to(double end) {
    while (solver_.current_time() < end) solver_.do_step(std::ref(change_));
    solver_.calc_state(end, state_);
    now_ = end;
  }

  Mixture mixture_;
  MeanChange change_;
  double tolerance_;
  Solver solver_;
  std::vector<std::size_t> jumps_;  ///< hours, the last one the end
  std::size_t stretch_ = 0;
  State state_;
  double persons_;
  double now_ = 0.0;
  std::uint64_t interval_ = 0;
  Recording recording_;
};

std::unique_ptr<Model> make(const Config& config, std::uint32_t /*replicate*/,
                            const Executor& /*execute*/, PopulationStore* /*store*/) {
  return std::make_unique<MeanFieldModel>(config);
}

}  // namespace

extern constexpr VariantSpec variant_mean_field{
    .name = "mean_field",
    .summary = "The limit of well_mixed for large numbers, as differential equations.",
    .neglects = "chance, beside what well_mixed neglects",
    .make = make,
    .observes = mixture_observes,
    .check = check_mixture,
    .section = &section_mean_field,
    .is_random = false,
    .counts_are_whole = false};

}  // namespace quell
