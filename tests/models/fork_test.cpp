// SPDX-License-Identifier: BSD-3-Clause
// A future from a saved past: with nothing changed it is the rest of the run, and with a value
// changed the rest of the run whose value has that date.
#include "models/fork.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "scenarios/dates.hpp"
#include "sim/block_bytes.hpp"
#include "sim/random.hpp"
#include "tests/catch.hpp"
#include "tests/models/eventful.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

/// A run that stands at the first observation at `day` or later, from which others go on.
class Past {
 public:
  Past(Config config, double day) : config_(std::move(config)) {
    const std::unique_ptr<Model> model = make_model(config_, 0);
    while (model->now().days < day) model->advance();
    blocks_ = blocks_of(*model);
  }

  [[nodiscard]] Recording go_on_as(const Config& future) const {
    REQUIRE(fork_obstacles(config_, future).empty());
    const std::unique_ptr<Model> model = make_model(config_, 0);
    restore(*model, blocks_);
    model->fork(with_policies_of(config_, future));
    while (!model->is_done()) model->advance();
    model->check();
    return model->recording();
  }

 private:
  Config config_;
  std::vector<std::byte> blocks_;
};

Config groups(const std::string& more) {
  return scenario(200, R"(
model = "aggregates"
[population]
pro_accounts = 500
[channels]
join = 0.5
break_up = 0.02
[[policy]]
kind = "channel_bans"
name = "bans"
per_day = 2
)" + more);
}

/// Each with the table that cuts it off from everything before `day`.
std::vector<Knot> table_until(const std::vector<Knot>& base, double day, double then) {
  std::vector<Knot> table{{.day = first_day(), .value = step_at(base, first_day())}};
  for (const Knot& knot : base) {
    if (knot.day > first_day() && knot.day < day) table.push_back(knot);
  }
  table.push_back({day, then});
  return table;
}

double sum_from(const Recording& recording, std::string_view name, std::size_t row) {
  const std::vector<double> values = series(recording, name);
  return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(row), values.end(), 0.0);
}

}  // namespace

TEST_CASE("fork: with nothing changed, the rest of the run to the last bit, from twenty times",
          "[models][contract]") {
  const Config config = GENERATE(eventful(""), groups(""));
  const Recording whole = record(config);
  Stream days{{.seed = 5, .replicate = 0}, 0, 0};
  for (int k = 0; k < 20; ++k) {
    const double day = days.coin() * (config.duration().days - 1.0);
    CAPTURE(day);
    CHECK(is_identical(Past(config, day).go_on_as(config), whole));
  }
}

TEST_CASE("fork: another value acts like the dated table that changes then, to the last bit",
          "[models][contract]") {
  const std::string more = GENERATE(from_range(worlds));
  CAPTURE(more);
  const double day = 30.0;
  const Past past{eventful(more), day};
  const Recording constant = record(eventful(more));
  std::size_t different = 0;
  for_each_number(more, [&](const PolicyConfig& policy, std::size_t row) {
    const std::vector<Knot> base = base_of(policy, row);
    const double then = other_value(policy.values.params()[row], base);
    const std::string key = key_of(policy, row);
    const Recording fork = past.go_on_as(eventful(more, {{key, fmt::format("{}", then)}}));
    const std::string table = table_text(table_until(base, first_day() + day, then));
    CHECK(is_identical(fork, record(eventful(more, {{key, table}}))));
    if (!is_identical(fork, constant)) ++different;
  });
  CHECK(different >= (more.empty() ? 30 : 2));
}

TEST_CASE("fork: dates and rules of the future act, those of the past do not", "[models]") {
  const std::size_t day = 30;
  const Past past{eventful(""), 30.0};
  const Recording constant = record(eventful(""));
  SECTION("a value that changes twice") {
    const std::string key = "policy.suspension_hazard.core_weight";
    const std::string table =
        fmt::format("[[{}, 9], [{}, 0], [{}, 5]]", date_after(0), date_after(35), date_after(45));
    const std::string whole = fmt::format("[[{}, 2], [{}, 9], [{}, 0], [{}, 5]]", date_after(0),
                                          date_after(30), date_after(35), date_after(45));
    CHECK(is_identical(past.go_on_as(eventful("", {{key, table}})),
                       record(eventful("", {{key, whole}}))));
  }
  SECTION("a rule") {
    const std::string key = "policy.suspension_hazard.hazard";
    const auto rule = [](double above) {
      return fmt::format(
          "{{ base = 0.004, when = \"disengaged\", above = {}, below = -1, then = 0.2 }}", above);
    };
    const std::vector<double> disengaged = series(constant, "disengaged");
    const double above = disengaged[day + 5];
    const Recording fork = past.go_on_as(eventful("", {{key, rule(above)}}));
    CHECK(is_identical(fork, record(eventful("", {{key, rule(above)}}))));
    CHECK(!is_identical(fork, constant));
  }
  SECTION("a rule that is on stays on, whatever else changes") {
    const std::vector<double> returns = series(constant, "returns");
    const double highest = *std::max_element(returns.begin(), returns.begin() + day);
    const Override rule{"policy.suspension_hazard.hazard",
                        fmt::format("{{ base = 0.004, when = \"returns\", above = {}, below = -1, "
                                    "then = 0.2 }}",
                                    highest - 0.5)};
    const std::string key = "policy.suspension_hazard.core_weight";
    const std::string table = fmt::format("[[{}, 2], [{}, 9]]", date_after(0), date_after(30));
    const Recording fork =
        Past(eventful("", {rule}), 30.0).go_on_as(eventful("", {rule, {key, "9"}}));
    CHECK(is_identical(fork, record(eventful("", {rule, {key, table}}))));
  }
  SECTION("waves: those that have begun stay, whatever the future says of them") {
    const std::string key = "policy.suspension_waves.waves";
    const Config future = eventful(
        "", {{key, fmt::format("[[{}, 5000], [{}, 1500]]", date_after(3), date_after(40))}});
    std::vector<Knot> waves;
    for (double begun = 2.0; begun < 30.0; begun += 5.0) {
      waves.push_back({.day = first_day() + begun, .value = 700});
    }
    waves.push_back({.day = first_day() + 40.0, .value = 1500});
    const Recording whole = record(eventful("", {{key, table_text(waves)}}));
    CHECK(is_identical(past.go_on_as(future), whole));
    // The last of them takes two days.
    CHECK(is_identical(Past(eventful(""), 28.0).go_on_as(future), whole));
  }
}

