// SPDX-License-Identifier: BSD-3-Clause
// The variant `network` against a naive implementation (naive_world.hpp), in random small
// scenarios: the same events in the same order, and the same state and observables at every
// observation.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "sim/dary_heap.hpp"
#include "sim/kernel.hpp"
#include "tests/catch.hpp"
#include "tests/models/naive_world.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

struct Range {
  std::string_view key;
  double low, high;
  double off = std::nan("");  ///< taken in one of three scenarios
};

/// Writes random scenarios in TOML, all determined by one number, over the tables and policies that
/// the naive world knows. Rates are such that most of it happens to a few dozen accounts in weeks.
class Writer {
 public:
  explicit Writer(std::uint64_t number) : stream_({.seed = number, .replicate = 0}, 0, 0) {}

  std::string scenario() {
    run();
    population();
    posting();
    following();
    persons();
    if (happens(0.8)) returns();
    answers();
    outside();
    policies();
    return text_;
  }

 private:
  bool happens(double probability) { return stream_.coin() < probability; }
  double between(double low, double high) { return low + (high - low) * stream_.coin(); }
  double whole(double low, double high) { return std::floor(between(low, high + 1.0)); }
  std::string any_of(std::initializer_list<std::string_view> names) {
    return fmt::format("\"{}\"",
                       names.begin()[stream_.below(static_cast<std::uint32_t>(names.size()))]);
  }

  template <class Value>
  void line(std::string_view key, const Value& value) {
    text_ += fmt::format("{} = {}\n", key, value);
  }
  void table(std::string_view name, std::initializer_list<Range> ranges) {
    text_ += fmt::format("[{}]\n", name);
    lines(ranges);
  }
  void lines(std::initializer_list<Range> ranges) {
    for (const Range& range : ranges) {
      const bool is_off = !std::isnan(range.off) && happens(1.0 / 3.0);
      line(range.key, is_off ? range.off : between(range.low, range.high));
    }
  }
  /// One value, or another one from a day on.
  void steps(std::string_view key, double most) {
    if (happens(0.5)) return line(key, between(0.0, most));
    line(key, fmt::format("[[{}, {}], [{}, {}]]", date_after(0), between(0.0, most),
                          date_after(whole(1.0, days_ - 1.0)), between(0.0, most)));
  }

  void run() {
    days_ = whole(20.0, 60.0);
    text_ =
        fmt::format("[run]\nstart = {}\nend = {}\nscale = 1\n", date_after(0), date_after(days_));
    line("seed", whole(1, 1e6));
    line("cadence", std::array{0.5, 1.0, 3.0, 7.0}[stream_.below(4)]);
    line("traffic", any_of({"posts", "active_posters", "impressions"}));
    line("queue", any_of({"ladder", "heap", "calendar"}));
  }

  void population() {
    table("population", {{"core_share", 0.0, 0.5, 0.0},
                         {"amplifier_share", 0.0, 0.4, 0.0},
                         {"curious_share", 0.0, 0.5, 0.0},
                         {"sympathiser_share", 0.0, 0.5, 0.0}});
    line("pro_accounts", whole(2, 50));
    line("audience", happens(0.1) ? 0.0 : whole(18, 150));
    line("counter_accounts", happens(0.3) ? 0.0 : whole(1, 20));
  }

  void posting() {
    is_busy_ = happens(0.1);
    table("posting", {{"rate", is_busy_ ? 20.0 : 0.05, is_busy_ ? 60.0 : 1.5},
                      {"sigma", 0.0, 1.3, 0.0},
                      {"core_factor", 0.0, 5.0},
                      {"amplifier_factor", 0.5, 2.0},
                      {"throwaway_factor", 0.0, 1.0},
                      {"fatigue", 0.5, 1.0, 1.0},
                      {"chill", 0.0, 1.0, 0.0},
                      {"diurnal_amplitude", 0.0, 1.0, 0.0},
                      {"diurnal_peak", 0.0, 24.0}});
    const bool is_thinned = is_busy_ || happens(0.5);
    line("mode", is_thinned ? "\"thinned\"" : "\"explicit\"");
    if (happens(0.3)) table("bursts", {{"branching", 0.0, 0.7, 0.0}, {"decay", 5.0, 3000.0}});
    if (is_thinned || happens(0.5)) return;
    table("resharing", {{"probability", 0.0, 0.01, 0.0},
                        {"amplifier_factor", 1.0, 2.0, 1.0},
                        {"delay_median", 10.0, 1000.0},
                        {"delay_sigma", 0.0, 1.5},
                        {"delay_exponent", 1.1, 3.0},
                        {"delay_shortest", 0.5, 20.0},
                        {"delay_longest", 100.0, 5000.0},
                        {"follow", 0.0, 0.2, 0.0}});
    line("delay", any_of({"lognormal", "power_law"}));
  }

