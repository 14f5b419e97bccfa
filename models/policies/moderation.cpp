// SPDX-License-Identifier: BSD-3-Clause
// User reports enter a queue that reviewers work off; their decisions can be wrong.
// Neglects that reviewers tire.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "models/conditions.hpp"
#include "models/network/world.hpp"
#include "models/policies/case_queue.hpp"
#include "models/policies/policies.hpp"
#include "models/policies/roster.hpp"
#include "models/policy.hpp"

namespace quell {
namespace {

constexpr Condition has_wrong_reports{"wrong_reports is 0: nobody reports counter accounts",
                                      "raise wrong_reports",
                                      [](const Config& /*config*/, const ParamValues& own) {
                                        return is_ever_positive(own, "wrong_reports");
                                      }};
/// Whether any shock falls into the run, or surges have not ended when it starts.
bool is_shock_in_reach(const Config& config, const ParamValues& own) {
  const std::vector<double> lengths = own.all_of("surge_days");
  const double longest = *std::max_element(lengths.begin(), lengths.end());
  const std::vector<const Section*> shocks = config.all("shock");
  return std::any_of(shocks.begin(), shocks.end(), [&](const Section* shock) {
    const double days = shock->values.real("date") - config.start_day();
    return days > -longest && days < config.duration().days;
  });
}
constexpr Condition has_shock_in_reach{"no [[shock]] falls into the run",
                                       "move the run, or add a shock", is_shock_in_reach};

constexpr double default_surge_days = 3.0;
constexpr double default_shift_start = 8.0;

constexpr std::array params{
    Param{.key = "reviewers",
          .kind = ParamKind::steps,
          .unit = "reviewers at 1:1",
          .doc = "reviewers at work, each value until the next date",
          .source = "M6",
          .max = 1e6},
    Param{.key = "surge",
          .unit = "1",
          .doc = "factor on the reviewers after each [[shock]]",
          .source = "M9",
          .fallback = 1.0,
          .min = 1.0,
          .max = 1000.0,
          .low = 1.0,
          .high = 15.0,
          .needs = &has_shock_in_reach},
    Param{.key = "surge_days",
          .unit = "d",
          .doc = "time after a shock for which there are more reviewers",
          .source = "M9",
          .fallback = default_surge_days,
          .min = 0.04,
          .max = 365.0,
          .low = 1.0,
          .high = 10.0},
    Param{.key = "shift_start",
          .unit = "h",
          .doc = "hour of the day at which reviewers begin",
          .source = "assumption",
          .fallback = default_shift_start,
          .max = 24.0},
    Param{.key = "shift_hours",
          .unit = "h",
          .doc = "hours of each day in which cases are begun; 24 is always",
          .source = "assumption",
          .fallback = 24.0,
          .min = 0.1,
          .max = 24.0},
    Param{.key = "service",
          .unit = "h",
          .doc = "mean time to review one case",
          .source = "M6",
          .fallback = 24.0,
          .min = 1e-6,
          .max = 1e5,
          .low = 0.5,
          .high = 72.0},
    Param{.key = "service_distribution",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "distribution of the review time; lognormal has coefficient of variation 1",
          .source = "assumption",
          .choices = "exponential|fixed|lognormal"},
    Param{.key = "order",
          .kind = ParamKind::choice,
          .unit = "1",
          .doc = "which case is next",
          .source = "M6",
          .choices = "fifo|lifo|most_reported|most_followed"},
    Param{.key = "sensitivity",
          .unit = "1",
          .doc = "probability that a reviewed pro account is suspended",
          .source = "assumption",
          .fallback = 0.9,
          .max = 1.0},
    Param{.key = "strikes",
          .kind = ParamKind::count,
          .unit = "1",
          .doc =
              "decisions against a pro account until it is suspended; those before are warnings, "
              "which change nothing by themselves",
          .source = "scenario choice",
          .fallback = 1.0,
          .min = 1.0,
          .max = 255.0},
    Param{.key = "error",
          .unit = "1",
          .doc = "probability that a reviewed counter account is suspended",
          .source = "M8",
          .fallback = 0.02,
          .max = 1.0,
          .needs = &has_wrong_reports},
    Param{.key = "wrong_reports",
          .unit = "1/d at 1:1",
          .doc = "reports per day against counter accounts",
          .source = "assumption",
          .fallback = 0.0,
          .max = 1e9},
    Param{.key = "start",
          .kind = ParamKind::date,
          .unit = "date",
          .doc = "first day of work; reports before it are lost",
          .source = "scenario choice",
          .fallback = 0.0},
    Param{.key = "cost",
          .unit = "USD",
          .doc = "cost of one review",
          .source = "assumption",
          .fallback = 1.0,
          .max = 1e9},
};

enum class Service { exponential, fixed, lognormal };

/// Numbers that may change during a run.
struct Terms {
  Duration service;
  double sensitivity;
  double strikes;
  double error;
  Rate wrong_reports;
  double cost;
};

Terms terms_of(const ParamValues& values, const Frame& frame) {
  return {.service = {.days = values.real("service") / 24.0},
          .sensitivity = values.real("sensitivity"),
          .strikes = values.real("strikes"),
          .error = values.real("error"),
          .wrong_reports = {.per_day = values.real("wrong_reports") * frame.scale},
          .cost = values.real("cost")};
}

class Moderation final : public Policy {
 public:
  Moderation(const ParamValues& values, const PolicyPlace& place)
      : frame_(place.frame()),
        reviewers_(hourly(values, "reviewers", frame_).times(frame_.scale)),
        terms_(terms_of(values, frame_)),
        roster_(values, place.config),
        service_kind_(choice_of<Service>(values, "service_distribution")),
        cases_(choice_of<CaseOrder>(values, "order")),
        start_(std::max(0.0, frame_.time_of(values.real("start")).days)),
        index_(place.index),
        stream_(place.stream()) {
    for (const Knot& knot : values.knots("reviewers")) {
      shifts_.push_back(frame_.time_of(knot.day));
    }
  }

