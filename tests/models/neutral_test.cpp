// SPDX-License-Identifier: BSD-3-Clause
// A table that says "nothing of this kind" leaves a run as it is without the table, to the last
// bit.
#include <algorithm>
#include <array>
#include <sstream>

#include "models/registry.hpp"
#include "tests/catch.hpp"
#include "tests/models/runs.hpp"

using namespace quell;

namespace {

/// Values with which a table has no effect, or why there are none.
struct Neutral {
  std::string_view section;
  std::string_view text;
  std::string_view why_none = {};
};

constexpr std::array neutrals{
    Neutral{"bursts", "[bursts]\nbranching = 0\ndecay = 5\n"},
    Neutral{"resharing", "[resharing]\nprobability = 0\nfollow = 1\n"},
    Neutral{"ladder",
            "[ladder]\nto_curious = 0\nto_sympathiser = 0\nto_supporter = 0\nto_core = 0\n"
            "to_recruited = 0\ncurious_down = 0\nsympathiser_down = 0\nsupporter_down = 0\n"
            "core_down = 0\n"},
    Neutral{"return", "[return]\nprobability = 0\nthrowaway_share = 0\nshout_out = 9\n"},
    Neutral{"retaliation", "[retaliation]\naccounts = 0\n"},
    Neutral{"hijack", "[hijack]\nprobability = 0\n"},
    Neutral{"backlash", "[backlash]\nbeta = 0\n"},
    Neutral{"migration", "[migration]\nbase = 0\nper_suspension = 0\npeer_factor = 9\n"},
    Neutral{"counter_speech", "[counter_speech]\nrate = 0\n"},
    Neutral{"reporting", "[reporting]\nrate = 0\n"},
    Neutral{"appeals", "", "whoever is suspended wrongly appeals, which is counted"},
    Neutral{"channels", "[channels]\njoin = 1\nbreak_up = 0.1\nshout_outs = 0\n"},  // only looks
    Neutral{"panel", "[panel]\ndate = 2014-07-05\nsize = 50\n"},                    // only looks
    Neutral{"segment",
            "[[segment]]\nname = \"everybody\"\nshare = 1\nlanguage = \"arabic\"\n"
            "susceptibility = 1\n"},
    Neutral{"driver",
            "[[driver]]\nname = \"weather\"\nindex = [[2014-07-01, 1], [2014-07-09, 7]]\n"},
    Neutral{"shock", "[[shock]]\nname = \"attack\"\ndate = 2014-07-08\n"},
};

/// The same for a policy; what it may still change is one observable.
struct NeutralPolicy {
  std::string_view kind;
  std::string_view text;
  std::string_view changes = {};
};

constexpr std::array neutral_policies{
    NeutralPolicy{"broadcast_campaign", "impressions = 0\nunfollow = 1\nreport = 1\n"},
    NeutralPolicy{"channel_bans", "per_day = 0\n"},
    NeutralPolicy{"detection_at_birth", "recall = 0\nprecision = 0.5\n"},
    NeutralPolicy{"down_ranking", "recall = 0\nreach = 0\n"},
    NeutralPolicy{"inoculation", "doses = [[2014-07-03, 0]]\neffect = 1\n"},
    // Whoever is reported waits for a review.
    NeutralPolicy{"moderation", "reviewers = 0\nerror = 1\n", "backlog"},
    NeutralPolicy{"neighbour_detection", "recall = 0\nhazard = 9\nprecision = 0.5\n"},
    NeutralPolicy{"one_to_one_outreach", "contacts = 0\nsuccess = 1\n"},
    NeutralPolicy{"ranked_budget", "per_day = 0\nprecision = 0.5\norder = \"random\"\n"},
    NeutralPolicy{"return_friction", "coverage = 0\npass = 0\ndelay_factor = 9\n"},
    NeutralPolicy{"return_search", "effort = 0\nrecall = 1\nprecision = 0.5\n"},
    NeutralPolicy{"search_redirect", "coverage = 0\ndiverted = 1\nefficacy = 1\n"},
    NeutralPolicy{"suspension_hazard", "hazard = 0\n"},
    NeutralPolicy{"suspension_schedule", "per_day = 0\nprecision = 0.5\n"},
    NeutralPolicy{"suspension_waves", "waves = [[2014-07-03, 0]]\nprecision = 0.5\n"},
    NeutralPolicy{"targeted_campaign",
                  "impressions = 0\nfollowers_only = \"yes\"\nlowest_stage = \"curious\"\n"
                  "unfollow = 1\nreport = 1\n"},
    NeutralPolicy{"volunteer_lists", "lists = [[2014-07-03, 0]]\nprecision = 0.5\n"},
    NeutralPolicy{"warnings", "coverage = 0\neffect = 0.9\n"},
};

/// A scenario without any table of that name; comments before a table go with the one above.
std::string without(std::string_view section, const std::string& text) {
  std::istringstream lines{text};
  std::string kept;
  bool keeps = true;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('[')) {
      const std::string name{section};
      keeps = line != "[" + name + "]" && line != "[[" + name + "]]";
    }
    if (keeps) kept += line + "\n";
  }
  return kept;
}