  void following() {
    table("following", {{"gain", 0.0, 1.5, 0.2},
                        {"fitness_exponent", 0.0, 1.5},
                        {"preferential_scale", 6.0, 40.0},
                        {"in_network_share", 0.0, 1.0, 0.0},
                        {"triadic_share", 0.0, 1.0, 0.0},
                        {"follow_back", 0.0, 1.0, 0.0},
                        {"unfollow", 0.0, 0.2, 0.0},
                        {"unfollow_mutual", 0.0, 1.0, 1.0},
                        {"unfollow_posting", 1.0, is_busy_ ? 1.2 : 10.0, 1.0},
                        {"unfollow_young", 1.0, 10.0, 1.0},
                        {"unfollow_young_days", 1.0, 20.0},
                        {"throwaway_factor", 0.0, 1.0},
                        {"initial_mean", 0.0, 20.0, 0.0},
                        {"initial_sigma", 0.0, 1.5},
                        {"initial_correlation", 0.0, 1.0},
                        {"initial_in_network", 0.0, 1.0},
                        {"initial_max", 5.0, 100.0}});
    line("kernel", any_of({"uniform", "preferential", "fitness"}));
    line("audience_skew", std::array{1.0, 2.0, between(1.0, 4.0)}[stream_.below(3)]);
  }

  void persons() {
    if (happens(0.4)) {
      for (const std::string_view name : {"north", "south"}) {
        text_ += fmt::format("[[segment]]\nname = \"{}\"\nshare = 0.5\n", name);
        lines({{"susceptibility", 0.0, 2.0}});
      }
    }
    if (is_busy_ || !happens(0.8)) return;
    table("ladder", {{"attention", 0.1, 5.0},
                     {"to_curious", 0.0, 3.0},
                     {"to_sympathiser", 0.0, 3.0},
                     {"to_supporter", 0.0, 2.0},
                     {"to_core", 0.0, 2.0},
                     {"to_recruited", 0.0, 2.0},
                     {"midpoint", 0.0, 4.0},
                     {"steepness", 0.0, 3.0},
                     {"curious_down", 0.0, 0.1, 0.0},
                     {"sympathiser_down", 0.0, 0.1, 0.0},
                     {"supporter_down", 0.0, 0.05, 0.0},
                     {"core_down", 0.0, 0.05, 0.0},
                     {"leave_share", 0.0, 1.0},
                     {"counter_sensitivity", 0.0, 5.0}});
    table("protection",
          {{"cap", 0.0, 1.0}, {"half_life", 1.0, 30.0, 0.5}, {"fatigue", 0.5, 1.0, 1.0}});
    if (!happens(0.5)) return;
    table("counter_speech", {{"rate", 0.0, 2.0},
                             {"views", 1.0, 30.0},
                             {"efficacy", 0.0, 0.2},
                             {"organised_share", 0.0, 1.0, 0.0},
                             {"organised_factor", 0.0, 5.0}});
    steps("volume", 2.0);
  }

  void returns() {
    table("return", {{"probability", 0.3, 1.0, 1.0},
                     {"persistence", 0.5, 1.0},
                     {"core_delay", 0.1, 3.0},
                     {"ordinary_delay", 0.1, 6.0},
                     {"delay_sigma", 0.0, 1.5},
                     {"backup_share", 0.0, 1.0},
                     {"backup_delay", 0.01, 1.0},
                     {"backup_renewal", 0.5, 20.0},
                     {"follow_again", 0.0, 1.0, 0.0},
                     {"refollow", 0.0, 1.0, 0.0},
                     {"refollow_decay", 0.2, 1.0},
                     {"refollow_half_life", 0.2, 10.0},
                     {"shout_out", 1.0, 6.0, 1.0},
                     {"shout_out_days", 0.5, 10.0},
                     {"throwaway_share", 0.0, 0.5, 0.0},
                     {"throwaway_life", 1.0, 20.0}});
    if (happens(0.5)) line("backups", whole(0, 3));
  }