  void start(World& world) override {
    for (const Time shift : shifts_) {
      if (shift.days > 0.0) plan_shift(world, shift);
    }
    plan_wrong_report(world, {.days = start_});
    plan_roster(world);
  }

  /// A review under way takes as long as it was to take.
  void change(World& world, const ParamValues& values) override {
    StepFunction reviewers =
        reviewers_.until(world.now(), hourly(values, "reviewers", frame_).times(frame_.scale));
    if (reviewers != reviewers_) plan_shift(world, reviewers.step_from(world.now()));
    reviewers_ = std::move(reviewers);
    const Rate old_reports = std::exchange(terms_, terms_of(values, frame_)).wrong_reports;
    if (terms_.wrong_reports != old_reports) {
      plan_wrong_report(world, {.days = std::max(start_, world.now().days)});
    }
    if (!roster_.read(values)) return;
    plan_roster(world);
    plan_shift(world, world.now());  // just after: a row that is recorded now is of before
  }

  void on_report(World& world, AccountId a) override {
    if (world.now().days < start_) return;
    if (cases_.report(a, world.now())) take_cases(world);
  }

  void on_event(World& world, std::uint32_t payload) override {
    if (payload == wrong_report) {
      if (world.now() != next_wrong_report_) return;  // planned at another rate
      const auto counters = world.active_counters();
      if (!counters.empty()) {
        const auto slot = stream_.below(static_cast<std::uint32_t>(counters.size()));
        cases_.report(counters[slot], world.now());
      }
      plan_wrong_report(world, world.now());
    } else if (payload == roster_start) {
      if (world.now() != next_roster_) return;  // planned for other hours
      plan_roster(world);
    } else if (payload != shift_change) {
      decide(world, payload);
      --busy_;
    }
    take_cases(world);
  }

  PolicyReadings read(World& /*world*/) override {
    const PolicyReadings readings{
        .backlog = cases_.waiting(), .waited = waited_, .decisions = decisions_};
    waited_ = 0.0;
    decisions_ = 0;
    return readings;
  }

  void visit_blocks(BlockVisitor& visitor) override {
    reviewers_.visit_blocks(visitor);
    visitor.plain("moderation terms", terms_);
    visitor.plain("moderation stream", stream_);
    visitor.plain("next wrong report", next_wrong_report_);
    roster_.visit_blocks(visitor);
    visitor.plain("next roster", next_roster_);
    cases_.visit_blocks(visitor);
    visitor.array("strikes", strikes_);
    visitor.plain("busy", busy_);
    visitor.plain("waited", waited_);
    visitor.plain("decisions", decisions_);
  }

 private:
  static constexpr std::uint32_t shift_change = 0xffffffU;
  static constexpr std::uint32_t wrong_report = 0xfffffeU;
  static constexpr std::uint32_t roster_start = 0xfffffdU;

  /// A moment late, so that the time of day is past the start however it is rounded.
  void plan_roster(World& world) {
    next_roster_ = roster_.next_start(world.now()) + Duration{.days = 1e-6};
    if (std::isfinite(next_roster_.days)) world.plan(next_roster_, index_, roster_start);
  }

  void plan_shift(World& world, Time when) {
    world.plan(when + Duration{.days = 1e-6}, index_, shift_change);
  }

  void plan_wrong_report(World& world, Time from) {
    next_wrong_report_ = {.days = std::numeric_limits<double>::infinity()};
    if (terms_.wrong_reports.per_day <= 0.0) return;
    const Duration wait{.days = stream_.exponential() / terms_.wrong_reports.per_day};
    next_wrong_report_ = from + wait;
    world.plan(next_wrong_report_, index_, wrong_report);
  }