/// All numbers but those of one table's own observables.
void check_identical(const Recording& a, const Recording& b, std::string_view section) {
  for (std::size_t o = 0; o < observables.size(); ++o) {
    CAPTURE(observables[o].name);
    if (observables[o].section == section) continue;
    CHECK(is_identical(a.values[o], b.values[o]));
  }
}

/// Suspensions, wrong ones too, posts and gains; no throwaways, which would be abandoned only where
/// there is a [return].
Config busy(const std::string& mode, std::string_view table) {
  return scenario(15, R"(
seed = 9
[population]
pro_accounts = 200
audience = 1000
counter_accounts = 100
core_share = 0.1
curious_share = 0.2
sympathiser_share = 0.2
[following]
gain = 2
unfollow = 0.02
initial_mean = 20
initial_sigma = 1
[[policy]]
kind = "suspension_schedule"
per_day = 4
precision = 0.8
[posting]
mode = ")" + mode + "\"\n" +
                          std::string{table});
}

}  // namespace

TEST_CASE("neutral: every table that may be missing has neutral values, or a reason",
          "[models][contract]") {
  for (const SectionSpec* spec : all_sections()) {
    if (spec->absence != Absence::switches_off && spec->absence != Absence::is_none) continue;
    if (needs_a_file(*spec)) continue;
    CAPTURE(spec->name);
    const auto is_this = [spec](const Neutral& row) { return row.section == spec->name; };
    CHECK(std::count_if(neutrals.begin(), neutrals.end(), is_this) == 1);
  }
  for (const Neutral& row : neutrals) {
    CAPTURE(row.section);
    CHECK(find_section(row.section) != nullptr);
    CHECK(row.text.empty() == !row.why_none.empty());
  }
}

TEST_CASE("neutral: a table that has no effect leaves a run bit-identical", "[models]") {
  for (const char* mode : {"thinned", "explicit"}) {
    const Recording absent = record(busy(mode, ""));
    for (const Neutral& row : neutrals) {
      if (row.text.empty() || (row.section == "resharing" && std::string{mode} == "thinned"))
        continue;
      CAPTURE(mode, row.section);
      check_identical(absent, record(busy(mode, row.text)), row.section);
    }
  }
}

// The golden scenario has almost every table: there the neutral one replaces it.
TEST_CASE("neutral: a table that has no effect has none in a full world either", "[models]") {
  for (const Neutral& row : neutrals) {
    if (row.text.empty()) continue;
    std::string rest = without(row.section, golden_text());
    // With [return] throwaways are abandoned, which those of retaliation are not without it.
    if (row.section == "return") rest = without("retaliation", rest);
    std::vector<Override> mode;
    if (row.section == "resharing") mode = {{"posting.mode", "\"explicit\""}};
    CAPTURE(row.section);
    const auto run = [&mode](const std::string& text) {
      return record(read_scenario_text(text, "neutral.toml", mode).config);
    };
    check_identical(run(rest), run(rest + std::string{row.text}), row.section);
  }
}

TEST_CASE("neutral: every policy has neutral values", "[models][contract]") {
  REQUIRE(neutral_policies.size() == all_policies().size());
  for (std::size_t k = 0; k < neutral_policies.size(); ++k) {
    CHECK(neutral_policies[k].kind == all_policies()[k]->name);
  }
}

TEST_CASE("neutral: a policy whose amounts are zero changes nothing", "[models]") {
  const std::string full = golden_text();
  const Recording absent = record(golden_scenario());
  const Axes axes = axes_of(golden_scenario());
  for (const NeutralPolicy& row : neutral_policies) {
    CAPTURE(row.kind);
    const std::string table = "[[policy]]\nname = \"idle\"\nkind = \"" + std::string{row.kind} +
                              "\"\n" + std::string{row.text};
    const Recording with = record(read_scenario_text(full + table, "neutral.toml").config);
    for (std::size_t o = 0; o < observables.size(); ++o) {
      CAPTURE(observables[o].name);
      if (observables[o].name == row.changes) continue;
      if (observables[o].shape != Shape::time_policy) {
        CHECK(is_identical(absent.values[o], with.values[o]));
        continue;
      }
      // One column more, of zeros.
      const std::size_t policies = axes.policies.size();
      std::vector<double> expected;
      for (std::size_t k = 0; k < absent.values[o].size(); ++k) {
        expected.push_back(absent.values[o][k]);
        if (k % policies == policies - 1) expected.push_back(0.0);
      }
      CHECK(is_identical(expected, with.values[o]));
    }
  }
}