  void answers() {
    if (happens(0.4)) {
      table("migration", {{"base", 0.0, 0.02, 0.0},
                          {"per_suspension", 0.0, 0.3},
                          {"peer_factor", 0.0, 5.0},
                          {"carried", 0.0, 1.0}});
    }
    if (happens(0.4)) {
      table("retaliation", {{"daily_limit", 1.0, 4.0}});
      steps("accounts", 1.0);
    }
    if (happens(0.4)) {
      table("hijack", {{"probability", 0.0, 1.0},
                       {"followers_mean", 0.0, 15.0},
                       {"followers_sigma", 0.0, 1.0},
                       {"daily_limit", 0.0, 3.0}});
    }
    if (happens(0.4)) table("backlash", {{"beta", 0.0, 3.0}, {"days", 1.0, 15.0}});
  }

  void outside() {
    if (happens(0.5)) {
      table("reporting", {{"rate", 0.0, 0.1},
                          {"reference_followers", 5.0, 20.0},
                          {"follower_exponent", 0.0, 1.0, 0.5}});
      steps("vigilance", 2.0);
    }
    if (happens(0.5)) table("appeals", {{"success", 0.0, 1.0}, {"delay", 0.2, 10.0}});
    if (!happens(0.3)) return;
    text_ += "[[shock]]\nname = \"news\"\n";
    line("date", date_after(whole(-3.0, days_ - 1.0)));
    lines({{"half_life", 0.5, 10.0},
           {"posting", 0.2, 4.0, 1.0},
           {"gain", 0.2, 4.0, 1.0},
           {"uptake", 0.2, 4.0, 1.0}});
  }

  void policies() {
    const bool has_hazard = happens(0.6);
    if (has_hazard) {
      text_ += "[[policy]]\nkind = \"suspension_hazard\"\n";
      steps("hazard", 0.06);
      lines({{"core_weight", 0.0, 4.0, 1.0},
             {"throwaway_weight", 0.0, 4.0, 1.0},
             {"cost", 0.0, 10.0}});
    }
    if (has_hazard && happens(0.6)) return;
    text_ += "[[policy]]\nkind = \"suspension_schedule\"\n";
    if (happens(0.3)) {
      line("per_day", 1.0);  // the last one is due with the end, give or take rounding
    } else {
      steps("per_day", 1.5);
    }
    lines({{"precision", 0.5, 1.0, 1.0},
           {"core_weight", 0.0, 4.0, 1.0},
           {"throwaway_weight", 0.0, 4.0, 1.0},
           {"cost", 0.0, 10.0}});
  }

  Stream stream_;
  std::string text_;
  double days_ = 0.0;
  bool is_busy_ = false;  ///< so many posts that none of them can be an event
};

/// Where sums of fractions are added up in another order.
bool is_inexact(std::size_t row) {
  constexpr std::array rows{observable("top_post_share"), observable("chill"),
                            observable("followers_mean_visible"),
                            observable("off_platform_audience"), observable("policy_cost")};
  return std::find(rows.begin(), rows.end(), row) != rows.end();
}

bool is_same(double a, double b, bool is_inexact) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (!is_inexact) return a == b;
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

/// Of tables and policies that the naive world does not know.
bool is_outside(const Observable& observable) {
  constexpr std::array<std::string_view, 4> names{"backlog", "time_to_action",
                                                  "campaign_impressions", "policy_rules_on"};
  return !observable.section.empty() ||
         std::find(names.begin(), names.end(), observable.name) != names.end();
}

void compare(const Recording& recording, const Recording& naive) {
  CHECK(is_identical(recording.times, naive.times));
  for (std::size_t row = 0; row < observables.size(); ++row) {
    const std::vector<double>& values = recording.values[row];
    const std::vector<double>& expected = naive.values[row];
    if (is_outside(observables[row])) continue;
    INFO(observables[row].name);
    REQUIRE(!expected.empty());
    REQUIRE(values.size() == expected.size());
    std::size_t first = 0;
    while (first < values.size() && is_same(values[first], expected[first], is_inexact(row)))
      ++first;
    if (first < values.size()) {
      CAPTURE(first, values[first], expected[first]);
      FAIL("an observable differs");
    }
  }
}

