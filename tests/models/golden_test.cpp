// SPDX-License-Identifier: BSD-3-Clause
// A whole scenario with everything switched on, against what it gave before.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "models/registry.hpp"
#include "scenarios/scenario.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

/// Every number per row of every observable: mean over the rows where it is defined, and the last.
std::string summary_of(const Config& config, std::uint32_t replicate) {
  const Recording recording = record(config, replicate);
  const Axes axes = axes_of(config);
  std::string text = fmt::format("replicate {}\n", replicate);
  for (std::size_t o = 0; o < observables.size(); ++o) {
    const std::vector<double>& values = recording.values[o];
    if (values.empty()) continue;  // of another variant
    const std::size_t row = row_size(observables[o], axes);
    const std::size_t alone = observables[o].shape == Shape::generation ? generation_count : 1;
    const std::size_t width = row > 0 ? row : alone;
    for (std::size_t k = 0; k < width; ++k) {
      double sum = 0.0;
      double defined = 0.0;
      for (std::size_t v = k; v < values.size(); v += width) {
        if (std::isnan(values[v])) continue;
        sum += values[v];
        defined += 1.0;
      }
      const std::string column = width == 1 ? std::string{observables[o].name}
                                            : fmt::format("{}[{}]", observables[o].name, k);
      text += fmt::format("{:32} {:12.6g} {:12.6g}\n", column, sum / defined,
                          values[values.size() - width + k]);
    }
  }
  return text;
}

std::string figures_of(const std::string& what) {
  return what + ": mean over time and last value of each observable";
}

/// Against tests/golden/<name>.txt.
void check_golden(const std::string& name, const std::string& what,
                  const std::vector<std::string>& parts) {
  std::string text =
      what + "\n" + "refresh with QUELL_UPDATE_GOLDEN=1 and say in the commit why it moved\n";
  for (const std::string& part : parts) text += "\n" + part;
  const std::string path = QUELL_SOURCE_DIR "/tests/golden/" + name + ".txt";
  if (std::getenv("QUELL_UPDATE_GOLDEN") != nullptr) std::ofstream{path} << text;
  std::ifstream file{path};
  std::ostringstream golden;
  golden << file.rdbuf();
  std::istringstream expected{golden.str()};
  std::istringstream found{text};
  for (std::string want, have; std::getline(expected, want);) {
    REQUIRE(std::getline(found, have));
    CHECK(have == want);
  }
  CHECK(text == golden.str());
}

/// The same scenario by another model, without what that one cannot tell apart, and with owners who
/// step down and stay.
Config golden_by(const std::string& model, std::vector<Override> changes = {}) {
  std::string text = golden_text();
  const std::size_t moderation = text.find("[[policy]]\nkind = \"moderation\"");
  text.erase(moderation, text.find("[[policy]]", moderation + 1) - moderation);
  changes.push_back({"run.model", "\"" + model + "\""});
  changes.push_back({"following.unfollow_young", "1"});
  changes.push_back({"ladder.leave_share", "0.4"});
  changes.push_back({"ladder.core_down", "0.05"});
  changes.push_back({"return.backup_share", "0.3"});
  changes.push_back({"return.core_delay", "2"});
  changes.push_back({"protection.fatigue", "1"});
  changes.push_back({"policy.broadcast_campaign.unfollow", "0"});
  changes.push_back({"policy.broadcast_campaign.report", "0"});
  return read_scenario_text(text, "golden.toml", changes).config;
}

}  // namespace

TEST_CASE("golden: a scenario with everything in it gives what it gave", "[models][golden]") {
  const Config config = golden_scenario();
  check_golden("golden", figures_of("tests/scenarios/golden.toml"),
               {summary_of(config, 0), summary_of(config, 1)});
}

TEST_CASE("golden: so does one with what that leaves out", "[models][golden]") {
  const std::string text = golden_text() + R"(
[resharing]
probability = 0.01
delay = "power_law"
follow = 0.01
[hijack]
probability = 0.3
[backlash]
[bursts]
[[policy]]
kind = "search_redirect"
coverage = 0.5
[[policy]]
kind = "one_to_one_outreach"
contacts = 300
[[policy]]
kind = "inoculation"
doses = [[2014-07-05, 20000]]
[[policy]]
kind = "targeted_campaign"
impressions = 20000
[[policy]]
kind = "detection_at_birth"
recall = 0.3
[[policy]]
kind = "neighbour_detection"
[[policy]]
kind = "ranked_budget"
per_day = 30
[[policy]]
kind = "return_search"
[[policy]]
kind = "return_friction"
[[policy]]
kind = "warnings"
[[policy]]
kind = "down_ranking"
[[policy]]
kind = "channel_bans"
per_day = 20
)";
  const Config config = read_scenario_text(text, "golden.toml",
                                           {{"posting.mode", "\"explicit\""},
                                            {"following.kernel", "\"preferential\""},
                                            {"following.unfollow_mutual", "0.4"},
                                            {"following.unfollow_posting", "1.3"},
                                            {"counter_speech.organised_share", "0.3"},
                                            {"counter_speech.organised_factor", "4"},
                                            {"ladder.leave_share", "0.4"},
                                            {"return.backups", "2"}})
                            .config;
  check_golden("more", figures_of("tests/scenarios/golden.toml and all other policies"),
               {summary_of(config, 0)});
}

TEST_CASE("golden: it gives what it gave in compartments that mix well", "[models][golden]") {
  std::vector<std::string> parts;
  for (const char* method : {"composition_rejection", "next_reaction", "direct"}) {
    const Config config =
        golden_by("well_mixed", {{"well_mixed.method", std::string{"\""} + method + "\""}});
    parts.push_back(std::string{method} + "\n" + summary_of(config, 0));
  }
  check_golden("well_mixed", figures_of("tests/scenarios/golden.toml, model well_mixed"), parts);
  check_golden("mean_field", figures_of("tests/scenarios/golden.toml, model mean_field"),
               {summary_of(golden_by("mean_field"), 0)});
}

TEST_CASE("golden: aggregates and published compartments give what they gave", "[models][golden]") {
  const Config groups = golden_by("aggregates");
  check_golden("aggregates", figures_of("tests/scenarios/golden.toml, model aggregates"),
               {summary_of(groups, 0), summary_of(groups, 1)});
  std::vector<std::string> parts;
  for (const char* name : {"castillo-chavez-song", "mccluskey-santoprete", "santoprete-xu"}) {
    const Config config =
        read_scenario(QUELL_SOURCE_DIR "/scenarios/" + std::string{name} + ".toml", {}).config;
    parts.push_back(std::string{name} + "\n" + summary_of(config, 0));
  }
  check_golden("compartments", figures_of("the shipped scenarios of the model compartments"),
               parts);
}

// What a scenario leaves out is what it means: a default that changes changes results.
TEST_CASE("golden: defaults and ranges are what they were", "[models][golden]") {
  std::string text;
  const auto add = [&](std::string_view table, std::span<const Param> params) {
    for (const Param& param : params) {
      text += fmt::format("{:46} {:>14} [{:g}, {:g}] published [{:g}, {:g}] {}{}\n",
                          fmt::format("{}.{}", table, param.key),
                          std::isnan(param.fallback) ? "-" : fmt::format("{:g}", param.fallback),
                          param.min, param.max, param.low, param.high, param.choices,
                          param.text_fallback);
    }
  };
  for (const SectionSpec* section : all_sections()) add(section->name, section->params);
  for (const PolicySpec* policy : all_policies()) add(policy->name, policy->params);
  check_golden("defaults", "each parameter with its default and ranges", {text});
}
