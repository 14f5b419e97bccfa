// SPDX-License-Identifier: BSD-3-Clause
// Laws that hold in every state, and states that can be written and read back: case 10 of
// docs/model.md, section 6.
#include "sim/block_bytes.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

double total(const Recording& recording, std::string_view name) {
  double sum = 0.0;
  for (const double x : series(recording, name)) sum += x;
  return sum;
}

}  // namespace

TEST_CASE("conservation: edges, accounts and persons add up at every step", "[models]") {
  for (const char* mode : {"\"thinned\"", "\"explicit\""}) {
    const Config config = golden_scenario({{"run.cadence", "0.25"}, {"posting.mode", mode}});
    const std::unique_ptr<Model> model = make_model(config, 0);
    REQUIRE_NOTHROW(model->check());
    while (!model->is_done()) {
      model->advance();
      REQUIRE_NOTHROW(model->check());
    }
    // Everything that could break a law has happened.
    for (const char* flow :
         {"suspensions", "false_positives", "appeals", "reinstated", "returns", "new_supporters",
          "retaliation_accounts", "reports", "policy_errors", "recruits", "disengaged", "migrated",
          "backlog", "campaign_impressions"}) {
      CAPTURE(flow);
      const std::vector<double> rows = series(model->recording(), flow);
      double most = 0.0;
      for (const double x : rows) most = std::max(most, x);
      CHECK(most > 0.0);
    }
    // Every policy acted.
    const Axes axes = axes_of(config);
    const auto& actions = model->recording().values[observable("policy_actions")];
    for (std::size_t p = 0; p < axes.policies.size(); ++p) {
      CAPTURE(axes.policies[p]);
      double sum = 0.0;
      for (std::size_t k = p; k < actions.size(); k += axes.policies.size()) sum += actions[k];
      CHECK(sum > 0.0);
    }
  }
}

TEST_CASE("conservation: accounts opened and ended explain those that stand", "[models]") {
  const Recording recording = record(golden_scenario());
  const std::vector<double> active = series(recording, "active_pro_accounts");
  const auto& endings = recording.values[observable("endings_by_age")];
  const auto& withdrawals = recording.values[observable("withdrawals_by_age")];
  double lifetimes = 0.0;
  for (const double x : endings) lifetimes += x;
  for (const double x : withdrawals) lifetimes += x;
  CHECK(lifetimes ==
        total(recording, "accounts_opened"));  // standing ones are withdrawn at the end
  CHECK(total(recording, "new_supporters") + total(recording, "returns") +
            total(recording, "retaliation_accounts") <=
        total(recording, "accounts_opened"));  // the rest are throwaways beside main accounts
  CHECK(total(recording, "suspensions_posted") + total(recording, "false_positives") <=
        total(recording, "suspensions"));
  CHECK(total(recording, "policy_actions") >= total(recording, "suspensions"));
  CHECK(active.front() == 150.0);
}

TEST_CASE("state: a run goes on from its blocks as if never interrupted", "[models]") {
  for (const char* queue : {"\"heap\"", "\"calendar\""}) {
    const Config config = golden_scenario(
        {{"run.queue", queue}, {"run.cadence", "0.75"}, {"retaliation.daily_limit", "500"}});
    const std::unique_ptr<Model> first = make_model(config, 1);
    // Three quarters through a day, in the middle of a wave, of retaliation and of reviews.
    while (first->now().days < 36.75) first->advance();
    const std::vector<std::byte> blocks = blocks_of(*first);
    const std::unique_ptr<Model> second = make_model(config, 1);
    restore(*second, blocks);
    CHECK(second->now() == first->now());
    CHECK(second->events() == first->events());
    REQUIRE_NOTHROW(second->check());
    while (!first->is_done()) {
      first->advance();
      second->advance();
      CAPTURE(first->now().days);
      REQUIRE(second->events() == first->events());
      REQUIRE(is_identical(second->recording(), first->recording()));
    }
    CHECK(is_identical(first->recording(), record(config, 1)));  // nor did the writing disturb it
  }
}

TEST_CASE("state: a model restored from another replicate forgets its own", "[models]") {
  const Config config = golden_scenario({{"run.end", "2014-08-10"}});
  const std::unique_ptr<Model> first = make_model(config, 1);
  const std::unique_ptr<Model> second = make_model(config, 1);
  for (int day = 0; day < 20; ++day) first->advance();
  for (int day = 0; day < 5; ++day) second->advance();  // on another way
  restore(*second, blocks_of(*first));
  while (!first->is_done()) {
    first->advance();
    second->advance();
  }
  CHECK(is_identical(second->recording(), first->recording()));
}