/// Clocks and lists to the last bit.
void compare(const World& world, const NaiveWorld& naive) {
  const auto number_of = [](std::uint32_t account) {
    return account == none ? std::nullopt : std::optional{account};
  };
  bool is_equal = world.person_count() == naive.persons().size();
  for (std::uint32_t i = 0; is_equal && i < naive.persons().size(); ++i) {
    const NaiveWorld::Person& person = naive.persons()[i];
    is_equal = world.stage(PersonId{i}) == person.stage &&
               world.segment(PersonId{i}) == person.segment &&
               number_of(world.main_account(PersonId{i})) == person.main_account &&
               world.followed_by(PersonId{i}) == naive.follows().followed_by(i);
  }
  REQUIRE(is_equal);
  std::vector<std::uint32_t> active;
  for (const AccountId a : world.active_accounts()) active.push_back(a.index());
  REQUIRE(active == naive.active());
  for (const std::uint32_t a : active) {
    const Account& account = world.account(AccountId{a});
    const NaiveWorld::Account& expected = naive.accounts()[a];
    std::vector<std::uint32_t> followers;
    world.for_each_follower(AccountId{a}, [&](PersonId i) { followers.push_back(i.index()); });
    is_equal = is_equal && followers == naive.follows().followers_of(a) &&
               account.owner == expected.owner && account.serial == expected.serial &&
               account.generation == expected.generation && account.tier == expected.tier &&
               account.rate == expected.rate && account.gain == expected.gain &&
               account.chill == expected.chill && account.clock_rate == expected.clock_rate &&
               account.lost_peers == expected.lost_peers &&
               account.refollowers == expected.survivors.size();
  }
  REQUIRE(is_equal);
}

bool is_same(const Event& event, const NaiveEvent& expected) {
  return event.time == expected.time && event.entity == expected.entity &&
         kind_of(event) == expected.kind && version_of(event) == expected.version;
}

/// What has been seen to happen.
struct Seen {
  std::array<std::size_t, 16> events{};           ///< by kind
  std::array<double, observables.size()> most{};  ///< of each observable
};

/// Both worlds side by side. With `checks_each` the laws of random_scenarios_test.cpp are checked
/// and the states compared after each event, else at each observation.
void run_both(const Config& config, std::uint32_t replicate, bool checks_each, Seen& seen) {
  World world{config, replicate};
  world.populate();
  world.start();
  NaiveWorld naive{config, replicate};
  DaryHeap<4> queue;
  Recording recording;
  Recording expected;
  const auto check = [&] {
    REQUIRE_NOTHROW(world.check());
    compare(world, naive);
  };
  const double end = config.duration().days;
  const double cadence = config.at("run").real("cadence");
  for (double interval = 0.0, now = 0.0;; now = std::min(end, ++interval * cadence)) {
    run_until(queue, {.days = now}, world.outbox(), [&](const Event& event) {
      const NaiveEvent next = naive.take_next(now).value_or(NaiveEvent{.time = -1.0});
      if (!is_same(event, next)) {
        CAPTURE(event.time, event.entity, int{kind_of(event)}, version_of(event));
        CAPTURE(next.time, next.entity, int{next.kind}, next.version);
        FAIL("an event differs");
      }
      ++seen.events.at(kind_of(event));
      world.handle(event);
      naive.handle(next);
      if (checks_each) check();
    });
    CAPTURE(now);
    REQUIRE(!naive.take_next(now));
    world.observe({.days = now}, recording);
    naive.observe(now, expected);
    check();
    if (now >= end) break;
  }
  world.finish(recording);
  naive.finish(expected);
  compare(recording, expected);
  // The whole model has another queue, and looks ahead.
  CHECK(is_identical(recording, record(config, replicate)));
  for (std::size_t row = 0; row < observables.size(); ++row) {
    for (const double x : expected.values[row]) seen.most[row] = std::max(seen.most[row], x);
  }
}

}  // namespace

TEST_CASE("naive: the model does what a naive one does, event for event", "[models]") {
  constexpr std::uint64_t scenarios = 300;
  Seen seen;
  for (std::uint64_t number = 0; number < scenarios; ++number) {
    const std::string text = Writer{number}.scenario();
    CAPTURE(number, text);
    const Config config = read_scenario_text(text, "naive.toml").config;
    run_both(config, static_cast<std::uint32_t>(number % 3), number % 20 == 0, seen);
  }
  // Everything took part: all kinds of events, and all that an observable can show.
  for (const int kind : {0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 12}) {
    CAPTURE(kind);
    CHECK(seen.events.at(static_cast<std::size_t>(kind)) > 50);
  }
  for (const char* name :
       {"chill", "impressions_susceptible", "reports", "discovered", "suspensions_posted",
        "false_positives", "counter_posts", "appeals", "reinstated", "new_supporters", "returns",
        "retaliation_accounts", "hijacked", "recruits", "disengaged", "migrated",
        "off_platform_audience", "endings_by_age", "withdrawals_by_age"}) {
    CAPTURE(name);
    const auto* const at = std::find_if(observables.begin(), observables.end(),
                                        [&](const Observable& o) { return o.name == name; });
    CHECK(seen.most.at(static_cast<std::size_t>(at - observables.begin())) > 0.0);
  }
}