TEST_CASE("fork: rounds of doses that have begun go on beside those of the future", "[models]") {
  const std::string& world = worlds[3];
  const std::string key = "policy.inoculation.doses";
  const auto doses = [](const std::vector<double>& days) {
    std::vector<Knot> knots;
    for (const double day : days) knots.push_back({.day = first_day() + day, .value = 30000});
    return table_text(knots);
  };
  const Past past{eventful(world), 33.0};  // two of five days of the second round are over
  const Recording fork = past.go_on_as(eventful(world, {{key, doses({3.0, 41.0})}}));
  CHECK(is_identical(fork, record(eventful(world, {{key, doses({7.0, 31.0, 41.0})}}))));
  CHECK(!is_identical(fork, record(eventful(world, {{key, doses({7.0, 41.0})}}))));
}

TEST_CASE("fork: a policy that the future leaves out does no more", "[models]") {
  for (const std::string& more : worlds) {
    CAPTURE(more);
    const Config past = eventful(more);
    const Past saved{past, 30.0};
    const std::size_t golden = more.empty() ? 0 : eventful("").policies.size();
    for (std::size_t k = golden; k < past.policies.size(); ++k) {
      CAPTURE(past.policies[k].name);
      Config future = past;
      future.policies.erase(future.policies.begin() + static_cast<std::ptrdiff_t>(k));
      const Config completed = with_policies_of(past, future);
      REQUIRE(completed.policies.size() == past.policies.size());
      const Recording fork = saved.go_on_as(future);
      const std::vector<double>& actions = fork.values[observable("policy_actions")];
      double before = 0.0;
      double after = 0.0;
      for (std::size_t row = 0; row < fork.times.size(); ++row) {
        const double count = actions[row * past.policies.size() + k];
        // What was under way at the time may end in the days after it.
        if (fork.times[row] <= 30.0) before += count;
        if (fork.times[row] > 40.0) after += count;
      }
      CHECK(after == 0.0);
      if (past.policies[k].spec->suspends != Suspends::nobody) CHECK(before > 0.0);
    }
  }
}

TEST_CASE("fork: groups of known size follow the bans of the future", "[models]") {
  const Recording fork = Past(groups(""), 100.0).go_on_as(groups("cost = 7\n"));
  const double cost = sum_from(fork, "policy_cost", 101);
  CHECK(cost == 7.0 * sum_from(fork, "channels_banned", 101));
  CHECK(cost > 0.0);
}

TEST_CASE("fork: what cannot change in mid-course is named, with the way out", "[models]") {
  const std::string base = R"(
[population]
pro_accounts = 50
audience = 100
[[policy]]
kind = "moderation"
name = "staff"
reviewers = 2
wrong_reports = 5
)";
  const Config past = scenario(20, base);
  const auto obstacles = [&](const Config& future) { return fork_obstacles(past, future); };
  CHECK(obstacles(past).empty());
  CHECK(obstacles(scenario(20, base + "sensitivity = 0.1\n")).empty());
  const std::vector<std::string> order = obstacles(scenario(20, base + "order = \"lifo\"\n"));
  REQUIRE(order.size() == 1);
  CHECK_THAT(order.front(), StartsWith("policy.staff.order cannot change in mid-course (it is a "
                                       "choice) leave it"));
  const std::vector<std::string> several = obstacles(
      scenario(30, "seed = 9\n" + base + "start = 2014-07-05\n[ladder]\nto_core = 0.5\n"));
  REQUIRE(several.size() == 3);
  CHECK_THAT(several[0], StartsWith("[run] differs from the run that is saved"));
  CHECK_THAT(several[1], StartsWith("[ladder] differs"));
  CHECK_THAT(several[2], StartsWith("policy.staff.start cannot change"));
  const std::vector<std::string> added =
      obstacles(scenario(20, base + "[[policy]]\nkind = \"suspension_hazard\"\nhazard = 0.1\n"));
  REQUIRE(added.size() == 1);
  CHECK_THAT(added.front(), ContainsSubstring("is not in the run that is saved"));
  CHECK_THAT(added.front(), ContainsSubstring("with hazard = 0"));
  const Config mean = scenario(20, "model = \"mean_field\"\n");
  CHECK_THAT(fork_obstacles(mean, mean).front(), StartsWith("the model mean_field cannot change"));
  CHECK_THROWS_AS(make_model(mean, 0)->fork(mean), std::logic_error);
}
