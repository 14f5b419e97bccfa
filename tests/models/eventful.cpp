// SPDX-License-Identifier: BSD-3-Clause
#include "tests/models/eventful.hpp"

#include <fmt/format.h>

#include <cmath>

#include "scenarios/dates.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

namespace quell {

const std::vector<std::string> worlds{"",
                                      R"(
[[policy]]
kind = "detection_at_birth"
recall = 0.2
delay = 24
precision = 0.5
)",
                                      R"(
[[policy]]
kind = "down_ranking"
recall = 0.5
delay = 12
days = 1
)",
                                      R"(
[[policy]]
kind = "inoculation"
doses = [[2014-07-08, 30000], [2014-08-01, 30000], [2014-08-06, 30000], [2014-08-11, 30000]]
width = 5
credibility = 0.7
effect = 0.2
)",
                                      R"(
[[policy]]
kind = "neighbour_detection"
hazard = 0.1
recall = 0.2
precision = 0.5
)",
                                      R"(
[[policy]]
kind = "one_to_one_outreach"
contacts = [[2014-07-01, 0], [2014-07-05T12:00:00Z, 1000]]
success = 0.2
)",
                                      R"(
[[policy]]
kind = "ranked_budget"
per_day = 50
cadence = 0.4
precision = 0.5
order = "betweenness"
pivots = 5
)",
                                      R"(
[[policy]]
kind = "return_friction"
coverage = 0.2
pass = 0.2
)",
                                      R"(
[[policy]]
kind = "return_search"
effort = 0.5
recall = 0.2
patience = 5
precision = 0.5
)",
                                      R"(
[[policy]]
kind = "search_redirect"
coverage = [[2014-07-01, 0], [2014-07-04T12:00:00Z, 0.5]]
diverted = 0.2
credibility = 0.7
efficacy = 0.5
)",
                                      R"(
[[policy]]
kind = "targeted_campaign"
impressions = [[2014-07-01, 0], [2014-07-06T12:00:00Z, 20000]]
highest_stage = "sympathiser"
credibility = 0.7
efficacy = 0.3
wear_out = 20
backfire = 0.1
unfollow = 0.01
report = 0.01
)",
                                      R"(
[[policy]]
kind = "warnings"
coverage = 0.5
days = 0.5
memory = 2
)"};

Config eventful(const std::string& more, const std::vector<Override>& changes) {
  std::string counts;
  for (double day = 2.0; day < 60.0; day += 5.0) {
    counts += fmt::format("{}[{}, 700]", counts.empty() ? "[" : ", ", date_after(day));
  }
  std::vector<Override> all{{"policy.suspension_waves.waves", counts + ']'},
                            {"policy.volunteer_lists.lists", counts + ']'},
                            {"policy.moderation.surge", "2"},
                            {"policy.moderation.surge_days", "20"},
                            {"policy.moderation.shift_hours", "18"}};
  all.insert(all.end(), changes.begin(), changes.end());
  return read_scenario_text(golden_text() + more, "eventful.toml", all).config;
}

void for_each_number(const std::string& more,
                     const std::function<void(const PolicyConfig&, std::size_t)>& body) {
  const Config config = eventful(more);
  const std::size_t golden = more.empty() ? 0 : eventful("").policies.size();
  std::size_t numbers = 0;
  for (std::size_t k = golden; k < config.policies.size(); ++k) {
    const PolicyConfig& policy = config.policies[k];
    if (!policy.spec->is_adaptive) continue;
    for (std::size_t row = 0; row < policy.values.params().size(); ++row) {
      if (!can_change(policy.values.params()[row].kind)) continue;
      CAPTURE(policy.name, policy.values.params()[row].key);
      body(policy, row);
      ++numbers;
    }
  }
  CHECK(numbers >= (more.empty() ? 34 : 4));
}

std::string key_of(const PolicyConfig& policy, std::size_t row) {
  return fmt::format("policy.{}.{}", policy.name, policy.values.params()[row].key);
}

std::vector<Knot> base_of(const PolicyConfig& policy, std::size_t row) {
  const ParamValue& value = policy.values.values()[row];
  if (const auto* knots = std::get_if<std::vector<Knot>>(&value)) return *knots;
  return {{.day = 0.0, .value = std::get<double>(value)}};
}

double other_value(const Param& param, const std::vector<Knot>& base) {
  const double last = base.back().value;
  if (std::isinf(last)) return 1.0;
  return 4.0 * last <= param.max ? 4.0 * last : 0.25 * last;
}

std::string table_text(const std::vector<Knot>& knots) {
  std::string text;
  for (const Knot& knot : knots) {
    const std::string day = knot.day == 0.0 ? date_after(0.0) : date_text(knot.day);
    text += fmt::format("{}[{}, {}]", text.empty() ? "" : ", ", day, knot.value);
  }
  return '[' + text + ']';
}

}  // namespace quell