  void take_cases(World& world) {
    const double staff = std::round(reviewers_(world.now()) * roster_.factor(world.now()));
    while (cases_.waiting() > 0 && busy_ < staff) {
      const std::uint32_t id = cases_.take_next(world);
      if (cases_.is_moot(world, id)) {
        cases_.close(id);
        continue;
      }
      ++busy_;
      if (id >= roster_start) throw std::length_error("moderation: 2^24 cases are open");
      world.plan(world.now() + service_time(), index_, id);
    }
  }

  Duration service_time() {
    switch (service_kind_) {
      case Service::exponential:
        return {.days = terms_.service.days * stream_.exponential()};
      case Service::lognormal: {
        const double sigma = std::sqrt(std::numbers::ln2);
        const double median = terms_.service.days * std::exp(-sigma * sigma / 2.0);
        return {.days = lognormal(stream_, median, sigma)};
      }
      case Service::fixed:
        break;
    }
    return terms_.service;
  }

  void decide(World& world, std::uint32_t id) {
    const bool moot = cases_.is_moot(world, id);
    const Case its = cases_.close(id);
    waited_ += world.now().days - its.reported;
    ++decisions_;
    world.charge(index_, terms_.cost);
    const double coin = stream_.coin();
    if (its.is_counter == 1) {
      if (coin < terms_.error) world.suspend_wrongly(index_, CounterId{its.target});
    } else if (!moot && coin < terms_.sensitivity) {
      sentence(world, AccountId{its.target});
    }
  }

  /// Suspends the account, unless it has a warning left.
  void sentence(World& world, AccountId a) {
    if (a.index() >= strikes_.size()) strikes_.resize(a.index() + 1, 0);
    std::uint8_t& strikes = strikes_[a.index()];
    if (++strikes >= terms_.strikes) return world.suspend(index_, a);
    world.count_action(index_);
  }

  Frame frame_;
  StepFunction reviewers_;
  Terms terms_;
  Roster roster_;
  Service service_kind_;
  CaseQueue cases_;
  double start_;
  PolicyIndex index_;
  Stream stream_;
  std::vector<Time> shifts_;
  Time next_wrong_report_;
  Time next_roster_;
  std::vector<std::uint8_t> strikes_;  ///< decisions against an account
  double busy_ = 0.0;
  double waited_ = 0.0;
  std::uint64_t decisions_ = 0;
};

std::unique_ptr<Policy> make(const ParamValues& values, const PolicyPlace& place) {
  return std::make_unique<Moderation>(values, place);
}

/// Hours and surges that cannot be seen.
void check_roster(const ParamValues& values, const Config& config) {
  const auto is_always = [&values](std::string_view key, double value) {
    const std::vector<double> all = values.all_of(key);
    return std::all_of(all.begin(), all.end(), [value](double x) { return x == value; });
  };
  const auto refuse = [&](std::string_view key, double fallback, const std::string& why) {
    if (is_always(key, fallback)) return;
    throw ConfigError("policy", "moderation's " + std::string{key} + " does nothing (" + why);
  };
  if (is_always("surge", 1.0)) {
    refuse("surge_days", default_surge_days, "surge is 1) raise surge");
  } else if (config.all("shock").empty()) {
    refuse("surge", 1.0, "it follows a [[shock]], and there is none) add one or leave out surge");
  }
  if (is_always("shift_hours", 24.0)) {
    refuse("shift_start", default_shift_start,
           "shift_hours is 24, so that they always work) lower shift_hours");
  }
}

/// Reviewers are whole: a scale that leaves none would switch the policy off in silence.
void check(const ParamValues& values, const Config& config) {
  if (!has_reporters(config) && !is_ever_positive(values, "wrong_reports")) {
    throw ConfigError("policy",
                      "moderation does nothing (nobody reports: no [reporting], no wrong_reports, "
                      "no campaign with 'report') add [reporting]");
  }
  check_roster(values, config);
  const double scale = config.at("run").real("scale");
  for (const double reviewers : values.all_of("reviewers")) {
    if (reviewers == 0.0 || std::round(reviewers * scale) > 0.0) continue;
    throw ConfigError("policy",
                      "moderation's reviewers are less than half a reviewer at this "
                      "scale (nobody would review) raise run.scale or reviewers");
  }
}

}  // namespace

extern constexpr PolicySpec policy_moderation{
    .name = "moderation",
    .summary = "A queue of user reports, worked off by reviewers who can be wrong.",
    .params = params,
    .amount = "reviewers",
    .make = make,
    .check = check,
    .is_adaptive = true,
    .suspends = Suspends::any_account,
    .needs = &somebody_reports};

}  // namespace quell
